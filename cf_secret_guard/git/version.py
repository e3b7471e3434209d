"""Which git there is, and which it must be."""

from __future__ import annotations

import cf_secret_guard.git.process as git_process

MINIMUM_VERSION = (2, 28)
"""The first with ``diff-index --no-relative`` (July 2020); ``doctor`` compares :func:`version` with it."""


def version() -> tuple[int, ...]:
    """Return git's version, such as ``(2, 39, 5)``.

    Raises:
        GitError: there is no git.
    """
    # It prints: git version 2.39.5 (Apple Git-154), or: git version 2.45.1.windows.1
    words = git_process.run(("version",)).out.split()
    return tuple(int(number) for word in words[2:3] for number in word.split(b".") if number.isdigit())
