"""The prefilter of the standard library: nothing to import or compile, for the few small blobs of a commit.

One search for each of 700 literals is too slow, and so is ``re`` with its alternations. Instead every literal is filed
under a short part of it: a stem that many share (``cf``), or, for the base64 forms that share nothing, a pattern of
character classes that is rare in text ("capital, digit, capital"). Some eighty ``bytes.find`` over a translated copy
give the places, and a dictionary says which literals could stand there. About 20 MB/s on source code; from some MB on,
:mod:`~cf_secret_guard.prefilter.vector` is the better one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cf_secret_guard.prefilter.literals import SHAPES

if TYPE_CHECKING:
    import re

    from cf_secret_guard.prefilter.base import Literals

_LOWER = bytes(range(256)).lower()
_CAPITAL, _SMALL, _DIGIT = b"A0a"[0], b"A0a"[2], b"A0a"[1]


def _class_of(byte: int) -> int:
    """Map capitals to ``A``, small letters to ``a``, digits to ``0``, and all else to itself."""
    char = bytes((byte,))
    return _CAPITAL if char.isupper() else _SMALL if char.islower() else _DIGIT if char.isdigit() else byte


_CLASSES = bytes(map(_class_of, range(256)))
_STEMS = (
    *(b"cf", b"r2", b"flar", b"tunnel", b"cloud", b"auth", b"ccess", b"global", b"workers", b"zone", b"argo"),
    *(b"wrangler", b"63", b"102", b"fc", b"\\143\\146"),
    # Of the rarer encodings: binary, octal, characters, calls, base32, rot13, compressed data.
    *(b"01100011", b"143", b"'c'", b'"c"', b"(99", b"]99", b"c   f", b"mnt", b"gzt", b"rwm", b"y3g", b"dmz"),
    *(b"pshg", b"psng", b"inhnj", b"9rzm", b"fa2zj", b"90ywz"),
    *(b"8b", b"139,", b"789c", b"78da", b"x78\\", b"begin 6", b"inflate", b"425a6", b"59325a", b"65794a", b"tfbwsz"),
    *(b"6166 ", b"6f66 ", b"7566 ", b"origin", b"service", b"cloufl"),
)
"""By which the caseless literals are found, and the exact ones that contain one."""
_PATTERNS = (b"A0A", b"Aa0", b"A0a", b"aAA", b"AaAa", b"AaaaA", b"Aaa0")
"""By which the others are found: the rarest in C, Python and JavaScript that cover nearly all of them."""
_KEY_BYTES = 2
"""How many bytes behind a stem or pattern take part in the look-up, where the literal is long enough."""

_Known = dict[bytes, list[tuple[int, bytes, bool]]]
"""The bytes at a place -> (where they are in the literal, the literal, whether its case counts)."""
_Filed = dict[bytes, dict[int, _Known]]
"""Needle in the translated data -> number of bytes to look up -> what they can belong to."""


def _file(filed: _Filed, literal: bytes, needle: bytes, image: bytes, keys: bytes, *, exact: bool) -> None:
    """File one literal under a needle of its image, with the key taken from ``keys``."""
    at = image.index(needle)
    size = min(len(needle) + _KEY_BYTES, len(literal) - at)
    known = filed.setdefault(needle, {}).setdefault(size, {})
    known.setdefault(keys[at : at + size], []).append((at, literal, exact))


def _stands(data: bytes, low: bytes, image: bytes, keys: bytes, filed: _Filed) -> bool:
    """Say if one of the filed literals stands in ``data``, whose translation is ``image``."""
    find = image.find
    for needle, sizes in filed.items():
        place = find(needle)
        while place >= 0:
            for size, known in sizes.items():
                for back, literal, exact in known.get(keys[place : place + size], ()):
                    if place >= back and (data if exact else low).startswith(literal, place - back):
                        return True
            place = find(needle, place + 1)
    return False


class PlainPrefilter:
    """See :class:`~cf_secret_guard.prefilter.base.Prefilter`; may be used from several threads.

    Args:
        literals: what to look for, besides the shapes.
    """

    def __init__(self, literals: Literals) -> None:
        self._by_stem: _Filed = {}
        self._by_pattern: _Filed = {}
        self._wide = tuple(word for word in literals.caseless if b"\0" in word)
        self._wide_exact = tuple(word for word in literals.exact if b"\0" in word)
        self._shapes: dict[bytes, re.Pattern[bytes]] = {}
        for literal in literals.caseless:
            if b"\0" not in literal:
                stem = next((each for each in _STEMS if each in literal), literal)
                _file(self._by_stem, literal, stem, literal, literal, exact=False)
        for literal in literals.exact:
            if b"\0" not in literal:
                self._file_exact(literal)

    def triggers(self, data: bytes | bytearray | memoryview) -> bool:
        """See :class:`~cf_secret_guard.prefilter.base.Prefilter`."""
        if not isinstance(data, bytes):
            data = bytes(data)
        low = data.translate(_LOWER)
        if _stands(data, low, low, low, self._by_stem):
            return True
        if _stands(data, low, data.translate(_CLASSES), data, self._by_pattern):
            return True
        if b"\0" in data and (any(map(low.__contains__, self._wide)) or any(map(data.__contains__, self._wide_exact))):
            return True
        return any(gate in low and self._shape(shape).search(data) for gate, shape in SHAPES)

    def _file_exact(self, literal: bytes) -> None:
        low, image = literal.translate(_LOWER), literal.translate(_CLASSES)
        for stem in _STEMS:
            if stem in low:
                _file(self._by_stem, literal, stem, low, low, exact=True)
                return
        pattern = next((each for each in _PATTERNS if each in image), image)
        _file(self._by_pattern, literal, pattern, image, literal, exact=True)

    def _shape(self, expression: bytes) -> re.Pattern[bytes]:
        found = self._shapes.get(expression)
        if found is None:
            import re  # most small commits have nothing that begins like a shape

            found = self._shapes[expression] = re.compile(expression)
        return found
