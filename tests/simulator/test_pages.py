from __future__ import annotations

import pytest

from cf_secret_guard.simulator import State
from cf_secret_guard.simulator.answers import RefusedError
from cf_secret_guard.simulator.pages import number, paged
from cf_secret_guard.simulator.routing import Call


def call(**query: str) -> Call:
    return Call(State(), "GET", "/", list(query.items()), {}, b"", "192.0.2.1")


@pytest.mark.parametrize(
    ("query", "numbers", "info"),
    [
        ({}, range(20), (1, 20, 20, 45, 3)),
        ({"page": "3"}, range(40, 45), (3, 20, 5, 45, 3)),
        ({"page": "4"}, [], (4, 20, 0, 45, 3)),
        ({"per_page": "50"}, range(45), (1, 50, 45, 45, 1)),
        ({"page": "2", "per_page": "5"}, range(5, 10), (2, 5, 5, 45, 9)),
    ],
)
def test_a_page_is_a_part_of_the_list(query: dict[str, str], numbers: list[int], info: tuple[int, ...]) -> None:
    body = paged(call(**query), [{"n": n} for n in range(45)]).body
    assert isinstance(body, dict)
    assert body["result"] == [{"n": n} for n in numbers]
    assert tuple(body["result_info"].values()) == info


@pytest.mark.parametrize("text", ["0", "-1", "x", "1.5", "1001", ""])
def test_an_impossible_number_is_refused(text: str) -> None:
    with pytest.raises(RefusedError):
        number(call(page=text), "page", 1, least=1)


def test_a_smallest_page_is_held() -> None:
    with pytest.raises(RefusedError):
        paged(call(per_page="4"), [], least=5)
