from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from cf_secret_guard.collector import Collector
from cf_secret_guard.detectors.registry import DETECTORS
from cf_secret_guard.model import Kind, Skipped
from cf_secret_guard.sources.base import Window
from tests import tokens

if TYPE_CHECKING:
    from cf_secret_guard.progress import Progress

VALUE = tokens.user_token()


class Told:
    """Progress that remembers what it was told."""

    def __init__(self) -> None:
        self.told: list[tuple[int, int]] = []
        self.totals: list[tuple[int | None, int | None]] = []

    def total(self, files: int | None, size: int | None) -> None:
        self.totals.append((files, size))

    def close(self) -> None:
        self.told.clear()

    def advance(self, files: int, size: int) -> None:
        self.told.append((files, size))


def collector(progress: Progress | None = None) -> Collector:
    return Collector((), decode=True, progress=progress)


def window(text: str, path: bytes = b"a.txt", *, offset: int = 0, line: int = 1, line_start: int = 0) -> Window:
    return Window(path, None, text.encode(), offset, line, line_start)


def test_findings_come_by_place() -> None:
    made = collector()
    made.window(window(f"\n{VALUE}", b"b.txt"))
    made.window(window(f"{VALUE} {tokens.account_token()}\n{VALUE}", b"a.txt"))
    assert [(finding.path, finding.line, finding.column) for finding in made.findings] == [
        ("a.txt", 1, 1),
        ("a.txt", 1, 55),
        ("a.txt", 2, 1),
        ("b.txt", 2, 1),
    ]


def test_what_two_windows_of_one_blob_both_saw_counts_once() -> None:
    text = "x\n" * 50 + VALUE + "\n" + "y\n" * 50
    cut = 40
    made = collector()
    made.window(window(text[:180]))
    made.window(window(text[cut:], offset=cut, line=21, line_start=cut))
    [finding] = made.findings
    assert (finding.line, finding.column) == (51, 1)


def test_the_same_place_in_two_blobs_counts_twice() -> None:
    made = collector()
    for blob in ("a" * 40, "b" * 40):
        made.window(Window(path=b"a.txt", blob=blob, data=VALUE.encode()))
    assert len(made.findings) == 2


def test_notes_are_kept_once_and_in_order() -> None:
    made = collector()
    for path in ("b", "a", "b"):
        made.skip(Skipped(path, "unreadable", incomplete=True))
    assert [note.path for note in made.skipped] == ["a", "b"]


def test_counts_add_up_and_progress_hears_of_them() -> None:
    progress = Told()
    made = collector(progress)
    made.expect(3)
    made.count(2, 1, 100)
    made.count(1, 0, 11)
    assert (made.files, made.blobs, made.bytes) == (3, 1, 111)
    assert progress.told == [(2, 100), (1, 11)]
    assert progress.totals == [(3, None)]


def test_nobody_needs_to_hear_what_is_expected() -> None:
    made = collector()
    made.expect(3)
    assert made.files == 0


def test_many_threads_lose_nothing() -> None:
    made = collector()
    values = [tokens.user_token(str(number)) for number in range(64)]

    def take(number: int) -> None:
        made.window(window(values[number], f"{number:02}.txt".encode()))
        made.skip(Skipped(f"{number:02}", "note", incomplete=False))
        made.count(1, 1, 10)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(take, range(64)))
    assert [finding.secret.reveal() for finding in made.findings] == values
    assert len(made.skipped) == 64
    assert (made.files, made.blobs, made.bytes) == (64, 64, 640)


def test_custom_detectors_are_run() -> None:
    made = Collector(DETECTORS[:1], decode=False, progress=None)
    made.window(window(VALUE))
    assert [finding.kind for finding in made.findings] == [Kind.USER_API_TOKEN]


def test_decoding_can_be_switched_off() -> None:
    made = Collector((), decode=False, progress=None)
    made.window(window(VALUE.replace("_", "%5F")))
    assert made.findings == []


def test_a_clean_commit_loads_no_detector() -> None:
    code = (
        "import sys; from cf_secret_guard.collector import Collector;"
        "made = Collector((), decode=True, progress=None); made.count(1, 1, 1); made.findings;"
        "sys.exit(any(name.startswith('cf_secret_guard.detectors') or name == 'regex' for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_what_a_container_and_its_member_both_hold_counts_in_the_member() -> None:
    made = collector()
    made.window(window(f"\n{VALUE}", b"a.zip")._replace(opened=True))
    made.window(window(VALUE, b"a.zip")._replace(member=b"in.zip", opened=True))
    made.window(window(VALUE, b"a.zip")._replace(member=b"in.zip!x.env"))
    made.window(window(VALUE, b"b.zip")._replace(opened=True))
    assert [finding.path for finding in made.findings] == ["a.zip!in.zip!x.env", "b.zip"]


def test_of_containers_in_each_other_whose_members_hold_nothing_the_innermost_counts() -> None:
    made = collector()
    for member in (b"in.zip", b"", b"in.zip!c.zip"):
        made.window(window(VALUE, b"a.zip")._replace(member=member, opened=True))
    assert [finding.path for finding in made.findings] == ["a.zip!in.zip!c.zip"]
