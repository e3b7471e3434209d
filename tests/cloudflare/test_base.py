from __future__ import annotations

import pytest

from cf_secret_guard.cloudflare.base import Answer, ApiError, Bearer, Call, KeyPair, text_of
from cf_secret_guard.connection.base import Fault
from cf_secret_guard.secret import Secret
from tests import tokens

TOKEN = tokens.user_token("base")
KEY = tokens.global_key("base")
BEARER = Bearer(Secret(TOKEN))
PAIR = KeyPair(Secret(KEY), "a@example.com")


def test_credentials_show_neither_their_secret_nor_an_address() -> None:
    shown = f"{BEARER} {BEARER!r} {PAIR} {PAIR!r}"
    assert TOKEN not in shown
    assert KEY not in shown
    assert "example.com" not in shown


def test_a_token_goes_into_one_header_and_a_key_into_two() -> None:
    assert BEARER.headers() == {"Authorization": f"Bearer {TOKEN}"}
    assert PAIR.headers() == {"X-Auth-Email": "a@example.com", "X-Auth-Key": KEY}


@pytest.mark.parametrize(
    "call",
    [
        Call("GET", ("user", "..", "x")),
        Call("GET", ("accounts", "", "tokens")),
        Call("GET", ("accounts", "a/b")),
        Call("GET", ("accounts", "a?b")),
        Call("GET", ("accounts", "a%2fb")),
        Call("GET", ("user",), (("actor_token_id", ""),)),
        Call("GET", ("accounts", TOKEN)),
        Call("GET", ("user",), (("q", TOKEN),)),
        Call("GET", ("user",), ((TOKEN, "q"),)),
    ],
)
def test_a_call_that_could_go_astray_or_holds_the_secret_in_its_url_is_not_sendable(call: Call) -> None:
    assert not call.is_sendable(BEARER)


def test_the_address_of_a_key_never_stands_in_a_url() -> None:
    assert not Call("GET", ("user",), (("actor_email", "a@example.com"),)).is_sendable(PAIR)
    assert Call("GET", ("user",), (("page", "1"),)).is_sendable(PAIR)


@pytest.mark.parametrize(
    ("call", "repeats"),
    [
        (Call("GET", ("user",)), True),
        (Call("PUT", ("user",)), False),
        (Call("PUT", ("user",), repeatable=True), True),
        (Call("GET", ("user",), repeatable=False), False),
    ],
)
def test_only_a_get_repeats_unless_the_call_says_otherwise(call: Call, *, repeats: bool) -> None:
    assert call.may_repeat is repeats


@pytest.mark.parametrize(
    ("answer", "ok"),
    [
        (Answer(200, success=True), True),
        (Answer(204, success=True), True),
        (Answer(200, success=False), False),
        (Answer(200, success=True, errors=(ApiError(1, "x"),)), False),
        (Answer(200, Fault.HTML, success=True), False),
        (Answer(403, success=True), False),
        (Answer(None, success=True), False),
    ],
)
def test_an_answer_is_good_only_if_everything_about_it_is(answer: Answer, *, ok: bool) -> None:
    assert answer.ok is ok


@pytest.mark.parametrize(
    ("error", "for_good"),
    [
        (ApiError(971, "Please wait and consider throttling your request speed"), True),
        (ApiError(1, "x", (971,)), True),
        (ApiError(9109, "MAX AUTH FAILURES reached, please check your Authorization header"), True),
        (ApiError(10100, "More than 1200 requests per 300 seconds reached"), False),
        (ApiError(9109, "Invalid access token"), False),
    ],
)
def test_only_abuse_ends_the_run_at_once(error: ApiError, *, for_good: bool) -> None:
    assert Answer(403, errors=(error,)).throttled_for_good is for_good


def test_an_error_shows_its_codes_and_not_what_the_server_wrote() -> None:
    error = ApiError(9109, "Cannot use the access token from location: 203.0.113.7", (1,))
    answer = Answer(403, errors=(error,))
    assert "203.0.113.7" not in repr(answer) + answer.brief
    assert answer.brief == "HTTP 403, code 9109"
    assert Answer(None).brief == "no answer"
    assert Answer(None, Fault.DNS).brief == str(Fault.DNS)


@pytest.mark.parametrize("value", [None, 5, "", "x" * 401, "a\nb", "\x1b[2J", "\ud800", ["x"]])
def test_a_text_that_could_do_harm_is_none(value: str | int | list[str] | None) -> None:
    assert text_of({"name": value}, "name") is None  # type: ignore[dict-item]
    assert text_of({"name": "ci"}, "name") == "ci"
    assert Answer(200, record={"name": "ci"}).text("name") == "ci"
    assert Answer(200).text("name") is None
