from __future__ import annotations

import io
import os
import subprocess
import sys
from typing import TextIO

import pytest

from cf_secret_guard.errors import IncompleteError
from cf_secret_guard.terminal import emit, is_colored, is_terminal, note


class Screen(io.StringIO):
    """A stream that says that it is a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("choice", "stream", "environ", "colored"),
    [
        ("auto", Screen(), {}, True),
        ("auto", Screen(), {"NO_COLOR": ""}, True),
        ("auto", Screen(), {"NO_COLOR": "1"}, False),
        ("auto", Screen(), {"TERM": "dumb"}, False),
        ("auto", io.StringIO(), {}, False),
        ("auto", None, {}, False),
        ("always", io.StringIO(), {"NO_COLOR": "1"}, True),
        ("never", Screen(), {}, False),
    ],
)
def test_colour_is_for_terminals_that_want_it(
    choice: str, stream: TextIO | None, environ: dict[str, str], *, colored: bool
) -> None:
    assert is_colored(choice, stream, environ) is colored


def test_a_closed_stream_is_no_terminal() -> None:
    stream = io.StringIO()
    stream.close()
    assert not is_terminal(stream)


def test_what_the_stream_cannot_encode_is_escaped(monkeypatch: pytest.MonkeyPatch) -> None:
    raw = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(raw, encoding="ascii"))
    emit("文 \udcff\n")
    assert raw.getvalue() == b"\\u6587 \\udcff\n"


@pytest.mark.parametrize("stream", [None, io.StringIO()])
def test_a_closed_standard_output_is_an_error_with_a_next_step(
    stream: io.StringIO | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    if stream is not None:
        stream.close()
    monkeypatch.setattr(sys, "stdout", stream)
    with pytest.raises(IncompleteError) as caught:
        emit("text")
    assert caught.value.next_step


def test_a_closed_standard_error_is_nobodys_problem(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = io.StringIO()
    stream.close()
    monkeypatch.setattr(sys, "stderr", stream)
    note("text")
    monkeypatch.setattr(sys, "stderr", None)
    note("text")


def run(code: str, stdout: int) -> subprocess.CompletedProcess[str]:
    program = f"import sys; from cf_secret_guard.terminal import emit\n{code}"
    return subprocess.run(
        [sys.executable, "-c", program], stdout=stdout, stderr=subprocess.PIPE, check=False, text=True
    )


def test_a_reader_that_went_away_is_no_error() -> None:
    reader, writer = os.pipe()
    os.close(reader)
    try:
        done = run("emit('x' * 1_000_000); sys.exit(7)", writer)
    finally:
        os.close(writer)
    assert (done.returncode, done.stderr) == (7, "")


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs /dev/full")  # noqa: PTH110 - decided at import
def test_a_full_disk_is_an_error_that_says_so() -> None:
    full = os.open("/dev/full", os.O_WRONLY)
    try:
        done = run("emit('x')", full)
    finally:
        os.close(full)
    assert "No space left on device" in done.stderr
    assert done.returncode == 1
