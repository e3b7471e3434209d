"""The prefilter of the standard library: nothing to import or compile, for the few small blobs of a commit.

One search for each of 1200 literals is too slow, and so is ``re`` with its alternations. Instead every literal is filed
under a short part of it: a stem that many share (``cf``), or, for the base64 forms that share nothing, a pattern of
character classes that is rare in text ("capital, digit, capital"). Some forty ``bytes.find`` over a translated copy
give the places, and a dictionary, made when it is first needed, says which literals could stand there. From some MB on,
:mod:`~cf_secret_guard.prefilter.vector` is the better one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cf_secret_guard.prefilter.base import may_be_encoded
from cf_secret_guard.prefilter.literals import SHAPES

if TYPE_CHECKING:
    import re
    from collections.abc import Iterable

    from cf_secret_guard.prefilter.base import Literals

_LOWER = bytes(range(256)).lower()
# Capitals, small letters, digits, and what stands in front of a value; all else is itself.
_CLASSES = bytes.maketrans(
    b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789\"'=\n>",
    b"A" * 26 + b"a" * 26 + b"0" * 10 + b" " * 5,
)
_STEMS = (
    *(b"cf", b"r2", b"flar", b"tunnel", b"clou", b"auth", b"ccess", b"global", b"workers", b"zone", b"argo"),
    *(b"wrangler", b"service", b"origin", "лаудфл".encode()),
    # Of encodings: hex, decimal, octal, binary, words of a dump, characters, calls; compressed data; base85; uuencode.
    *(b"63", b"102", b"143", b"01100011", b"66 ", b"'c'", b'"c"', b"99", b"c   f"),
    *(b"8b", b"139,", b"x78\\", b"inflate", b"@qk", b"v`g", b"begin 6"),
)
"""By which literals are found that contain one."""
_ENCODED_STEMS = (
    *(b"fc", b"mnt", b"gzt", b"rwm", b"y3g", b"dmz", b"6366", b"630066", b"01100011", b"59325a", b"65794a"),
    *(b"psng", b"pshg", b"789c"),
)
"""The same for those in long runs."""
_PATTERNS = (b"A0A", b"Aa0", b"A0a", b"aAA", b"AaAa", b"AaaaA", b"Aaa0", b" aAa")
"""By which the others are found: the rarest in C, Python and JavaScript that cover nearly all of them."""
_KEY_BYTES = 2
"""How many bytes behind a stem or pattern take part in the look-up, where the literal is long enough."""

_SHAPE_REACH = 64
"""More than what a shape matches on either side of where its gate begins."""

_Known = dict[bytes, list[tuple[int, bytes, bool]]]
"""The bytes at a place -> (where they are in the literal, the literal, whether its case counts)."""
_Word = tuple[bytes, bytes, bool]
_Filed = dict[int, _Known]
"""Number of bytes to look up -> what they can belong to."""


class _Needle:
    """The literals that one search may find.

    Args:
        needle: what to search for.
        words: each literal with its lowercase form, and whether its case counts.
        table: the translation of the data, and of the literals, in which the needle stands.
    """

    def __init__(self, needle: bytes, words: list[_Word], table: bytes) -> None:
        self._needle, self._words, self._table = needle, words, table
        self._filed: _Filed = {}

    def stands(self, data: bytes, low: bytes, image: bytes) -> bool:
        """Say if one of the literals stands in ``data``, whose translations are the others."""
        find = image.find
        place = find(self._needle)
        if place < 0:
            return False
        filed = self._filed or self._file()
        keys = low if self._table is _LOWER else data
        while place >= 0:
            for size, known in filed.items():
                for back, literal, exact in known.get(keys[place : place + size], ()):
                    if place >= back and (data if exact else low).startswith(literal, place - back):
                        return True
            place = find(self._needle, place + 1)
        return False

    def _file(self) -> _Filed:
        filed: _Filed = {}
        for low, literal, exact in self._words:
            at = literal.translate(self._table).index(self._needle)
            size = min(len(self._needle) + _KEY_BYTES, len(literal) - at)
            keys = low if self._table is _LOWER else literal
            filed.setdefault(size, {}).setdefault(keys[at : at + size], []).append((at, literal, exact))
        self._filed = filed
        return filed


def _pattern_of(word: _Word) -> bytes:
    """Choose the pattern by which a literal without a stem is found; empty if there is none."""
    _low, literal, exact = word
    image = literal.translate(_CLASSES)
    return next((each for each in _PATTERNS if exact and each in image), b"")


class _Index:
    """Literals, filed.

    Args:
        literals: what to look for.
        stems: what many of them contain in lowercase, and little else does.
    """

    def __init__(self, literals: Literals, stems: Iterable[bytes]) -> None:
        self._wide = tuple(word for word in literals.caseless if b"\0" in word)
        self._wide_exact = tuple(word for word in literals.exact if b"\0" in word)
        left = [(word, word, False) for word in literals.caseless if b"\0" not in word]
        left += [(word.lower(), word, True) for word in literals.exact if b"\0" not in word]
        self._stems: list[_Needle] = []
        for stem in stems:
            taken = [word for word in left if stem in word[0]]
            if taken:
                self._stems.append(_Needle(stem, taken, _LOWER))
                left = [word for word in left if stem not in word[0]]
        by_pattern: dict[bytes, list[_Word]] = {}
        for word in left:
            by_pattern.setdefault(_pattern_of(word), []).append(word)
        self._stems += [_Needle(word[0], [word], _LOWER) for word in by_pattern.pop(b"", ())]
        self._patterns = [_Needle(pattern, words, _CLASSES) for pattern, words in by_pattern.items()]

    def stands(self, data: bytes, low: bytes) -> bool:
        """Say if one of the literals stands in ``data``, which is ``low`` in lowercase."""
        if any(needle.stands(data, low, low) for needle in self._stems):
            return True
        if self._patterns:
            image = data.translate(_CLASSES)
            if any(needle.stands(data, low, image) for needle in self._patterns):
                return True
        return b"\0" in data and (
            any(map(low.__contains__, self._wide)) or any(map(data.__contains__, self._wide_exact))
        )


def _stands_near(shape: re.Pattern[bytes], gate: bytes, data: bytes, low: bytes) -> bool:
    """Look for a shape around its gate only: an expression takes as long for a kilobyte as the gate for a megabyte."""
    place = low.find(gate)
    while place >= 0:
        end = place + _SHAPE_REACH
        while (last := low.rfind(gate, place + 1, end)) > end - _SHAPE_REACH:
            end = last + _SHAPE_REACH
        if shape.search(data, max(0, place - _SHAPE_REACH), end) is not None:
            return True
        place = low.find(gate, end - len(gate) + 1)
    return False


class PlainPrefilter:
    """See :class:`~cf_secret_guard.prefilter.base.Prefilter`; may be used from several threads.

    Args:
        literals: what to look for, besides the shapes.
    """

    def __init__(self, literals: Literals) -> None:
        self._always = _Index(literals, _STEMS)
        self._make_encoded = literals.encoded
        self._encoded: _Index | None = None
        self._shapes: dict[bytes, re.Pattern[bytes]] = {}

    def triggers(self, data: bytes | bytearray | memoryview) -> bool:
        """See :class:`~cf_secret_guard.prefilter.base.Prefilter`."""
        if not isinstance(data, bytes):
            data = bytes(data)
        low = data.translate(_LOWER)
        if self._always.stands(data, low):
            return True
        if any(gate in low and _stands_near(self._shape(shape), gate, data, low) for gate, shape in SHAPES):
            return True
        if self._make_encoded is None or not may_be_encoded(data):
            return False
        if self._encoded is None:  # two threads here at once make it twice, which does no harm
            self._encoded = _Index(self._make_encoded(), _ENCODED_STEMS)
        return self._encoded.stands(data, low)

    def _shape(self, expression: bytes) -> re.Pattern[bytes]:
        found = self._shapes.get(expression)
        if found is None:
            import re  # most small commits have nothing that begins like a shape

            found = self._shapes[expression] = re.compile(expression)
        return found
