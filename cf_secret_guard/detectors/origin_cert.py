"""cloudflared's ``cert.pem``: base64 JSON with an API token, in PEM armour or bare.

Format: cloudflared's credentials/origin_cert.go. The token inside is an ordinary API token.
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

_BEGIN, _END = "-----BEGIN ARGO TUNNEL TOKEN-----", "-----END ARGO TUNNEL TOKEN-----"
_BODY = re.compile(r"[A-Za-z0-9+/=\s>|\\\"',#*.-]{40,8000}")
_LONGEST = 8000
"""Characters of armoured data; a certificate has about 300."""
_JSON = re.compile(r'\{[^{}]{20,900}"(?:apiToken|serviceKey)"[^{}]{10,600}\}')
_NOISE = re.compile(r"\\[nrt]|[^A-Za-z0-9+/]")


class OriginCertDetector:
    """The login certificate of ``cloudflared tunnel login``."""

    id = "origin-cert"
    kinds = (Kind.ORIGIN_CERT,)

    def find(self, subject: Subject) -> Iterator[Match]:
        """Yield PEM blocks that decode to a token, and the bare JSON where it was decoded."""
        text = subject.text
        for start, end in _blocks(text):
            body = text[start:end]
            fields = _decode(body) if _BODY.fullmatch(body) else None
            if fields:
                yield _match(start + len(body) - len(body.lstrip()), start + len(body.rstrip()), fields)
        if '"zoneID"' in text or '"accountID"' in text:
            for hit in _JSON.finditer(text):
                fields = _fields(hit[0])
                if fields:
                    yield _match(hit.start(), hit.end(), fields)


def _blocks(text: str) -> Iterator[tuple[int, int]]:
    """Where armoured data stands, without the lines around it."""
    begin = text.find(_BEGIN)
    while begin >= 0:
        start = begin + len(_BEGIN)
        begin = text.find(_BEGIN, start)
        end = text.find(_END, start, min(start + _LONGEST, begin if begin >= 0 else len(text)))
        if end >= 0:
            yield start, end


def _match(start: int, end: int, fields: dict[str, str]) -> Match:
    reasons = ("a cloudflared login certificate that holds an API token",)
    companions = (("account_id", fields["account"]),) if fields["account"] else ()
    return Match(
        Kind.ORIGIN_CERT, start, end, Secret(fields["token"]), Confidence.HIGH, Checksum.NONE, reasons, companions
    )


def _decode(body: str) -> dict[str, str] | None:
    packed = _NOISE.sub("", body)
    try:
        return _fields(base64.b64decode(packed + "=" * (-len(packed) % 4)).decode("utf-8", "replace"))
    except (binascii.Error, ValueError):
        return None


def _fields(text: str) -> dict[str, str] | None:
    """The token and the account of a certificate's JSON, or None for anything else."""
    try:
        document, _ = json.JSONDecoder().raw_decode(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(document, dict) or not {"zoneID", "accountID"} & set(document):
        return None
    token = document.get("apiToken") or document.get("serviceKey")
    if not isinstance(token, str) or len(token) < 16 or is_placeholder(token):  # noqa: PLR2004 - shorter is no token
        return None
    return {"token": token, "account": str(document.get("accountID") or "")}
