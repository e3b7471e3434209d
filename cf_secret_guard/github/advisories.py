"""Repository security advisories: a draft is seen by administrators, security managers and whom they invite.

https://docs.github.com/en/rest/security-advisories/repository-advisories. The token needs *Repository security
advisories: write*; the ``GITHUB_TOKEN`` of a workflow cannot have that.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from cf_secret_guard.github.answers import item_of
from cf_secret_guard.github.base import PER_PAGE, Call, Item, markdown, part, text, web_address
from cf_secret_guard.github.pages import pages

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cf_secret_guard.connection.reading import Json
    from cf_secret_guard.github.base import Repo
    from cf_secret_guard.github.transport import Transport

_ID = re.compile(r"GHSA(?:-[0-9a-z]{4}){3}")
_SEVERITIES = ("low", "medium", "high", "critical")
_DRAFT, _CLOSED = "draft", "closed"
_LIST = "list the security advisories"


class Advisories:
    """The advisories of one repository; see :class:`cf_secret_guard.github.base.Tracker`."""

    noun = "draft security advisory"
    largest = 65_535  # maxLength of ``description``

    def __init__(self, transport: Transport, repo: Repo) -> None:
        self._transport = transport
        self._repo = repo

    def items(self) -> Iterator[Item]:
        """Yield those that this repository's own people made. What outsiders reported is none of ours."""
        for page in self._pages():
            yield from _items(page)

    def others(self) -> Iterator[Item]:
        """Yield nothing more: there are few advisories, and :meth:`items` has them all."""
        yield from ()

    def newest(self) -> list[Item]:
        """Return the newest of them: one page."""
        return _items(next(self._pages(), []))

    def create(self, title: str, body: str, severity: str) -> Item:
        """Make a draft."""
        # A product is required, and none is affected: ``other`` is the ecosystem for that.
        product = {"package": {"ecosystem": "other", "name": self._repo.name}}
        sent = self._written(title, body, severity) | {"vulnerabilities": [product]}
        call = Call("POST", self._repo.path("security-advisories"), body=sent, repeatable=False)
        return item_of(self._transport.send(call), _item, "create a draft security advisory")

    def update(self, item: Item, title: str, body: str, severity: str, *, is_open: bool) -> Item:
        """Write one anew; one that was closed becomes a draft again if it is open now."""
        sent = self._written(title, body, severity)
        if is_open is not item.is_open:
            sent["state"] = _DRAFT if is_open else _CLOSED
        return self._patch(item, sent)

    def close(self, item: Item, body: str) -> None:
        """Close one that another one replaces."""
        self._patch(item, {"description": body, "state": _CLOSED})

    def _pages(self) -> Iterator[list[Json]]:
        params = (("per_page", str(PER_PAGE)), ("sort", "created"), ("direction", "desc"))
        return pages(self._transport, Call("GET", self._repo.path("security-advisories"), params), _LIST)

    def _patch(self, item: Item, sent: dict[str, object]) -> Item:
        call = Call("PATCH", self._repo.path("security-advisories", item.id), body=sent)
        return item_of(self._transport.send(call), _item, f"update the security advisory {item.id}")

    def _written(self, title: str, body: str, severity: str) -> dict[str, object]:
        known = {"severity": severity} if severity in _SEVERITIES else {}
        return {"summary": title, "description": body, **known}


def _items(page: list[Json]) -> list[Item]:
    made_here = (entry for entry in page if part(entry, "submission") is None)
    return [found for found in map(_item, made_here) if found is not None]


def _item(document: Json) -> Item | None:
    identifier, state = text(document, "ghsa_id"), text(document, "state")
    if not _ID.fullmatch(identifier):
        return None
    frozen = "" if state in {_DRAFT, _CLOSED} else f"its state is {state if state.isalpha() else 'unknown'}"
    body, created = markdown(document, "description"), text(document, "created_at")
    return Item(identifier, web_address(document), body, state == _DRAFT, created, frozen)
