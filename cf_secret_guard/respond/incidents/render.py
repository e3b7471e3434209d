"""The generated parts of a note, in the words of the one who has to act on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cf_secret_guard.catalog import entry
from cf_secret_guard.model import Kind
from cf_secret_guard.report.markdown_text import code, prose
from cf_secret_guard.respond.incidents import assess
from cf_secret_guard.respond.incidents.markdown import moment, sentence
from cf_secret_guard.respond.incidents.values import CLOSED
from cf_secret_guard.verify.base import Status

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cf_secret_guard.respond.incidents.values import ExposureRow, PlaceRow, State

_MOST_FILES = 50
_MOST_LINES = 20
_MOST_REASONS = 12
_COMMIT = 12
_HEADLINES = {
    Status.LIVE: "**Live. Act now.** It worked when asked",
    Status.RESTRICTED: "**Live, within limits.** Act now. Asked",
    Status.UNKNOWN: "**Not known to be dead: treat it as live.** Asked",
    Status.NOT_CHECKABLE: "**Cannot be checked from here: treat it as live** until it is revoked. Considered",
    Status.DISABLED: "**Dead: disabled.** It can be enabled again. Asked",
    Status.EXPIRED: "**Dead: expired.** Asked",
    Status.REVOKED: "**Dead: revoked.** Asked",
    Status.INVALID: "**Dead: not accepted.** Asked",
}
_SURE = {
    "certain": "Certain: it proves itself.",
    "high": "Sure: the right shape in a place where Cloudflare credentials stand.",
    "medium": "Likely: the right shape, in a weaker context.",
    "low": "Doubtful: the shape only, or a failed checksum.",
}


def title(state: State) -> str:
    """Return the note's title, as plain text."""
    kinds = list(dict.fromkeys(row.kind for row in state.secrets))
    names = [entry(kind).title for kind in kinds]
    return f"Leaked {' and '.join(names) or 'credential'}"


def sections(state: State) -> dict[str, list[str]]:
    """Return the lines of every generated part but the list of steps, by name, in order."""
    return {
        "summary": [f"# {prose(title(state))}", "", *_summary(state)],
        "leak": ["## What leaked", "", *_leak(state)],
        "where": ["## Where, and since when", "", *_where(state)],
        "record": ["## Record", "", *_record(state)],
    }


def _summary(state: State) -> Iterator[str]:
    row = assess.overall(state)
    if state.status == CLOSED:
        yield f"**Closed** on {moment(state.events[-1].at if state.events else state.updated)}."
    if row is None:
        yield "**Not checked: treat it as live.** `cf-secret-guard scan --verify` asks Cloudflare."
    else:
        known = {status.value: text for status, text in _HEADLINES.items()}
        head = known.get(row.status, "**Not known to be dead: treat it as live.** Asked")
        reason = f" ({prose(row.reason)})" if row.reason else ""
        yield f"{head} at {moment(row.checked_at)}{reason}."
    if assess.came_back(state):
        yield "**It works again, or still, although it was dead or taken away before: revoke it again.**"
    if state.severity or state.capability:
        severity = f"Severity: {prose(state.severity)}." if state.severity else ""
        yield f"{severity} {sentence(state.capability)}".strip()
    yield _window(state)


def _window(state: State) -> str:
    window = assess.window(state)
    if window.since:
        days = _days(window.since, window.until or state.updated)
        end = f"until {moment(window.until)}" if window.until else "and not known to be over"
        return f"Exposed since {moment(window.since)} {end}: {days}."
    answers = [row.committed for row in state.exposures]
    if any(row.committed and not row.shared_known for row in state.exposures):
        return "Committed. If it was pushed is not known: assume that it was."
    if any(answers):
        return "Committed, but on no remote-tracking branch or tag that this clone knows."
    if answers and all(answer is False for answer in answers):
        return "In no commit of this clone. If it left this machine in another way, count from then."
    return "Since when it is exposed is not known."


def _days(since: str, until: str) -> str:
    from datetime import datetime

    try:
        count = max(0, (datetime.fromisoformat(until) - datetime.fromisoformat(since)).days)
    except (ValueError, TypeError):
        return "how long is not known"
    return "1 day" if count == 1 else f"{count:,} days" if count else "less than a day"


def _leak(state: State) -> Iterator[str]:
    for row in state.secrets:
        known = entry(row.kind)
        yield f"- {prose(known.title)} {code(row.redacted)}, fingerprint {code(row.fingerprint)}"
        yield f"  - {_SURE.get(row.confidence, 'How sure is not known.')} {_reasons(row.evidence)}".rstrip()
        if row.identifiers:
            yield f"  - Belongs to: {', '.join(map(code, row.identifiers))}"
        if not state.capability:
            yield f"  - In general it can: {prose(known.power)}"
    kinds = {row.kind for row in state.secrets}
    if Kind.R2_SECRET_ACCESS_KEY in kinds and len(kinds) > 1:
        yield "- The R2 secret access key is made from the API token: revoking the token revokes both."


def _reasons(evidence: Iterable[str]) -> str:
    reasons = list(map(prose, evidence))
    more = f"; and {len(reasons) - _MOST_REASONS:,} more" if len(reasons) > _MOST_REASONS else ""
    return f"Why: {'; '.join(reasons[:_MOST_REASONS])}{more}." if reasons else ""


def _where(state: State) -> Iterator[str]:
    files: dict[tuple[str, str], list[PlaceRow]] = {}
    for place in state.places:
        files.setdefault((place.path, place.fingerprint), []).append(place)
    titles = {row.fingerprint: entry(row.kind).title for row in state.secrets}
    exposures = {(row.path, row.fingerprint): row for row in state.exposures}
    for key, places in list(files.items())[:_MOST_FILES]:
        which = f" ({prose(titles.get(key[1], ''))})" if len(titles) > 1 else ""
        yield f"- {code(key[0])}, {_lines(places)}{which}. {_seen(places)}"
        yield from _history(exposures.get(key))
    if len(files) > _MOST_FILES:
        yield f"- And {len(files) - _MOST_FILES:,} more files; the front matter has them all."


def _lines(places: list[PlaceRow]) -> str:
    found = [str(place.line) for place in places]
    shown = ", ".join(found[:_MOST_LINES])
    more = f" and {len(found) - _MOST_LINES:,} more" if len(found) > _MOST_LINES else ""
    via = list(dict.fromkeys(name for place in places for name in place.decoded_via))
    encoded = f", encoded ({', '.join(map(prose, via))})" if via else ""
    commits = list(dict.fromkeys(place.commit[:_COMMIT] for place in places if place.commit))
    at = f", in commit {', '.join(map(code, commits))}" if commits else ""
    return f"{'line' if len(found) == 1 else 'lines'} {shown}{more}{encoded}{at}"


def _seen(places: list[PlaceRow]) -> str:
    first = min(place.first_seen for place in places)
    last = max(place.last_seen for place in places)
    return f"Found {moment(first)}." if first == last else f"Found {moment(first)}, last seen {moment(last)}."


def _history(row: ExposureRow | None) -> Iterator[str]:
    if row is None:
        return
    if row.committed is None:
        yield "  - If and when it was committed is not known."
    elif not row.committed:
        yield "  - In no commit of this clone."
    else:
        old = f", then in {code(row.first_path)}" if row.first_path else ""
        who = f", by {', '.join(map(prose, row.authors))}" if row.authors else ""
        when = moment(row.first_date) or "no readable date"
        yield f"  - First commit: {code(row.first_commit[:_COMMIT])} of {when}{old}{who}."
        yield f"  - {_shared(row)}"
    if row.limits:
        yield f"  - Not the whole answer: {'; '.join(map(prose, row.limits))}."


def _shared(row: ExposureRow) -> str:
    if not row.shared_known:
        return "If it was pushed could not be found out."
    if not row.shared_commit:
        return "On no remote-tracking branch and no tag: as far as this clone knows, it was not pushed."
    if row.shared_commit == row.first_commit:
        what = "It is"
    else:
        what = f"Commit {code(row.shared_commit[:_COMMIT])} of {moment(row.shared_date)}, which brought it in again, is"
    if row.remotes:
        return f"{what} on the remote: {', '.join(map(code, row.remotes))}."
    return f"{what} on a tag: {', '.join(map(code, row.tags)) or 'which one is not known'}. A tag may have been pushed."


def _record(state: State) -> Iterator[str]:
    yield "Verdicts:"
    yield ""
    yield from _verdicts(state)
    yield ""
    yield "Actions:"
    yield ""
    yield from _actions(state)
    yield ""
    yield "Audit log:"
    yield ""
    yield from ((f"- {prose(text)}" for text in state.audit) if state.audit else ("- Not read by this tool.",))
    yield ""
    yield "This note:"
    yield ""
    for event in state.events:
        known = f", last verdict: {prose(event.verdict)}" if event.verdict else ""
        yield f"- {moment(event.at)}: {prose(event.event)}{known}{f'. {sentence(event.note)}' if event.note else ''}"


def _verdicts(state: State) -> Iterator[str]:
    titles = {row.fingerprint: entry(row.kind).title for row in state.secrets}
    for row in state.verdicts:
        which = f" {prose(titles.get(row.fingerprint, ''))}" if len(titles) > 1 else ""
        facts = [
            f"token id {code(row.token_id)}" if row.token_id else "",
            f"account {code(row.account_id)}" if row.account_id else "",
            f"expires {moment(row.expires_on)}" if row.expires_on else "",
            prose(row.reason),
        ]
        told = "; ".join(filter(None, facts))
        yield f"- {moment(row.checked_at)}:{which} **{prose(row.status)}**{f' ({told})' if told else ''}"
    if not state.verdicts:
        yield "- None: nobody asked yet."


def _actions(state: State) -> Iterator[str]:
    for row in state.actions:
        reason = f" ({prose(row.reason)})" if row.reason else ""
        yield f"- {moment(row.at)}: {prose(row.action)} {code(row.target)}: **{prose(row.status)}**{reason}"
    if not state.actions:
        yield "- None by this tool."
