from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from cf_secret_guard.errors import UsageError
from cf_secret_guard.respond.delivery import DeliveryError
from cf_secret_guard.respond.places import places, rescue
from cf_secret_guard.respond.target import Target, TargetType
from cf_secret_guard.secret import Secret

if TYPE_CHECKING:
    from pathlib import Path

TARGET = Target(TargetType.USER_TOKEN, "0123")
VALUE = Secret("the new value")


def test_each_target_has_its_own_file(tmp_path: Path) -> None:
    seen: list[Secret] = []
    place = places(f"file:{tmp_path}/new-{{id}}", seen)(TARGET)
    assert place.place == f"the file {tmp_path}/new-0123"
    place.prepare()
    place.deliver(VALUE)
    assert (tmp_path / "new-0123").read_text() == "the new value\n"
    assert seen == [VALUE]


def test_a_command_gets_the_id_as_an_argument_and_the_value_on_its_input(tmp_path: Path) -> None:
    program = "import sys, pathlib; pathlib.Path(sys.argv[1]).write_text(sys.argv[2] + sys.stdin.read())"
    seen: list[Secret] = []
    place = places(f"command:{sys.executable} -c '{program}' {tmp_path}/out '{{id}}; rm -rf /'", seen)(TARGET)
    place.prepare()
    place.deliver(VALUE)
    assert (tmp_path / "out").read_text() == "0123; rm -rf /the new value\n"
    assert seen == [VALUE]


def test_the_terminal_is_a_place() -> None:
    assert places("terminal", [])(TARGET).place == "this terminal, until you press Enter"


def test_a_place_that_got_nothing_is_given_up(tmp_path: Path) -> None:
    place = places(f"file:{tmp_path}/new", [])(TARGET)
    place.prepare()
    place.abandon()
    assert not (tmp_path / "new").exists()


def test_a_command_with_an_open_quote_is_refused() -> None:
    with pytest.raises(UsageError, match="cannot be read"):
        places("command:gh 'secret", [])


def test_a_value_whose_delivery_fails_is_remembered_all_the_same(tmp_path: Path) -> None:
    seen: list[Secret] = []
    place = places("command:false", seen)(TARGET)
    with pytest.raises(DeliveryError):
        place.deliver(VALUE)
    assert seen == [VALUE]
    assert not list(tmp_path.iterdir())


def test_the_terminal_rescues_once_and_only_if_there_is_one() -> None:
    error = DeliveryError("no room")
    find = rescue([], has_terminal=True)
    first = find(error)
    assert first is not None
    assert first.place == "this terminal, until you press Enter"
    assert find(error) is None
    assert rescue([], has_terminal=False)(error) is None
