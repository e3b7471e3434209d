"""What came over a connection, or why nothing did, as values. No network here."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping


class Fault(StrEnum):
    """Why an answer is not an answer of the API; the values are phrases for people."""

    HTML = "a web page came instead of an API answer"
    EMPTY = "the answer is empty"
    TRUNCATED = "the answer ended in the middle"
    NOT_JSON = "the answer is not JSON"
    NOT_ENVELOPE = "the answer does not have the form of the API"
    ENCODED = "the answer is compressed although we did not ask for that"
    TOO_LARGE = "the answer is too large"
    TIMEOUT = "the API did not answer in time"
    RESET = "the connection was closed"
    CONNECT = "no connection could be made"
    DNS = "the name of the API's host could not be resolved"
    TLS = "the encrypted connection could not be set up, or the certificate is not trusted"
    PROXY = "the proxy refused the connection"
    PROTOCOL = "the answer breaks the rules of HTTP"
    REDIRECT = "the API answered with a redirect, which is not followed"
    UNSENDABLE = "the request cannot be sent: a value in it has characters that do not fit"
    BUDGET = "the time for this question is used up"
    STOPPED = "not asked any more, because the API throttles us"


class Response(NamedTuple):
    """What came over the connection."""

    status: int
    headers: Mapping[str, str]
    """Names in lower case."""
    body: bytes
    fault: Fault | None = None
    """What went wrong behind the headers."""
