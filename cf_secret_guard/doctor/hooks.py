"""Checks of the hooks: would a commit in this clone be scanned, and a push?"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from cf_secret_guard.doctor.base import Check, Status
from cf_secret_guard.doctor.clone import common_dir

if TYPE_CHECKING:
    from cf_secret_guard.git import Repository

_CONFIGURATION = ".pre-commit-config.yaml"
_IDS = {
    "pre-commit": "cf-secret-guard",
    "commit-msg": "cf-secret-guard-commit-msg",
    "pre-push": "cf-secret-guard-push",
}
_US = re.compile(rb"cf[-_]secret[-_]guard")
_MOST_BYTES = 1024 * 1024
_UNSET = "Run `git config --unset core.hooksPath` (with --global, if it is set there)"


class Folders(NamedTuple):
    """Where hooks lie."""

    own: Path
    """``hooks`` of the repository."""
    effective: Path
    """Where git looks; another one if ``core.hooksPath`` is set."""


def folders(repository: Repository) -> Folders:
    """Find both folders, in a linked worktree too."""
    own = common_dir(repository) / "hooks"
    configured = repository.config_get("core.hooksPath")
    if not configured:
        return Folders(own, own)
    root = Path(os.fsdecode(repository.root))
    return Folders(own, root / Path(configured).expanduser())  # relative ones count from where hooks run: the root


def shadow(repository: Repository) -> Check:
    """Does ``core.hooksPath`` (husky, lefthook) send git away from a hook that would call us?"""
    own, effective = folders(repository)
    if _same(own, effective):
        return Check("hooks path", Status.OK, "core.hooksPath is not set: git looks into its own hooks folder")
    idle = [
        stage for stage in _IDS if _calls_us(own / stage, repository) and not _calls_us(effective / stage, repository)
    ]
    if idle:
        return Check(
            "hooks path",
            Status.FAIL,
            f"core.hooksPath sends git to {effective}, so the {' and '.join(idle)} hook in {own} never runs",
            _way_out(effective / idle[0]),
        )
    return Check("hooks path", Status.OK, f"core.hooksPath is {effective}")


def commit(repository: Repository) -> Check:
    """Is what a commit contains scanned?"""
    return _stage(repository, "pre-commit", "the staged content")


def message(repository: Repository) -> Check:
    """Is the commit message scanned?"""
    return _stage(repository, "commit-msg", "the commit message")


def push(repository: Repository) -> Check:
    """Is what a push sends scanned?"""
    return _stage(repository, "pre-push", "what a push sends")


def _stage(repository: Repository, stage: str, what: str) -> Check:
    own, effective = folders(repository)
    hook = effective / stage
    name = f"{stage} hook"
    if not _same(own, effective) and _calls_us(own / stage, repository) and not _calls_us(hook, repository):
        reason = f"The one in {own} never runs, because of core.hooksPath: {what} is not scanned"
        return Check(name, Status.FAIL, reason, _way_out(hook))
    configured = _is_configured(repository, stage)
    if not hook.exists():
        if configured:
            step = f"Run `pre-commit install --hook-type {stage}` in this clone."
            if not _same(own, effective):  # pre-commit refuses to install then
                step = (
                    f"{_UNSET}, then run `pre-commit install --hook-type {stage}`; or call cf-secret-guard from {hook}."
                )
            return Check(
                name, Status.FAIL, f"{_CONFIGURATION} asks for it, but it is not installed in this clone", step
            )
        step = "See docs/hooks.md: add it to .pre-commit-config.yaml, or write a hook of one line."
        return Check(name, Status.WARN, f"There is none: {what} is not scanned", step)
    if not _calls_us(hook, repository):
        step = f"Add {_IDS[stage]} to {_CONFIGURATION}, or call cf-secret-guard from {hook}."
        return Check(name, Status.WARN, f"{hook} does not call cf-secret-guard: {what} is not scanned", step)
    if os.name == "posix" and not os.access(hook, os.X_OK):
        return Check(name, Status.FAIL, f"{hook} is not executable, so git ignores it", f"Run `chmod +x {hook}`.")
    return Check(name, Status.OK, f"{what} is scanned")


def _way_out(hook: Path) -> str:
    return f"{_UNSET}, or call cf-secret-guard from {hook}."


def _calls_us(hook: Path, repository: Repository) -> bool:
    text = _read(hook)
    if _US.search(text):
        return True
    return b"pre-commit" in text and _is_configured(repository, hook.name)


def _is_configured(repository: Repository, stage: str) -> bool:
    text = _read(Path(os.fsdecode(repository.root)) / _CONFIGURATION)
    return re.search(rb"^[^#\n]*\bid:\s*['\"]?%s['\"]?\s*(#|$)" % _IDS[stage].encode(), text, re.MULTILINE) is not None


def _read(path: Path) -> bytes:
    """The file's content; nothing if there is none, it is no ordinary file, or it is far too large for a hook."""
    try:
        return path.read_bytes() if path.is_file() and path.stat().st_size <= _MOST_BYTES else b""
    except OSError:
        return b""


def _same(one: Path, other: Path) -> bool:
    return one.resolve() == other.resolve()
