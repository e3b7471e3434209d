"""Where files may be written: in the workspace or the runner's temporary directory, and through no symlink."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from cf_secret_guard.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping


def inside(given: str, name: str, environ: Mapping[str, str]) -> str:
    """Return the absolute path of a file or directory to write.

    The checkout may hold a symlink of that name, which leads anywhere.

    Args:
        given: the input; relative to the current directory.
        name: of the input, for messages.
        environ: ``GITHUB_WORKSPACE`` (else the current directory) and ``RUNNER_TEMP``.

    Raises:
        UsageError: it is outside of both, in a ``.git``, or a symlink stands on the way.
    """
    place = Path(os.path.abspath(given))  # noqa: PTH100 - resolves no symlinks, which would hide them
    roots = [Path(environ.get("GITHUB_WORKSPACE") or "."), *filter(None, [temporary(environ)])]
    for root in map(Path.absolute, roots):
        for base in {root, root.resolve()}:
            if place != base and place.is_relative_to(base):
                _refuse_detours(place, base, name)
                return str(place)
    step = "Name a path in the workspace, or in ${{ runner.temp }}."
    raise UsageError(f"The input `{name}` leads out of the workspace", step)


def temporary(environ: Mapping[str, str]) -> Path | None:
    """The runner's temporary directory, if there is one."""
    name = environ.get("RUNNER_TEMP", "")
    return Path(name) if name and Path(name).is_dir() else None


def _refuse_detours(place: Path, base: Path, name: str) -> None:
    parts = place.relative_to(base).parts
    if any(part.lower() == ".git" for part in parts):
        raise UsageError(f"The input `{name}` leads into a .git directory", "Name another place.")
    for count in range(1, len(parts) + 1):
        if base.joinpath(*parts[:count]).is_symlink():
            step = "Take the symlink out of the repository, or name another place."
            raise UsageError(f"The input `{name}` leads through a symlink of the checkout", step)
