from __future__ import annotations

import os
import resource
import signal
import stat
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from cf_secret_guard.errors import IncompleteError
from cf_secret_guard.respond.incidents import files

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

NOBODY = 65534


def in_child(work: Callable[[], object]) -> int:
    """Run ``work`` in a forked process; return its exit code, 0 if it ended, minus the signal that killed it."""
    pid = os.fork()
    if not pid:
        try:
            work()
        except BaseException:  # noqa: BLE001 - whatever it is, the child must end here
            os._exit(1)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


@pytest.fixture
def open_place() -> Iterator[Path]:
    """A directory that any user reaches, which pytest's own are not."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        yield Path(name)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_missing_directory_is_made_for_this_user_alone(tmp_path: Path) -> None:
    made = files.make_directory(str(tmp_path / "a" / "b"))
    assert made == tmp_path / "a" / "b"
    assert [mode(made), mode(made.parent)] == [0o700, 0o700]


def test_a_directory_that_is_there_stays_as_it_is(tmp_path: Path) -> None:
    tmp_path.chmod(0o750)
    assert files.make_directory(str(tmp_path)) == tmp_path
    assert mode(tmp_path) == 0o750


@pytest.mark.parametrize(
    ("prepare", "why"),
    [
        (lambda place: place.symlink_to(place.parent), "symbolic link"),
        (lambda place: place.symlink_to("nowhere"), "symbolic link"),
        (lambda place: place.write_text("x"), "not a directory"),
        (lambda place: (place.mkdir(), place.chmod(0o777)), "everybody may write"),
    ],
)
def test_a_directory_of_tricks_is_refused(prepare: Callable[[Path], object], why: str, tmp_path: Path) -> None:
    prepare(tmp_path / "notes")
    with pytest.raises(IncompleteError, match=why) as caught:
        files.make_directory(str(tmp_path / "notes"))
    assert caught.value.next_step


def test_a_directory_below_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(IncompleteError, match="could not be written"):
        files.make_directory(str(tmp_path / "file" / "notes"))


def test_a_sticky_directory_is_taken(tmp_path: Path) -> None:
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes").chmod(0o1777)
    assert files.check_directory(str(tmp_path / "notes"))


def test_listing_a_directory_that_is_not_there_says_so(tmp_path: Path) -> None:
    with pytest.raises(IncompleteError, match="No such file"):
        files.check_directory(str(tmp_path / "notes"))


def test_only_one_run_holds_the_lock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "LOCK_SECONDS", 0.2)
    with files.locked(tmp_path), pytest.raises(IncompleteError, match="Another run"), files.locked(tmp_path):
        pass
    with files.locked(tmp_path):
        assert mode(tmp_path / ".lock") == 0o600


def test_the_lock_of_a_killed_run_is_free(tmp_path: Path) -> None:
    def die() -> None:
        with files.locked(tmp_path):
            os.kill(os.getpid(), signal.SIGKILL)

    assert in_child(die) == -signal.SIGKILL
    with files.locked(tmp_path):
        pass


def test_a_lock_that_is_a_link_is_not_followed(tmp_path: Path) -> None:
    target = tmp_path / "target"
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / ".lock").symlink_to(target)
    with pytest.raises(IncompleteError), files.locked(tmp_path / "notes"):
        pass
    assert not target.exists()


def test_what_a_killed_run_left_is_cleared_away(tmp_path: Path) -> None:
    left = tmp_path / ".unfinished-0123"
    left.write_text("half")
    with files.locked(tmp_path):
        assert not left.exists()


def test_a_note_is_written_for_this_user_alone_and_replaced_at_once(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    files.write(path, "one\n")
    before = path.stat().st_ino
    files.write(path, "two é\n")
    assert path.read_bytes() == "two é\n".encode()
    assert mode(path) == 0o600
    assert path.stat().st_ino != before
    assert list(tmp_path.iterdir()) == [path]


def test_a_note_that_is_a_link_is_neither_followed_nor_replaced(tmp_path: Path) -> None:
    target = tmp_path / "target"
    target.write_text("precious")
    path = tmp_path / "a.md"
    path.symlink_to(target)
    for act in (lambda: files.write(path, "x"), lambda: files.read(path)):
        with pytest.raises(IncompleteError, match="symbolic link"):
            act()
    assert target.read_text() == "precious"
    assert path.is_symlink()


def test_a_full_disk_leaves_the_old_note_and_no_rest(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    files.write(path, "old\n")

    def fill() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))
        with pytest.raises(IncompleteError, match="File too large") as caught:
            files.write(path, "x" * 100_000)
        assert "What was there is unchanged" in caught.value.next_step

    assert in_child(fill) == 0
    assert path.read_text() == "old\n"
    assert list(tmp_path.iterdir()) == [path]


def test_a_read_only_directory_leaves_the_old_note(open_place: Path) -> None:
    path = open_place / "notes" / "a.md"
    path.parent.mkdir()
    files.write(path, "old\n")
    path.parent.chmod(0o555)

    def try_it() -> None:
        os.chdir(open_place)
        if os.geteuid() == 0:  # nothing is read-only to root
            os.setgid(NOBODY)
            os.setuid(NOBODY)
        with pytest.raises(IncompleteError, match="could not be written: Permission denied") as caught:
            files.write(Path("notes/a.md"), "new")
        assert "make it writable" in caught.value.next_step
        with pytest.raises(IncompleteError, match="Permission denied"), files.locked(Path("notes")):
            pass

    assert in_child(try_it) == 0
    assert path.read_text() == "old\n"


STEPS = ("open", "fsync", "replace")


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("step", STEPS)
def test_a_run_that_is_killed_leaves_the_old_note_or_the_new_one(step: str, when: str, tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    files.write(path, "old\n")
    real = getattr(os, step)

    def fatal(*args: object, **kwargs: object) -> object:
        result = real(*args, **kwargs) if when == "after" else None
        os.kill(os.getpid(), signal.SIGKILL)
        return result

    def work() -> None:
        setattr(os, step, fatal)
        files.write(path, "new\n")

    assert in_child(work) == -signal.SIGKILL
    assert path.read_text() == ("new\n" if (step, when) == ("replace", "after") else "old\n")
    with files.locked(tmp_path):
        assert sorted(item.name for item in tmp_path.iterdir()) == [".lock", "a.md"]
    files.write(path, "next\n")
    assert path.read_text() == "next\n"


def fifo(path: Path) -> None:
    os.mkfifo(path)


@pytest.mark.parametrize(
    ("prepare", "why"),
    [
        (fifo, "not a regular file"),
        (lambda path: path.mkdir(), "not a regular file"),
        (lambda path: os.truncate(os.open(path, os.O_CREAT | os.O_WRONLY), 17 * 1024 * 1024), "larger than"),
    ],
)
def test_what_is_no_ordinary_file_is_refused(prepare: Callable[[Path], object], why: str, tmp_path: Path) -> None:
    prepare(tmp_path / "a.md")
    with pytest.raises(IncompleteError, match=why):
        files.read(tmp_path / "a.md")


def test_a_file_is_read_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_bytes(b"a\r\nb\n")
    assert files.read(tmp_path / "a.md") == b"a\r\nb\n"


def test_notes_are_the_markdown_files_that_are_not_hidden(tmp_path: Path) -> None:
    for name in ("b.md", "a.md", ".c.md", "d.txt"):
        (tmp_path / name).touch()
    assert [path.name for path in files.note_files(tmp_path)] == ["a.md", "b.md"]


def test_an_unreadable_directory_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(IncompleteError, match="No such file"):
        files.note_files(tmp_path / "gone")


def test_a_path_is_shown_on_one_line() -> None:
    assert files.shown(Path("a\n\x1b[0m")) == "a\\n\\x1b[0m"
