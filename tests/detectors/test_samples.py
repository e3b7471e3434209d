from __future__ import annotations

import pytest

from cf_secret_guard.detectors.samples import DOCUMENTED, DOCUMENTED_STARTS, is_documented
from tests import tokens


@pytest.mark.parametrize("value", sorted(DOCUMENTED), ids=range(len(DOCUMENTED)))
def test_a_documented_value_is_known(value: str) -> None:
    assert is_documented(value)
    assert not is_documented(value[:-1])


@pytest.mark.parametrize("start", DOCUMENTED_STARTS, ids=range(len(DOCUMENTED_STARTS)))
def test_a_documented_beginning_is_known(start: str) -> None:
    assert is_documented(start)
    assert is_documented(start + "anything")


@pytest.mark.parametrize("value", ["", tokens.legacy_token(), tokens.legacy_key(), tokens.origin_ca_key()])
def test_another_value_is_not(value: str) -> None:
    assert not is_documented(value)
