"""A driver for real git repositories in tests: no mocks."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def environment(home: Path) -> dict[str, str]:
    """A process environment with nothing of the developer's git configuration, identity or locale in it."""
    kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT", "TMPDIR", "TEMP", "TMP") if name in os.environ}
    who = {"NAME": "Test", "EMAIL": "test@example.invalid", "DATE": "2024-01-01T00:00:00Z"}
    identity = {f"GIT_{role}_{field}": value for role in ("AUTHOR", "COMMITTER") for field, value in who.items()}
    return kept | identity | {"HOME": str(home), "GIT_CONFIG_NOSYSTEM": "1", "LC_ALL": "C.UTF-8"}


class GitRepo:
    """A repository in a directory of its own.

    Args:
        path: the directory; it is made, with its parents, if it is not there.
        init: options for ``git init``; None if the directory is a repository already (a clone, a worktree).
    """

    def __init__(self, path: Path, init: tuple[str, ...] | None = ()) -> None:
        self.path = path
        path.mkdir(parents=True, exist_ok=True)
        if init is not None:
            self.git("init", "--quiet", "--initial-branch=main", *init)

    def git(
        self, *args: str | bytes, data: bytes = b"", env: dict[str, str] | None = None, check: bool = True
    ) -> bytes:
        """Run git at the top of the repository and return what it printed.

        Args:
            args: the arguments.
            data: its standard input.
            env: variables to set on top of the environment.
            check: raise if it fails.
        """
        variables = {**os.environ, **(env or {})}
        done = subprocess.run(
            ["git", *args], cwd=self.path, input=data, env=variables, capture_output=True, check=False
        )
        if check and done.returncode:
            raise AssertionError(f"git {args!r} failed: {done.stderr.decode(errors='replace')}")
        return done.stdout

    def write(self, name: str | bytes, data: str | bytes) -> Path:
        """Write a file of the work tree, with its parent directories; its name may be any bytes."""
        path = self.path / os.fsdecode(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data.encode() if isinstance(data, str) else data)
        return path

    def stage(self, name: str | bytes, data: str | bytes | None = None) -> Path:
        """Put a file into the index, after writing ``data`` to it if given."""
        path = self.path / os.fsdecode(name) if data is None else self.write(name, data)
        self.git("--literal-pathspecs", "add", "--force", "--", name)
        return path

    def commit(self, files: dict[str, str | bytes] | None = None, message: str = "change", *options: str) -> str:
        """Stage ``files``, commit what is in the index (even if nothing changed) and return the commit's id."""
        for name, data in (files or {}).items():
            self.stage(name, data)
        self.git("commit", "--quiet", "--allow-empty", "--no-verify", "--message", message, *options)
        return self.git("rev-parse", "HEAD").decode().strip()

    def config(self, key: str, value: str) -> None:
        """Set a key of the repository's own configuration."""
        self.git("config", key, value)

    def oid(self, spec: str) -> str:
        """Resolve an object: ``:path`` is the staged blob, ``HEAD:path`` the committed one."""
        return self.git("rev-parse", "--verify", spec).decode().strip()
