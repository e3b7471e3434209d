"""Files that are not scanned because the configuration or the ignore file says so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cf_secret_guard.config.gitignore import Rules

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cf_secret_guard.config.gitignore import Pattern


class PathRules:
    """Says of a path if it is ignored, and by which line of which file. Threads may share it.

    Args:
        patterns: of :attr:`Config.ignored_paths`.
    """

    def __init__(self, patterns: Sequence[Pattern]) -> None:
        self._rules = Rules(patterns)

    def __bool__(self) -> bool:
        return bool(self._rules)

    def reason(self, path: bytes) -> str | None:
        """Say why a file is not scanned.

        Args:
            path: with ``/``, from the repository root, or from the current directory outside of git.

        Returns:
            The reason, naming file, line and pattern; None if it is to be scanned.
        """
        pattern = self._rules.deciding(path)
        return f"ignored by {pattern.where}: {pattern.text}" if pattern else None
