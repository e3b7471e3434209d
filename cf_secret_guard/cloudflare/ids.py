"""The forms of Cloudflare's identifiers: what may stand in a path, and what an answer may call an id."""

from __future__ import annotations

import re

HEX32 = re.compile(r"[0-9a-f]{32}")
"""Accounts, zones, API tokens."""
UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
"""Tunnels, Access service tokens."""
SITE_KEY = re.compile(r"0x[0-9A-Za-z_-]{16,30}")
"""Turnstile widgets; a secret key is longer, so that it never fits."""
MOMENT = re.compile(r"\d{4}-\d\d-\d\d(?:[Tt ][0-9:.]{5,18}(?:[Zz]|[+-]\d\d:?\d\d)?)?")
"""RFC 3339, or a date."""


def checked(pattern: re.Pattern[str], text: str | None) -> str | None:
    """``text`` if it has the form, else None."""
    return text if text is not None and pattern.fullmatch(text) else None


def segment(pattern: re.Pattern[str], text: str) -> str:
    """``text`` for a path if it has the form; else something that :meth:`Call.is_sendable` refuses."""
    return text if pattern.fullmatch(text) else ""
