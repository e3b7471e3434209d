"""Inline ignores that the base revision already has: a pull request cannot mute the check that judges it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cf_secret_guard.config.files import Revisions
    from cf_secret_guard.model import Finding
    from cf_secret_guard.triage.marks import Mark


class BaseLines:
    """Compares the line of a finding with the same file of the base revision.

    Args:
        repo: the repository.
        revision: the base revision.
    """

    def __init__(self, repo: Revisions, revision: str) -> None:
        self._repo = repo
        self._revision = revision
        self._last: tuple[str, list[bytes]] | None = None

    def trust(self, finding: Finding, mark: Mark) -> bool:
        """Say if the finding's secret and its ignore stand in the base revision, in the same file and lines.

        A secret that is spread over more lines than its first is trusted only if the ignore is pinned to it.
        """
        if finding.secret.reveal() not in finding.line_text and not any(target.pin for target in mark.targets):
            return False
        try:
            line, above = finding.line_text.encode("latin-1"), finding.previous_line.encode("latin-1")
        except UnicodeEncodeError:  # wide text; compared as bytes it is never the same
            return False
        lines = self._lines(finding.path)
        line, above = line.rstrip(b"\r"), above.rstrip(b"\r")
        return any(
            text == line and (not mark.above or (number > 0 and lines[number - 1] == above))
            for number, text in enumerate(lines)
        )

    def _lines(self, path: str) -> list[bytes]:
        if self._last is None or self._last[0] != path:
            data = self._repo.show(self._revision, path.encode("utf-8", "surrogateescape")) or b""
            self._last = path, data.replace(b"\r\n", b"\n").split(b"\n")
        return self._last[1]
