"""All decoders, and the bounded search through text behind text."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, NamedTuple

from cf_secret_guard.decode.base32 import Base32
from cf_secret_guard.decode.base64 import Base64
from cf_secret_guard.decode.base85 import Base85
from cf_secret_guard.decode.charcodes import CharCodes
from cf_secret_guard.decode.continuation import Continuation
from cf_secret_guard.decode.entities import Entities
from cf_secret_guard.decode.escapes import Escapes
from cf_secret_guard.decode.hexadecimal import Hexadecimal
from cf_secret_guard.decode.literals import Concatenation, Join
from cf_secret_guard.decode.packed import Packed, begins
from cf_secret_guard.decode.percent import Percent
from cf_secret_guard.decode.reversed import Reversed
from cf_secret_guard.decode.rot13 import Rot13
from cf_secret_guard.decode.uuencode import Uuencode
from cf_secret_guard.decode.variables import Variables

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from cf_secret_guard.decode.base import Decoder, View

_BASE64, _ESCAPES, _PERCENT, _ENTITIES, _HEX = Base64(), Escapes(), Percent(), Entities(), Hexadecimal()
_CONCATENATION, _JOIN, _CONTINUATION = Concatenation(), Join(), Continuation()
_CHARCODES, _REVERSED, _PACKED, _VARIABLES = CharCodes(), Reversed(), Packed(), Variables()

DECODERS: tuple[Decoder, ...] = (
    _BASE64,
    _ESCAPES,
    _PERCENT,
    _ENTITIES,
    _CONCATENATION,
    _CONTINUATION,
    _HEX,
    _CHARCODES,
    _REVERSED,
    _JOIN,
    _PACKED,
    Base32(),
    Base85(),
    Rot13(),
    Uuencode(),
    _VARIABLES,
)
_VALUE_DECODERS = (_BASE64, _PERCENT, _HEX, _REVERSED)
_NEXT: dict[str, tuple[Decoder, ...]] = {
    # Two changes that give the same in either order are made in one order only: what stands in the literals was
    # unescaped before they were put together.
    "concatenation": _VALUE_DECODERS,
    "join": _VALUE_DECODERS,
    "variables": _VALUE_DECODERS,
    "reversed": _VALUE_DECODERS,
    # Of a text with escapes, only stretches are seen: what is put together there stands in the text as well.
    **dict.fromkeys(("escapes", "entities", "percent"), tuple(each for each in DECODERS if each is not _VARIABLES)),
    "continuation": tuple(decoder for decoder in DECODERS if decoder is not _CONTINUATION),
}
"""Decoders for a view, by the name of the one that made it; all of them for other names."""
_SIGNS = {"escapes": "\\", "entities": "&", "percent": "%"}
"""What each kind of escapes begins with."""


class Limits(NamedTuple):
    """How much is decoded from one text."""

    depth: int = 4
    """Encodings inside each other."""
    views: int = 20_000
    growth: int = 8
    """Decoded characters, as a multiple of the text's."""
    allowance: int = 4 * 1024 * 1024
    """Decoded characters on top of that."""


def decode_all(root: View, limits: Limits | None = None, note: Callable[[str], None] | None = None) -> Iterator[View]:
    """Find what is encoded in a text, breadth-first.

    Args:
        root: the text.
        limits: None for the defaults.
        note: told what was left out when a limit is met, here or in unpacking.

    Yields:
        Each decoded view, outer ones first; not ``root`` itself. A text that is reached in two ways is given for one.
    """
    limits, note = limits or Limits(), note or _ignored
    budget = limits.growth * len(root.text) + limits.allowance
    queue: deque[tuple[View, int]] = deque([(root, 1)])
    # The same text by another way is the same place again: escapes behind entities, entities behind escapes.
    seen = {(hash(root.text), root.proof_only): root.via}
    count, is_shallow = 0, True
    while queue:
        parent, depth = queue.popleft()
        for view in _inside(parent, seen):
            count += 1
            budget -= len(view.text)
            if count > limits.views or budget < 0:
                note(_left_out(count > limits.views, limits))
                return
            if view.cut:
                note(view.cut)
            yield view
            if depth < limits.depth:
                queue.append((view, depth + 1))
            elif is_shallow and _goes_on(view):
                is_shallow = False
                note(f"more than {limits.depth} encodings inside each other, the inner ones were not decoded")


def _inside(parent: View, seen: dict[tuple[int, bool], tuple[str, ...]]) -> Iterator[View]:
    """Yield what is encoded in a view and was not ``seen`` by another way."""
    for decoder in _decoders(parent):
        for view in decoder.views(parent):
            view.proof_only = view.proof_only or parent.proof_only
            if seen.setdefault((hash(view.text), view.proof_only), view.via) == view.via:
                yield view


def _goes_on(view: View) -> bool:
    """Say if a value at the deepest level is an encoded value once more."""
    is_value = view.via[-1] in {_BASE64.name, _HEX.name}
    return is_value and any(True for decoder in (_BASE64, _HEX) for _ in decoder.views(view))


def _ignored(_note: str) -> None:
    """Take notes that nobody asked for."""


def _decoders(view: View) -> Iterator[Decoder]:
    """Choose what to try on a view, by how it was made."""
    if view.parent is not None and begins(view.text):
        yield _PACKED
        return
    made_by = view.via[-1] if view.via else ""
    for decoder in _NEXT.get(made_by, DECODERS):
        if made_by == decoder.name or made_by not in _SIGNS or decoder.name not in _SIGNS or _new(view, decoder.name):
            yield decoder


def _new(view: View, name: str) -> bool:
    """Say if undoing one kind of escapes brought up another kind.

    Kinds that only stand beside each other (entities and addresses in a JSON file of pages) are undone apart: together
    they would multiply the text with every kind.
    """
    if view.parent is None:
        return True
    sign = _SIGNS[name]
    return view.text.count(sign) > view.parent.text.count(sign, *view.span)


def _left_out(by_count: bool, limits: Limits) -> str:  # noqa: FBT001 - one of two limits
    if by_count:
        return f"more than {limits.views} encoded parts, the rest was not decoded"
    return f"encoded parts grow beyond {limits.growth} times the text, the rest was not decoded"
