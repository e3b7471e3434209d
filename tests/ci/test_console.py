from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cf_secret_guard.ci.console import Console
from cf_secret_guard.errors import IncompleteError
from tests import tokens
from tests.ci.runner import read_file_commands, read_log

if TYPE_CHECKING:
    from pathlib import Path

TOKEN = tokens.user_token()
HOSTILE = (
    "::set-output name=x::y",
    "  ::add-mask::a",
    "::stop-commands::x\n::x::\n::error::after",
    "a ##[error]b",
    "##[add-mask]c",
    "plain",
)


@pytest.fixture
def files(tmp_path: Path) -> dict[str, str]:
    return {
        "GITHUB_ACTIONS": "true",
        "GITHUB_OUTPUT": str(tmp_path / "output"),
        "GITHUB_STEP_SUMMARY": str(tmp_path / "summary"),
    }


def test_nothing_is_printed_before_the_runner_knows_what_to_hide(
    files: dict[str, str], capfd: pytest.CaptureFixture[str]
) -> None:
    console = Console(files)
    console.text(f"found {TOKEN}")
    console.say("notice", "done")
    assert capfd.readouterr().out == ""
    console.hide([TOKEN, "100%\r"])
    out = capfd.readouterr().out
    assert out.startswith(f"::add-mask::{TOKEN}\n::add-mask::100%25%0D\n::stop-commands::")
    assert TOKEN not in read_log(out).shown


def test_each_value_is_told_once(files: dict[str, str], capfd: pytest.CaptureFixture[str]) -> None:
    console = Console(files)
    console.hide([TOKEN])
    console.hide([TOKEN, "another"])
    assert capfd.readouterr().out.count("::add-mask::") == 2


def test_outside_of_a_runner_no_value_is_printed(capfd: pytest.CaptureFixture[str]) -> None:
    console = Console({})
    console.text("hello")
    console.hide([TOKEN])
    console.output("a", "b")
    console.summary("c")
    out = capfd.readouterr().out
    assert TOKEN not in out
    assert "hello" in out


@pytest.mark.parametrize("text", HOSTILE)
def test_text_is_never_taken_for_a_command(text: str, files: dict[str, str], capfd: pytest.CaptureFixture[str]) -> None:
    console = Console(files)
    console.hide(())
    console.text(text)
    console.say("warning", "after")
    log = read_log(capfd.readouterr().out)
    assert log.commands == [("warning", "title=cf-secret-guard", "after")]
    assert log.masks == []
    assert text in log.shown


@pytest.mark.parametrize("text", HOSTILE)
def test_a_message_is_one_command_whatever_it_says(
    text: str, files: dict[str, str], capfd: pytest.CaptureFixture[str]
) -> None:
    console = Console(files)
    console.hide(())
    console.say("error", f"{text} {TOKEN}")
    (command,) = read_log(capfd.readouterr().out).commands
    assert command[:2] == ("error", "title=cf-secret-guard")
    assert "##[" not in command[2]
    assert TOKEN not in command[2]


def test_only_the_commands_of_a_report_are_annotations(
    files: dict[str, str], capfd: pytest.CaptureFixture[str]
) -> None:
    console = Console(files)
    console.hide(())
    console.annotations("::error title=a::b\nNothing else\n")
    assert capfd.readouterr().out == "::error title=a::b\n"


@pytest.mark.parametrize("value", ["", "one", "two\nlines\n", "end_0\nname<<x\ny\nx", "a=b", "x" * 100_000, "\ud800"])
def test_an_output_holds_what_it_was_given(value: str, files: dict[str, str], tmp_path: Path) -> None:
    console = Console(files)
    console.output("first", value)
    console.output("second", "2")
    found = read_file_commands((tmp_path / "output").read_text(encoding="utf-8"))
    assert found == {"first": value.encode("utf-8", "backslashreplace").decode(), "second": "2"}


def test_a_summary_is_added_to_what_is_there(files: dict[str, str], tmp_path: Path) -> None:
    Console(files).summary("one\n")
    Console(files).summary("äöü\n")
    assert (tmp_path / "summary").read_bytes() == "one\näöü\n".encode()


def test_a_file_that_cannot_be_written_is_an_error_with_a_next_step(tmp_path: Path) -> None:
    console = Console({"GITHUB_OUTPUT": str(tmp_path / "missing" / "output")})
    with pytest.raises(IncompleteError, match=r"cannot be written: No such file or directory. Run the action again"):
        console.output("a", "b")
