"""Reports for rendering tests, built from values; no scan takes part."""

from __future__ import annotations

from cf_secret_guard.model import (
    Checksum,
    Confidence,
    Finding,
    Ignored,
    Kind,
    Problem,
    Report,
    ScanSummary,
    Skipped,
)
from cf_secret_guard.respond.base import ActionRecord, ActionStatus, Verb
from cf_secret_guard.secret import Secret
from cf_secret_guard.verify.base import Owner, Status, Verdict
from tests import tokens

AT = "2026-11-21T12:00:00Z"
ID = "11111111111111111111111111111111"


def finding(secret: str = "", **changes: object) -> Finding:
    """A finding of a user API token, with ``changes``."""
    plain = Finding(
        kind=Kind.USER_API_TOKEN,
        path="config/prod.env",
        line=3,
        column=22,
        end_column=75,
        confidence=Confidence.CERTAIN,
        checksum=Checksum.VALID,
        evidence=("its CRC-32 is right", "assigned to CLOUDFLARE_API_TOKEN"),
        secret=Secret(secret or tokens.user_token()),
    )
    return plain._replace(**changes)  # type: ignore[arg-type]  # each test names fields of Finding


def report(*findings: Finding, errors: tuple[Problem, ...] = (), **changes: object) -> Report:
    """A report with these findings, and ``changes`` to its summary."""
    scan = ScanSummary("worktree", None, files=1234, blobs=0, bytes=34_200_000, skipped=(), duration=0.25)
    return Report(findings, scan._replace(**changes), errors)  # type: ignore[arg-type]  # fields of ScanSummary


def full() -> Report:
    """Everything that a report can hold, out of order."""
    legacy = finding(
        tokens.legacy_token(),
        kind=Kind.API_TOKEN,
        path="deploy/main.tf",
        line=9,
        column=15,
        end_column=55,
        confidence=Confidence.MEDIUM,
        checksum=Checksum.NONE,
        evidence=("api_token in a cloudflare provider block",),
        companions=(("account_id", "0" * 32),),
        blob="ab" * 20,
        commit="cd" * 20,
    )
    encoded = finding(
        path="k8s/secret.yaml",
        line=7,
        column=10,
        end_column=82,
        decoded_via=("base64",),
        evidence=("its CRC-32 is right",),
    )
    low = finding(tokens.prefixed("cfat", valid=False), kind=Kind.ACCOUNT_API_TOKEN, confidence=Confidence.LOW)
    return report(
        legacy,
        encoded,
        finding(),
        finding("never-shown-custom-secret", kind="acme-deploy-key", path="acme.ini", confidence=Confidence.HIGH),
        errors=(Problem("git did not list the submodule", "Run `git submodule update` and scan again.", "vendor/lib"),),
        skipped=(
            Skipped("vendor/lib", "a submodule: another repository", incomplete=False),
            Skipped("private.key", "Permission denied", incomplete=True, next_step="Make it readable."),
        ),
        ignored=(
            Ignored(low._replace(path="docs/format.md"), "threshold", "confidence low is below medium"),
            Ignored(finding(path="tests/data.py", line=1, column=1), "inline", "documented sample"),
        ),
        stale_baseline=("f" * 32, "0" * 32),
    )


def verdict(status: Status = Status.LIVE, **changes: object) -> Verdict:
    """A verdict on a user token, with ``changes``."""
    plain = Verdict(status, token_id=ID, owner=Owner.USER, checked_at=AT)
    return plain._replace(**changes)  # type: ignore[arg-type]  # each test names fields of Verdict


def action(status: ActionStatus = ActionStatus.CONFIRMED, reason: str = "") -> ActionRecord:
    """A record of disabling a user token."""
    return ActionRecord(Verb.DISABLE, f"user token {ID}", status, reason, AT)


def responded() -> Report:
    """A report after asking, acting and writing notes, with something of every outcome."""
    able = "Can edit DNS of all 14 zones, no IP restriction, no expiry, last used yesterday."
    disabled = finding(
        verdict=verdict(Status.DISABLED),
        capability=able,
        severity="high: DNS Write on everything of its kind",
        actions=(action(reason="asked again with the leaked value: disabled"),),
        incident="incidents/2026-11-21-058e99ae4a74.md",
    )
    key = finding(
        tokens.global_key(),
        kind=Kind.GLOBAL_API_KEY,
        path="old.env",
        companions=(("email", "ada@example.com"),),
        verdict=Verdict(Status.NOT_CHECKABLE, "nothing names its user", checked_at=AT),
        actions=(action(ActionStatus.REFUSED, "Cloudflare has no API for it. By hand: Log in. Change it."),),
    )
    account = finding(
        tokens.account_token(),
        kind=Kind.ACCOUNT_API_TOKEN,
        path="ci.yaml",
        verdict=verdict(
            Status.RESTRICTED,
            reason="only from 192.0.2.0/24",
            account_id="2" * 32,
            owner=Owner.ACCOUNT,
            expires_on="2027-01-01T00:00:00Z",
        ),
    )
    unknown = finding(tokens.user_token("b"), path="b.env", verdict=Verdict(Status.UNKNOWN, "no answer", checked_at=AT))
    trouble = Problem("Whether the token in b.env:3 is live is not known: no answer", "Run again.")
    return report(disabled, key, account, unknown, errors=(trouble,))


def history() -> Report:
    """Findings of a history: a file that is gone, a member of an archive, a message, and what no commit has."""
    when = 1_763_700_000
    gone = finding(blob="ab" * 20, commit="cd" * 20, commit_time=when, at_head=False)
    gone = gone._replace(paths=("config/prod.env", "old/prod.env"))
    member = finding(
        tokens.account_token(),
        kind=Kind.ACCOUNT_API_TOKEN,
        path="dist/site.zip!inner/.env",
        member="inner/.env",
        decoded_via=("zip",),
        blob="12" * 20,
        commit="34" * 20,
        commit_time=when,
        at_head=True,
    )
    message = finding(path="<commit message>", line=1, column=5, end_column=58, commit="56" * 20, commit_time=when)
    unreachable = finding(tokens.legacy_token(), kind=Kind.API_TOKEN, path="<unreachable 787878787878>", blob="78" * 20)
    unreachable = unreachable._replace(confidence=Confidence.MEDIUM, checksum=Checksum.NONE)
    return report(gone, member, message, unreachable, mode="history", files=0, blobs=512, started=when)


def from_history() -> Report:
    """A report on a history: commits and their dates, archives, many paths, and a live token among dead ones."""
    day = 86_400
    start = 1_768_000_000  # 2026-01-09
    live = finding(
        tokens.account_token("history"),
        kind=Kind.ACCOUNT_API_TOKEN,
        path="infra/terraform/prod.tfvars",
        commit="1a" * 20,
        commit_time=start,
        at_head=True,
        paths=("infra/terraform/prod.tfvars", "terraform/prod.tfvars"),
        companions=(("account_id", "2" * 32),),
        verdict=verdict(account_id="2" * 32, owner=Owner.ACCOUNT),
        capability="Can edit Workers Scripts and D1 of the account Acme, no IP restriction, last used today.",
        severity="critical: Account API Tokens Write makes new tokens",
        actions=(action(ActionStatus.FAILED, "HTTP 403: the administrator token may not edit account tokens"),),
    )
    packed = live._replace(
        path="release/backup.zip!inner/.env",
        member="inner/.env",
        line=1,
        commit="2b" * 20,
        commit_time=start + 40 * day,
        at_head=False,
        paths=("release/backup.zip!inner/.env",),
        decoded_via=("zip",),
    )
    dead = finding(
        path="config/prod.env",
        commit="3c" * 20,
        commit_time=start + 90 * day,
        at_head=False,
        paths=("config/prod.env",),
        verdict=verdict(Status.DISABLED),
        severity="high: DNS Write on everything of its kind",
        actions=(action(reason="asked again with the leaked value: disabled"),),
        incident="incidents/2026-11-21-058e99ae4a74.md",
    )
    unknown = finding(
        tokens.global_key(),
        kind=Kind.GLOBAL_API_KEY,
        path="scripts/purge.sh",
        commit="4d" * 20,
        commit_time=start + 200 * day,
        at_head=True,
        verdict=Verdict(Status.UNKNOWN, "Cloudflare did not answer in time", checked_at=AT),
    )
    return report(packed, live, dead, unknown, mode="history", range="main", files=0, blobs=115_000, duration=12.5)


def golden_cases() -> dict[str, Report]:
    """Name of the golden file, and its report."""
    return {
        "clean": report(),
        "full": full(),
        "responded": responded(),
        "history": history(),
        "exposed": from_history(),
        "given": report(finding(path="<given>", line=1, column=1, verdict=verdict()), mode="given", files=1, bytes=53),
        "staged": report(finding(), mode="staged", files=2, blobs=2, bytes=512),
        "commit-message": report(finding(path="COMMIT_EDITMSG"), mode="commit-message", files=1, bytes=80),
        "range": report(
            finding(commit="ab" * 20, commit_time=1704067200, paths=("config/prod.env", "old.env"), at_head=False),
            mode="range",
            range="1a2b3c4d..5e6f7a8b",
            files=0,
            blobs=7,
            bytes=512,
            commits=3,
        ),
        "push": report(
            finding(path="<tag v1>", commit="cd" * 20, commit_time=1704067200),
            mode="push",
            range="1a2b3c4d..5e6f7a8b --branches --tags HEAD --not --remotes=origin",
            files=0,
            blobs=2,
            bytes=512,
            commits=1,
            remark="pre-commit names only the first ref.",
        ),
        "incomplete": report(
            mode="stdin",
            files=1,
            bytes=0,
            skipped=(Skipped("-", "it ended early", incomplete=True, next_step="Run again."),),
        ),
    }


def secrets(report: Report) -> set[str]:
    """The values that no rendering of ``report`` may show."""
    return {item.secret.reveal() for item in (*report.findings, *(entry.finding for entry in report.scan.ignored))}
