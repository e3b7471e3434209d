from __future__ import annotations

import copy
import hashlib
import json
import pickle
import re
import traceback
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cf_secret_guard.secret import Secret, fingerprint
from tests import tokens

if TYPE_CHECKING:
    from collections.abc import Callable

SHOWN = [
    pytest.param(tokens.user_token(), "cfut_********", id="user token"),
    pytest.param(tokens.account_token(), "cfat_********", id="account token"),
    pytest.param(tokens.global_key(), "cfk_********", id="global key"),
    pytest.param(tokens.prefixed("cfast"), "cfast_********", id="access secret"),
    pytest.param(tokens.oauth_token(), "cfoat_********", id="oauth access token"),
    pytest.param(tokens.oauth_token(prefix="cfort_"), "cfort_********", id="oauth refresh token"),
    pytest.param(tokens.origin_ca_key(), "v1.0-********", id="origin ca key"),
    pytest.param(tokens.tunnel_token(), "eyJ********", id="tunnel token"),
    pytest.param(tokens.legacy_token(), "********", id="legacy token"),
    pytest.param(tokens.legacy_key(), "********", id="legacy key"),
    pytest.param("", "********", id="nothing"),
]


@pytest.mark.parametrize(("value", "shown"), SHOWN)
def test_the_redacted_form_is_the_public_prefix_and_a_mask_of_fixed_length(value: str, shown: str) -> None:
    assert Secret(value).redacted == shown


@pytest.mark.parametrize(
    "show",
    [
        pytest.param(str, id="str"),
        pytest.param(repr, id="repr"),
        pytest.param(lambda secret: f"{secret}", id="f-string"),
        pytest.param(lambda secret: f"{secret!s:>40}", id="padded"),
        pytest.param(lambda secret: f"{secret:^40}", id="format spec"),
        pytest.param(lambda secret: "%s" % secret, id="percent s"),  # noqa: UP031  it is the form under test
        pytest.param(lambda secret: "%r" % secret, id="percent r"),  # noqa: UP031  it is the form under test
        pytest.param(lambda secret: str([secret]), id="in a list"),
        pytest.param(lambda secret: str({"token": secret}), id="in a dictionary"),
        pytest.param(lambda secret: str(ValueError(secret)), id="in an exception"),
    ],
)
@given(seed=st.text(max_size=8))
def test_no_way_of_formatting_shows_the_value(show: Callable[[Secret], str], seed: str) -> None:
    value = tokens.user_token(seed)
    text = show(Secret(value))
    assert "cfut_********" in text
    assert value[5:15] not in text
    assert value[-8:] not in text


@pytest.mark.parametrize("serialise", [pickle.dumps, copy.copy, copy.deepcopy, json.dumps])
def test_serialising_or_copying_fails(serialise: Callable[[Secret], object]) -> None:
    with pytest.raises(TypeError):
        serialise(Secret(tokens.user_token()))


def test_a_secret_has_no_dictionary_to_dump() -> None:
    with pytest.raises(TypeError):
        vars(Secret(tokens.user_token()))


def test_a_traceback_with_local_values_does_not_show_the_value() -> None:
    secret = Secret(tokens.user_token())
    with pytest.raises(ValueError, match="cfut_") as caught:
        raise ValueError(secret)
    shown = "".join(traceback.TracebackException.from_exception(caught.value, capture_locals=True).format())
    assert "cfut_********" in shown
    assert secret.reveal() not in shown


def test_reveal_gives_the_value() -> None:
    assert Secret(tokens.legacy_key()).reveal() == tokens.legacy_key()


def test_secrets_are_equal_and_hash_alike_by_value() -> None:
    first, same, other = Secret(tokens.user_token("a")), Secret(tokens.user_token("a")), Secret(tokens.user_token("b"))
    assert first == same
    assert len({first, same, other}) == 2
    assert first != other
    assert first != tokens.user_token("a")


@given(st.text(alphabet=st.characters(), max_size=80))
def test_a_fingerprint_is_32_hex_digits_for_any_text(value: str) -> None:
    assert re.fullmatch(r"[0-9a-f]{32}", fingerprint(value))
    assert Secret(value).fingerprint == fingerprint(value)


def test_a_fingerprint_does_not_change_between_versions() -> None:
    assert fingerprint("a value that is no secret") == "ca846e86e4d393d60ce13bcc6823b2ff"


def test_a_fingerprint_is_never_a_plain_hash_because_that_is_the_r2_secret() -> None:
    value = tokens.user_token()
    for name in ("md5", "sha1", "sha256", "sha512"):
        assert fingerprint(value) not in hashlib.new(name, value.encode()).hexdigest()


def test_a_lone_surrogate_in_a_value_is_compared_and_named_like_any_other() -> None:
    assert Secret("\ud800") == Secret("\ud800")
    assert Secret("\ud800").fingerprint != Secret("\ud801").fingerprint
