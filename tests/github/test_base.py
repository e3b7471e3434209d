from __future__ import annotations

import pytest

from cf_secret_guard.connection.base import Fault
from cf_secret_guard.github.base import (
    Answer,
    Call,
    Item,
    Repo,
    Trouble,
    markdown,
    number,
    part,
    text,
    web_address,
)


@pytest.mark.parametrize(
    ("named", "repo"),
    [("a/b", Repo("a", "b")), ("a/.github", Repo("a", ".github")), ("a", None), ("a/.", None), ("a/b/c", None)],
)
def test_a_repository_has_two_names(named: str, repo: Repo | None) -> None:
    assert Repo.of(named) == repo


@pytest.mark.parametrize(
    ("segments", "can"),
    [(("repos", "a", "b"), True), (("repos", "a", ".."), False), (("a b",), False), (("a/b",), False), (("",), False)],
)
def test_no_odd_segment_is_sent(segments: tuple[str, ...], can: bool) -> None:  # noqa: FBT001 - a table
    assert Call("GET", segments).is_sendable is can


UNCLEAR = [
    (Answer(200), False),
    (Answer(403, Trouble.FORBIDDEN), False),
    (Answer(429, Trouble.SECONDARY), False),
    (Answer(422, Trouble.INVALID), False),
    (Answer(301, Trouble.MOVED, Fault.REDIRECT), False),
    (Answer(None, Trouble.NO_ANSWER, Fault.CONNECT), False),
    (Answer(None, Trouble.NO_ANSWER, Fault.DNS), False),
    (Answer(None, Trouble.NO_ANSWER, Fault.TLS), False),
    (Answer(None, Trouble.NO_ANSWER, Fault.PROXY), False),
    (Answer(404, Trouble.NO_ANSWER, Fault.HTML), False),
    (Answer(None, Trouble.NO_ANSWER, Fault.TIMEOUT), True),
    (Answer(None, Trouble.NO_ANSWER, Fault.RESET), True),
    (Answer(None, Trouble.NO_ANSWER, Fault.PROTOCOL), True),
    (Answer(502, Trouble.SERVER, Fault.HTML), True),
    (Answer(201, Trouble.NO_ANSWER, Fault.TRUNCATED), True),
    (Answer(200, Trouble.NO_ANSWER, Fault.HTML), True),
]


@pytest.mark.parametrize(("answer", "is_unclear"), UNCLEAR, ids=str)
def test_it_is_told_when_nobody_knows_if_it_was_done(answer: Answer, is_unclear: bool) -> None:  # noqa: FBT001 - a table
    assert answer.is_unclear is is_unclear


def test_the_older_item_sorts_first() -> None:
    items = [Item("10", "", "", is_open=True, created="b"), Item("9", "", "", is_open=True, created="b")]
    assert min(items, key=lambda item: item.age).id == "9"
    assert Item("1", "", "", is_open=True, created="c").age > items[0].age


def test_fields_are_taken_only_if_they_are_what_they_should_be() -> None:
    document = {"a": {"b": "x", "n": 3}, "t": True, "z": 0, "s": "a\x1b", "body": "a\r\nb", "html_url": "https://x/1"}
    assert part(document, "a", "b") == "x"  # type: ignore[arg-type]
    assert part([], "a") is None
    assert [text(document, name) for name in ("s", "a", "t")] == ["", "", ""]  # type: ignore[arg-type]
    assert [number(document, *path) for path in (("a", "n"), ("t",), ("z",), ("q",))] == [3, 0, 0, 0]  # type: ignore[arg-type]
    assert markdown(document, "body") == "a\nb"  # type: ignore[arg-type]
    assert markdown(None, "body") == ""
    assert web_address(document) == "https://x/1"  # type: ignore[arg-type]
    assert web_address({"html_url": "javascript:alert(1)"}) == ""
