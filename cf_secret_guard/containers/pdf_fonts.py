"""Which table of characters a content stream means by the name of a font (ISO 32000-1, 7.8.3 and 9.10.3)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from cf_secret_guard.containers.pdf_text import decoder, plain

if TYPE_CHECKING:
    from cf_secret_guard.containers.pdf_objects import Objects, PdfStream
    from cf_secret_guard.containers.pdf_text import Decode

_REFERENCE = rb"([0-9]{1,10})\s+[0-9]{1,5}\s+R"
_REFERENCES = re.compile(_REFERENCE)
_NAMED = re.compile(rb"/([^\s/<>\[\]()]+)\s+" + _REFERENCE)
_FONTS = re.compile(rb"/Font\s*(?:<<([^>]*)>>|" + _REFERENCE + rb")")
_RESOURCES = re.compile(rb"/Resources\s+" + _REFERENCE)
_CONTENTS = re.compile(rb"/Contents\s*(\[[^\]]*\]|" + _REFERENCE + rb")")
_PARENT = re.compile(rb"/Parent\s+" + _REFERENCE)
_TO_UNICODE = re.compile(rb"/ToUnicode\s+" + _REFERENCE)
_MOST_PARENTS = 32


class Fonts:
    """The fonts of one document.

    Args:
        objects: all that it consists of.
    """

    def __init__(self, objects: Objects) -> None:
        self._objects = objects
        self._streams = {found.number: found for found in objects.streams}
        self._decoders: dict[int, Decode] = {}
        self._page_of: dict[int, bytes] = {}
        for dictionary in objects.dictionaries.values():
            contents = _CONTENTS.search(dictionary)
            if contents is not None:
                for number in self._numbers(contents[1]):
                    self._page_of.setdefault(number, dictionary)

    def is_page(self, number: int) -> bool:
        """Say if a stream is what a page shows."""
        return number in self._page_of

    def names(self, found: PdfStream) -> dict[bytes, int]:
        """Return the numbers of a content stream's fonts by their names in it."""
        dictionary = found.dictionary if b"/Resources" in found.dictionary else self._page_of.get(found.number, b"")
        for _ in range(_MOST_PARENTS):
            elsewhere = _RESOURCES.search(dictionary)
            resources = self._text(elsewhere[1]) if elsewhere else dictionary
            fonts = _FONTS.search(resources)
            if fonts is not None:
                inner = fonts[1] if fonts[1] is not None else self._text(fonts[2])
                return {name: int(number) for name, number in _NAMED.findall(inner)}
            parent = _PARENT.search(dictionary)
            if parent is None:
                break
            dictionary = self._text(parent[1])
        return {}

    def decoder(self, number: int | None) -> Decode:
        """Return what reads strings of a font."""
        if number is None:
            return plain
        if number not in self._decoders:
            table = _TO_UNICODE.search(self._objects.dictionaries.get(number, b""))
            stream = self._streams.get(int(table[1])) if table else None
            self._decoders[number] = decoder(self._objects.content(stream)) if stream else plain
        return self._decoders[number]

    def _text(self, number: bytes) -> bytes:
        return self._objects.dictionaries.get(int(number), b"")

    def _numbers(self, contents: bytes) -> list[int]:
        """Return what is referred to, directly or by one object that is a list."""
        numbers = [int(number) for number in _REFERENCES.findall(contents)]
        if len(numbers) == 1 and (listed := self._objects.dictionaries.get(numbers[0], b"").strip()).startswith(b"["):
            return [int(number) for number in _REFERENCES.findall(listed)]
        return numbers
