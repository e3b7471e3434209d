"""Sentences and times of an incident note, as Markdown."""

from __future__ import annotations

import re

from cf_secret_guard.report.markdown_text import prose

_MOMENT = re.compile(r"(\d{4}-\d\d-\d\d)T(\d\d:\d\d):\d\dZ", re.ASCII)


def sentence(text: str) -> str:
    """Return ``text`` as :func:`prose` that ends with a full stop; nothing for nothing."""
    shown = prose(text)
    return shown if not shown or shown[-1] in ".!?" else f"{shown}."


def moment(text: str) -> str:
    """Return an RFC 3339 time as people read it; what is no such time as :func:`prose`."""
    known = _MOMENT.fullmatch(text)
    return f"{known[1]} {known[2]} UTC" if known else prose(text)
