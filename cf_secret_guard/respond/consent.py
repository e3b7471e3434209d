"""A person's yes, asked for at the terminal even if standard input is something else."""

from __future__ import annotations

import sys
from contextlib import suppress
from typing import TYPE_CHECKING

from cf_secret_guard.errors import UsageError
from cf_secret_guard.terminal import is_terminal

if TYPE_CHECKING:
    from typing import TextIO

    from cf_secret_guard.settings import ResponseSettings

_TERMINAL = "/dev/tty"
_QUESTION = "Do this now? Type yes to go on: "


def check(wishes: ResponseSettings) -> None:
    """Refuse to begin what nobody could agree to later.

    Raises:
        UsageError: something is to be revoked, and there is neither a terminal nor ``--yes``.
    """
    if wishes.revoke and not wishes.yes and not has_terminal():
        step = "Run it in a terminal, where it shows its plan and asks; or add --yes to act without being asked."
        raise UsageError("There is no terminal to ask at before something is revoked", step)


def has_terminal() -> bool:
    """Whether a person can read standard error and answer."""
    if not is_terminal(sys.stderr):
        return False
    stream = _keyboard()
    _close(stream)
    return stream is not None


def agree() -> bool:
    """Ask for a yes. Anything but ``yes`` or ``y``, and the end of the input, is a no."""
    stream = _keyboard()
    if stream is None:
        return False
    try:
        sys.stderr.write(_QUESTION)
        sys.stderr.flush()
        return stream.readline().strip().lower() in {"y", "yes"}
    except OSError:
        return False
    finally:
        _close(stream)


def _keyboard() -> TextIO | None:
    """Standard input if it is a terminal, else the terminal that this process was started from."""
    if is_terminal(sys.stdin):
        return sys.stdin
    from pathlib import Path

    with suppress(OSError):
        stream = Path(_TERMINAL).open(encoding="utf-8", errors="replace")  # noqa: SIM115 - handed on, closed by _close
        if stream.isatty():
            return stream
        stream.close()
    return None


def _close(stream: TextIO | None) -> None:
    if stream is not None and stream is not sys.stdin:
        stream.close()
