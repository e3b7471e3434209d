from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cf_secret_guard.connection.base import Fault, Response
from cf_secret_guard.github.answers import SECONDARY_PAUSE, failed, item_of, read
from cf_secret_guard.github.base import Answer, GitHubError, Item, Trouble

if TYPE_CHECKING:
    from collections.abc import Mapping

NOW = 1_000_000_000.0  # 2001-09-09 01:46:40 UTC
SAML = "Resource protected by organization SAML enforcement. You must grant your Personal Access token access."
IP_LIST = (
    "Although you appear to have the correct authorization credentials, the `octo` organization has an IP allow list"
    " enabled, and 192.0.2.7 is not permitted to access this resource."
)
SECONDARY = "You have exceeded a secondary rate limit. Please wait a few minutes before you try again."
ABUSE = "You have triggered an abuse detection mechanism. Please wait a few minutes before you try again."
USED_UP = {"x-ratelimit-remaining": "0", "x-ratelimit-reset": "1000000900"}


def response(status: int, message: str | None = None, headers: Mapping[str, str] | None = None) -> Response:
    body = json.dumps({"message": message}).encode() if message is not None else b""
    return Response(status, headers or {}, body)


REFUSALS: list[tuple[Response, Trouble]] = [
    (response(401, "Bad credentials"), Trouble.BAD_TOKEN),
    (response(403, "Resource not accessible by integration"), Trouble.FORBIDDEN),
    (response(403, "Resource not accessible by integration", USED_UP), Trouble.FORBIDDEN),
    (response(403, "Must have admin rights to Repository."), Trouble.FORBIDDEN),
    (response(403, SAML), Trouble.SSO),
    (response(403, "No.", {"x-github-sso": "required; url=https://github.com/orgs/octo/sso?x=1"}), Trouble.SSO),
    (response(403, IP_LIST), Trouble.IP_LIST),
    (response(403, "Repository was archived so is read-only."), Trouble.ARCHIVED),
    (response(403, "API rate limit exceeded for user ID 1.", USED_UP), Trouble.LIMIT),
    (response(429, "API rate limit exceeded for user ID 1.", USED_UP), Trouble.LIMIT),
    (Response(403, USED_UP, b"<html>", None), Trouble.LIMIT),
    (response(403, SECONDARY), Trouble.SECONDARY),
    (response(403, SECONDARY, USED_UP), Trouble.SECONDARY),
    (response(429, SECONDARY, {"retry-after": "30"}), Trouble.SECONDARY),
    (response(403, "Slow down.", {"retry-after": "30"}), Trouble.SECONDARY),
    (response(403, ABUSE), Trouble.SECONDARY),
    (response(429), Trouble.SECONDARY),
    (response(404, "Not Found"), Trouble.NOT_FOUND),
    (response(410, "Issues has been disabled in this repository."), Trouble.GONE),
    (response(422, "Validation Failed"), Trouble.INVALID),
    (response(307, "Temporary Redirect", {"location": "https://elsewhere.example"}), Trouble.MOVED),
    (response(500, "x"), Trouble.SERVER),
    (Response(502, {"content-type": "text/html"}, b"<html>"), Trouble.SERVER),
    (response(418, "x"), Trouble.ODD),
    (Response(403, {"content-type": "text/html"}, b"<html>"), Trouble.NO_ANSWER),
    (Response(404, {}, b""), Trouble.NO_ANSWER),
    (Response(200, {}, b"<html>"), Trouble.NO_ANSWER),
    (Response(200, {}, b'{"a'), Trouble.NO_ANSWER),
    (Response(200, {}, b"{}", Fault.TRUNCATED), Trouble.NO_ANSWER),
]


@pytest.mark.parametrize(("given_response", "trouble"), REFUSALS)
def test_every_refusal_has_its_reason(given_response: Response, trouble: Trouble) -> None:
    answer = read(given_response, NOW)
    assert answer.trouble is trouble
    assert not answer.ok
    assert answer.document is None


@pytest.mark.parametrize(("given_response", "trouble"), REFUSALS)
def test_every_error_ends_with_the_next_step_and_repeats_nothing_of_the_server(
    given_response: Response, trouble: Trouble
) -> None:
    error = failed(read(given_response, NOW), "create an issue")
    assert error.trouble is trouble
    assert error.message.startswith("GitHub did not create an issue (HTTP ")
    assert str(trouble) in error.message
    assert error.next_step.endswith(".")
    assert not any(word in str(error) for word in ("192.0.2.7", "octo", "exceeded", "elsewhere", "sso?x"))


def test_every_trouble_is_met_by_a_test() -> None:
    assert {trouble for _, trouble in REFUSALS} == set(Trouble)


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry-after": "30"}, 30),
        ({"retry-after": "30", **USED_UP}, 30),
        (USED_UP, 900),
        ({"x-ratelimit-remaining": "17", "x-ratelimit-reset": "1000000900"}, SECONDARY_PAUSE),
        ({"x-ratelimit-remaining": "0", "x-ratelimit-reset": "soon"}, SECONDARY_PAUSE),
        ({}, SECONDARY_PAUSE),
    ],
)
def test_how_long_to_wait_is_what_the_headers_say_or_a_minute(headers: dict[str, str], seconds: float) -> None:
    assert read(response(429, "x", headers), NOW).retry_at == NOW + seconds


def test_a_limit_names_the_moment_when_it_is_over() -> None:
    error = failed(read(response(403, "API rate limit exceeded", USED_UP), NOW), "list the issues")
    assert error.next_step == "Run again after 2001-09-09 02:01:40 UTC."
    assert failed(Answer(429, Trouble.LIMIT, retry_at=1e300), "x").next_step == "Run again in an hour."


def test_only_names_and_codes_of_a_validation_are_told() -> None:
    errors = [{"field": "body", "code": "too_long", "message": "sesame"}, {"field": "se same"}, "x", None]
    body = json.dumps({"message": "sesame", "errors": errors}).encode()
    answer = read(Response(422, {}, body), NOW)
    assert answer.fields == ("body too_long",)
    error = failed(answer, "create an issue")
    assert error.message.endswith("GitHub does not accept what was sent; body too_long")
    assert read(Response(422, {}, b'{"errors": {}}'), NOW).fields == ()


def test_a_good_answer_has_its_document_and_next_page() -> None:
    link = '<https://x/?page=1>; rel="prev", <https://x/?page=3>; rel="next", <https://x/?page=9>; rel="last"'
    answer = read(Response(200, {"link": link}, b"[1]"), NOW)
    assert (answer.ok, answer.document, answer.next_url) == (True, [1], "https://x/?page=3")
    assert read(Response(200, {"link": '<https://x/?page=1>; rel="prev"'}, b"[]"), NOW).next_url is None
    assert read(Response(204, {}, b""), NOW).ok


def test_a_change_whose_answer_is_lost_is_not_called_undone() -> None:
    answer = Answer(502, Trouble.SERVER)
    error = failed(answer, "create an issue", changes=True)
    assert error.is_unclear
    assert error.message.startswith("Whether GitHub did create an issue is not known (HTTP 502)")
    assert "makes nothing twice" in error.next_step
    assert not failed(answer, "list the issues").is_unclear


def test_what_an_answer_does_not_show_is_not_known_to_be_made() -> None:
    item = Item("1", "", "", is_open=True, created="")
    assert item_of(Answer(201), lambda _: item, "create an issue") is item
    with pytest.raises(GitHubError) as error:
        item_of(Answer(201, document={}), lambda _: None, "create an issue")
    assert error.value.is_unclear


@given(st.integers(100, 599), st.dictionaries(st.text(), st.text()), st.binary())
def test_no_response_raises(status: int, headers: dict[str, str], body: bytes) -> None:
    answer = read(Response(status, headers, body), NOW)
    if not answer.ok:
        assert failed(answer, "x").next_step
