from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from cf_secret_guard.config.base import DetectorSpec
from cf_secret_guard.config.gitignore import compile_pattern
from cf_secret_guard.decode.base import View
from cf_secret_guard.detectors import custom
from cf_secret_guard.detectors.base import Subject
from cf_secret_guard.detectors.custom import CustomDetector, DetectorTimeoutError, entropy
from cf_secret_guard.errors import IncompleteError
from cf_secret_guard.model import Confidence
from tests.tokens import hexadecimal

if TYPE_CHECKING:
    from cf_secret_guard.model import Match

KEY = hexadecimal("acme", 32)
SPEC = DetectorSpec("acme-key", r"acme_([0-9a-f]{32})\b", ("ACME_",), 1)
ENV_FILES = tuple(filter(None, [compile_pattern("*.env", "here")]))
SLOW = DetectorSpec("slow-key", r"(?:x+x+)+y", ("key",))


def find(spec: DetectorSpec, text: str, path: str = "a.txt") -> list[Match]:
    return list(CustomDetector(spec).find(Subject(View(text), path)))


def test_a_match_is_the_group_that_the_configuration_names() -> None:
    text = f"x = acme_{KEY}; y = acme_{KEY}"
    first, second = find(SPEC, text)
    assert text[first.start : first.end] == text[second.start : second.end] == first.secret.reveal() == KEY
    assert first.start < second.start
    assert (first.kind, first.confidence) == ("acme-key", Confidence.MEDIUM)
    assert first.evidence == ("matches the detector acme-key of the configuration",)


@pytest.mark.parametrize(
    ("spec", "value"),
    [
        (SPEC._replace(secret_group=0), f"acme_{KEY}"),
        (SPEC._replace(pattern=r"acme_(?P<key>[0-9a-f]{32})", secret_group="key"), KEY),  # noqa: S106 - the name of a group
    ],
)
def test_the_group_may_be_the_whole_match_or_have_a_name(spec: DetectorSpec, value: str) -> None:
    (match,) = find(spec, f"acme_{KEY}")
    assert match.secret.reveal() == value


def test_description_and_confidence_are_those_of_the_configuration() -> None:
    spec = SPEC._replace(description="A key of Acme", confidence=Confidence.HIGH)
    (match,) = find(spec, f"acme_{KEY}")
    assert match.confidence is Confidence.HIGH
    assert match.evidence[1] == "A key of Acme"


@pytest.mark.parametrize(
    ("spec", "text"),
    [
        (SPEC._replace(keywords=("other",)), f"acme_{KEY}"),
        (SPEC._replace(min_entropy=5.0), f"acme_{KEY}"),
        (SPEC._replace(min_entropy=0.1), f"acme_{'a' * 32}"),
        (SPEC._replace(paths=ENV_FILES), f"acme_{KEY}"),
        (SPEC._replace(pattern=r"acme_([0-9a-f]{32})?"), "acme_!"),
        (SPEC, "acme_xyz"),
    ],
)
def test_what_is_not_meant_is_not_found(spec: DetectorSpec, text: str) -> None:
    assert find(spec, text, "a.txt") == []


@pytest.mark.parametrize("text", [f"ACME_ acme_{KEY}", f"Acme_ acme_{KEY}"])
def test_keywords_match_in_any_case(text: str) -> None:
    assert len(find(SPEC, text)) == 1


def test_a_path_pattern_lets_its_files_through() -> None:
    assert len(find(SPEC._replace(paths=ENV_FILES), f"acme_{KEY}", "dir/prod.env")) == 1


def test_a_match_without_text_at_the_end_is_the_last() -> None:
    assert find(SPEC._replace(pattern="(?<=e)$|acme", secret_group=0), "acme_ e")[0].start == 0


def test_a_slow_pattern_is_stopped_and_says_so_after_what_it_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(custom, "TIMEOUT", 0.2)
    found = CustomDetector(SLOW).find(Subject(View("key xxy " + "x" * 5000), "a.txt"))
    assert next(found).secret.reveal() == "xxy"
    with pytest.raises(DetectorTimeoutError, match=r"'slow-key' .* took more than 0.2 seconds") as caught:
        next(found)
    assert isinstance(caught.value, IncompleteError)
    assert caught.value.next_step


def test_the_time_of_all_matches_of_a_view_counts_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(custom, "TIMEOUT", 0.3)
    text = "key " + ("x" * 200 + " xxy ") * 1000
    with pytest.raises(DetectorTimeoutError):
        find(SLOW, text)


def test_the_caller_s_own_time_does_not_count(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(custom, "TIMEOUT", 0.2)
    seen = 0
    for _ in CustomDetector(SPEC).find(Subject(View(f"acme_{KEY} " * 3), "a.txt")):
        time.sleep(0.15)
        seen += 1
    assert seen == 3


def test_after_some_timeouts_it_gives_up_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(custom, "TIMEOUT", 0.05)
    detector = CustomDetector(SLOW)
    slow = Subject(View("key " + "x" * 5000), "a.txt")
    for _ in range(custom.MAX_TIMEOUTS):
        with pytest.raises(DetectorTimeoutError):
            list(detector.find(slow))
    monkeypatch.setattr(custom, "TIMEOUT", 86_400.0)
    with pytest.raises(DetectorTimeoutError):
        list(detector.find(slow))


@pytest.mark.parametrize(("text", "bits"), [("aaaa", 0.0), ("abab", 1.0), ("abcd", 2.0)])
def test_entropy_is_in_bits_a_character(text: str, bits: float) -> None:
    assert entropy(text) == pytest.approx(bits)
