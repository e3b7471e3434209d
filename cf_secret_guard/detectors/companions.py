"""Account ids and e-mail addresses that stand beside a credential under their own label.

Only labelled ids count: a loose run of 32 hex digits is as often a zone, a namespace or a hash, and a question about a
token with the wrong account tells nothing. E-mail addresses are personal data: they are kept for the one question that
cannot be asked without them, and never shown.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from cf_secret_guard.detectors.occurrences import occurrences
from cf_secret_guard.model import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

_ID = r"([0-9a-f]{32})(?![0-9A-Za-z])"
_LABEL = re.compile(
    r"""(?:[Aa]ccount[\s_.-]?(?:[Ii][Dd]|[Tt]ag|[Ii]dentifier)|ACCOUNT_(?:ID|TAG))(?:\\*["'`])?\s*(?:=>|:=|[:=,])\s*"""
    rf"""(?:\\*["'`])?{_ID}"""
)
_PATH = re.compile(rf"/accounts/{_ID}")
_HOST = re.compile(r"(?<![0-9A-Za-z])([0-9a-f]{32})(?:\.eu|\.fedramp)?\Z")
_HOST_NAME = ".r2.cloudflarestorage.com"
_EMAIL = re.compile(
    r"""[Mm][Aa][Ii][Ll][\w.-]{0,12}(?:\\*["'`])?\s*(?:=>|:=|[:=,])?\s*(?:\\*["'`])?"""
    r"""(?P<mail>[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+)"""
)
_EMAIL_REACH = 2000
"""Characters: an address further away is somebody else's."""
_MOST = 3
_WITH_ACCOUNT = frozenset(
    {
        Kind.ACCOUNT_API_TOKEN,
        Kind.API_TOKEN,
        Kind.R2_SECRET_ACCESS_KEY,
        Kind.ORIGIN_CERT,
        Kind.ACCESS_SERVICE_TOKEN,
        Kind.TURNSTILE_SECRET_KEY,
    }
)


class Surroundings:
    """The labelled ids and addresses of one text.

    Args:
        text: a view's text.
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self._accounts: list[tuple[int, str]] | None = None

    @property
    def accounts(self) -> list[tuple[int, str]]:
        """(offset, account id) of every labelled account id, ascending."""
        if self._accounts is None:
            self._accounts = sorted((hit.start(), hit[1]) for hit in _hits(self._text))
        return self._accounts

    def companions(self, kind: str, at: int) -> tuple[tuple[str, str], ...]:
        """What may help to ask about a credential.

        Args:
            kind: its kind.
            at: where it stands in the text.

        Returns:
            (``account_id``, id) and (``email``, address) pairs, the nearest first.
        """
        if kind in _WITH_ACCOUNT:
            nearest = sorted(self.accounts, key=lambda found: abs(found[0] - at))
            return tuple(("account_id", value) for value in dict.fromkeys(value for _, value in nearest))[:_MOST]
        if kind == Kind.GLOBAL_API_KEY:
            begin = max(0, at - _EMAIL_REACH)
            hits = list(_EMAIL.finditer(self._text, begin, at + _EMAIL_REACH)) if "@" in self._text else []
            nearest_mail = sorted(hits, key=lambda hit: abs(hit.start() - at))
            return tuple(("email", value) for value in dict.fromkeys(hit["mail"] for hit in nearest_mail))[:_MOST]
        return ()


def _hits(text: str) -> Iterator[re.Match[str]]:
    """Look closely only where a literal stands: this is asked of every window."""
    for word in ("ccount", "CCOUNT"):
        for at in occurrences(text, word):
            hit = _LABEL.match(text, max(0, at - 1)) or _PATH.match(text, max(0, at - 2))
            if hit:
                yield hit
    for at in occurrences(text, _HOST_NAME):
        host = _HOST.search(text, max(0, at - 48), at)
        if host:
            yield host
