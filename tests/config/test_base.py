from __future__ import annotations

from cf_secret_guard.config.base import Config, DetectorSpec
from cf_secret_guard.prefilter.base import Literals


def test_keywords_of_custom_detectors_are_literals_for_the_prefilter() -> None:
    specs = (DetectorSpec("one", "a", ("ACME_", "foo")), DetectorSpec("two", "b", ("acme_", "Bar ")))
    assert Config(detectors=specs).literals() == Literals((), (b"acme_", b"bar ", b"foo"))


def test_without_custom_detectors_there_are_no_literals() -> None:
    assert Config().literals() is None
