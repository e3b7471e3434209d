from __future__ import annotations

import itertools
import json
from typing import TYPE_CHECKING

import pytest

from cf_secret_guard.detectors.registry import DETECTORS
from cf_secret_guard.errors import GuardError
from cf_secret_guard.model import Checksum, Confidence, Kind, Match
from cf_secret_guard.scanner import Scanner
from cf_secret_guard.secret import Secret
from cf_secret_guard.sources.base import Window
from tests import tokens

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cf_secret_guard.decode.base import View
    from cf_secret_guard.detectors.base import Subject
    from cf_secret_guard.model import Finding

VALUE = tokens.user_token()
LEGACY = tokens.legacy_token()


class Fixed:
    """A detector that claims a word wherever it stands."""

    id = "fixed"
    kinds = ("fixed",)

    def __init__(self, word: str, confidence: Confidence = Confidence.HIGH) -> None:
        self.word = word
        self.confidence = confidence

    def find(self, subject: Subject) -> Iterator[Match]:
        at = subject.text.find(self.word)
        while at >= 0:
            end = at + len(self.word)
            yield Match("fixed", at, end, Secret(self.word), self.confidence, Checksum.NONE, ("fixed",))
            at = subject.text.find(self.word, end)


class Failing(Fixed):
    """A detector that gives up behind its first claim."""

    def find(self, subject: Subject) -> Iterator[Match]:
        yield from itertools.islice(super().find(subject), 1)
        raise GuardError("the pattern took too long", "Make it simpler")


def inspect(data: bytes, path: bytes = b"a.txt", *, scanner: Scanner | None = None) -> tuple[Finding, ...]:
    return (scanner or Scanner()).inspect(Window(path=path, blob=None, data=data)).findings


@pytest.mark.parametrize(
    ("encoding", "prefix"),
    [
        ("utf-8", b""),
        ("utf-8-sig", b""),
        ("latin-1", b""),
        ("utf-16-le", b"\xff\xfe"),
        ("utf-16-be", b"\xfe\xff"),
        ("utf-16-le", b""),
        ("utf-16-be", b""),
        ("utf-32-le", b"\xff\xfe\0\0"),
        ("utf-32-be", b"\0\0\xfe\xff"),
    ],
)
def test_a_token_is_found_and_placed_in_every_encoding(encoding: str, prefix: bytes) -> None:
    [finding] = inspect(prefix + f"one\ntwo = {VALUE}\nthree\n".encode(encoding))
    assert (finding.kind, finding.confidence, finding.secret.reveal()) == (
        Kind.USER_API_TOKEN,
        Confidence.CERTAIN,
        VALUE,
    )
    assert (finding.line, finding.column, finding.end_column) == (2, 7, 7 + len(VALUE))


def test_what_the_encoding_of_the_blob_is_can_be_told() -> None:
    window = Window(path=b"a", blob=None, data=f"x {VALUE}\n".encode("utf-16-le"), encoding="utf-16-le")
    assert [finding.secret.reveal() for finding in Scanner().inspect(window).findings] == [VALUE]


def test_findings_come_in_the_order_of_their_bytes() -> None:
    values = [tokens.user_token(), tokens.account_token(), tokens.global_key(), tokens.origin_ca_key()]
    assert [finding.secret.reveal() for finding in inspect("\n".join(values).encode())] == values


def test_the_same_token_in_two_places_is_two_findings() -> None:
    first, second = inspect(f"{VALUE}\n{VALUE}\n".encode())
    assert (first.line, second.line) == (1, 2)
    assert first.fingerprint == second.fingerprint


def test_an_encoded_token_says_how_it_was_read() -> None:
    import base64

    packed = base64.b64encode(f"CF_API_TOKEN={VALUE}".encode()).decode()
    [finding] = inspect(f"data:\n  x: {packed}\n".encode())
    assert finding.decoded_via == ("base64",)
    assert finding.secret.reveal() == VALUE
    assert (finding.line, finding.column >= 6) == (2, True)


def test_without_decoding_only_the_plain_text_is_looked_at() -> None:
    import base64

    packed = base64.b64encode(VALUE.encode())
    scanner = Scanner(decode=False)
    assert inspect(packed, scanner=scanner) == ()
    assert len(inspect(f"{VALUE}".encode("utf-16"), scanner=scanner)) == 1


def test_the_place_of_an_encoded_value_counts_for_it() -> None:
    import base64

    packed = base64.b64encode(LEGACY.encode()).decode()
    [finding] = inspect(f"stringData:\n  cloudflare_api_token: {packed}\n".encode())
    assert (finding.kind, finding.secret.reveal()) == (Kind.API_TOKEN, LEGACY)


def test_a_token_in_a_files_name_is_found_once() -> None:
    path = f"keys/{VALUE}.txt".encode()
    [finding] = inspect(b"nothing", path)
    assert (finding.line, finding.column, finding.end_column) == (1, 1, 1)
    assert finding.evidence[0] == "in the file's name"
    later = Window(path=path, blob=None, data=b"nothing", offset=4096)
    assert Scanner().inspect(later).findings == ()


@pytest.mark.parametrize(
    "path",
    [
        f"CLOUDFLARE_API_TOKEN={LEGACY}",
        f"a/CLOUDFLARE_API_TOKEN={LEGACY}.txt",
        f"CLOUDFLARE_API_TOKEN={LEGACY}/a.txt",
        f"CLOUDFLARE_API_TOKEN%3D{LEGACY}/a.txt",
    ],
)
def test_a_legacy_token_in_a_path_counts_where_its_own_name_says_so(path: str) -> None:
    [finding] = inspect(b"nothing", path.encode())
    assert (finding.kind, finding.confidence, finding.secret.reveal()) == (Kind.API_TOKEN, Confidence.HIGH, LEGACY)
    assert finding.evidence[0] == "in the file's name"


@pytest.mark.parametrize(
    "path",
    [
        f"cloudflare_api_token/{LEGACY}",
        f"cloudflare/api_token/{LEGACY}.txt",
        f"dist/cloudflare-api-token-{tokens.hexadecimal('x', 40)}.js",
        f"a/{LEGACY}",
    ],
)
def test_what_only_stands_near_a_name_in_a_path_does_not_count(path: str) -> None:
    assert inspect(b"nothing", path.encode()) == ()


def test_a_custom_detector_is_not_asked_about_paths() -> None:
    assert inspect(b"nothing", b"a/" + b"hush" * 20, scanner=Scanner([Fixed("hush")])) == ()


def test_a_path_that_is_not_utf_8_is_shown_escaped() -> None:
    [finding] = inspect(VALUE.encode(), b"caf\xe9.txt")
    assert finding.path == "caf\\xe9.txt"


def test_blob_and_companions_are_handed_on() -> None:
    content = json.dumps({"client_id": tokens.access_id(), "client_secret": tokens.access_secret()})
    window = Window(path=b"a.json", blob="ab" * 20, data=content.encode())
    [finding] = Scanner().inspect(window).findings
    assert finding.blob == "ab" * 20
    assert finding.companions == (("client_id", tokens.access_id()),)


@pytest.mark.parametrize("data", [b"", b"\n", b"\xff\xfe", b"\xff" * 99, bytes(range(256)) * 9, b"\0" * 999])
def test_any_bytes_can_be_inspected(data: bytes) -> None:
    assert inspect(data) == ()


def test_a_custom_detector_takes_part() -> None:
    [finding] = inspect(b"a hush b", scanner=Scanner([Fixed("hush")]))
    assert (finding.kind, finding.column) == ("fixed", 3)


def test_a_detector_that_gives_up_is_noted_and_loses_nothing() -> None:
    window = Window(path=b"a.txt", blob=None, data=f"hush hush {VALUE}".encode())
    outcome = Scanner([Failing("hush")], decode=False).inspect(window)
    assert [finding.kind for finding in outcome.findings] == ["fixed", Kind.USER_API_TOKEN]
    [note] = outcome.notes
    assert (note.path, note.incomplete) == ("a.txt", True)
    assert "the pattern took too long" in note.reason
    assert note.next_step


def test_a_surer_claim_takes_the_place_of_an_overlapping_one() -> None:
    scanner = Scanner([Fixed(VALUE[3:20], Confidence.HIGH)])
    assert [finding.kind for finding in inspect(f"x {VALUE}".encode(), scanner=scanner)] == [Kind.USER_API_TOKEN]


def test_the_scanner_runs_every_detector_of_the_registry() -> None:
    assert Scanner()._detectors == DETECTORS


class Broken(Fixed):
    """A detector with a bug, whose exception holds what it looked at."""

    def find(self, subject: Subject) -> Iterator[Match]:
        yield from super().find(subject)
        raise ValueError(subject.text)


@pytest.mark.parametrize("where", ["detector", "decoder"])
def test_a_bug_in_one_part_is_named_without_content_and_ends_nothing(
    where: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> Iterator[View]:
        raise ValueError(VALUE)

    if where == "decoder":
        monkeypatch.setattr("cf_secret_guard.scanner.decode_all", broken)
    scanner = Scanner((Broken(VALUE),) if where == "detector" else ())
    outcome = scanner.inspect(Window(path=b"a.txt", blob=None, data=VALUE.encode()))
    assert Kind.USER_API_TOKEN in {finding.kind for finding in outcome.findings}
    (note,) = outcome.notes
    assert note.incomplete
    assert "ValueError in " in note.reason
    assert VALUE not in note.reason + note.next_step
    assert "report" in note.next_step
