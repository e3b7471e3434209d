"""What a SARIF run says beside its results: the tool with a rule for every kind, and how the run went."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from cf_secret_guard import __version__
from cf_secret_guard.catalog import CATALOG, entry
from cf_secret_guard.model import Kind, Problem
from cf_secret_guard.report.base import is_incomplete, missed, trouble
from cf_secret_guard.report.sarif_text import artifact, message

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cf_secret_guard.catalog import Entry
    from cf_secret_guard.model import Report
    from cf_secret_guard.report.json_text import Json
    from cf_secret_guard.report.sweep import Sweeper

_MOST_NOTIFICATIONS = 100
_ALL = "The JSON report has all."
_CWE = "external/cwe/cwe-798"  # Use of Hard-coded Credentials; the spelling that GitHub knows
_SCORES = {"critical": "9.5", "high": "8.5", "medium": "5.5", "low": "2.5"}
"""In the middle of GitHub's bands."""
_PRECISION = {
    # Their form proves them: a checksum, or a decoded structure.
    Kind.USER_API_TOKEN: "very-high",
    Kind.ACCOUNT_API_TOKEN: "very-high",
    Kind.TUNNEL_TOKEN: "very-high",
    Kind.ORIGIN_CERT: "very-high",
    # Only what stands around them speaks for them.
    Kind.API_TOKEN: "medium",
}
_NOTIFICATIONS = {
    "incomplete": "Something that was asked for could not be scanned or done.",
    "remark": "A remark on a finding.",
    "set-aside": "Findings that inline ignores, the configuration, the baseline or the threshold set aside.",
    "limit": "Not everything is listed.",
}


def tool(kinds: Sequence[str]) -> dict[str, Json]:
    """Describe this program.

    Args:
        kinds: of the findings. All built-in kinds have a rule in any case: rules tell what was looked for.
    """
    custom = [kind for kind in kinds if kind not in CATALOG]
    return {
        "name": "cf-secret-guard",
        "semanticVersion": __version__,
        "rules": [_rule(kind) for kind in (*CATALOG, *custom)],
        "notifications": [{"id": name, "shortDescription": {"text": text}} for name, text in _NOTIFICATIONS.items()],
    }


def _rule(kind: str) -> dict[str, Json]:
    known = entry(kind)
    rule: dict[str, Json] = {
        "id": str(kind),
        "name": "".join(part.capitalize() for part in kind.split("-")),
        "shortDescription": {"text": f"{known.title}."},
        "fullDescription": {"text": f"{known.title}. What whoever holds it can do: {known.power}"},
        "help": {"text": _help(known, "{}", "{}"), "markdown": _help(known, "## {}", "<{}>")},
        "defaultConfiguration": {"level": "error"},
        "properties": {
            "tags": ["security", "secret", "cloudflare", _CWE],
            "precision": _PRECISION.get(Kind(kind), "high") if kind in CATALOG else "medium",
            "problem.severity": "error",
            "security-severity": _SCORES[known.severity],
        },
    }
    return rule | ({"helpUri": known.docs} if known.docs else {})


def _help(known: Entry, heading: str, address: str) -> str:
    """Lay out the catalog's entry; its words are ours, and mean the same as text and as Markdown."""
    where = [f"Dashboard: {address.format(known.url)}"] if known.url else []
    more = [f"Documentation: {address.format(known.docs)}"] if known.docs else []
    parts = [
        heading.format("What it can do"),
        known.power,
        heading.format("How it is recognised"),
        known.recognised,
        heading.format("How to revoke it"),
        "\n".join(f"{number}. {step}" for number, step in enumerate(known.revoke, 1)),
        *where,
        *([heading.format("Also"), "\n".join(f"- {text}" for text in known.also)] if known.also else []),
        *more,
    ]
    return "\n\n".join(parts) + "\n"


def invocation(report: Report, exit_code: int | None, left_out: int, sweeper: Sweeper) -> dict[str, Json]:
    """Say how the run went.

    Args:
        report: the report.
        exit_code: what the process ends with, if that is known.
        left_out: findings that are not among the results.
        sweeper: takes the secrets out.
    """
    code: dict[str, Json] = {} if exit_code is None else {"exitCode": int(exit_code)}
    return code | {
        # A finding is no failure of the tool; what it did not look at is.
        "executionSuccessful": not is_incomplete(report),
        "toolExecutionNotifications": list(_notifications(report, left_out, sweeper)),
    }


def _notifications(report: Report, left_out: int, sweeper: Sweeper) -> Iterator[Json]:
    gaps = missed(report)
    remarks = [problem for problem in report.errors if not problem.incomplete]
    if left_out:
        text = f"{left_out:,} findings are left out, the least urgent ones, for GitHub shows no more"
        yield _notification("limit", "warning", Problem(text, _ALL), sweeper)
    for name, level, problems in (("incomplete", "error", gaps), ("remark", "note", remarks)):
        for problem in problems[:_MOST_NOTIFICATIONS]:
            yield _notification(name, level, problem, sweeper)
        if len(problems) > _MOST_NOTIFICATIONS:
            text = f"{len(problems) - _MOST_NOTIFICATIONS:,} more of these are left out"
            yield _notification("limit", level, Problem(text, _ALL), sweeper)
    if counts := Counter(item.by for item in report.scan.ignored):
        words = ", ".join(f"{counts[by]:,} by {by}" for by in sorted(counts))
        yield _notification("set-aside", "note", Problem(f"Findings set aside: {words}", ""), sweeper)


def _notification(name: str, level: str, problem: Problem, sweeper: Sweeper) -> dict[str, Json]:
    told: dict[str, Json] = {
        "descriptor": {"id": name},
        "level": level,
        "message": {"text": message(trouble(problem._replace(path=None)), sweeper)},
    }
    if problem.path is None:
        return told
    return told | {"locations": [{"physicalLocation": {"artifactLocation": artifact(problem.path, sweeper)}}]}
