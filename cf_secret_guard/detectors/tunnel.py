"""Tunnel tokens (base64 of a JSON object) and the secret of a tunnel credentials file.

Formats: ``TunnelToken`` in cloudflared's connection/connection.go and ``Credentials`` beside it. A tunnel token proves
itself: it decodes to an account, a tunnel and a secret.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from typing import TYPE_CHECKING

from cf_secret_guard.detectors.plausible import is_placeholder
from cf_secret_guard.model import Checksum, Confidence, Kind, Match
from cf_secret_guard.secret import Secret

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cf_secret_guard.detectors.base import Subject

_TOKEN = re.compile(r"(?:eyJ|eyA|ewo|ewog)[A-Za-z0-9+/_-]{80,900}={0,2}")
_PLAIN = re.compile(r"\{[^{}]{60,700}\}")
_HEX32 = re.compile(r"[0-9a-f]{32}")
_UUID = re.compile(r"(?i)[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_SECRET = re.compile(
    r"""(?i)(?P<name>tunnel[_-]?secret|tunnel_create_secret|argo[_-]?(?:tunnel[_-]?)?secret)(?:\\*["'`])?\s*"""
    r"""(?:=>|:=|[:=,])\s*(?:base64encode\(\s*)?(?:\\*["'`])?(?P<value>[A-Za-z0-9+/_-]{24,128}={0,2})(?![A-Za-z0-9+/_=(.$-])"""
)
_PLAIN_SECRET = re.compile(
    r"""(?i)(?<![\w-])(?:\\*["'`])?secret(?:\\*["'`])?\s*[:=]\s*(?:base64encode\(\s*)?(?:\\*["'`])?"""
    r"""(?P<value>[A-Za-z0-9+/_-]{42,90}={0,2})(?![A-Za-z0-9+/_=(.$-])"""
)
_TUNNEL_NEAR = re.compile(
    r"(?i)cloudflare_(?:zero_trust_)?(?:argo_)?tunnel|cfargotunnel|tunnel[_-]?(?:id|name)|accounttag"
)
_SECRET_WORD = re.compile(r"secret|Secret|SECRET")
_BYTES32 = re.compile(r"(?<![A-Za-z0-9+/=_-])[A-Za-z0-9+/]{43}=(?![A-Za-z0-9+/=])")
_TUNNEL_WORDS = ("unnel", "UNNEL", "argo", "Argo", "ARGO")
_TUNNEL_SECRET = re.compile(r"(?i)(?:tunnel|argo).*secret")
_NEAR = 700
_NAME_REACH, _VALUE_REACH = 24, 180
_LEAST_SECRET, _LEAST_DIGITS, _LEAST_CHARACTERS = 16, 4, 12


class TunnelDetector:
    """Tunnel tokens, decoded and checked; and TunnelSecret values."""

    id = "tunnel"
    kinds = (Kind.TUNNEL_TOKEN, Kind.TUNNEL_CREDENTIALS)

    def find(self, subject: Subject) -> Iterator[Match]:
        """Yield tokens that decode to the right form, and secrets that are named as tunnel secrets."""
        text = subject.text
        for hit in _TOKEN.finditer(text) if subject.runs else ():
            fields = _decode(hit[0])
            if fields:
                yield _token(hit.start(), hit.end(), hit[0].rstrip("="), fields)
        if '"t"' in text or "'t'" in text:
            for hit in _PLAIN.finditer(text):
                fields = _fields(hit[0])
                if fields:
                    yield _token(hit.start(), hit.end(), _encode(hit[0]), fields)
        if "ecret" in text or "ECRET" in text:
            yield from self._credentials(subject)
            yield from self._named(subject)

    def _credentials(self, subject: Subject) -> Iterator[Match]:
        text = subject.text
        for word in _SECRET_WORD.finditer(text):
            start, stop = max(0, word.start() - _NAME_REACH), word.end() + _VALUE_REACH
            named = _SECRET.search(text, start, stop)
            plain = None if named else _PLAIN_SECRET.search(text, max(0, word.start() - 3), stop)
            hit = named or plain
            if hit is None or not hit.start() <= word.start() < hit.start("value") or not _is_secret(hit["value"]):
                continue
            if plain and not _TUNNEL_NEAR.search(text, max(0, hit.start() - _NEAR), hit.end() + _NEAR):
                continue
            reason = f"named {named['name']}" if named else "a secret beside a tunnel's id or name"
            yield _credential(subject, hit.start("value"), hit.end("value"), hit["value"], reason)

    def _named(self, subject: Subject) -> Iterator[Match]:
        """32 bytes in base64 whose name says tunnel secret, in any syntax."""
        for hit in _BYTES32.finditer(subject.text) if any(word in subject.text for word in _TUNNEL_WORDS) else ():
            keys = [name for place in subject.places(*hit.span()) for name in place.keys[:3]]
            named = next((name for name in keys if _TUNNEL_SECRET.search(name.text) and name.credential), None)
            if named is not None and _is_secret(hit[0]):
                yield _credential(subject, hit.start(), hit.end(), hit[0], "named as a tunnel's secret")


def _credential(subject: Subject, start: int, end: int, value: str, reason: str) -> Match:
    """A tunnel secret, with the ids that stand beside it."""
    around = subject.text[max(0, start - 500) : end + 500]
    companions: list[tuple[str, str]] = []
    account = re.search(r"AccountTag\W{1,8}([0-9a-f]{32})", around)
    tunnel = re.search(r"TunnelID\W{1,8}([0-9a-f-]{36})", around)
    companions += [("account_id", account[1])] if account else []
    companions += [("tunnel_id", tunnel[1])] if tunnel else []
    return Match(
        Kind.TUNNEL_CREDENTIALS, start, end, Secret(value), Confidence.HIGH, Checksum.NONE, (reason,), tuple(companions)
    )


def _token(start: int, end: int, value: str, fields: dict[str, str]) -> Match:
    reasons = ("decodes to an account, a tunnel and a secret",)
    companions = (("account_id", fields["a"]), ("tunnel_id", fields["t"]))
    return Match(Kind.TUNNEL_TOKEN, start, end, Secret(value), Confidence.CERTAIN, Checksum.NONE, reasons, companions)


def _decode(run: str) -> dict[str, str] | None:
    """Decode a base64 run that may have text glued behind it."""
    body = run.rstrip("=").replace("-", "+").replace("_", "/")
    try:
        raw = base64.b64decode(body + "=" * (-len(body) % 4) if len(body) % 4 != 1 else body[:-1])
    except (binascii.Error, ValueError):
        return None
    return _fields(raw.decode("utf-8", "replace"))


def _encode(text: str) -> str:
    """The token that cloudflared would be given for a decoded object: what its fingerprint is made from."""
    return base64.b64encode(text.encode()).decode().rstrip("=")


def _fields(text: str) -> dict[str, str] | None:
    """The fields of a tunnel token, or None for any other JSON."""
    try:
        document, _ = json.JSONDecoder().raw_decode(text.lstrip())
    except (ValueError, RecursionError):
        return None
    if not isinstance(document, dict):
        return None
    account, tunnel, secret = document.get("a"), document.get("t"), document.get("s")
    if not (isinstance(account, str) and isinstance(tunnel, str) and isinstance(secret, str)):
        return None
    right = _HEX32.fullmatch(account) and _UUID.fullmatch(tunnel) and len(secret) >= _LEAST_SECRET
    if not right or len(set(account)) < _LEAST_DIGITS or is_placeholder(secret):
        return None
    return {"a": account, "t": tunnel, "s": secret}


def _is_secret(value: str) -> bool:
    """Random base64, not a word, a name or a dummy."""
    body = value.rstrip("=")
    mixed = any(c.isdigit() for c in body) and any(c.isalpha() for c in body)
    return mixed and len(set(body)) >= _LEAST_CHARACTERS and not is_placeholder(body)
