"""Where one view names Cloudflare: an index made once, asked for every candidate."""

from __future__ import annotations

from bisect import bisect_left

import regex

from cf_secret_guard.detectors import names, vocabulary

# The blob's bytes are read as latin-1, so other scripts are looked for as their UTF-8 bytes too.
_OTHER_SCRIPTS = [word for word, meaning in vocabulary.OTHER_SCRIPTS.items() if meaning == "cloudflare"]
_MENTION = regex.compile(
    r"(?i)cloud[\s_-]?flare|cloud[\s_-]?fare|cloudflar|clou[df]?flare|cloudlfare|coudflare|cloudfalre|claudflare|"
    r"flarectl|wrangler|dns_cf|"
    + "|".join([*_OTHER_SCRIPTS, *(word.encode().decode("latin-1") for word in _OTHER_SCRIPTS)])
)
# Hosts that every web page names: being near one of them says nothing about a value.
_PUBLIC = (
    "cdnjs|www|blog|community|support|developers|workers|docs|challenges|static|ajax|one|rdap|radar|speed|registrar"
)
_PUBLIC_HOST = regex.compile(
    rf"(?i)(cloudflare)(?:(?<=(?:{_PUBLIC})\.cloudflare)|(?=insights|-ipfs|stream\.com|status|-dns\.com|-gateway\.com))"
)
_API_URL = regex.compile(
    r"(?i)(?:api|gateway\.ai)\.(?:fed\.)?cloudflare\.com|client/v4/(?:accounts|zones|user)|/cdn-cgi/access"
)
_LOOKALIKE = regex.compile("(?i)" + "|".join(vocabulary.LOOKALIKE_VENDORS))
_MAX_MENTIONS = 20_000


class Landscape:
    """Mentions of Cloudflare in one text.

    Args:
        text: the view's text.
        path: where it comes from, with ``/``; empty if unknown.
    """

    def __init__(self, text: str, path: str) -> None:
        self.text = text
        self.path = path
        public = [match.start(1) for match in _PUBLIC_HOST.finditer(text)]
        self.mentions = sorted({match.start() for match in _MENTION.finditer(text)}.difference(public))[:_MAX_MENTIONS]
        self.api_urls = [match.start() for match in _API_URL.finditer(text)][:_MAX_MENTIONS]
        self.lookalike = _LOOKALIKE.search(text) is not None
        directory, _, name = path.rpartition("/")
        self.file_name = names.read(name)
        self.directory = names.read("/".join(directory.split("/")[-3:]))

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
