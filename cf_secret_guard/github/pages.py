"""Lists that come in pages (https://docs.github.com/en/rest/using-the-rest-api/using-pagination-in-the-rest-api)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cf_secret_guard.github.answers import failed
from cf_secret_guard.github.base import Answer, GitHubError, Trouble

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cf_secret_guard.connection.reading import Json
    from cf_secret_guard.github.base import Call
    from cf_secret_guard.github.transport import Transport

MOST = 200
"""Pages that are read at most."""


def pages(transport: Transport, call: Call, doing: str) -> Iterator[list[Json]]:
    """Yield every page of a list.

    Args:
        transport: where to ask.
        call: asks for the first page.
        doing: completes "GitHub did not".

    Raises:
        GitHubError: a page could not be read, or there are more than :data:`MOST`.
    """
    seen: set[str] = set()
    while True:
        answer = transport.send(call)
        if not answer.ok:
            raise failed(answer, doing)
        if not isinstance(answer.document, list):
            raise failed(Answer(answer.status, Trouble.ODD), doing)
        yield answer.document
        following = answer.next_url
        if following is None:
            return
        if following in seen:
            raise failed(Answer(answer.status, Trouble.ODD), doing)
        seen.add(following)
        if len(seen) >= MOST:
            message = f"GitHub has more than {MOST * 100:,} entries; not all of them were looked at"
            raise GitHubError(message, "Keep the incident in a directory: --incident DIR.", Trouble.ODD)
        call = call._replace(url=following, params=())
