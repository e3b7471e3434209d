"""Where git says that there is no repository: is it so, or is there one that cannot be read?"""
# ruff: noqa: PTH110, PTH112, PTH116, PTH118, PTH119, PTH120 - pathlib would cost every commit 7 ms

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


def foreign(root: bytes, git_dir: bytes) -> str:
    """Say if a work tree's ``.git`` leads to the repository of another directory.

    A symlink or a file may name any repository of this user; its index and history would be read as if they were here.
    Submodules, linked worktrees and separate git directories are made so by git itself, and are none.

    Args:
        root: top of the work tree, absolute.
        git_dir: the repository's own directory, absolute.

    Returns:
        The reason to leave it alone; empty if it belongs here, or if ``GIT_DIR`` says that it is meant.
    """
    if "GIT_DIR" in os.environ:
        return ""
    here, place = os.path.join(os.path.realpath(root), b".git"), os.path.realpath(git_dir)
    shared = _shared_with(place)
    if shared is not None:  # a linked worktree lies in the repository that it shares everything with
        is_ours = os.path.dirname(place) == os.path.join(shared, b"worktrees")
        place = shared
    else:
        is_ours = (
            place == here or os.path.basename(place) != b".git" or _configured_root(place) == here[: -len(b"/.git")]
        )
    shown = os.fsdecode(os.path.dirname(place))
    return "" if is_ours else f"its .git leads to the repository of another directory, {shown!r}"


def embedded(git_dir: bytes) -> str:
    """Say if a repository without a work tree lies among the files of another one.

    Three files with the right names make one, so it may be anything that was committed there, to be taken for the
    repository that somebody means (``safe.bareRepository`` in git-config is about the same).

    Returns:
        The reason to leave it alone; empty if it stands alone, or if ``GIT_DIR`` says that it is meant.
    """
    place = os.path.realpath(git_dir)
    above = None if "GIT_DIR" in os.environ else dot_git_above(os.fsdecode(os.path.dirname(place)))
    if above is None or (place + b"/").startswith(os.path.realpath(os.fsencode(above)) + b"/"):
        return ""
    return f"{os.fsdecode(place)!r} looks like a repository, but lies in the work tree of another one"


def _shared_with(git_dir: bytes) -> bytes | None:
    """Return the repository that a linked worktree takes objects and refs from."""
    try:
        with open(os.path.join(git_dir, b"commondir"), "rb") as stream:  # noqa: PTH123 - as above
            named = stream.read(4096).strip(b"\r\n")
    except OSError:
        return None
    return os.path.realpath(os.path.join(git_dir, named))


def _configured_root(git_dir: bytes) -> bytes | None:
    """Return the work tree that a repository's own configuration names: one that does is meant to be elsewhere."""
    import cf_secret_guard.git.process as git_process

    asked = ("config", "-z", "--file", os.path.join(git_dir, b"config"), "--no-includes", "--get", "core.worktree")
    result = git_process.run(asked, guarded=False)
    named = result.out.removesuffix(b"\0")
    return None if result.code else os.path.realpath(os.path.join(git_dir, named))


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
