from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cf_secret_guard.detectors.registry import DETECTORS
from cf_secret_guard.model import Kind
from tests.detectors.planting import matches

if TYPE_CHECKING:
    from cf_secret_guard.detectors.base import Detector

IDS = [detector.id for detector in DETECTORS]


def test_every_kind_has_a_detector() -> None:
    assert {kind for detector in DETECTORS for kind in detector.kinds} == set(Kind)


def test_no_two_detectors_share_an_id() -> None:
    assert len(set(IDS)) == len(IDS)


def test_the_detectors_of_proof_come_first_and_those_of_mere_shape_last() -> None:
    assert IDS[0] == "prefixed"
    assert IDS[-2:] == ["legacy-token", "legacy-key"]


@pytest.mark.parametrize("detector", DETECTORS, ids=IDS)
@pytest.mark.parametrize("text", ["", "\n", "\x00", "cloudflare", "\udc80" * 50, "{" * 500, "a" * 10_000])
def test_a_detector_claims_nothing_in_an_empty_or_odd_text(detector: Detector, text: str) -> None:
    assert matches(detector, text.encode("utf-8", "surrogatepass").decode("latin-1")) == []


@pytest.mark.parametrize("detector", DETECTORS, ids=IDS)
@given(text=st.text(max_size=200))
def test_a_detector_reports_only_its_kinds(detector: Detector, text: str) -> None:
    assert {match.kind for match in matches(detector, text)} <= set(detector.kinds)
