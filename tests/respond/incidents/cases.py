"""Incidents for tests, with secrets built at run time; and the cases of the golden notes."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from cf_secret_guard.model import Checksum, Confidence, Finding, Kind
from cf_secret_guard.respond.base import ActionRecord, ActionStatus, Verb
from cf_secret_guard.respond.exposure import Exposure
from cf_secret_guard.respond.incidents.values import Incident
from cf_secret_guard.secret import Secret
from cf_secret_guard.verify.base import Owner, Status, Verdict
from tests.tokens import access_id, access_secret, global_key, hexadecimal, r2_secret, tunnel_token, user_token

if TYPE_CHECKING:
    from pathlib import Path

T1, T2, T3 = "2026-11-20T09:00:00Z", "2026-11-21T10:30:00Z", "2026-11-22T11:45:00Z"
TOKEN_ID = "1" * 32
ACCOUNT = "2" * 32
COMMIT = "a" * 40
TOKEN = user_token()


def finding(  # noqa: PLR0913 - the fields of a finding, all by name
    value: str = TOKEN,
    *,
    kind: str = Kind.USER_API_TOKEN,
    path: str = "deploy/.env",
    line: int = 3,
    evidence: tuple[str, ...] = ("valid checksum", "assigned to CLOUDFLARE_API_TOKEN"),
    confidence: Confidence = Confidence.CERTAIN,
    companions: tuple[tuple[str, str], ...] = (),
    decoded_via: tuple[str, ...] = (),
) -> Finding:
    return Finding(
        kind=kind,
        path=path,
        line=line,
        column=5,
        end_column=9,
        confidence=confidence,
        checksum=Checksum.NONE,
        evidence=evidence,
        secret=Secret(value),
        companions=companions,
        decoded_via=decoded_via,
        line_text=f"X={value}",
    )


def verdict(status: Status = Status.LIVE, at: str = T1, reason: str = "", token_id: str | None = TOKEN_ID) -> Verdict:
    return Verdict(status, reason, token_id=token_id, owner=Owner.USER, checked_at=at)


def incident(*findings: Finding, at: str = T1, status: Status | None = None, **more: object) -> Incident:
    """One incident of ``findings`` (of one token by default), with a verdict on the first if ``status`` is given."""
    found = findings or (finding(),)
    verdicts = ((found[0].fingerprint, verdict(status, at)),) if status else ()
    return Incident(found, verdicts=verdicts, at=at)._replace(**more)  # type: ignore[arg-type]


def exposed(item: Finding, **more: object) -> Exposure:
    known = Exposure(
        item.fingerprint,
        item.path,
        committed=True,
        first_commit=COMMIT,
        first_date="2026-10-01T08:00:00Z",
        shared_commit=COMMIT,
        shared_date="2026-10-01T08:00:00Z",
        remotes=("origin/main",),
    )
    return known._replace(**more)  # type: ignore[arg-type]


def secrets_of(case: Incident) -> list[str]:
    return [item.secret.reveal() for item in case.findings]


def only(directory: Path) -> Path:
    """The one note in a directory."""
    (found,) = directory.glob("*.md")
    return found


class Golden(NamedTuple):
    """Runs that follow each other on one incident."""

    runs: tuple[Incident, ...]
    close: str = ""


def golden_cases() -> dict[str, Golden]:
    return {
        "user-token-live": _user_token(),
        "global-key": _global_key(),
        "r2-pair-disabled": _r2_pair(),
        "tunnel-token-unknown": _tunnel(),
        "access-token-closed": _access(),
    }


def _user_token() -> Golden:
    places = (
        finding(companions=(("account_id", ACCOUNT),)),
        finding(line=17),
        finding(path="k8s/secret.yaml", line=9, decoded_via=("base64",)),
    )
    audit = ("2026-11-02T03:04:05Z create dns_record example.com by token " + TOKEN_ID,)
    one = incident(
        *places,
        status=Status.LIVE,
        exposures=(
            exposed(places[0]),
            exposed(places[2], shared_commit="", shared_date="", remotes=(), limits=("this clone is shallow",)),
        ),
        capability="Can edit DNS of all 14 zones, no IP restriction, no expiry, last used yesterday.",
        severity="high",
        audit=audit,
    )
    return Golden((one,))


def _global_key() -> Golden:
    key = finding(
        global_key(),
        kind=Kind.GLOBAL_API_KEY,
        path="scripts/purge cache.sh",
        evidence=("sent as X-Auth-Key to api.cloudflare.com",),
        confidence=Confidence.HIGH,
    )
    reason = "a Global API Key is checked only with its e-mail address"
    answer = verdict(Status.NOT_CHECKABLE, T1, reason, None)
    exposure = Exposure(key.fingerprint, key.path, committed=False)
    return Golden((incident(key, verdicts=((key.fingerprint, answer),), exposures=(exposure,)),))


def _r2_pair() -> Golden:
    token = finding()
    derived = finding(
        r2_secret(TOKEN),
        kind=Kind.R2_SECRET_ACCESS_KEY,
        path="rclone.conf",
        evidence=("beside an R2 endpoint",),
        companions=(("access_key_id", TOKEN_ID), ("parent_fingerprint", token.fingerprint)),
    )
    exposures = (exposed(token), exposed(derived, remotes=(), tags=("v1.2",)))
    first = incident(token, derived, status=Status.LIVE, exposures=exposures, severity="critical")
    target = f"user token {TOKEN_ID}"
    actions = (
        ActionRecord(Verb.DISABLE, target, ActionStatus.APPLIED, at=T2),
        ActionRecord(Verb.DISABLE, target, ActionStatus.CONFIRMED, "asked again with the leaked value", T2),
    )
    second = incident(token, derived, at=T2, status=Status.DISABLED, actions=actions)
    return Golden((first, second))


def _tunnel() -> Golden:
    token = finding(
        tunnel_token(),
        kind=Kind.TUNNEL_TOKEN,
        path="docker-compose.yml",
        evidence=("decodes to an account, a tunnel and its secret",),
        companions=(("account_id", ACCOUNT), ("tunnel_id", "00000000-0000-4000-a000-000000000000")),
    )
    answer = verdict(Status.UNKNOWN, T1, "needs an administrator credential", None)
    exposures = (exposed(token, first_path="compose.yml", remotes=("origin/main", "fork/main")),)
    return Golden((incident(token, verdicts=((token.fingerprint, answer),), exposures=exposures),))


def _access() -> Golden:
    token = finding(
        access_secret(),
        kind=Kind.ACCESS_SERVICE_TOKEN,
        path="ci/`deploy` | <b>.sh",
        evidence=("beside its client id",),
        confidence=Confidence.HIGH,
        companions=(("client_id", access_id()),),
    )
    first = incident(token, exposures=(exposed(token),))
    gone = verdict(Status.REVOKED, T2, "the service token was deleted", None)
    second = incident(token, at=T2, verdicts=((token.fingerprint, gone),))
    return Golden((first, second), "Rotated by the platform team.")


def unknown_hex(seed: str) -> str:
    """A fingerprint that belongs to nothing."""
    return hexadecimal(seed, 32)
