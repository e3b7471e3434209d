from __future__ import annotations

import base64
import importlib
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from cf_secret_guard import __version__, cli, errors
from cf_secret_guard.errors import ConfigError, GitError, GuardError, IncompleteError, UsageError
from cf_secret_guard.model import ExitCode
from cf_secret_guard.options.base import Command, Parser
from tests import tokens

if TYPE_CHECKING:
    from argparse import Namespace


def raising(error: BaseException, monkeypatch: pytest.MonkeyPatch) -> None:
    """Make ``doctor`` end with ``error``."""

    def run(_given: Namespace) -> ExitCode:
        secret_in_a_variable = tokens.user_token()
        assert secret_in_a_variable
        raise error

    command = Command("Breaks.", lambda _parser: None, run)
    monkeypatch.setattr("cf_secret_guard.options.doctor.COMMAND", command)


@pytest.mark.parametrize("name", cli.COMMANDS)
def test_every_command_of_the_table_loads_and_has_a_complete_help(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    command, parser = cli.parser_of(name)
    assert isinstance(command, Command)
    assert isinstance(parser, Parser)
    assert cli.main([name, "--help"]) == ExitCode.CLEAN
    shown = capsys.readouterr().out
    assert shown.startswith(f"usage: cf-secret-guard {name}")
    assert all(option in shown for action in parser._actions for option in action.option_strings)
    assert all(action.help for action in parser._actions)


@pytest.mark.parametrize("name", cli.COMMANDS)
def test_only_the_command_that_is_needed_is_loaded(name: str) -> None:
    program = f"import sys; from cf_secret_guard import cli; cli.parser_of({name!r}); print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, text=True).stdout.split()
    others = {f"cf_secret_guard.options.{other}" for other in cli.COMMANDS if other != name}
    assert f"cf_secret_guard.options.{name}" in loaded
    assert not others & set(loaded)


@pytest.mark.parametrize("given", [["-h"], ["--help"], ["help"]])
def test_the_help_lists_the_commands_and_the_exit_codes(given: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(given) == ExitCode.CLEAN
    shown = capsys.readouterr().out
    assert all(f"  {name} " in shown for name in cli.COMMANDS)
    assert all(str(code.value) in shown for code in ExitCode)


@pytest.mark.parametrize("given", [["--version"], ["-V"]])
def test_the_version_is_one_line(given: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(given) == ExitCode.CLEAN
    assert capsys.readouterr().out == f"cf-secret-guard {__version__}\n"


@pytest.mark.parametrize(
    ("given", "hint"),
    [
        ([], "cf-secret-guard scan ."),
        (["scna"], "Did you mean `cf-secret-guard scan`?"),
        (["verify-everything"], "`cf-secret-guard --help` lists the commands."),
        (["--staged"], "`cf-secret-guard --help` lists the commands."),
        (["scan", "--nope"], "Run `cf-secret-guard scan --help`"),
        (["explain", "nothing-like-it"], "lists the kinds"),
    ],
)
def test_a_wrong_command_line_is_exit_code_2_with_the_next_step(
    given: list[str], hint: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(given) == ExitCode.USAGE
    shown = capsys.readouterr()
    assert shown.out == ""
    assert hint in shown.err


@pytest.mark.parametrize("before", [[], ["scan"], ["explain"], ["scan", "--format"], ["scan", "-o"]])
@pytest.mark.parametrize(
    "pasted",
    [
        tokens.user_token(),
        base64.b64encode(tokens.user_token().encode()).decode(),
        base64.b64encode(base64.b64encode(tokens.user_token().encode())).decode(),
        tokens.user_token().replace("_", "%5F"),
    ],
    ids=["plain", "base64", "base64 twice", "percent"],
)
def test_a_token_that_was_pasted_as_an_argument_is_not_repeated(
    before: list[str], pasted: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main([*before, pasted]) == ExitCode.USAGE
    shown = capsys.readouterr()
    assert pasted[8:40] not in shown.out + shown.err


def test_a_long_word_that_is_no_command_is_not_repeated(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main([tokens.legacy_token()]) == ExitCode.USAGE
    assert "There is no command of 40 characters." in capsys.readouterr().err


def kinds_of_error() -> list[type[GuardError]]:
    return [item for item in vars(errors).values() if isinstance(item, type) and issubclass(item, GuardError)]


EXPECTED = {
    GuardError: ExitCode.INTERNAL,
    UsageError: ExitCode.USAGE,
    ConfigError: ExitCode.USAGE,
    IncompleteError: ExitCode.INCOMPLETE,
    GitError: ExitCode.INCOMPLETE,
}


@pytest.mark.parametrize("kind", kinds_of_error())
def test_every_kind_of_error_has_its_exit_code(
    kind: type[GuardError], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    raising(kind("It went wrong", "Mend it."), monkeypatch)
    assert cli.main(["doctor"]) == EXPECTED[kind]
    assert capsys.readouterr().err == "cf-secret-guard: It went wrong. Mend it.\n"


def test_an_interrupted_run_is_incomplete(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    raising(KeyboardInterrupt(), monkeypatch)
    assert cli.main(["doctor"]) == ExitCode.INCOMPLETE
    assert "Interrupted" in capsys.readouterr().err


@pytest.mark.parametrize(
    "error",
    [
        ValueError(f"bad value {tokens.user_token()}"),
        KeyError(tokens.legacy_token()),
        OSError(5, "Input/output error", tokens.legacy_token()),
        RecursionError(),
        MemoryError(),
        ExceptionGroup("several", [TypeError(tokens.legacy_token())]),
    ],
    ids=lambda error: type(error).__name__,
)
def test_a_bug_is_exit_code_4_and_says_where_but_no_value(
    error: Exception, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    raising(error, monkeypatch)
    assert cli.main(["doctor"]) == ExitCode.INTERNAL
    shown = capsys.readouterr()
    assert shown.out == ""
    assert type(error).__name__ in shown.err
    assert " in run\n" in shown.err
    assert __version__ in shown.err
    for value in (tokens.user_token(), tokens.legacy_token(), "bad value"):
        assert value not in shown.err


def test_a_bug_names_what_caused_it() -> None:
    try:
        try:
            {}["key"]  # type: ignore[index]  # raises on purpose
        except KeyError as error:
            raise ValueError("later") from error
    except ValueError as error:
        text = cli.crash_report(error)
    assert "ValueError <- KeyError" in text
    assert "key" not in text


def test_an_error_message_is_made_safe_to_show(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    raising(IncompleteError(f"cannot read '{tokens.account_token()}\x1b[2J\u202e'"), monkeypatch)
    cli.main(["doctor"])
    assert capsys.readouterr().err == "cf-secret-guard: cannot read 'cfat_********\\x1b[2J\\u202e'\n"


def test_without_arguments_those_of_the_process_count(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["cf-secret-guard", "--version"])
    assert cli.main() == ExitCode.CLEAN
    assert __version__ in capsys.readouterr().out


def test_help_into_a_closed_pipe_is_no_error() -> None:
    reader, writer = os.pipe()
    os.close(reader)
    try:
        done = subprocess.run(
            [sys.executable, "-m", "cf_secret_guard", "scan", "--help"],
            stdout=writer,
            stderr=subprocess.PIPE,
            check=False,
        )
    finally:
        os.close(writer)
    assert (done.returncode, done.stderr) == (0, b"")


def test_every_lazy_target_is_a_module_and_an_attribute() -> None:
    for verb in cli.COMMANDS.values():
        module, _, attribute = verb.target.partition(":")
        assert hasattr(importlib.import_module(module), attribute)
