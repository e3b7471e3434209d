"""What every command line shares: the parser that raises instead of exiting, and the shape of a command."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, NamedTuple, NoReturn

from cf_secret_guard.errors import UsageError
from cf_secret_guard.terminal import emit

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from cf_secret_guard.model import ExitCode


_MARK = "\0"  # no argument of a process can hold it


class _Formatter(argparse.RawDescriptionHelpFormatter):
    """Of fixed width: argparse makes one for each option, and would import shutil to measure the terminal."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, width=100)


class Parser(argparse.ArgumentParser):
    """``ArgumentParser`` without abbreviations, whose errors are :class:`UsageError`."""

    def __init__(self, prog: str, description: str) -> None:
        super().__init__(prog=prog, description=description, allow_abbrev=False, formatter_class=_Formatter)
        self.bare: dict[str, str] = {}
        """What an option means without ``=VALUE``. It never takes the next argument: that may be a path."""
        self.keeps_quiet = False
        """True if no argument may be repeated in an error: somebody may have given a secret as one."""

    def parse(self, arguments: Sequence[str]) -> argparse.Namespace:
        """Parse options and positional arguments in any order; behind ``--`` all is positional, and ``-`` a file.

        ``parse_intermixed_args`` alone loses the ``--``: a file called ``--help`` would end the scan with exit code 0.

        Raises:
            UsageError: they are not valid.
        """
        split = arguments.index("--") if "--" in arguments else len(arguments)
        before = [f"{text}={self.bare[text]}" if text in self.bare else text for text in arguments[:split]]
        behind = [_MARK + ("./-" if text == "-" else text) for text in arguments[split + 1 :]]
        given = self.parse_intermixed_args([*before, *behind])
        for name, value in vars(given).items():
            if isinstance(value, str):
                setattr(given, name, value.removeprefix(_MARK))
            elif isinstance(value, list):
                setattr(given, name, [text.removeprefix(_MARK) for text in value])
        return given

    def error(self, message: str) -> NoReturn:
        """Translate argparse's complaint.

        Raises:
            UsageError: always.
        """
        shown = message.replace(_MARK, "").rstrip(".")
        if self.keeps_quiet:
            unknown = shown.startswith("unrecognized")
            shown = "There is an option that it does not have" if unknown else shown.partition(": '")[0]
        raise UsageError(shown, f"Run `{self.prog} --help` to see what it takes.")

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
