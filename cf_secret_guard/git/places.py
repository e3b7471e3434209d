"""Where git says that there is no repository: is it so, or is there one that cannot be read?"""
# ruff: noqa: PTH110, PTH112, PTH116, PTH118, PTH120 - pathlib would cost every commit 7 ms

from __future__ import annotations

import os

from cf_secret_guard.errors import GitError
from cf_secret_guard.git.index import failed

_BARE = ("HEAD", "objects", "refs")
_REPAIR_STEP = "Repair it or make it readable; if it is not needed, move that .git away and run again."


def dot_git_above(directory: str) -> str | None:
    """Return the nearest ``.git`` in a directory or above it, as far up as git looks, readable or not."""
    ceilings = {
        os.path.realpath(path) for path in os.environ.get("GIT_CEILING_DIRECTORIES", "").split(os.pathsep) if path
    }
    place = os.path.realpath(directory)
    while not os.path.lexists(os.path.join(place, ".git")):
        place, previous = os.path.dirname(place), place
        if place == previous or place in ceilings or _is_mounted(previous, on=place):
            return None
    return os.path.join(place, ".git")


def is_bare(directory: bytes) -> bool:
    """Say if a directory is a repository without a work tree, or lies in one."""
    place = os.path.realpath(directory)
    while not all(os.path.exists(os.path.join(place, os.fsencode(name))) for name in _BARE):
        place, previous = os.path.dirname(place), place
        if place == previous:
            return False
    return True


def refused(words: str, directory: str) -> None:
    """Tell "there is no repository with a work tree" (returns) from "git refuses to say".

    Args:
        words: what git said.
        directory: where it was asked.

    Raises:
        GitError: there is one, or nobody knows.
    """
    if "run in a work tree" in words or "use bare repository" in words:
        return
    if "dubious ownership" in words or "unsafe repository" in words:
        raise GitError(
            "git refuses to read this repository, because its directory belongs to another user",
            "If you trust it, run `git config --global --add safe.directory DIRECTORY` with its top directory.",
        )
    if "cannot change to" in words and "Permission denied" in words:
        raise GitError(
            f"The directory {directory!r} could not be read: Permission denied", "Make it readable, then run again."
        )
    if "not a git repository" not in words:
        raise failed("rev-parse", words)
    if "not a git repository: " in words:  # what a .git file or GIT_DIR names is not there
        raise GitError(f"git found a repository that is broken: {words}", _REPAIR_STEP)
    found = dot_git_above(directory)
    if found is not None:
        raise GitError(f"{found!r} is no repository that git can read: {_fault(found)}", _REPAIR_STEP)


def _fault(dot_git: str) -> str:
    """Say why git passed over a ``.git``."""
    for name in ("", *_BARE):
        place = os.path.join(dot_git, name) if name else dot_git
        try:
            if os.path.isdir(place):
                os.listdir(place)  # noqa: PTH208 - as above
            else:
                os.stat(place)
        except OSError as error:
            return f"{name or '.git'}: {error.strerror}"
    return "its HEAD or its objects are not valid"


def _is_mounted(place: str, *, on: str) -> bool:
    """Say if a directory is of another file system than its parent, where git looks no further."""
    try:
        return "GIT_DISCOVERY_ACROSS_FILESYSTEM" not in os.environ and os.stat(place).st_dev != os.stat(on).st_dev
    except OSError:
        return False
