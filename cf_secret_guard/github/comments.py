"""One comment on a pull request, found again by a hidden mark and updated in place; only ever our own.

https://docs.github.com/en/rest/issues/comments: a pull request's conversation is that of an issue. The token needs
*Pull requests: write* (or *Issues: write*).
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from cf_secret_guard.errors import UsageError
from cf_secret_guard.github.answers import failed
from cf_secret_guard.github.base import (
    GRAPHQL,
    PER_PAGE,
    Answer,
    Call,
    GitHubError,
    Trouble,
    markdown,
    number,
    part,
    web_address,
)
from cf_secret_guard.github.pages import pages

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cf_secret_guard.connection.reading import Json
    from cf_secret_guard.github.base import Repo
    from cf_secret_guard.github.transport import Transport

MARK = "<!-- cf-secret-guard:comment -->\n"
LARGEST = 65_536 - len(MARK)
"""Characters of Markdown: "Body is too long (maximum is 65536 characters)", and the mark is part of it."""
# Tells user and app alike who they are; GET /user is refused to the tokens of apps, and so to those of workflows.
_WHO_AM_I = "query { viewer { databaseId } }"


class Outcome(StrEnum):
    """What became of the comment."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    NOT_NEEDED = "not needed"
    NOT_ALLOWED = "not allowed"


class Commented(NamedTuple):
    """The comment, as far as there is one."""

    outcome: Outcome
    url: str = ""
    """For people."""
    reason: str = ""
    """Why it was not allowed."""


class _Comment(NamedTuple):
    id: int
    author: int
    body: str
    url: str


def post(environ: Mapping[str, str], pull: int, text: str, *, create: bool) -> Commented:
    """Write the comment with what the environment of a workflow gives: see :func:`upsert`.

    Raises:
        UsageError: the environment names no repository or no token, or the text is too long.
        GitHubError: it could not be written, for another reason than that the token may not.
    """
    from cf_secret_guard.github.address import place
    from cf_secret_guard.github.transport import Transport

    where = place(environ, None)
    with Transport(where) as transport:
        return upsert(transport, where.repo, pull, text, create=create)


def upsert(transport: Transport, repo: Repo, pull: int, text: str, *, create: bool) -> Commented:
    """Update our comment, or make it.

    Args:
        transport: where to ask.
        repo: of the pull request, not of the fork that it comes from.
        pull: its number.
        text: Markdown that is safe to show, at most :data:`LARGEST` characters.
        create: make one if there is none; False if there is nothing to tell that was not told before.

    Returns:
        What became of it. A token that may not write, as that of a pull request from a fork, is no error.

    Raises:
        UsageError: the text is too long.
        GitHubError: it could not be written for another reason; if it was all the same, the next run finds it.
    """
    if len(text) > LARGEST:
        raise UsageError("The comment is too long for GitHub", f"Cut it to {LARGEST:,} characters.")
    try:
        return _Thread(transport, repo, pull).write(MARK + text, create=create)
    except GitHubError as error:
        if error.trouble.is_lack_of_rights:
            return Commented(Outcome.NOT_ALLOWED, reason=str(error.trouble))
        raise


class _Thread:
    """The conversation of one pull request."""

    def __init__(self, transport: Transport, repo: Repo, pull: int) -> None:
        self._transport = transport
        self._repo = repo
        self._path = repo.path("issues", str(pull), "comments")
        self._me = 0

    def write(self, body: str, *, create: bool) -> Commented:
        ours = self._ours()
        if ours:
            return self._update(ours, body)
        if not create:
            return Commented(Outcome.NOT_NEEDED)
        try:
            made = self._create(body)
        except GitHubError as error:
            found = self._ours() if error.is_unclear else []
            if not found:
                raise
            made = found[0]
        # Another run may have had the same idea at the same time: the older comment stays.
        first, *_ = ours = self._ours() or [made]
        if first.id != made.id:
            return self._update(ours, body)
        return Commented(Outcome.CREATED, made.url)

    def _update(self, ours: list[_Comment], body: str) -> Commented:
        first, *others = ours
        for other in others:
            self._delete(other)
        if first.body == body:
            return Commented(Outcome.UNCHANGED, first.url)
        call = Call("PATCH", self._one(first), body={"body": body})
        answer = self._transport.send(call)
        if not answer.ok:
            raise failed(answer, "update the comment", changes=True)
        return Commented(Outcome.UPDATED, first.url)

    def _create(self, body: str) -> _Comment:
        answer = self._transport.send(Call("POST", self._path, body={"body": body}, repeatable=False))
        made = _comment(answer.document) if answer.ok else None
        if made is None:
            trouble = answer.trouble or Trouble.NO_ANSWER
            raise failed(answer._replace(trouble=trouble), "create the comment", changes=True)
        self._me = made.author
        return made

    def _delete(self, comment: _Comment) -> None:
        answer = self._transport.send(Call("DELETE", self._one(comment)))
        if not answer.ok and answer.trouble is not Trouble.NOT_FOUND:
            raise failed(answer, "delete the second comment", changes=True)

    def _one(self, comment: _Comment) -> tuple[str, ...]:
        return self._repo.path("issues", "comments", str(comment.id))

    def _ours(self) -> list[_Comment]:
        """Our comments with the mark, the oldest first."""
        call = Call("GET", self._path, (("per_page", str(PER_PAGE)),))
        listed = (_comment(entry) for page in pages(self._transport, call, "list the comments") for entry in page)
        marked = [one for one in listed if one is not None and one.body.startswith(MARK)]
        if marked and not self._me:
            self._me = self._who_am_i()
        return sorted(one for one in marked if one.author == self._me)

    def _who_am_i(self) -> int:
        """Ask for the id of the token's user or app."""
        answer = self._transport.send(Call("POST", GRAPHQL, body={"query": _WHO_AM_I}))
        found = number(answer.document, "data", "viewer", "databaseId")
        if not found:
            raise failed(Answer(answer.status, answer.trouble or Trouble.ODD, answer.fault), "tell whose the token is")
        return found


def _comment(document: Json) -> _Comment | None:
    identifier, author = number(document, "id"), number(document, "user", "id")
    if not identifier or part(document, "body") is None:
        return None
    return _Comment(identifier, author, markdown(document, "body"), web_address(document))
