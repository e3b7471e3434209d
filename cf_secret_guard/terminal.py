"""The two standard streams: who is a terminal, what may be coloured, and writing that fails with a clear error."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from cf_secret_guard.errors import IncompleteError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import TextIO


def is_terminal(stream: TextIO | None) -> bool:
    """Say if ``stream`` is an interactive terminal; a closed or missing stream is not."""
    try:
        return stream is not None and stream.isatty()
    except ValueError:  # closed
        return False


def is_colored(choice: str, stream: TextIO | None, environ: Mapping[str, str]) -> bool:
    """Decide about colour.

    Args:
        choice: ``auto``, ``always`` or ``never``, as ``--color`` says.
        stream: where the text goes.
        environ: ``NO_COLOR`` (https://no-color.org: set and not empty) and ``TERM=dumb`` switch ``auto`` off.
    """
    if choice != "auto":
        return choice == "always"
    return is_terminal(stream) and not environ.get("NO_COLOR") and environ.get("TERM") != "dumb"


def emit(text: str) -> None:
    """Write ``text`` to standard output.

    A reader that went away (``| head``) is no error. Characters that the stream cannot encode are escaped.

    Raises:
        IncompleteError: standard output is closed, or cannot take the text (a full disk).
    """
    stream = sys.stdout
    if stream is None:
        raise IncompleteError(
            "Standard output is closed", "Run again with standard output open, or use -o FORMAT:PATH."
        )
    try:
        stream.write(_encodable(text, stream))
        stream.flush()
    except BrokenPipeError:
        discard(stream)
    except (OSError, ValueError) as error:
        discard(stream)
        reason = (error.strerror if isinstance(error, OSError) else None) or "it is closed"
        raise IncompleteError(f"The report could not be written to standard output: {reason}", _ROOM) from error


_ROOM = "Make room or choose another place, then run again."


def note(text: str) -> None:
    """Write a message to standard error. Never fails: there is no place left to complain to."""
    stream = sys.stderr
    try:
        if stream is not None:
            stream.write(_encodable(text, stream) + "\n")
            stream.flush()
    except (OSError, ValueError):
        return


def discard(stream: TextIO) -> None:
    """Point ``stream`` at the null device, so that the interpreter's last flush cannot fail again."""
    import os

    try:
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, stream.fileno())
        os.close(null)
    except (OSError, ValueError):
        return


def _encodable(text: str, stream: TextIO) -> str:
    encoding = stream.encoding or "utf-8"
    return text.encode(encoding, "backslashreplace").decode(encoding)
