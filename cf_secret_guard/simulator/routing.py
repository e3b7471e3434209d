"""One request as the handlers see it, and which handler it belongs to."""

from __future__ import annotations

import json
from enum import Enum, auto
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import parse_qsl

from cf_secret_guard.simulator.answers import RefusedError, invalid

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from cf_secret_guard.simulator.answers import Answer, JsonObject
    from cf_secret_guard.simulator.records import ApiToken
    from cf_secret_guard.simulator.state import State


class Service(Enum):
    """Who answers: they say the same thing in different words."""

    OPEN = auto()
    """No authentication."""
    VERIFY = auto()
    """``tokens/verify``: a dead token is 401/1000."""
    CORE = auto()
    """Users, accounts, zones, tokens: a dead token is 403/9109 "Invalid access token"."""
    PRODUCT = auto()
    """Access, tunnels, Turnstile, audit logs: a dead token is 401/10000."""


class Caller(NamedTuple):
    """Who asks, after authentication."""

    kind: str
    """``user token``, ``account token``, ``global key`` or ``grant``; empty if nobody had to authenticate."""
    id: str
    """Public id of the token or grant; of a Global API Key the user's."""
    user_id: str | None = None
    account_id: str | None = None
    token: ApiToken | None = None


class Call(NamedTuple):
    """A request."""

    state: State
    method: str
    path: str
    """Without ``/client/v4`` and without the query."""
    pairs: Sequence[tuple[str, str]]
    """The query, as names and values: a name may stand more than once."""
    headers: Mapping[str, str]
    """Names in lower case."""
    body: bytes
    address: str
    """Where it seems to come from."""
    params: Mapping[str, str] = {}
    """Parts of the path, by the names in the route's pattern."""
    service: Service = Service.OPEN
    caller: Caller = Caller("", "")

    @property
    def query(self) -> Mapping[str, str]:
        """The query, of each name the last value."""
        return dict(self.pairs)

    def json(self) -> JsonObject:
        """Return the body's JSON object; an empty body is an empty one.

        Raises:
            RefusedError: it is not a JSON object.
        """
        try:
            read = json.loads(self.body or b"{}")
        except ValueError:
            read = None
        if not isinstance(read, dict):
            raise refused("Malformed JSON in request body")
        return read

    def form(self) -> Mapping[str, str]:
        """Return the fields of a form, or of a JSON object of strings."""
        if self.headers.get("content-type", "").startswith("application/json"):
            return {name: str(value) for name, value in self.json().items()}
        return dict(parse_qsl(self.body.decode("utf-8", "replace")))


class Route(NamedTuple):
    """A method and a path pattern such as ``/user/tokens/{token_id}``, and what answers."""

    method: str
    pattern: str
    service: Service
    handler: Callable[[Call], Answer]

    def match(self, method: str, path: str) -> Mapping[str, str] | None:
        """Return the named parts of ``path``, or None if it is not this route's."""
        mine, theirs = self.pattern.split("/"), path.split("/")
        if method != self.method or len(mine) != len(theirs):
            return None
        pairs = list(zip(mine, theirs, strict=True))
        if any(part != given for part, given in pairs if not part.startswith("{")):
            return None
        return {part[1:-1]: given for part, given in pairs if part.startswith("{")}


def find(routes: Iterable[Route], call: Call) -> tuple[Route, Call] | None:
    """Return the first route that fits, and the call with the parts of its path. Literal paths stand first."""
    for route in routes:
        params = route.match(call.method, call.path)
        if params is not None:
            return route, call._replace(params=params, service=route.service)
    return None


def refused(message: str) -> RefusedError:
    """Return the error for a request that the API does not take."""
    return RefusedError(invalid(message))
