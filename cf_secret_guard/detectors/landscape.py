"""Where one view names Cloudflare: an index made once, asked for every candidate."""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING

from cf_secret_guard.detectors import names, vocabulary
from cf_secret_guard.detectors.occurrences import occurrences

if TYPE_CHECKING:
    from collections.abc import Iterator

_MAX_MENTIONS = 20_000
_OTHER_SCRIPTS = [word for word, meaning in vocabulary.OTHER_SCRIPTS.items() if meaning == "cloudflare"]
# Lowercase, as bytes: the blob's bytes are read as latin-1, so other scripts stand there as their UTF-8 bytes.
_MENTIONS = (
    *(f"cloud{gap}flar".encode() for gap in ("", " ", "-", "_")),
    *(b"cloudfare", b"clouflare", b"coudflare", b"cloudlfare", b"cloudfalre", b"claudflare"),
    *(b"flarectl", b"wrangler", b"dns_cf", b"workers-ai", b"workersai", b"@cf/"),
    *(word.lower().encode() for word in _OTHER_SCRIPTS),
)
_API_URLS = (
    *(b"api.cloudflare.com", b"api.fed.cloudflare.com", b"gateway.ai.cloudflare.com"),
    *(b"client/v4/accounts", b"client/v4/zones", b"client/v4/user", b"/cdn-cgi/access"),
)
_LOOKALIKES = tuple(word.encode() for word in vocabulary.LOOKALIKE_VENDORS)
# Hosts that every web page names: being near one of them says nothing about a value.
_PUBLIC_BEFORE = re.compile(
    rb"(?:cdnjs|www|blog|community|support|developers|workers|docs|challenges|static|ajax|one|rdap|radar|speed|registrar)\.\Z"
)
_PUBLIC_AFTER = re.compile(rb"cloudflare(?:insights|-ipfs|stream\.com|status|-dns\.com|-gateway\.com)")
_R2_HOST = b"r2.cloudflarestorage.com"
_R2_WORD = re.compile(rb"(?<![a-z0-9])r2(?![0-9])")


class Landscape:
    """Mentions of Cloudflare in one text. What is looked for is found with ``find``: texts are up to a window long.

    Args:
        text: the view's text.
        path: where it comes from, with ``/``; empty if unknown.
    """

    def __init__(self, text: str, path: str) -> None:
        self.text = text
        self.path = path
        self._low = text.encode("latin-1", "replace").lower()
        directory, _, name = path.rpartition("/")
        self.file_name = names.read(name)
        self.directory = names.read("/".join(directory.split("/")[-3:]))

    @cached_property
    def mentions(self) -> list[int]:
        """Offsets of Cloudflare's name, ascending, public hosts left out."""
        wide = [at for word in _OTHER_SCRIPTS for at in occurrences(self.text, word)] if not self.text.isascii() else []
        return sorted({*(at for word in _MENTIONS for at in self._offsets(word) if not self._is_public(at)), *wide})

    @cached_property
    def api_urls(self) -> list[int]:
        """Offsets of URLs of Cloudflare's API, ascending."""
        return sorted({at for word in _API_URLS for at in self._offsets(word)})

    @cached_property
    def r2_words(self) -> list[int]:
        """Offsets of the word R2, and of R2 endpoints, ascending."""
        return [hit.start() for hit in islice(_R2_WORD.finditer(self._low), _MAX_MENTIONS)]

    @cached_property
    def r2_hosts(self) -> list[int]:
        """Offsets of R2 endpoints, ascending."""
        return list(self._offsets(_R2_HOST))

    @cached_property
    def lookalike(self) -> bool:
        """True if another vendor that abbreviates itself ``CF`` is named."""
        return any(word in self._low for word in _LOOKALIKES)

    def _offsets(self, word: bytes) -> Iterator[int]:
        return islice(occurrences(self._low, word), _MAX_MENTIONS)

    def _is_public(self, at: int) -> bool:
        before = _PUBLIC_BEFORE.search(self._low, max(0, at - 12), at)
        return before is not None or _PUBLIC_AFTER.match(self._low, at) is not None

    @property
    def anywhere(self) -> bool:
        """True if the text names Cloudflare at all, more than by a public host."""
        return bool(self.mentions or self.api_urls)

    def near(self, offsets: list[int], start: int, end: int, *, lines: int, reach: int) -> int | None:
        """The offset of ``offsets`` that is nearest to a span, within both bounds.

        Args:
            offsets: ascending.
            start: where the span begins.
            end: where it ends.
            lines: line breaks that may lie between.
            reach: characters that may lie between.

        Returns:
            The offset, or None.
        """
        index = bisect_left(offsets, start)
        best: int | None = None
        for position in offsets[max(0, index - 1) : index + 2]:
            low, high = (position, start) if position < start else (end, position)
            if high - low > reach or self.text.count("\n", low, high) > lines:
                continue
            if best is None or abs(position - start) < abs(best - start):
                best = position
        return best
