"""Checks of the repository itself: can git read it, is everything there?"""

from __future__ import annotations

import os
from pathlib import Path

from cf_secret_guard.doctor.base import Check, Status, failed
from cf_secret_guard.errors import GitError
from cf_secret_guard.git import Repository


def discover() -> tuple[Repository | None, Check]:
    """Find the repository of the current directory, and say if git reads it."""
    try:
        repository = Repository.discover()
    except GitError as error:  # safe.directory, among others
        return None, failed("repository", error)
    if repository is None:
        message = "The current directory is in no git repository: --staged and the hooks need one, other scans do not"
        return None, Check("repository", Status.OK, message)
    return repository, Check("repository", Status.OK, os.fsdecode(repository.root))


def common_dir(repository: Repository) -> Path:
    """The directory that all linked worktrees of a repository share."""
    git_dir = Path(os.fsdecode(repository.git_dir))
    pointer = git_dir / "commondir"
    return git_dir / pointer.read_text(encoding="utf-8").strip() if pointer.is_file() else git_dir


def completeness(repository: Repository) -> Check:
    """Are all objects here? In a partial clone some are not, and nothing is fetched during a scan."""
    # git marks the packs that it got from a filtered fetch; the configuration has the name of the remote in its keys.
    if next((common_dir(repository) / "objects" / "pack").glob("*.promisor"), None) is None:
        return Check("objects", Status.OK, "not a partial clone")
    return Check(
        "objects",
        Status.WARN,
        "This is a partial clone: a scan names the objects that are not here, and does not fetch them",
        "Run `git fetch --refetch --no-filter` if a scan reports missing objects.",
    )
