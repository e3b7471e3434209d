"""What every command line shares: the parser that raises instead of exiting, and the shape of a command."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, NamedTuple, NoReturn

from cf_secret_guard.errors import UsageError
from cf_secret_guard.terminal import emit

if TYPE_CHECKING:
    from collections.abc import Callable

    from cf_secret_guard.model import ExitCode


class Parser(argparse.ArgumentParser):
    """``ArgumentParser`` without abbreviations, whose errors are :class:`UsageError`."""

    def __init__(self, prog: str, description: str) -> None:
        super().__init__(
            prog=prog, description=description, allow_abbrev=False, formatter_class=argparse.RawDescriptionHelpFormatter
        )

    def error(self, message: str) -> NoReturn:
        """Translate argparse's complaint.

        Raises:
            UsageError: always.
        """
        raise UsageError(message.rstrip("."), f"Run `{self.prog} --help` to see what it takes.")

    def print_help(self, file: object = None) -> None:
        """Write the help to standard output; a closed pipe is no error."""
        del file  # argparse passes none for -h
        emit(self.format_help())


class Command(NamedTuple):
    """One verb of the command line."""

    description: str
    declare: Callable[[Parser], None]
    """Adds the options to an empty parser."""
    run: Callable[[argparse.Namespace], ExitCode]
    """Turns what was parsed into frozen settings and runs the command with them."""
