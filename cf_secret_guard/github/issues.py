"""Issues of a repository (https://docs.github.com/en/rest/issues/issues). Everybody who can read it can read them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cf_secret_guard.github.answers import item_of
from cf_secret_guard.github.base import PER_PAGE, Call, Item, markdown, number, part, text, web_address
from cf_secret_guard.github.pages import pages

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cf_secret_guard.connection.reading import Json
    from cf_secret_guard.github.base import Repo
    from cf_secret_guard.github.transport import Transport

LABEL = "cf-secret-guard"
"""GitHub drops it silently if the token may not set labels."""
_OPEN, _CLOSED = "open", "closed"
_LIST = "list the issues"


class Issues:
    """The issues of one repository; see :class:`cf_secret_guard.github.base.Tracker`."""

    noun = "issue"
    largest = 65_536  # "body is too long (maximum is 65536 characters)", as GitHub's refusal says

    def __init__(self, transport: Transport, repo: Repo) -> None:
        self._transport = transport
        self._repo = repo

    def items(self) -> Iterator[Item]:
        """Yield those with our label, open and closed."""
        for page in self._pages(("labels", LABEL)):
            yield from _items(page)

    def others(self) -> Iterator[Item]:
        """Yield all issues: a token that may not set labels made one without, or somebody took it away."""
        for page in self._pages():
            yield from _items(page)

    def newest(self) -> list[Item]:
        """Return the newest of them: one page."""
        return _items(next(self._pages(), []))

    def create(self, title: str, body: str, severity: str) -> Item:
        """Open one. An issue has no severity of its own; its text tells."""
        del severity
        call = Call(
            "POST", self._repo.path("issues"), body={"title": title, "body": body, "labels": [LABEL]}, repeatable=False
        )
        return item_of(self._transport.send(call), _item, "create an issue")

    def update(self, item: Item, title: str, body: str, severity: str, *, is_open: bool) -> Item:
        """Write one anew, and open or close it if that has changed."""
        del severity
        sent: dict[str, object] = {"title": title, "body": body}
        if is_open is not item.is_open:
            sent["state"] = _OPEN if is_open else _CLOSED
        return self._patch(item, sent)

    def close(self, item: Item, body: str) -> None:
        """Close one that another one replaces."""
        self._patch(item, {"body": body, "state": _CLOSED, "state_reason": "not_planned"})

    def _pages(self, *more: tuple[str, str]) -> Iterator[list[Json]]:
        params = (*more, ("state", "all"), ("per_page", str(PER_PAGE)), ("sort", "created"), ("direction", "desc"))
        return pages(self._transport, Call("GET", self._repo.path("issues"), params), _LIST)

    def _patch(self, item: Item, sent: dict[str, object]) -> Item:
        call = Call("PATCH", self._repo.path("issues", item.id), body=sent)
        return item_of(self._transport.send(call), _item, f"update the issue {item.id}")


def _items(page: list[Json]) -> list[Item]:
    # Pull requests are listed among them.
    issues = (entry for entry in page if part(entry, "pull_request") is None)
    return [found for found in map(_item, issues) if found is not None]


def _item(document: Json) -> Item | None:
    identifier = number(document, "number")
    if not identifier:
        return None
    is_open = text(document, "state") == _OPEN
    body, created = markdown(document, "body"), text(document, "created_at")
    return Item(str(identifier), web_address(document), body, is_open, created)
