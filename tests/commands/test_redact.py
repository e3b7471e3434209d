from __future__ import annotations

import io
import os
import subprocess
import sys
import threading
import tracemalloc
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cf_secret_guard.commands import redact
from cf_secret_guard.commands.redact import Filter, Finder, copy
from cf_secret_guard.model import Confidence, ExitCode
from cf_secret_guard.scanner import Note
from tests import tokens

if TYPE_CHECKING:
    from collections.abc import Iterator

SECRET = b"SECRET-" * 5
MASK = b"[gone]"


def find(data: bytes) -> list[tuple[int, int, bytes]]:
    """Every SECRET of a window."""
    hits, at = [], data.find(SECRET)
    while at >= 0:
        hits.append((at, at + len(SECRET), MASK))
        at = data.find(SECRET, at + len(SECRET))
    return hits


def filtered(data: bytes, step: int) -> bytes:
    stream = Filter(find)
    parts = [stream.feed(data[at : at + step]) for at in range(0, len(data), step)]
    return b"".join((*parts, stream.finish()))


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Windows so small that everything meets a border."""
    monkeypatch.setattr(redact, "WINDOW_BYTES", 256)
    monkeypatch.setattr(redact, "HOLD_BYTES", 64)
    monkeypatch.setattr(redact, "CONTEXT_BYTES", 32)


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("step", [1, 7, 64, 300, 5000])
@pytest.mark.parametrize("gap", range(0, 300, 13))
def test_a_secret_over_any_border_is_taken_out_whole(step: int, gap: int) -> None:
    data = (b"x" * gap + SECRET) * 7 + b"tail"
    assert filtered(data, step) == (b"x" * gap + MASK) * 7 + b"tail"


@given(st.lists(st.one_of(st.binary(max_size=200), st.just(SECRET)), max_size=20), st.integers(1, 500))
def test_everything_else_comes_through_byte_for_byte(parts: list[bytes], step: int) -> None:
    data = b"".join(parts)
    assert filtered(data, step) == data.replace(SECRET, MASK)


@pytest.mark.usefixtures("small")
def test_a_match_without_end_does_not_hold_everything_back() -> None:
    stream = Filter(lambda data: [(0, len(data), MASK)] if data else [])
    written = b"".join(stream.feed(b"y" * 100) for _ in range(100))
    assert written
    assert b"y" not in written


def test_memory_does_not_grow_with_the_stream() -> None:
    source = io.BytesIO(b"a line of a log without anything in it\n" * 1_000_000)
    tracemalloc.start()
    with open(os.devnull, "wb") as target:  # noqa: PTH123 - a device, not a path of ours
        copy(find, source, target)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 8 * redact.WINDOW_BYTES


def test_a_pause_passes_whole_lines_on_and_keeps_the_rest() -> None:
    stream = Filter(find)
    assert stream.feed(b"one\n" + SECRET + b"\ntwo") == b""
    assert stream.pause() == b"one\n" + MASK + b"\n"
    assert stream.pause() == b""
    assert stream.feed(b" and more") == b""
    assert stream.finish() == b"two and more"


def test_a_pause_inside_a_pem_block_waits_for_its_end() -> None:
    stream = Filter(find)
    stream.feed(b"log\n-----BEGIN ARGO TUNNEL TOKEN-----\nabc\n")
    assert stream.pause() == b"log\n"
    stream.feed(b"def\n-----END ARGO TUNNEL TOKEN-----\n")
    assert stream.pause().endswith(b"-----END ARGO TUNNEL TOKEN-----\n")


def real(data: bytes, least: Confidence = Confidence.LOW) -> bytes:
    target = io.BytesIO()
    copy(Finder(least), io.BytesIO(data), target)
    return target.getvalue()


def test_real_credentials_are_replaced_by_their_redacted_form() -> None:
    text = f"a {tokens.user_token()} b\nCLOUDFLARE_API_TOKEN={tokens.legacy_token()}\n"
    assert real(text.encode()) == b"a cfut_******** b\nCLOUDFLARE_API_TOKEN=********\n"


def test_a_token_with_a_wrong_checksum_goes_too_unless_the_threshold_is_higher() -> None:
    data = f"CF_API_TOKEN={tokens.prefixed('cfut', valid=False)}\n".encode()
    assert real(data) == b"CF_API_TOKEN=cfut_********\n"
    assert real(data, Confidence.CERTAIN) == data


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be", "utf-32-le"])
def test_wide_text_stays_wide_text(codec: str) -> None:
    text = "\ufeff" + "a line before it\r\n" * 20 + "token: {}\r\nthe end\r\n"
    shown = real(text.format(tokens.account_token()).encode(codec)).decode(codec)
    assert shown == text.format("cfat_********")


def test_binary_data_comes_through() -> None:
    data = bytes(range(256)) * 100
    token = tokens.user_token().encode()
    assert real(data + token + data) == data + b"cfut_********" + data


PROGRAM = [sys.executable, "-m", "cf_secret_guard", "redact"]


@contextmanager
def started(stderr: int | None = None) -> Iterator[subprocess.Popen[bytes]]:
    """Run the program, and end it whatever happens: a test that fails must not wait for it."""
    with subprocess.Popen(PROGRAM, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=stderr) as process:
        timer = threading.Timer(60, process.kill)
        timer.start()
        try:
            yield process
            process.wait(30)
        finally:
            timer.cancel()
            timer.join()
            process.kill()


def test_lines_come_out_while_the_input_pauses() -> None:
    with started() as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(f"first {tokens.user_token()}\n".encode())
        process.stdin.flush()
        assert process.stdout.readline() == b"first cfut_********\n"
        process.stdin.close()
        assert process.stdout.read() == b""
    assert process.returncode == 0


def test_a_reader_that_went_away_ends_it_quietly() -> None:
    with started(stderr=subprocess.PIPE) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        try:
            process.stdin.write(b"line\n" * 1_000_000)
            process.stdin.close()
        except BrokenPipeError:
            pass
        assert process.stderr.read() == b""
    assert process.returncode == 0


def test_a_full_disk_is_exit_code_3_and_a_clear_error() -> None:
    full = os.open("/dev/full", os.O_WRONLY)
    try:
        done = subprocess.run(PROGRAM, input=b"line\n", stdout=full, stderr=subprocess.PIPE, check=False)
    finally:
        os.close(full)
    assert done.returncode == 3
    assert b"No space left on device" in done.stderr


@pytest.mark.parametrize("closed", ["<&-", ">&-"])
def test_a_closed_stream_is_exit_code_3_with_a_hint(closed: str) -> None:
    script = f'"$0" -m cf_secret_guard redact {closed}'
    done = subprocess.run(["sh", "-c", script, sys.executable], input=b"", capture_output=True, check=False)
    assert done.returncode == 3
    assert b"Use it in a pipe" in done.stderr


def test_what_could_not_be_searched_is_said_and_counts(
    monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    monkeypatch.setattr(Finder, "__call__", lambda self, _data: self.gaps.append(Note("too deeply nested", "")) or [])
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"text\n")))
    assert redact.run(redact.RedactSettings()) is ExitCode.INCOMPLETE
    shown = capsysbinary.readouterr()
    assert shown.out == b"text\n"
    assert b"Not everything was searched: too deeply nested." in shown.err
