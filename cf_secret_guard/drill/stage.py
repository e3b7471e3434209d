"""Where the drill happens: a simulated Cloudflare, a repository with a remote, and nothing of the user's own."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, NamedTuple, Self

from cf_secret_guard.errors import IncompleteError
from cf_secret_guard.simulator.audit_log import AuditEntry
from cf_secret_guard.simulator.server import Simulator
from cf_secret_guard.simulator.token_form import TokenForm

if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import TracebackType

LEAK_AGE = timedelta(days=3)
"""How long ago the drill's leak was committed."""
_PATIENCE = 120  # seconds, for one command
_KEPT = ("PATH", "SYSTEMROOT", "TMPDIR", "TEMP", "TMP", "LANG", "LC_ALL", "PATHEXT", "COMSPEC")
_OURS = (sys.executable, "-P", "-m", "cf_secret_guard")


class Ended(NamedTuple):
    """What a command did."""

    code: int
    text: str
    """Both of its outputs, in the order in which they came."""


class Stage:
    """A small world; gone when the context ends, whatever ends it."""

    def __init__(self) -> None:
        self._folder = TemporaryDirectory(prefix="cf-secret-guard-drill-")
        self.simulator = Simulator()
        self.repository = Path(self._folder.name) / "repository"
        self._began = datetime.now(UTC)
        self._furnish()

    def _furnish(self) -> None:
        """Put a user with two zones, an administrator's token and the token that will leak into the simulator."""
        state = self.simulator.state
        user = state.create_user("ada@example.com")
        account = state.create_account(user, name="Example Ltd")
        zones = [state.create_zone(account, name) for name in ("example.com", "example.net")]
        admin = ("API Tokens Write", "Zone Read", "Account Settings Read")
        self.administrator = state.create_user_token(user, *admin, form=TokenForm(name="incident response"))
        made = self._stamp(self._began - timedelta(days=40))
        self.leaked = state.create_user_token(
            user, "DNS Write", "Zone Read", form=TokenForm(name="deploy", issued_on=made)
        )
        misuse = AuditEntry(
            time=self._stamp(self._began - LEAK_AGE / 2),
            action_type="create",
            resource_type="dns_record",
            actor_token_id=self.leaked.id,
            zone_id=zones[0].id,
            zone_name=zones[0].name,
        )
        state.create_audit_entry(account, misuse)

    def __enter__(self) -> Self:
        self.simulator.__enter__()
        remote = Path(self._folder.name) / "remote.git"
        self.repository.mkdir()
        try:
            self.quietly("git", "init", "--quiet", "--bare", str(remote))
            self.quietly("git", "init", "--quiet", "--initial-branch=main")
            self.quietly("git", "remote", "add", "origin", str(remote))
            hook = self.repository / ".git" / "hooks" / "pre-commit"
            hook.parent.mkdir(exist_ok=True)
            hook.write_text(f"#!/bin/sh\nexec {shlex.join(_OURS)} scan --staged\n", encoding="utf-8")
            hook.chmod(0o755)
        except BaseException:
            self._end()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end()

    def _end(self) -> None:
        self.simulator.stop()
        self._folder.cleanup()

    def write(self, name: str, text: str) -> None:
        """Write a file of the repository."""
        (self.repository / name).write_text(text, encoding="utf-8")

    def quietly(self, *command: str) -> None:
        """Run a program that must succeed.

        Raises:
            IncompleteError: it did not.
        """
        ended = self.run(*command)
        if ended.code:
            step = "Check that git 2.28 or newer is installed, and run `cf-secret-guard doctor`."
            raise IncompleteError(f"The drill could not be set up: {shlex.join(command[:2])} failed", step)

    def run(self, *command: str, leaky: bool = False) -> Ended:
        """Run a program in the repository.

        Args:
            command: ``cf-secret-guard`` stands for this very program.
            leaky: a commit that is made by it is as old as the leak.

        Raises:
            IncompleteError: it cannot be started, or does not end.
        """
        words = (*_OURS, *command[1:]) if command[0] == "cf-secret-guard" else command
        try:
            done = subprocess.run(  # noqa: S603 - git and ourselves, with arguments of our own
                words,
                cwd=self.repository,
                env=self._environment(leaky=leaky),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                timeout=_PATIENCE,
                check=False,
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            reason = (error.strerror if isinstance(error, OSError) else None) or "it does not end"
            step = "Check that git is installed, and run `cf-secret-guard doctor`."
            raise IncompleteError(f"{command[0]} cannot be run: {reason}", step) from None
        return Ended(done.returncode, done.stdout.decode("utf-8", "backslashreplace"))

    def _environment(self, *, leaky: bool) -> Mapping[str, str]:
        """Nothing of the user's: no configuration, no credentials, no proxies."""
        date = self._stamp(self._began - LEAK_AGE if leaky else datetime.now(UTC))
        who = {"NAME": "Drill", "EMAIL": "drill@example.com", "DATE": date}
        home = self._folder.name
        package = str(Path(__file__).parents[2])
        return {
            **{name: os.environ[name] for name in _KEPT if name in os.environ},
            **{f"GIT_{role}_{field}": value for role in ("AUTHOR", "COMMITTER") for field, value in who.items()},
            "HOME": home,
            "USERPROFILE": home,
            "XDG_STATE_HOME": str(Path(home) / "state"),
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_CONFIG_GLOBAL": os.devnull,
            "PYTHONPATH": os.pathsep.join(filter(None, (package, os.environ.get("PYTHONPATH")))),
            "PYTHONIOENCODING": "utf-8",
            "CF_SECRET_GUARD_API_BASE": self.simulator.base_url,
            "CF_SECRET_GUARD_ADMIN_TOKEN": self.administrator.value,
        }

    @staticmethod
    def _stamp(when: datetime) -> str:
        return when.strftime("%Y-%m-%dT%H:%M:%SZ")
