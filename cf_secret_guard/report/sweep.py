"""Redaction by value: whatever is shown is searched for every secret that was found, in each form it can take."""

from __future__ import annotations

import re
import zlib
from binascii import b2a_base64
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cf_secret_guard.model import Report
    from cf_secret_guard.secret import Secret

_KEY = 8
"""Characters by which a form is looked up. Shorter secrets cannot be told from ordinary text and are left alone."""
_MASK = "********"
_LONG_LINE = 20
_CHECKED = re.compile(r"(cf(?:ut|at|k|ast)\\?_)([A-Za-z0-9]{40})([0-9a-f]{8})")


class Sweeper:
    """Replaces secrets in text by their redacted form.

    Args:
        secrets: what was found. Tokens with a valid checksum are replaced in any case.
    """

    def __init__(self, secrets: Iterable[Secret]) -> None:
        self._forms: dict[str, list[tuple[str, str]]] = {}
        self._seen: dict[str, str] = {}
        for secret in set(secrets):
            for form in set(_forms(secret.reveal())):
                self._forms.setdefault(form[:_KEY], []).append((form, secret.redacted))
        for forms in self._forms.values():
            forms.sort(key=lambda pair: -len(pair[0]))

    @classmethod
    def of(cls, report: Report) -> Sweeper:
        """Sweep for everything that ``report`` knows: ignored findings, administrator credentials, new values."""
        ignored = (item.finding.secret for item in report.scan.ignored)
        return cls([*(finding.secret for finding in report.findings), *ignored, *report.secrets])

    def clean(self, text: str) -> str:
        """Return ``text`` without any of the secrets."""
        if len(text) < _KEY:
            return text
        known = self._seen.get(text)
        if known is None:
            known = self._seen[text] = _CHECKED.sub(_without_token, self._swept(text))
        return known

    def _swept(self, text: str) -> str:
        if not self._forms:
            return text
        parts: list[str] = []
        done = at = 0
        while at <= len(text) - _KEY:
            for form, redacted in self._forms.get(text[at : at + _KEY], ()):
                if text.startswith(form, at):
                    parts += (text[done:at], redacted)
                    done = at = at + len(form)
                    break
            else:
                at += 1
        return "".join((*parts, text[done:])) if parts else text


def _without_token(match: re.Match[str]) -> str:
    is_valid = zlib.crc32(match[2].encode("ascii")) == int(match[3], 16)
    return match[1] + _MASK if is_valid else match[0]


def _forms(value: str) -> Iterator[str]:
    """Yield every spelling of ``value`` that gives it away; all at least ``_KEY`` characters long."""
    lines = [line for line in value.split() if len(line) >= _LONG_LINE]
    values = {value, value.strip(), value[::-1], "".join(value.split()), *lines}
    for text in values:
        yield from (form for form in _encoded(text) if len(form) >= _KEY)


def _encoded(text: str) -> Iterator[str]:
    from hashlib import sha256
    from json import dumps

    data = text.encode("utf-8", "surrogatepass")
    yield text
    yield text.replace("_", "\\_")  # Markdown
    yield dumps(text)[1:-1]
    yield dumps(text, ensure_ascii=False)[1:-1]
    yield "".join(f"\\u{ord(char):04x}" for char in text)
    for percent in ("%{:02x}", "%{:02X}"):
        yield "".join(percent.format(byte) for byte in data)
        yield "".join(
            chr(byte) if chr(byte).isascii() and (chr(byte).isalnum() or chr(byte) in "_.-~") else percent.format(byte)
            for byte in data
        )
    digest = sha256(data).digest()  # of an API token, this is its R2 secret access key
    for raw in (data, digest, data.decode("utf-8", "replace").encode("utf-16-le")):
        yield raw.hex()
        yield raw.hex().upper()
        yield from _base64(raw)


def _base64(data: bytes) -> Iterator[str]:
    """Yield base64 of ``data`` alone, and what stays the same of it when it stands at any offset in longer data."""
    whole = b2a_base64(data, newline=False).decode("ascii")
    cores = [whole, whole.rstrip("=")]
    for shift in range(3):
        text = b2a_base64(bytes(shift) + data, newline=False).decode("ascii")
        first = (shift * 8 + 5) // 6
        cores.append(text[first : (shift + len(data)) * 8 // 6])
    for core in cores:
        yield core
        yield core.replace("+", "-").replace("/", "_")
