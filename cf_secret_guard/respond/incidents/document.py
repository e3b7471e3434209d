"""A note as a text: generated parts between marker comments, and everything else, which belongs to people.

What somebody wrote is never lost: outside of the markers it stays byte for byte; inside, added lines are moved below
the part or stay below the step that they were written under, ticked boxes stay ticked, edited steps stay as edited.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from cf_secret_guard.respond.incidents.front_matter import FENCE

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from cf_secret_guard.respond.incidents.checklist import Step

ORDER = ("summary", "todo", "leak", "where", "record")
"""The generated parts of a new note."""
_MARKER = re.compile(r"<!-- cf-secret-guard:(begin|end) ([a-z]+) -->\s*")
_BOX = re.compile(r"[-*+] \[([ xX])\] (.*?) ?<!-- step:([a-z0-9-]+) -->\s*")
_TODO = ["## What to do", ""]
_NOTES = ["", "## Notes", "", "Write here, or anywhere outside of the marked parts: later runs leave it alone.", ""]
_DAMAGED = [
    "",
    "## Kept from before",
    "",
    "The markers of the generated parts were damaged; this is the text as it was.",
    "",
]


class Piece(NamedTuple):
    """A run of lines: a generated part, or what people wrote if ``name`` is empty."""

    name: str
    lines: list[str]


class Parts(NamedTuple):
    """What is generated from one state."""

    sections: Mapping[str, Sequence[str]]
    """All but the list of steps."""
    steps: Sequence[Step]


def split(text: str) -> tuple[str, str] | None:
    """Split a file into the front matter (without fences) and the rest; None if it has no front matter."""
    lines = text.removeprefix("\ufeff").split("\n")
    if lines[0].rstrip() != FENCE:
        return None
    end = next((number for number, line in enumerate(lines[1:], 1) if line.rstrip() == FENCE), None)
    return None if end is None else ("\n".join(lines[1:end]), "\n".join(lines[end + 1 :]))


def fresh(front: str, parts: Parts) -> str:
    """Return the text of a new note."""
    lines = [front]
    for name in ORDER:
        lines += ["", *_marked(name, _generated(parts, name))]
    return "\n".join([*lines, *_NOTES])


def updated(front: str, body: str, old: Parts, new: Parts) -> str:
    """Return the text of a note with its generated parts made anew.

    Args:
        front: the new front matter with fences.
        body: what stands below the old front matter.
        old: what the old state generates: lines that are not among it are somebody's.
        new: what the new state generates.
    """
    pieces = _pieces(body.split("\n"))
    if pieces is None:
        return fresh(front, new) + "\n".join([*_DAMAGED, *(_without_marker(line) for line in body.split("\n"))])
    lines = [front]
    for piece in _with_missing(pieces):
        if piece.name == "todo":
            lines += _marked("todo", _ticked(piece.lines, old.steps, new.steps))
        elif piece.name in new.sections:
            section = new.sections[piece.name]
            lines += _marked(piece.name, section)
            known = {_without_marker(line).strip() for line in (*old.sections.get(piece.name, ()), *section)}
            lines += [line for line in piece.lines if line.strip() and line.strip() not in known]
        else:
            lines += _marked(piece.name, piece.lines) if piece.name else piece.lines
    return "\n".join(lines)


def ticked(body: str) -> frozenset[str]:
    """Return the keys of all boxes that are ticked."""
    boxes = (_BOX.fullmatch(line) for line in body.split("\n"))
    return frozenset(box[3] for box in boxes if box and box[1] != " ")


def _generated(parts: Parts, name: str) -> Sequence[str]:
    return _ticked((), (), parts.steps) if name == "todo" else parts.sections[name]


def _marked(name: str, lines: Iterable[str]) -> list[str]:
    inside = [_without_marker(line) for line in lines]
    return [f"<!-- cf-secret-guard:begin {name} -->", *inside, f"<!-- cf-secret-guard:end {name} -->"]


def _without_marker(line: str) -> str:
    """No line but our own may look like a marker, wherever it comes from."""
    return line.replace("<!--", "&lt;!--") if _MARKER.fullmatch(line) else line


def _pieces(lines: Iterable[str]) -> list[Piece] | None:
    """Cut a body at its markers; None if they do not fit together."""
    pieces = [Piece("", [])]
    seen: set[str] = set()
    for line in lines:
        marker = _MARKER.fullmatch(line)
        inside = pieces[-1].name
        if marker is None:
            pieces[-1].lines.append(line)
        elif marker[1] == "begin" and not inside and marker[2] not in seen:
            seen.add(marker[2])
            pieces.append(Piece(marker[2], []))
        elif marker[1] == "end" and inside == marker[2]:
            pieces.append(Piece("", []))
        else:
            return None
    return pieces if seen and not pieces[-1].name else None


def _with_missing(pieces: Sequence[Piece]) -> list[Piece]:
    """Put parts that somebody took out back behind the part before them."""
    result = list(pieces)
    for number, name in enumerate(ORDER):
        if any(piece.name == name for piece in result):
            continue
        before = [index for index, piece in enumerate(result) if piece.name in ORDER[:number]]
        at = max(before, default=-1) + 1
        result[at:at] = [Piece("", [""]), Piece(name, [])]
    return result


def _ticked(lines: Sequence[str], old: Sequence[Step], new: Sequence[Step]) -> list[str]:
    """Return the list of steps with what somebody ticked, edited or wrote between."""
    both = (*old, *new)
    boxes, written = _by_hand(lines, {line.strip() for step in both for line in step.lines} | {*_TODO, ""})
    titles = {(step.key, step.title) for step in both}
    result = [*_TODO, *written.get("", ())]
    for step in new:
        result += [*_box(step, boxes.get(step.key), titles), *written.get(step.key, ())]
    return result + _kept(boxes, written, both, new)


def _by_hand(lines: Sequence[str], generated: Collection[str]) -> tuple[dict[str, re.Match[str]], dict[str, list[str]]]:
    """Find the boxes, and the lines below each that are not generated; those above the first have no key."""
    boxes: dict[str, re.Match[str]] = {}
    written: dict[str, list[str]] = {}
    key = ""
    for line in lines:
        box = _BOX.fullmatch(line)
        if box and box[3] not in boxes:
            key = box[3]
            boxes[key] = box
        elif line.strip() not in generated:
            written.setdefault(key, []).append(line)
    return boxes, written


def _kept(
    boxes: Mapping[str, re.Match[str]], written: Mapping[str, list[str]], both: Iterable[Step], new: Iterable[Step]
) -> list[str]:
    """Steps that no longer apply, or that somebody added: they stay if somebody did something with them."""
    known, gone_on = {step.key for step in both}, {step.key for step in new}
    result: list[str] = []
    for key in [key for key in boxes if key not in gone_on]:
        if boxes[key][1] != " " or key in written or key not in known:
            result += [boxes[key][0].rstrip(), *written.get(key, ())]
    return result


def _box(step: Step, box: re.Match[str] | None, titles: Collection[tuple[str, str]]) -> Iterator[str]:
    is_done = step.done or (box is not None and box[1] != " ")
    title = box[2] if box is not None and (step.key, box[2]) not in titles else step.title
    yield f"- [{'x' if is_done else ' '}] {title} <!-- step:{step.key} -->"
    yield from (f"  {line}".rstrip() for line in step.lines)
