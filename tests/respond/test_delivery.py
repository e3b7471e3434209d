from __future__ import annotations

import os
import stat
import subprocess
import sys
import threading
from typing import TYPE_CHECKING

import pytest

from cf_secret_guard.respond.delivery import CommandDelivery, DeliveryError, FileDelivery, TerminalDelivery
from cf_secret_guard.secret import Secret
from tests import tokens

if TYPE_CHECKING:
    from pathlib import Path

VALUE = tokens.user_token("new")


def test_a_file_is_new_private_and_holds_the_value_only(tmp_path: Path) -> None:
    path = tmp_path / "new"
    delivery = FileDelivery(str(path))
    delivery.prepare()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert path.stat().st_size > len(VALUE)  # the room is there before anything is rolled
    delivery.deliver(Secret(VALUE))
    assert path.read_text() == f"{VALUE}\n"
    assert str(path) in delivery.place


def test_a_file_that_was_prepared_for_nothing_is_removed(tmp_path: Path) -> None:
    delivery = FileDelivery(str(tmp_path / "new"))
    delivery.prepare()
    delivery.abandon()
    delivery.abandon()
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("make", [lambda path: path.touch(), lambda path: path.symlink_to("/nowhere"), os.mkfifo])
def test_a_file_that_is_there_is_never_overwritten(tmp_path: Path, make: object) -> None:
    assert callable(make)
    path = tmp_path / "new"
    make(path)
    with pytest.raises(DeliveryError, match="exists already"):
        FileDelivery(str(path)).prepare()
    assert os.path.lexists(path)


@pytest.mark.parametrize("name", ["missing/new", "file/new"])
def test_a_file_that_cannot_be_made_is_refused_before_anything_is_rolled(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(DeliveryError, match="folder that you can write to"):
        FileDelivery(str(tmp_path / name)).prepare()


_LIMITED = """
import resource, sys
from cf_secret_guard.respond.delivery import DeliveryError, FileDelivery
from cf_secret_guard.secret import Secret
delivery = FileDelivery(sys.argv[1])
if sys.argv[2] == "later": delivery.prepare()
resource.setrlimit(resource.RLIMIT_FSIZE, (20, 20))
try:
    delivery.deliver(Secret("x" * 40)) if sys.argv[2] == "later" else delivery.prepare()
except DeliveryError as error:
    sys.exit(f"refused: {error}")
"""


@pytest.mark.parametrize("when", ["before", "later"])
def test_a_disk_without_room_is_an_error(tmp_path: Path, when: str) -> None:
    path = tmp_path / "new"
    ended = subprocess.run(
        [sys.executable, "-c", _LIMITED, str(path), when], capture_output=True, text=True, check=False
    )
    assert "refused: The new value cannot be written" in ended.stderr
    assert path.exists() == (when == "later")
    assert "x" * 40 not in ended.stderr


def test_a_file_system_that_cannot_keep_it_private_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.open
    monkeypatch.setattr(os, "open", lambda path, flags, mode=0o777: _widened(real(path, flags, mode)))
    with pytest.raises(DeliveryError, match="cannot keep it private"):
        FileDelivery(str(tmp_path / "new")).prepare()
    assert not list(tmp_path.iterdir())


def _widened(descriptor: int) -> int:
    os.fchmod(descriptor, 0o644)
    return descriptor


def test_a_command_gets_the_value_on_its_standard_input_and_its_output_is_dropped(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CF_SECRET_GUARD_ADMIN_TOKEN", tokens.user_token("admin"))
    code = "import os, sys; v = sys.stdin.read(); print(v); print(v, file=sys.stderr); open('got', 'w').write(v)"
    code += "; open('env', 'w').write(repr(dict(os.environ)))"
    monkeypatch.chdir(tmp_path)
    delivery = CommandDelivery([sys.executable, "-c", code])
    delivery.prepare()
    delivery.abandon()
    delivery.deliver(Secret(VALUE))
    assert (tmp_path / "got").read_text() == f"{VALUE}\n"
    assert tokens.user_token("admin") not in (tmp_path / "env").read_text()
    assert capfd.readouterr() == ("", "")
    assert "standard input of python" in delivery.place


@pytest.mark.parametrize("command", [[], ["no-such-program-anywhere"], ["/etc/passwd"]])
def test_a_command_that_is_not_there_is_refused_before_anything_is_rolled(command: list[str]) -> None:
    with pytest.raises(DeliveryError, match="not there or cannot be run"):
        CommandDelivery(command).prepare()
    assert CommandDelivery(command).place


@pytest.mark.parametrize(
    ("code", "why"),
    [
        ("raise SystemExit(3)", "ended with 3"),
        ("import time; time.sleep(30)", "took longer than"),
        ("import os; os.close(0); raise SystemExit(1)", "ended with 1"),
    ],
)
def test_a_command_that_fails_is_an_error_without_the_value(code: str, why: str) -> None:
    with pytest.raises(DeliveryError, match=why) as failed:
        CommandDelivery([sys.executable, "-c", code], patience=1).deliver(Secret(VALUE))
    assert VALUE not in str(failed.value)
    assert failed.value.__cause__ is None
    assert failed.value.__context__ is None or failed.value.__suppress_context__


def test_a_command_that_vanished_is_an_error() -> None:
    with pytest.raises(DeliveryError, match="could not be run"):
        CommandDelivery(["/nowhere/program"]).deliver(Secret(VALUE))


def test_a_terminal_shows_the_value_until_enter_and_wipes_it() -> None:
    ours, theirs = os.openpty()
    delivery = TerminalDelivery(os.ttyname(theirs))
    delivery.prepare()
    delivery.abandon()
    shower = threading.Thread(target=delivery.deliver, args=(Secret(VALUE),))
    shower.start()
    shown = b""
    while b"press Enter" not in shown:
        shown += os.read(ours, 1000)
    assert VALUE.encode() in shown
    os.write(ours, b"\n")
    shower.join()
    rest = b""
    while b"\x1b[2J" not in rest:  # a terminal gives what it has, in pieces
        rest += os.read(ours, 1000)
    assert VALUE.encode() not in rest
    os.close(ours)
    os.close(theirs)
    assert "terminal" in delivery.place


@pytest.mark.parametrize("path", ["/nowhere/tty", "/dev/null"])
def test_no_terminal_is_an_error(path: str) -> None:
    with pytest.raises(DeliveryError, match="no terminal"):
        TerminalDelivery(path).prepare()


def test_a_terminal_that_went_away_is_an_error_without_the_value() -> None:
    with pytest.raises(DeliveryError) as failed:
        TerminalDelivery("/nowhere/tty").deliver(Secret(VALUE))
    assert VALUE not in str(failed.value)
