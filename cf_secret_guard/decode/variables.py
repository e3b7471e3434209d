"""Values that are put together from variables: ``${A}${B}``, ``a + b``, ``printf "%s%s" $a $b``, ``cfut_${body}``.

Which language it is does not matter: names that were given a piece of a secret stand beside each other, with nothing
but the signs of operators, templates and lists between.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from cf_secret_guard.decode.base import View

if TYPE_CHECKING:
    from collections.abc import Iterator

Place = tuple[int, int]
# With a digit: half of a secret has one, and hardly any name or word.
_PIECE = r"(?=[A-Za-z_+/=-]{0,60}+[0-9])[A-Za-z0-9_+/=-]{6,120}+"
# A token that needs no other piece would be found again at the place of each.
_WHOLE = re.compile("cf[a-z]{1,3}_[A-Za-z0-9]{43}")
# Without quotes only to the end of a line, as in shells, YAML and INI files: what a semicolon follows is a name.
_ASSIGNED = re.compile(rf"[:=]>?[ \t]*+(?:[\"'`]({_PIECE})[\"'`]|({_PIECE})[ \t]*+(?:[\r\n]|\Z))")
_DEFINED = re.compile(rf"#[ \t]*+define[ \t]++([A-Za-z_]\w*+)[ \t]++\"({_PIECE})\"")
_NAME_BEFORE = re.compile(r"([A-Za-z_][\w-]{0,60})[\"']?\]?[ \t]*+(?::[ \t]*+[\w.<>]{1,30}[ \t]*+)?:?\Z")
_LARGEST = 64 * 1024
"""Characters of a file that somebody wrote; what is larger was put together already."""
_HEX = re.compile("(?:[0-9a-f]{8,}+|[0-9A-F]{8,}+)")
_MOST_NAMES = 40
_MOST_USES = 200
_LEFT_OF_NAME = 80
_LINE_REACH = 300
_SIGN = 8
_SHORTEST, _LONGEST = 37, 500
# Between two names: operators (a dot alone is an attribute), commas, the edges of holes, and empty strings.
_GLUE = r"[ \t]*+(?:\+|\.\.|\.(?=\s*+\$)|(?<=[ \t])\.(?=[ \t])|&&?|~|<>|\|\||,|[\"'`]{2})?+\s*+"
_OPEN, _CLOSE = r"(?:[\"'`]?(?:[$#%@\\]{0,2}[({]{0,2}[ \t]?))", r"(?:[ \t]?[)}%]{0,2})"
_OWNER = r"(?:[A-Za-z_]\w*(?:\.|->|::)){0,3}"
_TEXT_LEFT, _TEXT_RIGHT = r"(?:[A-Za-z0-9_-]{1,60}(?=[$#%\\{]))?+", r"(?:(?<=[)}%])[A-Za-z0-9_-]{1,60})?+"
_JOINERS = re.compile(r"(?i)join|concat|format|printf|implode|\bstr\b|strcat|append|buffer")


class _Use(NamedTuple):
    """A place where variables are put together."""

    span: Place
    names: list[str]
    value: str
    is_plain: bool
    """Nothing else can be meant, as it can by names in a list."""


class Variables:
    """Uses of variables that together hold what may be a secret."""

    name = "variables"

    def views(self, view: View) -> Iterator[View]:
        """Yield the line of such a use with the value in it, once for each place that a piece stands at."""
        root = view
        while root.parent is not None:
            root = root.parent
        pieces = _pieces(view.text) if len(root.text) <= _LARGEST else {}
        for use, names, value, is_plain in _uses(view.text, pieces):
            head = view.text[max(view.text.rfind("\n", 0, use[0]) + 1, use[0] - _LINE_REACH) : use[0]]
            stop = view.text.find("\n", use[1], use[1] + _LINE_REACH)
            tail = view.text[use[1] : stop if stop >= 0 else use[1] + _LINE_REACH]
            for start, end in dict.fromkeys(pieces[name] for name in names):
                shift = len(head) + max(0, value.find(view.text[start:end]))
                yield View(
                    head + value + tail,
                    via=(*view.via, self.name),
                    parent=view,
                    span=(start, end),
                    breaks=((0, start), (shift, start), (shift + end - start, end)),
                    proof_only=not is_plain,
                )


def _pieces(text: str) -> dict[str, Place]:
    """Find variables that hold what may be a piece of a secret, and where it stands."""
    found: dict[str, Place] = {}
    for match in _ASSIGNED.finditer(text):
        value = match[1] or match[2]
        if value.isdigit() or _WHOLE.search(value) is not None:
            continue
        name = _NAME_BEFORE.search(text[max(0, match.start() - _LEFT_OF_NAME) : match.start()])
        if name is not None and len(found) < _MOST_NAMES:
            found.setdefault(name[1], match.span(match.lastindex or 1))
    if "define" in text:
        for match in _DEFINED.finditer(text):
            if len(found) < _MOST_NAMES:
                found.setdefault(match[1], match.span(2))
    return found


def _uses(text: str, pieces: dict[str, Place]) -> Iterator[_Use]:
    """Find where variables are put together."""
    used = [name for name in pieces if text.count(name) > 1]
    if not any(_looks_random(text[slice(*pieces[name])]) for name in used):
        return
    # What a dot or an arrow follows is the owner of another name.
    known = rf"(?<![\w-])(?:{'|'.join(sorted(map(re.escape, used), key=len, reverse=True))})(?![\w-]|\.\w|->|::)"
    name = rf"{_OPEN}{_OWNER}{known}{_CLOSE}"
    together = re.compile(rf"(?P<left>{_TEXT_LEFT}){name}(?:{_GLUE}{name}){{0,11}}(?P<right>{_TEXT_RIGHT})")
    alone = re.compile(known)
    count = 0
    for match in _matches(text, alone, together):
        names = [each[0] for each in alone.finditer(text, *match.span())]
        value = match["left"] + "".join(text[slice(*pieces[each])] for each in names) + match["right"]
        if _are_pieces(match, names, pieces) and _may_be_secret(value):
            count += 1
            near = text[max(0, match.start() - _LEFT_OF_NAME) : match.end() + _LEFT_OF_NAME]
            is_plain = "," not in match[0] or _JOINERS.search(near) is not None
            yield _Use(match.span(), names, value, is_plain)
        if count == _MOST_USES:
            return


def _matches(text: str, alone: re.Pattern[str], together: re.Pattern[str]) -> Iterator[re.Match[str]]:
    """Look for uses around each name only: the pattern of a whole one is slow to search for."""
    done = 0
    for first in alone.finditer(text):
        if first.start() < done:
            continue
        begin = max(done, text.rfind("\n", 0, first.start()) + 1, first.start() - _LEFT_OF_NAME)
        match = together.search(text, begin, first.end() + _LINE_REACH)
        done = first.end()
        if match is not None and match.end() >= done:
            done = match.end()
            yield match


def _are_pieces(match: re.Match[str], names: list[str], pieces: dict[str, Place]) -> bool:
    """Say if names stand there once each, several or beside text, and none right in front of its own value."""
    starts = [pieces[name][0] for name in names]
    is_more = len(names) > 1 or match["left"] or match["right"]
    return (
        bool(is_more)
        and len(set(names)) == len(names)
        and not any(match.start() <= at <= match.end() + _SIGN for at in starts)
    )


def _may_be_secret(value: str) -> bool:
    return _SHORTEST <= len(value) <= _LONGEST and _looks_random(value)


def _looks_random(value: str) -> bool:
    """Say if letters and digits are mixed as no name mixes them: in both cases, or as hexadecimal digits."""
    if sum(map(value.count, "0123456789")) * 40 <= len(value):
        return False
    return _HEX.fullmatch(value) is not None or not (value.islower() or value.isupper())
