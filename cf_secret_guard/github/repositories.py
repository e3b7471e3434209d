"""What a repository is like: who can read it, and what may be kept there.

https://docs.github.com/en/rest/repos/repos#get-a-repository
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from cf_secret_guard.github.answers import failed
from cf_secret_guard.github.base import Answer, Call, Repo, Trouble, part, text

if TYPE_CHECKING:
    from cf_secret_guard.github.transport import Transport

PUBLIC, PRIVATE, INTERNAL = "public", "private", "internal"


class Repository(NamedTuple):
    """A repository as the token sees it."""

    repo: Repo
    """By its present name."""
    visibility: str
    """``public``, ``private`` or ``internal``; ``public`` where GitHub does not say clearly that it is not."""
    has_issues: bool


def look(transport: Transport, repo: Repo) -> Repository:
    """Look at a repository; one that was renamed is found by its old name.

    Raises:
        GitHubError: it could not be looked at.
    """
    doing = f"show the repository {repo}"
    answer = transport.send(Call("GET", repo.path()))
    if not answer.ok:
        raise failed(answer, doing)
    named = Repo.of(text(answer.document, "full_name"))
    if named is None:
        raise failed(Answer(answer.status, Trouble.ODD), doing)
    # Where GitHub does not tell private from internal, it is the one that more people can read.
    said = text(answer.document, "visibility") or INTERNAL
    is_private = part(answer.document, "private") is True and said in {PRIVATE, INTERNAL}
    return Repository(named, said if is_private else PUBLIC, part(answer.document, "has_issues") is not False)
