"""Access service tokens: the secret, beside the client id that it belongs to or under its own name.

Formats: https://developers.cloudflare.com/cloudflare-one/identity/service-tokens/; ``cfast_`` since 2026-08-26. The
algorithm of its checksum is not documented, so the CRC-32 may raise the confidence but never lowers it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from cf_secret_guard.detectors.edges import is_free_hex
from cf_secret_guard.detectors.plausible import is_placeholder, is_random_token
from cf_secret_guard.detectors.prefixed import checksum_is_valid
from cf_secret_guard.model import Checksum, Confidence, Kind, Match
from cf_secret_guard.secret import Secret

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cf_secret_guard.detectors.base import Subject
    from cf_secret_guard.detectors.place import Place

_NEW = re.compile(r"(?<![A-Za-z0-9])cfast\\{0,2}_([A-Za-z0-9]{40})([A-Za-z0-9]{8})(?![A-Za-z0-9_-])")
_OLD = re.compile(r"[0-9a-f]{64}")
_CLIENT_ID = re.compile(r"(?<![0-9a-f])([0-9a-f]{32}\.access)(?![A-Za-z0-9])")
_OWN_NAME = re.compile(
    r"(?i)(?:cf|cloudflare)[\s_.-]?access[\s_.-]?(?:client[\s_.-]?|service[\s_.-]?(?:token[\s_.-]?)?)?secret|"
    r"tunnel_service_token_secret|access[\s_.-]?client[\s_.-]?secret|cfaccess(?:client)?secret|"
    r"service[\s_.-]?(?:auth|token)[\s_.-]?secret"
)
_FLAG = re.compile(r"(?i)--?(?:secret|client-secret|service-secret)[\s=]+\W*$")
_REACH = 12


class AccessDetector:
    """Secrets of Access service tokens."""

    id = "access"
    kinds = (Kind.ACCESS_SERVICE_TOKEN,)

    def find(self, subject: Subject) -> Iterator[Match]:
        """Yield new secrets by shape, old ones (64 hex digits) by their name or their client id."""
        if "cfast" in subject.text:
            yield from self._new(subject)
        for start, end in subject.runs:
            value = subject.text[start:end]
            if _OLD.fullmatch(value) and is_free_hex(subject.text, start, end):
                yield from self._judge(subject, start, end, value)

    def _new(self, subject: Subject) -> Iterator[Match]:
        for hit in _NEW.finditer(subject.text):
            body, checksum = hit[1], hit[2]
            valid = checksum_is_valid(body, checksum)
            if not valid and (not is_random_token(body) or is_placeholder(body)):
                continue
            yield Match(
                Kind.ACCESS_SERVICE_TOKEN,
                hit.start(),
                hit.end(),
                Secret(f"cfast_{body}{checksum}"),
                Confidence.CERTAIN if valid else Confidence.HIGH,
                Checksum.VALID if valid else Checksum.NONE,
                ("prefix cfast_", "valid CRC-32 checksum") if valid else ("prefix cfast_",),
                _client(subject.places(hit.start(), hit.end())),
            )

    def _judge(self, subject: Subject, start: int, end: int, value: str) -> Iterator[Match]:
        places = subject.places(start, end)
        client = _client(places)
        own = _own_name(places)
        if own:
            reasons: tuple[str, ...] = ("named as an Access client secret",)
        elif client and (_is_secret_name(places) or _FLAG.search(places[0].left[-48:])):
            reasons = ("named as a secret",)
        elif client and _same_record(places[0], client[0][1]):
            reasons = ("stands in the same record as an Access client id",)
        else:
            return
        reasons += ("its client id stands beside it",) if client else ()
        yield Match(
            Kind.ACCESS_SERVICE_TOKEN, start, end, Secret(value), Confidence.HIGH, Checksum.NONE, reasons, client
        )


def _own_name(places: list[Place]) -> bool:
    """Its name can only be that of an Access client secret."""
    named = " ".join(name.text for place in places for name in place.keys[:4])
    return bool(_OWN_NAME.search(named) or _OWN_NAME.search(places[0].left[-48:]))


def _is_secret_name(places: list[Place]) -> bool:
    """The nearest credential name says secret and names nobody else: ``client_secret``, not ``NEXTAUTH_SECRET``."""
    for place in places:
        name = next((name for name in place.keys if name.role), None)
        if name is not None:
            plain = not name.foreign and not name.not_secret and name.unknown == 0
            return plain and (name.role == "secret" or "service" in name.text.lower())
    return False


def _client(places: list[Place]) -> tuple[tuple[str, str], ...]:
    """The nearest Access client id within 12 lines, as a companion."""
    for place in places:
        if ".access" not in place.land.text:
            continue
        for text in (place.line, *place.above[:_REACH], *place.below[:_REACH]):
            hit = _CLIENT_ID.search(text)
            if hit:
                return (("client_id", hit[1]),)
    return ()


def _same_record(place: Place, client: str) -> bool:
    """On one line (a CSV row, a tuple), or bare on the next line."""
    return client in place.line or (place.alone and any(client in line for line in place.above[:2]))
