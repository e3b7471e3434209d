"""Words that are broken without being quoted: continued lines, soft line breaks of mail, invisible characters."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from cf_secret_guard.decode.splice import Segment, regions, rewritten, segments, spliced

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cf_secret_guard.decode.base import View
    from cf_secret_guard.decode.splice import Edit

_BACKSLASH = re.compile(r"\\(?<=[\w.+/=-]\\)\r?\n[ \t]*+(?=[\w.+/=-])")
# Soft hyphen, zero-width space, joiner and non-joiner, word joiner, byte order mark, as the latin-1 reading of UTF-8.
# The first characters stand in one class, for which the search is fast.
_INVISIBLE = re.compile(
    "[\u00c2\u00e2\u00ef<](?:(?<=\u00c2)\u00ad|(?<=\u00e2)(?:\u0080[\u008b-\u008f]|\u0081[\u00a0-\u00a4])"
    "|(?<=\u00ef)\u00bb\u00bf|(?<=<)wbr ?/?>)"
)
# The same as themselves, where the text was UTF-16.
_INVISIBLE_WIDE = re.compile("[\u00ad\u200b-\u200f\u2060-\u2064\ufeff]++")
_QUOTED_PRINTABLE = re.compile(r"=(?:[ \t]*+\r?\n|[0-9A-F]{2})")
# What says that it is mail: an encoded "=", the header that names the encoding, an encoded word of a header.
_MAIL_SIGNS = ("=3D", "uoted-", "UOTED-PRINTABLE", "?Q?", "?q?", "=5F", "=63=66")
# What stands inside a token where a program wrapped, coloured or marked it up, or a person wrote it in groups.
_INTERRUPTION = r"(?:[ \t]*+\r?\n[ \t>#*|]*+|[ \t]{1,4}+|(?:<[^<>\n]{1,200}>\s*+)++|(?:\x1b\[[0-9;]{0,12}m)++)"
_INTERRUPTED = re.compile(
    rf"cf(?:ut|at|k|ast)_[A-Za-z0-9]{{0,47}}+(?:{_INTERRUPTION}[A-Za-z0-9]{{1,48}}+(?![A-Za-z0-9])){{1,12}}+"
)
_INTERRUPTIONS = re.compile(_INTERRUPTION)


class Continuation:
    """Lines that go on behind a backslash, ``=`` at the end of a line of mail, characters that nobody sees."""

    name = "continuation"

    def views(self, view: View) -> Iterator[View]:
        """Yield the lines without what breaks their words."""
        text = view.text
        for segment in segments(text, sorted(_breaks(view))):
            yield spliced(view, self.name, segment)
        # "=" ends ordinary lines too (an empty variable), so the text must say that it is mail.
        if any(sign in text for sign in _MAIL_SIGNS):
            for span in regions(text, _QUOTED_PRINTABLE):
                plain = rewritten(view, self.name, span, _QUOTED_PRINTABLE, _plain)
                if plain is not None:
                    yield plain
        yield from self._interrupted(view)

    def _interrupted(self, view: View) -> Iterator[View]:
        """Yield tokens that were broken at a margin or by markup, where nothing says that they go on."""
        for token in _INTERRUPTED.finditer(view.text):
            edits = [(*match.span(), "") for match in _INTERRUPTIONS.finditer(view.text, *token.span())]
            yield spliced(view, self.name, Segment(*token.span(), edits), proof_only=True)


def _breaks(view: View) -> Iterator[Edit]:
    """Find what breaks a word, to be left out."""
    text = view.text
    if "\\\n" in text or "\\\r\n" in text:
        yield from ((match.start(), match.end(), "") for match in _BACKSLASH.finditer(text))
    if not text.isascii() or "<wbr" in text:
        yield from ((match.start(), match.end(), "") for match in _INVISIBLE.finditer(text))
    if any(name.startswith("utf-") for name in view.via):
        yield from ((match.start(), match.end(), "") for match in _INVISIBLE_WIDE.finditer(text))


def _plain(escape: str) -> str:
    return "" if escape[-1] == "\n" else chr(int(escape[1:], 16))
