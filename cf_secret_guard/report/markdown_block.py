"""What a Markdown report says about one secret: its line in the overview, and its block."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote

from cf_secret_guard.catalog import entry
from cf_secret_guard.report import response
from cf_secret_guard.report.markdown_text import code, prose
from cf_secret_guard.report.place import circumstances, place_of, spot, uri

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cf_secret_guard.model import Finding
    from cf_secret_guard.report.sweep import Sweeper

_MOST_PLACES = 20


class Links(NamedTuple):
    """Where a repository can be looked at."""

    base: str
    """The address of the repository, as of ``https://github.com/OWNER/REPOSITORY``; GitLab's work as well."""
    revision: str
    """The commit that was scanned, for findings that name none."""

    def to(self, finding: Finding, sweeper: Sweeper) -> str:
        """The address of a finding's file and line, or of its commit; empty if it is in neither."""
        place = place_of(finding)
        base, commit = quote(self.base.rstrip("/"), safe=":/"), finding.commit
        if place.is_file:
            line = "" if place.member else f"#L{finding.line}"
            return f"{base}/blob/{quote(commit or self.revision, safe='/')}/{uri(sweeper.clean(place.path))}{line}"
        return f"{base}/commit/{quote(commit, safe='')}" if commit else ""


def escaped(text: str, sweeper: Sweeper, *, as_code: bool = False) -> str:
    """Return text from outside, without secrets and without a meaning in Markdown."""
    return (code if as_code else prose)(sweeper.clean(text))


def row(number: int, group: Sequence[Finding]) -> str:
    """The overview's line about one secret; nothing in it is from outside.

    Args:
        number: counts the secrets, from 1.
        group: all places of the secret.
    """
    first = group[0]
    verdict = str(first.verdict.status) if first.verdict else ""
    sure = max(item.confidence for item in group).label
    return f"| {number} | {entry(first.kind).title} | {sure} | {verdict} | {len(group):,} |"


def block(number: int, group: Sequence[Finding], links: Links | None, sweeper: Sweeper) -> Iterator[str]:
    """Yield the lines about one secret: what it is, where, why, what is known of it, what to do."""
    first = group[0]
    yield f"### {number}. {entry(first.kind).title}{f': {first.verdict.status}' if first.verdict else ''}"
    yield ""
    places = [item for item in group if item.path != "<given>"]
    for item in places[:_MOST_PLACES]:
        yield f"- **Where:** {_where(item, links, sweeper)}"
    if len(places) > _MOST_PLACES:
        yield f"- and in {len(places) - _MOST_PLACES:,} more places"
    for label, text in _facts(group, sweeper):
        yield f"- **{label}** {text}"
    yield ""
    if not response.is_dead(first):
        yield from _by_hand(first.kind)


def _facts(group: Sequence[Finding], sweeper: Sweeper) -> Iterator[tuple[str, str]]:
    """Yield (label, Markdown) of what is known beside the places."""
    first = group[0]
    reasons = dict.fromkeys(reason for item in group for reason in item.evidence)
    yield "Why:", "; ".join(escaped(reason, sweeper) for reason in reasons)
    yield "Secret:", f"{code(first.secret.redacted)}, fingerprint {code(first.fingerprint)}"
    belongs = dict.fromkeys(pair for item in group for pair in item.companions if pair[0] != "email")
    if belongs:
        yield "Belongs to:", ", ".join(f"{name} {escaped(value, sweeper, as_code=True)}" for name, value in belongs)
    for label, values, _style in response.fields(group):
        yield f"{label.capitalize()}:", ", ".join(escaped(value, sweeper) for value in values)
    if not response.is_dead(first):
        yield "Revoke:", entry(first.kind).advice
    if not response.is_real(first):
        ignore = code(f"cf-secret-guard: ignore[{first.kind}] REASON")
        yield "No secret?", f"Write {ignore} in a comment on its line."


def _where(finding: Finding, links: Links | None, sweeper: Sweeper) -> str:
    shown = escaped(spot(finding), sweeper, as_code=True)
    address = links.to(finding, sweeper) if links else ""
    if address:
        shown = f"[{shown}]({address})"
    around = [escaped(text, sweeper) for text in circumstances(finding)]
    if names := [path for path in finding.paths if path != finding.path]:
        also = [escaped(path, sweeper, as_code=True) for path in names[:_MOST_PLACES]]
        around.append(f"also as {', '.join(also)}{' and more' if len(names) > len(also) else ''}")
    return f"{shown} ({', '.join(around)})" if around else shown


def _by_hand(kind: str) -> Iterator[str]:
    """Yield the steps of the catalog, folded; the words are ours."""
    known = entry(kind)
    yield "<details><summary>What it can do, and how to revoke it by hand</summary>"
    yield ""
    yield known.power
    yield ""
    yield from (f"{number}. {step}" for number, step in enumerate(known.revoke, 1))
    yield ""
    if known.url:
        yield f"[Dashboard]({known.url}) · [Documentation]({known.docs})"
        yield ""
    yield "</details>"
    yield ""
