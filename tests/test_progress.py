from __future__ import annotations

import io
import threading

import pytest

from cf_secret_guard.progress import PATIENCE_SECONDS, TerminalProgress


class Screen(io.StringIO):
    """A stream that says that it is a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def screen(monkeypatch: pytest.MonkeyPatch) -> Screen:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "120")
    return Screen()


class Clock:
    """Stands still until a test moves it."""

    time = 100.0

    def __call__(self) -> float:
        return self.time


@pytest.fixture
def clock() -> Clock:
    return Clock()


def test_a_short_scan_shows_nothing(screen: Screen, clock: Clock) -> None:
    progress = TerminalProgress(screen, now=clock)
    progress.total(10, 1000)
    clock.time += PATIENCE_SECONDS / 2
    progress.advance(10, 1000)
    progress.close()
    assert screen.getvalue() == ""


@pytest.mark.parametrize(
    ("files", "size", "text"), [(2000, 4_000_000, "500 of 2,000 files, 1 MB"), (None, None, "500 files, 1 MB")]
)
def test_a_long_scan_shows_how_far_it_is(
    screen: Screen, clock: Clock, files: int | None, size: int | None, text: str
) -> None:
    progress = TerminalProgress(screen, now=clock)
    progress.total(files, size)
    clock.time += PATIENCE_SECONDS
    progress.advance(500, 1_000_000)
    progress.close()
    assert text in screen.getvalue()
    assert "ETA" in screen.getvalue()


def test_nothing_is_shown_after_the_end(screen: Screen, clock: Clock) -> None:
    progress = TerminalProgress(screen, now=clock)
    clock.time += PATIENCE_SECONDS
    progress.close()
    progress.advance(1, 1)
    progress.total(1, 1)
    progress.close()
    assert screen.getvalue() == ""


def test_many_threads_lose_no_count(screen: Screen, clock: Clock) -> None:
    progress = TerminalProgress(screen, now=clock)
    progress.total(4000, None)
    clock.time += PATIENCE_SECONDS

    def work() -> None:
        for _ in range(1000):
            progress.advance(1, 10)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    progress.close()
    assert "4,000 of 4,000 files" in screen.getvalue()
