"""What the API answers: envelopes, and its refusals as a table.

Codes, messages and statuses are those that others published; where nothing is published, the table says ``[U]``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

JsonObject = dict[str, object]

_DOCUMENTATION = "https://developers.cloudflare.com/fundamentals/api/reference/permissions/"


class Answer(NamedTuple):
    """One response before it becomes bytes."""

    status: int
    body: object
    """A JSON value; None for no body."""
    headers: Mapping[str, str] = {}


class Failure(NamedTuple):
    """A refusal, as a row of the table below."""

    status: int
    code: int
    message: str
    chain: tuple[tuple[int, str], ...] = ()
    """``error_chain``: code and message of each."""

    def answer(self, headers: Mapping[str, str] | None = None, *, documented: bool = False) -> Answer:
        """Return the envelope.

        Args:
            headers: such as ``Retry-After``.
            documented: give the ``documentation_url`` that permission refusals carry since 2026-08-21.
        """
        error: JsonObject = {"code": self.code, "message": self.message}
        if documented:
            error["documentation_url"] = _DOCUMENTATION
        if self.chain:
            error["error_chain"] = [{"code": code, "message": message} for code, message in self.chain]
        body = {"success": False, "errors": [error], "messages": [], "result": None}
        return Answer(self.status, body, headers or {})


class RefusedError(Exception):
    """Leaves a handler with its answer.

    Args:
        failure: the row of the table.
        headers: further headers.
    """

    def __init__(self, failure: Failure, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(failure.message)
        self.failure = failure
        self.headers = headers or {}


def ok(result: object, *, messages: Sequence[JsonObject] = (), info: JsonObject | None = None) -> Answer:
    """Return a successful envelope with status 200."""
    body: JsonObject = {"result": result, "success": True, "errors": [], "messages": list(messages)}
    if info is not None:
        body["result_info"] = info
    return Answer(200, body)


LIVE_MESSAGE: JsonObject = {"code": 10000, "message": "This API Token is valid and active", "type": None}
"""The code of a *message*; the error 10000 means something else."""

INVALID_API_TOKEN = Failure(401, 1000, "Invalid API Token")
MISSING_AUTHORIZATION = Failure(400, 1001, 'Missing "Authorization" header')
ACCOUNT_TOKENS_UNSUPPORTED = Failure(400, 1001, "List accounts endpoint does not support account owned tokens")
_INVALID_HEADERS = "Invalid request headers"
MALFORMED_BEARER = Failure(400, 6003, _INVALID_HEADERS, ((6111, "Invalid format for Authorization header"),))
MALFORMED_KEY = Failure(400, 6003, _INVALID_HEADERS, ((6103, "Invalid format for X-Auth-Key header"),))
MALFORMED_EMAIL = Failure(400, 6003, _INVALID_HEADERS, ((6102, "Invalid format for X-Auth-Email header"),))
UNKNOWN_KEY = Failure(403, 9103, "Unknown X-Auth-Key or X-Auth-Email")
MISSING_CREDENTIALS = Failure(400, 9106, "Missing X-Auth-Key, X-Auth-Email or Authorization headers")
MALFORMED_AT_PRODUCT = Failure(400, 9106, "Authentication failed (status: 400)")
MISSING_KEY = Failure(400, 9107, "Missing X-Auth-Key header")
MISSING_EMAIL = Failure(400, 9107, "Missing X-Auth-Email header")
INVALID_ACCESS_TOKEN = Failure(403, 9109, "Invalid access token")
UNAUTHORIZED = Failure(403, 9109, "Unauthorized to access requested resource")
NOT_USER_LEVEL = Failure(403, 9109, "Valid user-level authentication not found")
MAX_AUTH_FAILURES = Failure(403, 9109, "Max auth failures reached, please check your Authorization header")
DEAD_AT_PRODUCT = Failure(401, 10000, "Authentication error")
FORBIDDEN_AT_PRODUCT = Failure(403, 10000, "Authentication error")
KEY_AS_BEARER = Failure(400, 10000, "Authentication error")
WRONG_AUDIENCE = Failure(400, 10001, "Method not allowed for token")
NO_ROUTE = Failure(400, 7000, "No route for that URI")
NOT_YOUR_ACCOUNT = Failure(403, 7403, "The given account is not valid or is not authorized to access this service")
PAGE_RULES_UNSUPPORTED = Failure(400, 1011, "Page Rules endpoint does not support account owned tokens")
THROTTLED = Failure(429, 971, "Please wait and consider throttling your request speed")
RATE_LIMITED = Failure(
    429,
    10100,
    "More than 1200 requests per 300 seconds reached. Please wait and consider throttling your request speed",
)
GATEWAY_TIMEOUT = Failure(504, 1000, "Request timeout")
NOT_FOUND = Failure(404, 12000, "Not found")  # [U]: the code of a deleted token is not published
TUNNEL_IN_USE = Failure(400, 1022, "Cannot delete tunnel because it has active connections")  # [U]: the code
ROTATED_LATELY = Failure(400, 10405, "The secret was rotated less than two hours ago")  # [U]: code and message


def from_location(address: str) -> Failure:
    """Return the refusal of a token that is bound to other addresses."""
    return Failure(403, 9109, f"Cannot use the access token from location: {address}")


def invalid_identifier(path: str) -> Failure:
    """Return the answer for an id that is not one, or that nothing has."""
    return Failure(404, 7003, f"Could not route to {path}, perhaps your object identifier is invalid?")


def invalid(message: str) -> Failure:
    """Return the answer for a body or query that the API does not take. The code is [U]."""
    return Failure(400, 1004, message)
