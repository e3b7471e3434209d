from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cf_secret_guard.connection.base import Fault, Response
from cf_secret_guard.connection.reading import document, retry_after, text_of

NOW = 1_000_000_000.0  # Sun, 09 Sep 2001 01:46:40 GMT


@pytest.mark.parametrize(
    ("status", "headers", "body", "read"),
    [
        (200, {}, b' {"a": [1, null]} ', {"a": [1, None]}),
        (404, {}, b'{"message": "Not Found"}', {"message": "Not Found"}),
        (200, {"content-encoding": " Identity "}, b"[]", []),
        (304, {}, b"", Fault.REDIRECT),
        (301, {}, b"{}", Fault.REDIRECT),
        (200, {"content-type": "text/html"}, b"{}", Fault.HTML),
        (502, {}, b"<html>", Fault.HTML),
        (200, {"content-encoding": "br"}, b"{}", Fault.ENCODED),
        (200, {}, b" ", Fault.EMPTY),
        (200, {}, b"error code: 1010", Fault.NOT_JSON),
        (200, {}, b"[" * 200_000, Fault.NOT_JSON),
        (200, {}, b'"\xff"', Fault.NOT_JSON),
    ],
)
def test_a_body_is_json_or_a_fault(status: int, headers: dict[str, str], body: bytes, read: object) -> None:
    assert document(Response(status, headers, body)) == read


def test_a_fault_of_the_connection_stays_one() -> None:
    assert document(Response(200, {}, b"{}", Fault.TRUNCATED)) is Fault.TRUNCATED


@given(st.binary(), st.integers(100, 599))
def test_no_body_raises(body: bytes, status: int) -> None:
    document(Response(status, {}, body))


@pytest.mark.parametrize(
    ("value", "text"),
    [("a name", "a name"), ("", None), ("x" * 401, None), ("a\x1b[31m", None), (7, None), (None, None), (["a"], None)],
)
def test_a_text_is_short_and_printable(value: object, text: str | None) -> None:
    assert text_of(value) == text  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("30", 30.0),
        (" 0 ", 0.0),
        ("Sun, 09 Sep 2001 01:47:10 GMT", 30.0),
        ("Sun, 09 Sep 2001 01:46:00 GMT", 0.0),
        ("", None),
        ("-5", None),
        ("1.5", None),
        ("soon", None),
        ("Sun, 99 Sep 2001 01:47:10 GMT", None),
        ("\u0663\u0660", None),
    ],
)
def test_retry_after_is_a_count_or_a_date(value: str, seconds: float | None) -> None:
    assert retry_after(value, NOW) == seconds
