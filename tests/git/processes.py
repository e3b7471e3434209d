"""What both ways to run git must hold, against a stand-in for git that misbehaves."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from cf_secret_guard.errors import GitError
from cf_secret_guard.git import base

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Start = Callable[[tuple[str | bytes, ...], Mapping[str, str]], base.Process]

MEGABYTE = 1024 * 1024


def open_descriptors() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


class Behaviour:
    """The tests; a subclass names the implementation."""

    start: Start

    @pytest.fixture
    def shell(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], base.Process]:
        """A factory of processes that run a shell script as ``git``."""

        def start(script: str) -> base.Process:
            program = tmp_path / "git"
            program.write_text(f"#!/bin/sh\n{script}\n")
            program.chmod(0o755)
            monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
            return type(self).start(("git", "argument"), os.environ)

        return start

    def test_a_megabyte_of_stderr_stops_nothing(self, shell: Callable[[str], base.Process]) -> None:
        script = f"head -c {MEGABYTE} /dev/zero | tr '\\0' e >&2; head -c {MEGABYTE} /dev/zero; exit 7"
        with shell(script) as process:
            out = b"".join(iter(lambda: process.read(65536), b""))
            code, words = process.finish()
        assert len(out) == MEGABYTE
        assert code == 7
        assert words == "e" * base.STDERR_BYTES

    def test_it_reads_into_a_buffer_piece_by_piece(self, shell: Callable[[str], base.Process]) -> None:
        buffer = memoryview(bytearray(700))
        with shell("head -c 2000 /dev/zero; echo end") as process:
            process.enlarge(MEGABYTE)
            process.enlarge(1 << 50)  # more than there is
            sizes = iter(lambda: process.read_into(buffer), 0)
            assert sum(sizes) == 2004
            assert process.read_into(buffer) == 0
            assert process.finish() == (0, "")

    def test_it_may_read_a_file_instead_of_what_is_written(
        self, tmp_path: Path, shell: Callable[[str], base.Process]
    ) -> None:
        with shell("exit"):
            pass
        (tmp_path / "git").write_text("#!/bin/sh\ncat\n")
        (tmp_path / "asked").write_bytes(b"from a file")
        with (tmp_path / "asked").open("rb") as file:
            process = type(self).start(("git",), os.environ, stdin=file.fileno())  # type: ignore[call-arg]
        with process:
            process.close_input()
            assert process.read(100) == b"from a file"

    def test_one_that_is_stopped_ends_with_an_error_code(self, shell: Callable[[str], base.Process]) -> None:
        with shell("echo one; exec sleep 60") as process:
            assert process.read(100) == b"one\n"
            process.stop()
            assert process.read(100) == b""
            assert process.finish()[0] != 0
            process.stop()  # one that has ended is left alone

    def test_what_is_written_reaches_it_and_what_it_says_comes_back(self, shell: Callable[[str], base.Process]) -> None:
        with shell("cat; echo done >&2") as process:
            process.write(b"one\n")
            assert process.read(100) == b"one\n"
            process.write(b"two\n")
            assert process.read(2) == b"tw"
            assert process.read(100) == b"o\n"
            assert process.finish() == (0, "done")
            assert process.finish() == (0, "done")

    def test_what_is_left_unread_does_not_keep_it_from_ending(self, shell: Callable[[str], base.Process]) -> None:
        with shell(f"head -c {MEGABYTE} /dev/zero; echo done >&2; exit 4") as process:
            assert process.finish() == (4, "done")

    def test_its_input_can_end_before_it_does(self, shell: Callable[[str], base.Process]) -> None:
        with shell("cat; echo end") as process:
            process.write(b"one ")
            process.close_input()
            assert b"".join(iter(lambda: process.read(100), b"")) == b"one end\n"

    def test_writing_to_one_that_is_gone_is_no_error(self, shell: Callable[[str], base.Process]) -> None:
        with shell("echo broken >&2; exit 3") as process:
            assert process.read(10) == b""
            process.write(b"request\n" * 100)
            assert process.finish() == (3, "broken")

    def test_one_that_a_signal_ended_has_failed(self, shell: Callable[[str], base.Process]) -> None:
        with shell("kill -9 $$") as process:
            assert process.finish()[0] == -9

    def test_a_closed_pipe_ends_it_although_python_ignores_that_signal(
        self, shell: Callable[[str], base.Process]
    ) -> None:
        with shell("kill -PIPE $$; exit 5") as process:
            assert process.finish()[0] == -13

    def test_one_that_says_nothing_is_given_up(
        self, shell: Callable[[str], base.Process], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(base, "SILENCE_SECONDS", 0.2)
        with shell("exec sleep 86400") as process, pytest.raises(GitError, match=r"said nothing for 0\.2 seconds"):
            process.read(10)

    def test_one_that_closes_its_outputs_but_does_not_end_is_given_up(
        self, shell: Callable[[str], base.Process], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(base, "SILENCE_SECONDS", 0.2)
        with shell("exec sleep 86400 >&- 2>&-") as process, pytest.raises(GitError, match="said nothing"):
            process.finish()

    def test_one_that_keeps_stderr_open_is_given_up(
        self, shell: Callable[[str], base.Process], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(base, "SILENCE_SECONDS", 0.2)
        with shell("exec sleep 86400 >&-") as process, pytest.raises(GitError, match="said nothing"):
            process.finish()

    def test_leaving_early_leaves_neither_process_nor_descriptor(self, shell: Callable[[str], base.Process]) -> None:
        before = open_descriptors()
        for _ in range(3):
            with shell("echo $$; exec cat /dev/zero") as process:
                pid = int(process.read(100).split(b"\n")[0])
            with pytest.raises(ProcessLookupError):
                os.kill(pid, 0)
        assert open_descriptors() == before

    def test_one_that_cannot_be_started_leaves_no_descriptor(self) -> None:
        before = open_descriptors()
        with pytest.raises(OSError, match="nothing-of-this-name"):
            type(self).start(("nothing-of-this-name",), {"PATH": "/nothing-of-this-name"})
        assert open_descriptors() == before

    def test_it_inherits_no_descriptor_of_ours(self, shell: Callable[[str], base.Process], tmp_path: Path) -> None:
        with (tmp_path / "ours").open("wb") as ours, shell("ls -l /proc/$$/fd") as process:
            listed = b"".join(iter(lambda: process.read(65536), b""))
            assert process.finish()[0] == 0
            assert os.fsencode(ours.name) not in listed


def fake_git(folder: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    """Put a program called git in front of the real one."""
    (folder / "git").write_text(f"#!/bin/sh\n{script}\n")
    (folder / "git").chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}:{os.environ['PATH']}")
