from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cf_secret_guard.cloudflare.base import WHOLE, ApiError, Call, RateLimit
from cf_secret_guard.cloudflare.envelope import rate_limit, read
from cf_secret_guard.connection.base import Fault, Response

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cf_secret_guard.cloudflare.base import Answer

FIELD = "client_secret"
NOW = 1_000_000_000.0


def call(*keep: str, secret: str | None = None) -> Call:
    return Call("GET", ("x",), keep=keep, secret=secret)


def answered(
    document: object, *keep: str, secret: str | None = None, headers: Mapping[str, str] | None = None
) -> Answer:
    return read(Response(200, headers or {}, json.dumps(document).encode()), call(*keep, secret=secret), NOW)


def good(result: object) -> dict[str, object]:
    return {"success": True, "errors": [], "messages": [], "result": result}


def test_only_the_named_fields_are_kept() -> None:
    person = {"id": "1", "email": "a@example.com", "first_name": "A", "account": {"id": "2", "name": "secret"}}
    answer = answered(good(person), "id", "account.id", "missing", "id.deeper")
    assert answer.record == {"id": "1", "account.id": "2"}
    assert "example.com" not in repr(answer)


def test_of_a_list_the_named_fields_of_each_object_are_kept() -> None:
    answer = answered(good([{"id": "1", "x": 1}, "text", {"id": "2"}]), "id")
    assert answer.records == ({"id": "1"}, {"id": "2"})
    assert answer.record is None


def test_without_names_nothing_is_kept() -> None:
    answer = answered(good({"email": "a@example.com"}))
    assert answer.record == {}
    assert answer.ok


def test_a_secret_result_is_kept_as_a_secret_only() -> None:
    whole, field = (
        answered(good("new-value"), secret=WHOLE),
        answered(good({"client_secret": "new-value"}), secret=FIELD),
    )
    for answer in (whole, field):
        assert answer.secret is not None
        assert answer.secret.reveal() == "new-value"
        assert "new-value" not in repr(answer)
    assert answered(good("new-value")).secret is None
    assert answered(good(""), secret=WHOLE).secret is None
    assert answered(good(5), secret=FIELD).secret is None


def test_errors_are_read_with_their_chains_and_messages_never() -> None:
    document = {
        "success": False,
        "errors": [
            {"code": 6003, "message": "Invalid", "error_chain": [{"code": 6111, "message": "x"}, "y", {"code": "z"}]}
        ],
        "messages": [{"code": 10000, "message": "This API Token is valid and active"}],
        "result": None,
    }
    assert answered(document).errors == (ApiError(6003, "Invalid", (6111,)),)


@pytest.mark.parametrize(
    ("entries", "errors"),
    [
        (None, ()),
        ("text", ()),
        ([], ()),
        (["text"], (ApiError(0, ""),)),
        ([{"code": "1000", "message": 5}], (ApiError(0, ""),)),
        ([{"code": True}], (ApiError(0, ""),)),
        ([{"code": 10**12, "message": "x" * 999}], (ApiError(0, "x" * 300),)),
        ([{"code": 1, "message": "x", "error_chain": "y"}], (ApiError(1, "x"),)),
    ],
)
def test_errors_of_a_strange_form_are_errors_without_a_code(entries: object, errors: tuple[ApiError, ...]) -> None:
    assert answered({"success": False, "errors": entries}).errors == errors


@pytest.mark.parametrize(
    ("info", "cursor", "total"),
    [
        ({"cursor": "abc", "total_count": 14}, "abc", 14),
        ({"cursor": "", "total_count": True}, None, None),
        ({"cursor": 5, "total_count": "14"}, None, None),
        ({"cursor": "x" * 3000}, None, None),
        ("text", None, None),
        (None, None, None),
    ],
)
def test_the_page_tells_where_it_goes_on(info: object, cursor: str | None, total: int | None) -> None:
    answer = answered(good([]) | {"result_info": info})
    assert (answer.cursor, answer.total) == (cursor, total)


@pytest.mark.parametrize(
    ("value", "limit"),
    [
        ('"default";r=50;t=30', RateLimit(50, 30.0)),
        ('"default";r=0;t=5, "burst";r=9;t=1', RateLimit(0, 5.0)),
        ("", None),
        ("r=x;t=1", None),
        ("r=1", None),
        ("r=-1;t=1", None),
    ],
)
def test_the_allowance_is_read_from_its_header(value: str, limit: RateLimit | None) -> None:
    assert rate_limit(value) == limit


@pytest.mark.parametrize(
    ("status", "headers", "body", "fault"),
    [
        (301, {}, b'{"success": true}', Fault.REDIRECT),
        (200, {"content-type": "text/html"}, b'{"success": true}', Fault.HTML),
        (200, {"content-encoding": "br"}, b'{"success": true}', Fault.ENCODED),
        (200, {"content-encoding": "identity"}, b'{"success": true}', None),
        (200, {}, b"  ", Fault.EMPTY),
        (200, {}, b"<x>", Fault.HTML),
        (200, {}, b"error code: 1010", Fault.NOT_JSON),
        (200, {}, b"null", Fault.NOT_ENVELOPE),
        (200, {}, b'{"success": 1}', Fault.NOT_ENVELOPE),
        (200, {}, b'{"success": true, "result": ' + b"9" * 5000 + b"}", Fault.NOT_JSON),
    ],
)
def test_what_is_no_envelope_has_its_fault(
    status: int, headers: dict[str, str], body: bytes, fault: Fault | None
) -> None:
    assert read(Response(status, headers, body), call(), NOW).fault is fault


@given(st.integers(100, 599), st.binary(max_size=200))
def test_no_body_breaks_the_reader(status: int, body: bytes) -> None:
    assert not read(Response(status, {}, body), call("id"), NOW).ok


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@given(JSON, JSON, JSON)
def test_no_document_breaks_the_reader(errors: object, result: object, info: object) -> None:
    document = {"success": True, "errors": errors, "result": result, "result_info": info}
    answer = read(Response(200, {}, json.dumps(document).encode()), call("id", "a.b", secret=WHOLE), NOW)
    assert answer.fault is None
