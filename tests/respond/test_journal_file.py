from __future__ import annotations

import os
import stat
import subprocess
import sys
import threading
import time
from typing import TYPE_CHECKING

import pytest

from cf_secret_guard.respond import journal_file
from cf_secret_guard.respond.journal_file import JournalError, LockedError

if TYPE_CHECKING:
    from pathlib import Path


def test_a_line_is_added_to_a_private_file(tmp_path: Path) -> None:
    path = tmp_path / "journal"
    journal_file.append(path, b"one")
    journal_file.append(path, b"two")
    assert journal_file.read(path) == b"one\ntwo\n"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_line_behind_a_torn_one_stands_alone(tmp_path: Path) -> None:
    path = tmp_path / "journal"
    path.write_bytes(b"one\nto")
    journal_file.append(path, b"two")
    assert journal_file.read(path) == b"one\nto\ntwo\n"


def test_no_journal_is_an_empty_one(tmp_path: Path) -> None:
    assert journal_file.read(tmp_path / "none") == b""


def _symlink(path: Path) -> None:
    (path.parent / "elsewhere").touch()
    path.symlink_to(path.parent / "elsewhere")


@pytest.mark.parametrize(
    ("name", "make"), [("a folder", os.mkdir), ("a FIFO", os.mkfifo), ("a symbolic link", _symlink)]
)
def test_only_a_regular_file_is_a_journal(tmp_path: Path, name: str, make: object) -> None:
    assert callable(make), name
    path = tmp_path / "journal"
    make(path)
    if name == "a FIFO":
        keeper = os.open(path, os.O_RDWR)  # so that opening it does not wait for a peer
    with pytest.raises(JournalError, match=r"cannot be written.*Nothing was sent"):
        journal_file.append(path, b"one")
    with pytest.raises(JournalError, match="cannot be read"):
        journal_file.read(path)
    with pytest.raises(JournalError, match="cannot be made"), journal_file.locked(path, 0):
        pass
    if name == "a FIFO":
        os.close(keeper)


def test_a_full_device_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "journal"
    path.symlink_to("/dev/full")
    with pytest.raises(JournalError):
        journal_file.append(path, b"one")


_LIMITED = """
import resource, sys
from pathlib import Path
from cf_secret_guard.respond import journal_file
resource.setrlimit(resource.RLIMIT_FSIZE, ({room}, {room}))
try:
    journal_file.append(Path(sys.argv[1]), b"x" * 50)
except journal_file.JournalError as error:
    sys.exit(f"refused: {{error}}")
"""


@pytest.mark.parametrize("room", [0, 10])
def test_a_line_that_does_not_fit_is_an_error_and_hides_no_later_line(tmp_path: Path, room: int) -> None:
    path = tmp_path / "journal"
    code = _LIMITED.format(room=room)
    ended = subprocess.run([sys.executable, "-c", code, str(path)], capture_output=True, text=True, check=False)
    assert ended.returncode == 1
    assert "refused: The journal" in ended.stderr
    journal_file.append(path, b"two")
    assert journal_file.read(path).split(b"\n")[-2:] == [b"two", b""]


@pytest.mark.parametrize("target", ["folder/journal", "file/journal"])
def test_a_place_that_cannot_be_written_is_an_error(tmp_path: Path, target: str) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(JournalError, match="Make room or name another state directory"):
        journal_file.append(tmp_path / target, b"one")


def test_a_state_directory_that_cannot_be_made_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(JournalError, match="cannot be created"):
        journal_file.make_folder(tmp_path / "file" / "state")
    journal_file.make_folder(tmp_path / "state")
    assert stat.S_IMODE((tmp_path / "state").stat().st_mode) == 0o700


def test_only_one_holds_a_lock(tmp_path: Path) -> None:
    lock = tmp_path / "locks" / "one"
    with (
        journal_file.locked(lock, 0),
        pytest.raises(LockedError, match=r"Another run.*run again"),
        journal_file.locked(lock, 0.1),
    ):
        pass
    with journal_file.locked(lock, 0):
        pass


def test_a_lock_is_waited_for(tmp_path: Path) -> None:
    lock = tmp_path / "one"
    taken = threading.Event()
    freed: list[float] = []

    def hold() -> None:
        with journal_file.locked(lock, 0):
            taken.set()
            time.sleep(0.2)
            freed.append(time.monotonic())

    holder = threading.Thread(target=hold)
    holder.start()
    taken.wait()
    with journal_file.locked(lock, 10):
        assert freed
    holder.join()


def test_a_lock_ends_with_its_process_however_it_ends(tmp_path: Path) -> None:
    lock = tmp_path / "one"
    code = (
        "import os, signal, sys; from pathlib import Path; from cf_secret_guard.respond import journal_file\n"
        "with journal_file.locked(Path(sys.argv[1]), 0): os.kill(os.getpid(), signal.SIGKILL)"
    )
    ended = subprocess.run([sys.executable, "-c", code, str(lock)], check=False)
    assert ended.returncode == -9
    with journal_file.locked(lock, 0):
        pass
