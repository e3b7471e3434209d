from __future__ import annotations

import io
import os
import sys
from typing import TYPE_CHECKING

import pytest

from cf_secret_guard.errors import UsageError
from cf_secret_guard.respond import consent
from cf_secret_guard.respond.base import Verb
from cf_secret_guard.settings import ResponseSettings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import NoReturn

REVOKE = ResponseSettings(verify=True, revoke=Verb.DISABLE)


class Screen(io.StringIO):
    def isatty(self) -> bool:
        return True


def screen(monkeypatch: pytest.MonkeyPatch) -> Screen:
    """Make standard error a terminal. Not a fixture: pytest puts its own streams back before the test begins."""
    made = Screen()
    monkeypatch.setattr(sys, "stderr", made)
    return made


@pytest.fixture
def terminal() -> Iterator[tuple[int, str]]:
    """A terminal: the end to type at, and its device."""
    ours, theirs = os.openpty()
    yield ours, os.ttyname(theirs)
    os.close(ours)
    os.close(theirs)


def started_from(device: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Standard input is a pipe; ``device`` is the terminal of this process, if it is one."""
    monkeypatch.setattr(sys, "stdin", io.StringIO("yes\n"))
    monkeypatch.setattr(consent, "_TERMINAL", device)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("yes", True), ("Y", True), (" YES ", True), ("", False), ("n", False), ("yess", False), ("disable", False)],
)
def test_only_a_yes_is_a_yes(typed: str, meant: object, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = screen(monkeypatch)
    monkeypatch.setattr(sys, "stdin", Screen(f"{typed}\n"))
    assert consent.agree() is meant
    assert "Do this now?" in shown.getvalue()


def test_the_end_of_the_input_is_a_no(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = screen(monkeypatch)
    monkeypatch.setattr(sys, "stdin", Screen(""))
    assert not consent.agree()
    assert shown.getvalue()


def test_the_terminal_is_asked_where_standard_input_holds_the_secret(
    terminal: tuple[int, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = screen(monkeypatch)
    started_from(terminal[1], monkeypatch)
    assert consent.has_terminal()
    os.write(terminal[0], b"yes\n")
    assert consent.agree()
    assert shown.getvalue()


def test_without_a_keyboard_nobody_agrees(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = screen(monkeypatch)
    started_from(str(tmp_path / "none"), monkeypatch)
    assert not consent.has_terminal()
    assert not consent.agree()
    assert not shown.getvalue()


def test_something_that_is_no_terminal_is_not_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = screen(monkeypatch)
    (tmp_path / "answer").write_text("yes\n")
    started_from(str(tmp_path / "answer"), monkeypatch)
    assert not consent.agree()
    assert not shown.getvalue()


def test_a_plan_that_nobody_can_read_is_not_asked_about(
    terminal: tuple[int, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    started_from(terminal[1], monkeypatch)
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    assert not consent.has_terminal()


def test_a_keyboard_that_fails_is_a_no(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = screen(monkeypatch)

    class Broken(Screen):
        def readline(self, _size: int | None = -1, /) -> NoReturn:
            raise OSError

    monkeypatch.setattr(sys, "stdin", Broken())
    assert not consent.agree()
    assert shown.getvalue()


def test_revoking_needs_somebody_to_ask_or_a_yes_in_advance(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    consent.check(ResponseSettings(verify=True))
    consent.check(REVOKE._replace(yes=True))
    with pytest.raises(UsageError, match="no terminal to ask at") as caught:
        consent.check(REVOKE)
    assert "add --yes" in caught.value.next_step


def test_a_terminal_is_enough(terminal: tuple[int, str], monkeypatch: pytest.MonkeyPatch) -> None:
    screen(monkeypatch)
    started_from(terminal[1], monkeypatch)
    consent.check(REVOKE)
