from __future__ import annotations

import pytest

from cf_secret_guard.simulator import State
from cf_secret_guard.simulator.answers import Answer, RefusedError
from cf_secret_guard.simulator.routing import Call, Route, Service, find, refused

FORM = {"content-type": "application/x-www-form-urlencoded"}
JSON = {"content-type": "application/json; charset=utf-8"}


def call(path: str = "/a/b", body: bytes = b"", headers: dict[str, str] | None = None, method: str = "GET") -> Call:
    return Call(State(), method, path, [("x", "1"), ("x", "2"), ("y", "")], headers or {}, body, "192.0.2.1")


def nothing(_: Call) -> Answer:
    return Answer(200, None)


ROUTES = (
    Route("GET", "/a/b", Service.VERIFY, nothing),
    Route("GET", "/a/{name}", Service.CORE, nothing),
    Route("POST", "/a/{name}/c", Service.PRODUCT, nothing),
)


@pytest.mark.parametrize(
    ("method", "path", "service", "params"),
    [
        ("GET", "/a/b", Service.VERIFY, {}),
        ("GET", "/a/x", Service.CORE, {"name": "x"}),
        ("POST", "/a/b/c", Service.PRODUCT, {"name": "b"}),
    ],
)
def test_a_call_finds_its_route(method: str, path: str, service: Service, params: dict[str, str]) -> None:
    found = find(ROUTES, call(path, method=method))
    assert found is not None
    assert (found[1].service, found[1].params) == (service, params)


@pytest.mark.parametrize(("method", "path"), [("POST", "/a/b"), ("GET", "/a"), ("GET", "/a/b/c"), ("GET", "/b/b")])
def test_what_is_no_route_finds_none(method: str, path: str) -> None:
    assert find(ROUTES, call(path, method=method)) is None


def test_a_query_keeps_what_stands_in_it_twice() -> None:
    assert call().query == {"x": "2", "y": ""}
    assert call().pairs == [("x", "1"), ("x", "2"), ("y", "")]


@pytest.mark.parametrize(("body", "expected"), [(b"", {}), (b"{}", {}), (b'{"a": [1]}', {"a": [1]})])
def test_a_body_is_an_object(body: bytes, expected: dict[str, object]) -> None:
    assert call(body=body).json() == expected


@pytest.mark.parametrize("body", [b"{", b"[]", b"null", b"\xff"])
def test_another_body_is_refused(body: bytes) -> None:
    with pytest.raises(RefusedError):
        call(body=body).json()


def test_fields_come_from_a_form_or_from_json() -> None:
    assert call(body=b"a=1&b=%20x", headers=FORM).form() == {"a": "1", "b": " x"}
    assert call(body=b'{"a": 1}', headers=JSON).form() == {"a": "1"}


def test_a_refusal_is_a_400() -> None:
    assert refused("why").failure[:3] == (400, 1004, "why")
