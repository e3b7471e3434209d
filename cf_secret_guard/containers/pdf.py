"""PDF: the text that pages show, and what else is in its streams, attached files above all.

Not pypdf, because that has to be trusted with its input: its time and memory are not bounded by what the file holds.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cf_secret_guard.containers.base import Member, NotAContainerError, Unread
from cf_secret_guard.containers.pdf_fonts import Fonts
from cf_secret_guard.containers.pdf_objects import Objects
from cf_secret_guard.containers.pdf_text import Text
from cf_secret_guard.containers.streams import EXTRACT_STEP

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cf_secret_guard.containers.base import Allowance, Stream
    from cf_secret_guard.containers.pdf_objects import PdfStream
    from cf_secret_guard.containers.streams import Read

# What holds no text: pictures, fonts, colours; and what was read already.
_NO_TEXT = (
    b"/Image",
    b"/XRef",
    b"/ObjStm",
    b"/Length1",
    b"/Type1C",
    b"/CIDFontType0C",
    b"/OpenType",
    b"/Alternate",
    b"/FunctionType",
)
_PICTURES = {b"DCTDecode", b"JPXDecode", b"CCITTFaxDecode", b"JBIG2Decode", b"RunLengthDecode"}
_SHOWS = (b"Tj", b"TJ")
_PIECE_BYTES = 256 * 1024
_LONGEST_LINE = 4 * 1024 * 1024


class Pdf:
    """See Format. A member is named by its object's number; lines of text count in what it shows."""

    via = "pdf"
    seeks = True
    is_hungry = False

    def members(self, stream: Stream, path: bytes, allowed: Allowance) -> Iterator[Member | Unread]:  # noqa: ARG002 - Format
        """See Format."""
        objects = Objects(stream, allowed)
        if not objects.streams:
            raise NotAContainerError
        fonts = Fonts(objects)
        for found in objects.streams:
            if any(word in found.dictionary for word in _NO_TEXT) or _PICTURES.intersection(found.filters):
                continue
            name = b"object %d" % found.number
            read = objects.open(found)
            if read is None:
                how = found.filters[-1].decode("latin-1")
                yield Unread(name, f"it is packed with {how}, which is not supported", EXTRACT_STEP)
            else:
                yield Member(name, _Shown(read, fonts, found, allowed).read)


PDF = Pdf()


class _Shown:
    """Reads a stream as the text that it shows, if it is one that shows text, else as it is."""

    def __init__(self, read: Read, fonts: Fonts, found: PdfStream, allowed: Allowance) -> None:
        self._read = read
        self._fonts = fonts
        self._found = found
        self._allowed = allowed
        self._text: Text | None = None
        self._is_first = True
        self._rest = b""

    def read(self, count: int) -> bytes:
        """See Member; the text of a piece is given as a whole."""
        data = self._read(count)
        if self._is_first:
            self._is_first = False
            if self._fonts.is_page(self._found.number) or (
                b"/Type" not in self._found.dictionary.replace(b"/Type /XObject", b"")
                and any(word in data for word in _SHOWS)
            ):
                names = self._fonts.names(self._found)
                self._text = Text(lambda name: self._fonts.decoder(names.get(name)))
        return data if self._text is None else self._shown(self._text, data)

    def _shown(self, text: Text, data: bytes) -> bytes:
        while True:
            self._allowed.spend(len(data))
            self._rest += data
            cut = len(self._rest) if not data or len(self._rest) > _LONGEST_LINE else _end_of_operators(self._rest)
            shown = text.feed(self._rest[:cut])
            self._rest = self._rest[cut:]
            if shown or not data:
                return shown
            data = self._read(_PIECE_BYTES)


def _end_of_operators(content: bytes) -> int:
    """Return the last place where content may be cut: writers end lines, and blocks of text, between operators."""
    return max(content.rfind(b"\n") + 1, content.rfind(b"\r") + 1, content.rfind(b"ET") + 2 if b"ET" in content else 0)
