"""The command line: picks one command, loads it, and is the only place that maps errors to exit codes."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, NamedTuple

from cf_secret_guard.errors import ConfigError, GuardError, IncompleteError, UsageError
from cf_secret_guard.model import ExitCode
from cf_secret_guard.terminal import emit, note

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cf_secret_guard.options.base import Command, Parser

PROGRAM = "cf-secret-guard"
_MOST_FRAMES = 12
_LONGEST_SHOWN = 30
"""Characters of an unknown command that is repeated."""


class Verb(NamedTuple):
    """A command before it is loaded."""

    summary: str
    target: str
    """``module:attribute`` of its :class:`~cf_secret_guard.options.base.Command`."""


COMMANDS = {
    "scan": Verb(
        "find credentials in files, in the git index or in standard input", "cf_secret_guard.options.scan:COMMAND"
    ),
    "verify": Verb("ask Cloudflare if one credential is live", "cf_secret_guard.options.verify:COMMAND"),
    "revoke": Verb("take one credential away, and prove that it is gone", "cf_secret_guard.options.revoke:COMMAND"),
    "incident": Verb("list, show or close incident notes", "cf_secret_guard.options.incident:COMMAND"),
    "drill": Verb("play a leak from start to end, without an account", "cf_secret_guard.options.drill:COMMAND"),
    "baseline": Verb("keep the list of known findings that do not count", "cf_secret_guard.options.baseline:COMMAND"),
    "explain": Verb("say what a kind of credential is and how to revoke it", "cf_secret_guard.options.explain:COMMAND"),
    "redact": Verb("copy standard input to standard output without secrets", "cf_secret_guard.options.redact:COMMAND"),
    "doctor": Verb("say what is wrong with this machine or repository", "cf_secret_guard.options.doctor:COMMAND"),
}


def main(argv: Sequence[str] | None = None) -> int:
    """Run the program.

    Args:
        argv: the arguments behind the program's name; None for those of the process.

    Returns:
        The exit code, a value of :class:`~cf_secret_guard.model.ExitCode`.
    """
    arguments = list(sys.argv[1:] if argv is None else argv)
    try:
        return int(_run(arguments))
    except GuardError as error:
        _complain(str(error))
        return int(exit_code(error))
    except KeyboardInterrupt:
        _complain("Interrupted before it was done. Run again to scan everything.")
        return int(ExitCode.INCOMPLETE)
    except SystemExit as stop:  # argparse, behind --help
        return stop.code if isinstance(stop.code, int) else int(ExitCode.CLEAN)
    except Exception as error:  # noqa: BLE001 - the one place where a bug becomes exit code 4 and not a traceback
        _complain(crash_report(error))
        return int(ExitCode.INTERNAL)


def exit_code(error: GuardError) -> ExitCode:
    """Map an error to the exit code of the contract."""
    match error:
        case UsageError() | ConfigError():
            return ExitCode.USAGE
        case IncompleteError():
            return ExitCode.INCOMPLETE
        case _:
            return ExitCode.INTERNAL


def crash_report(error: BaseException) -> str:
    """Describe a bug without any value: exception texts and local variables may hold a secret.

    Returns:
        Types and places (``module:line``), the versions, and what to do.
    """
    from platform import platform, python_version

    from cf_secret_guard import __version__

    lines = [f"Internal error: {' <- '.join(type(link).__qualname__ for link in _chain(error))}"]
    lines += [f"  {place}" for place in _places(error)]
    lines += [
        f"  {PROGRAM} {__version__}, Python {python_version()}, {platform()}",
        f"This is a bug in {PROGRAM}; do not take the run as clean.",
        "Please report it with the lines above: they hold no content of your files.",
    ]
    return "\n".join(lines)


def parser_of(name: str) -> tuple[Command, Parser]:
    """Load the command ``name``, a key of COMMANDS, and build its parser."""
    from importlib import import_module

    from cf_secret_guard.options.base import Parser

    module, _, attribute = COMMANDS[name].target.partition(":")
    command: Command = getattr(import_module(module), attribute)
    parser = Parser(f"{PROGRAM} {name}", command.description)
    command.declare(parser)
    return command, parser


def _run(arguments: list[str]) -> ExitCode:
    if arguments and arguments[0] in COMMANDS:
        command, parser = parser_of(arguments[0])
        return command.run(parser.parse(arguments[1:]))
    return _run_without_command(arguments)


def _run_without_command(arguments: list[str]) -> ExitCode:
    if not arguments:
        raise UsageError("No command given", f"Try `{PROGRAM} scan .`, or `{PROGRAM} --help` for all commands.")
    match arguments[0]:
        case "-h" | "--help" | "help":
            emit(usage())
        case "--version" | "-V":
            from cf_secret_guard import __version__

            emit(f"{PROGRAM} {__version__}\n")
        case unknown:
            from difflib import get_close_matches

            near = get_close_matches(unknown, COMMANDS, n=1)
            step = f"Did you mean `{PROGRAM} {near[0]}`?" if near else f"`{PROGRAM} --help` lists the commands."
            # A long word may be a credential that was pasted here.
            shown = repr(unknown) if len(unknown) <= _LONGEST_SHOWN else f"of {len(unknown)} characters"
            raise UsageError(f"There is no command {shown}", step)
    return ExitCode.CLEAN


def usage() -> str:
    """The help of the program itself."""
    width = max(map(len, COMMANDS))
    return "\n".join(
        [
            f"usage: {PROGRAM} [-h] [--version] COMMAND ...",
            "",
            "Find leaked Cloudflare credentials, and take them away. Nothing is sent anywhere unless you ask for that.",
            "",
            "commands:",
            *(f"  {name.ljust(width)}  {verb.summary}" for name, verb in COMMANDS.items()),
            "",
            f"`{PROGRAM} COMMAND --help` shows the options of a command.",
            "Exit codes: 0 clean, 1 findings, 2 usage or configuration, 3 incomplete, 4 internal error.",
            "",
        ]
    )


def _complain(text: str) -> None:
    """Write an error to standard error, without escapes that a terminal would obey and without a valid token."""
    from cf_secret_guard.report.neutral import neutral
    from cf_secret_guard.report.sweep import Sweeper

    clean = Sweeper(()).clean(text)
    note("\n".join(neutral(line) for line in f"{PROGRAM}: {clean}".split("\n")))


def _chain(error: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    link: BaseException | None = error
    while link is not None and id(link) not in seen:
        seen.add(id(link))
        yield link
        link = link.exceptions[0] if isinstance(link, BaseExceptionGroup) else link.__cause__ or link.__context__


def _places(error: BaseException) -> list[str]:
    places = []
    trace = error.__traceback__
    while trace is not None:
        frame = trace.tb_frame
        places.append(f"{frame.f_globals.get('__name__', '?')}:{trace.tb_lineno} in {frame.f_code.co_name}")
        trace = trace.tb_next
    return places[-_MOST_FRAMES:]
