"""Where the new value of a rolled credential goes: a private file, a command's standard input, or the terminal.

Each place is checked before anything is rolled: a value that cannot be delivered is lost.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from cf_secret_guard.errors import IncompleteError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cf_secret_guard.secret import Secret

_PRIVATE = 0o600
_RESERVED = 4096  # bytes; no value is longer
_PATIENCE = 120.0  # seconds for the command
_OURS = "CF_SECRET_GUARD_"  # the command has no business with the administrator credential


class DeliveryError(IncompleteError):
    """The new value cannot be, or was not, put where it should go (exit code 3)."""


class Delivery(Protocol):
    """One place for one new value."""

    @property
    def place(self) -> str:
        """What a plan calls it; public."""

    def prepare(self) -> None:
        """Make sure, before anything is rolled, that the value can be put there.

        Raises:
            DeliveryError: it cannot.
        """

    def deliver(self, value: Secret) -> None:
        """Put it there.

        Raises:
            DeliveryError: that failed.
        """

    def abandon(self) -> None:
        """Undo :meth:`prepare`, because nothing was rolled."""


class FileDelivery:
    """A new file with mode 0600.

    Args:
        path: must not exist yet: nothing is ever overwritten.
    """

    def __init__(self, path: str) -> None:
        self._path = path
        self._descriptor = -1

    @property
    def place(self) -> str:
        """The file, by its path."""
        return f"the file {self._path}"

    def prepare(self) -> None:
        """Create the file and the room that it needs; see :meth:`Delivery.prepare`."""
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0)
        try:
            self._descriptor = os.open(self._path, flags, _PRIVATE)
        except FileExistsError as error:
            raise DeliveryError(f"{self._path} exists already", "Name a file that does not exist yet.") from error
        except OSError as error:
            raise self._error(error) from error
        try:
            if stat.S_IMODE(os.fstat(self._descriptor).st_mode) & 0o077 and os.name == "posix":
                raise OSError(None, "its file system cannot keep it private")  # noqa: TRY301 - cleaned up like the others
            self._write(b" " * _RESERVED)
        except OSError as error:
            self.abandon()
            raise self._error(error) from error

    def deliver(self, value: Secret) -> None:
        """Write the value and a line feed over the reserved room."""
        data = value.reveal().encode() + b"\n"
        try:
            self._write(data + b" " * (_RESERVED - len(data)))
            os.ftruncate(self._descriptor, len(data))
            os.fsync(self._descriptor)
        except OSError as error:
            raise self._error(error) from error
        finally:
            os.close(self._descriptor)
            self._descriptor = -1

    def abandon(self) -> None:
        """Remove the file again."""
        if self._descriptor != -1:
            os.close(self._descriptor)
            self._descriptor = -1
            Path(self._path).unlink()

    def _write(self, data: bytes) -> None:
        os.lseek(self._descriptor, 0, os.SEEK_SET)
        if os.write(self._descriptor, data) != len(data):
            raise OSError(None, "there is not enough room")
        os.fsync(self._descriptor)

    def _error(self, error: OSError) -> DeliveryError:
        return DeliveryError(
            f"The new value cannot be written to {self._path}: {error.strerror or 'it is not accessible'}",
            "Name a file in a folder that you can write to.",
        )


class CommandDelivery:
    """A command's standard input, for instance ``gh secret set CLOUDFLARE_API_TOKEN``.

    The command is started only when there is a value: one that reads an empty input could store it.

    Args:
        command: program and arguments; no shell.
        patience: seconds that it may take.
    """

    def __init__(self, command: Sequence[str], patience: float = _PATIENCE) -> None:
        self._command = tuple(command)
        self._patience = patience

    @property
    def place(self) -> str:
        """The program's name; its arguments stay out."""
        return f"the standard input of {Path(self._command[0]).name if self._command else 'a command'}"

    def prepare(self) -> None:
        """Make sure that the program is there."""
        import shutil

        if not self._command or shutil.which(self._command[0]) is None:
            name = self._command[0] if self._command else "the command"
            raise DeliveryError(f"{name} is not there or cannot be run", "Name a program that is installed.")

    def deliver(self, value: Secret) -> None:
        """Run the command; what it prints is dropped, because it may print the value."""
        import subprocess

        step = "Store the value in another place, or roll again."
        try:
            ended = subprocess.run(  # noqa: S603 - the user's own command, without a shell
                self._command,
                input=value.reveal().encode() + b"\n",
                env={name: text for name, text in os.environ.items() if not name.startswith(_OURS)},
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                timeout=self._patience,
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise DeliveryError(f"{self._command[0]} took longer than {self._patience:.0f} s", step) from None
        except OSError as error:
            raise DeliveryError(f"{self._command[0]} could not be run: {error.strerror}", step) from None
        if ended.returncode != 0:
            raise DeliveryError(f"{self._command[0]} ended with {ended.returncode}", step)

    def abandon(self) -> None:
        """Nothing was begun."""


class TerminalDelivery:
    """The terminal itself, never standard output: shown on its second screen until Enter is pressed, then wiped.

    Args:
        path: the terminal's device.
    """

    def __init__(self, path: str = "/dev/tty") -> None:
        self._path = path

    @property
    def place(self) -> str:
        """The words of the plan."""
        return "this terminal, until you press Enter"

    def prepare(self) -> None:
        """Make sure that there is a terminal."""
        try:
            descriptor = os.open(self._path, os.O_RDWR | getattr(os, "O_NOCTTY", 0))
        except OSError as error:
            raise self._error() from error
        try:
            if not os.isatty(descriptor):
                raise self._error()
        finally:
            os.close(descriptor)

    def deliver(self, value: Secret) -> None:
        """Show it and wait."""
        try:
            with Path(self._path).open("r+b", buffering=0) as terminal:
                terminal.write(b"\x1b[?1049h\x1b[H\x1b[2JThe new value, shown this once:\r\n\r\n")
                terminal.write(value.reveal().encode())
                terminal.write(b"\r\n\r\nStore it, then press Enter. ")
                try:
                    terminal.readline()
                finally:
                    terminal.write(b"\x1b[H\x1b[2J\x1b[3J\x1b[?1049l")
        except OSError:
            raise self._error() from None

    def abandon(self) -> None:
        """Nothing was begun."""

    @staticmethod
    def _error() -> DeliveryError:
        return DeliveryError("There is no terminal to show the new value on", "Name a file or a command for it.")
