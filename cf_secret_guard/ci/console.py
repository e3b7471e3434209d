"""A runner's log and its files: workflow commands, plain text that cannot be one, outputs and the job summary."""

from __future__ import annotations

import os
import secrets
from typing import TYPE_CHECKING

from cf_secret_guard.errors import IncompleteError
from cf_secret_guard.report.github import command, data
from cf_secret_guard.report.sweep import Sweeper
from cf_secret_guard.terminal import emit

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_TITLE = "cf-secret-guard"


class Console:
    """Where a run speaks. Nothing is printed before :meth:`hide` was called once; it is kept until then.

    Args:
        environ: ``GITHUB_ACTIONS``, ``GITHUB_OUTPUT`` and ``GITHUB_STEP_SUMMARY``.
    """

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._is_runner = environ.get("GITHUB_ACTIONS") == "true"
        self._output = environ.get("GITHUB_OUTPUT", "")
        self._summary = environ.get("GITHUB_STEP_SUMMARY", "")
        self._waiting: list[str] | None = []
        self._hidden: dict[str, None] = {}
        self._sweeper = Sweeper(())

    def hide(self, forms: Iterable[str]) -> None:
        """Have the runner hide ``forms``, then print what waited. Elsewhere nobody would, and nothing is printed."""
        fresh = [form for form in forms if form not in self._hidden]
        self._hidden.update(dict.fromkeys(fresh))
        if self._is_runner:
            emit("".join(f"::add-mask::{data(form)}\n" for form in fresh))
        waiting, self._waiting = self._waiting or [], None
        emit("".join(waiting))

    def say(self, level: str, message: str) -> None:
        """Print an annotation of the whole run: ``notice``, ``warning`` or ``error``."""
        self._print(command(level, {"title": _TITLE}, message.split("\n"), self._sweeper) + "\n")

    def text(self, text: str) -> None:
        """Print text of any origin. While it passes, the runner takes no commands."""
        if not text:
            return
        token = secrets.token_hex(16)
        body = text if text.endswith("\n") else f"{text}\n"
        self._print(f"::stop-commands::{token}\n{body}::{token}::\n")

    def annotations(self, document: str) -> None:
        """Print the commands of a report of the format ``github``, without its plain lines."""
        self._print("".join(line for line in document.splitlines(keepends=True) if line.startswith("::")))

    def output(self, name: str, value: str) -> None:
        """Set an output of the step; where there is no runner, nothing.

        Raises:
            IncompleteError: the runner's file cannot be written.
        """
        # No content can hold a delimiter that is made behind it.
        delimiter = f"end_{secrets.token_hex(16)}"
        self._append(self._output, f"{name}<<{delimiter}\n{value}\n{delimiter}\n")

    def summary(self, text: str) -> None:
        """Add to the job summary.

        Raises:
            IncompleteError: the runner's file cannot be written.
        """
        self._append(self._summary, text)

    def _print(self, text: str) -> None:
        if self._waiting is None:
            emit(text)
        else:
            self._waiting.append(text)

    def _append(self, path: str, text: str) -> None:
        if not path:
            return
        try:
            descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o600)
            with open(descriptor, "ab") as stream:  # noqa: PTH123 - a descriptor
                stream.write(text.encode("utf-8", "backslashreplace"))
        except (OSError, ValueError) as error:
            why = (error.strerror if isinstance(error, OSError) else None) or "its name is not valid"
            step = "Run the action again; if it stays so, look at the runner's disk."
            raise IncompleteError(f"A file of the runner cannot be written: {why}", step) from error
