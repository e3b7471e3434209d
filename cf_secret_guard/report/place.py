"""Where a finding stands, for formats that link to it: the file, the member inside it, the circumstances."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote

from cf_secret_guard.report.neutral import printable_path
from cf_secret_guard.timestamps import rfc3339

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cf_secret_guard.model import Finding

_NO_FILE = re.compile(r"<[^<>/]*>")
_SHORT_ID = 12


class Place(NamedTuple):
    """A finding's path, taken apart."""

    path: str
    """The file; for a member, the container that it is in. Where there is no file, what stands for it: ``<stdin>``."""
    member: str
    """The part behind ``!``; empty for plain files."""
    is_file: bool
    """False for standard input, for a message, and for what no commit has."""

    @property
    def has_lines(self) -> bool:
        """Whether the finding's line is a line of the file at ``path``."""
        return self.is_file and not self.member


def place_of(finding: Finding) -> Place:
    """Take a finding's path apart."""
    path = finding.path.removesuffix(f"!{finding.member}") if finding.member else finding.path
    is_message = finding.commit is not None and finding.blob is None
    return Place(path, finding.member, not (is_message or _NO_FILE.fullmatch(path)))


def uri(path: str) -> str:
    """Write a path as a relative URI reference; bytes that were not UTF-8 stay escaped.

    Only ``/`` and the unreserved characters stand for themselves, so that no part of a name is a scheme, a query or a
    fragment.
    """
    return quote(printable_path(path), safe="/")


def spot(finding: Finding) -> str:
    """``path:line:column``, as every report spells it."""
    return f"{finding.path}:{finding.line}:{finding.column}"


def circumstances(finding: Finding) -> Iterator[str]:
    """Yield what else there is to say about the place, each a short phrase without anything from outside but ids."""
    if finding.decoded_via:
        yield f"in {' in '.join(reversed(finding.decoded_via))}"
    if finding.commit is not None:
        day = "" if finding.commit_time is None else rfc3339(finding.commit_time)[:10]
        yield f"commit {finding.commit[:_SHORT_ID]}{f' of {day}' if day else ''}"
    if finding.at_head is not None:
        yield "still at HEAD" if finding.at_head else "no longer at HEAD"


def numbered(findings: list[Finding]) -> Iterator[tuple[Finding, int]]:
    """Yield each finding with its number, from 1, among those of the same secret in the same file.

    With the secret's fingerprint it names a finding from run to run: lines that move change nothing, and a second file
    is a second finding.

    Args:
        findings: in the order of the report.
    """
    seen: dict[tuple[str, str, str], int] = {}
    for finding in findings:
        key = (finding.kind, finding.fingerprint, place_of(finding).path)
        seen[key] = seen.get(key, 0) + 1
        yield finding, seen[key]
