"""Values that source code splits over several string literals: concatenated, or listed to be joined."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from cf_secret_guard.decode.splice import segments, spliced

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cf_secret_guard.decode.base import View

# Between two operands: blanks, a continued line (\, VB's _, PowerShell's `), a comment before the line break.
# Nearly every quote ends here: it opens a literal, or a comma, a colon or a bracket follows.
_QUOTE = r"[\"'`](?=[\s+.&|~<^\\_)(;#/\"'`suUfFrRbBL$@-])"
_BLANK = r"(?:[ \t]*+(?:[\\_`]?\r?\n|(?://|\#)[^\n\"'`]*+\n|/\*[^*\n\"'`]*+\*/|\\n))*+[ \t]*+"
_OPERATOR = (
    r"(?:\+\+?|\.\.?|&&?|\|\||~|<>|<<|\^"
    r"|\.\s*+(?:concat|plus|append|push_str)\s*+\("
    # TOKEN += "…" on a line or in a statement of its own
    r"|;?\s*+\$?[A-Za-z_][\w.\[\]>$-]{0,60}+\s*+(?:\+=|\.=|&=|\|\|=)"
    r")"
)
_PREFIX = r"(?:[fFrRbBuUL@$&]{1,2}+)?+"
_SUFFIX = r"(?:s|\.to_(?:string|owned)\(\)|\.into\(\))?+"
_OPEN = rf"[( ]*+{_PREFIX}[\"'`]"
_JUNCTION = re.compile(
    # "abc" + "def"
    rf"{_QUOTE}(?:{_SUFFIX}[) ]*+{_BLANK}{_OPERATOR}{_BLANK}{_OPEN}"
    # "abc" "def", 'abc''def': only inside a word, for quotes stand beside each other everywhere
    rf"|(?<=[\w+/=-][\"'`]){_BLANK}{_PREFIX}[\"'`](?=[\w+/=-]))"
)
# abc${"def"}
_INSERTED = re.compile(r"[$#]\{\s*+(?:\"[^\"\n]*+\"|'[^'\n]*+')\s*+\}")
_INSERTIONS = ('${"', "${'", '#{"', "#{'")
_PIECE = r"[\w.+/=-]*+"
_COMMA = r"\s*+,\s*+"
_LIST = re.compile(
    rf"\"{_PIECE}\"(?:{_COMMA}{_PREFIX}\"{_PIECE}\")++(?!\s*+:)"
    rf"|'{_PIECE}'(?:{_COMMA}{_PREFIX}'{_PIECE}')++"
    rf"|`{_PIECE}`(?:{_COMMA}`{_PIECE}`)++"
)
# A YAML list of plain words.
_ITEMS = re.compile(r"-[ \t]++[\w.+/=-]++[ \t\r]*+(?:\n[ \t]*+-[ \t]++[\w.+/=-]++[ \t\r]*+(?=\n|\Z))++")
_COMMAS = re.compile(rf"[\"'`]{_COMMA}{_PREFIX}[\"'`]")
_DASHES = re.compile(r"[ \t\r]*+\n[ \t]*+-[ \t]++")
_TOKEN = re.compile(r"cf[a-z]{1,3}_[A-Za-z0-9]{20}")
_SHORTEST = 48
"""Characters of the shortest list that can hold a credential that proves itself."""
_SHORTEST_NAMED = 37
"""Of the shortest list whose joining is written beside it: then its name may vouch for it."""
# strings.Join([]string{…}, ""), CONCAT(…), implode('', [ …, format("%s%s", …
_JOINED_BY = re.compile(
    r"(?i)(?:join|concat|implode|format|sprintf|printf)\w{0,3}\s*+\((?:\s*+[\"'][%s{}]{0,12}[\"']\s*+,)?"
    r"\s*+(?:\[\]\w{1,12}\{|array\(|[\[({])?\s*+[fFrRbBuUL@$&]{0,2}\Z"
)
_JOINED_AFTER = re.compile(r"\s*+[\])}]\s*+\)?\s*+\.\s*+(?:join|concat)\b", re.IGNORECASE)


class Concatenation:
    """Literals that stand beside each other or are joined by an operator."""

    name = "concatenation"

    def views(self, view: View) -> Iterator[View]:
        """Yield statements with literals that are put together, without the junctions."""
        text = view.text
        edits = [(*match.span(), "") for match in _JUNCTION.finditer(text)]
        if any(sign in text for sign in _INSERTIONS):
            edits += [(*match.span(), match.group()[2:-1].strip()[1:-1]) for match in _INSERTED.finditer(text)]
        for segment in segments(text, sorted(edits), reach=400):
            yield spliced(view, self.name, segment)


class Join:
    """Lists of words, as ``join`` puts them together: where it is not written beside them, proof is asked for."""

    name = "join"

    def views(self, view: View) -> Iterator[View]:
        """Yield lists that together look like a token or like encoded text, without the commas."""
        text = view.text
        for found, junctions in ((_LIST, _COMMAS), (_ITEMS, _DASHES)):
            for match in found.finditer(text):
                if len(match.group()) < _SHORTEST_NAMED:
                    continue
                named = _is_joined_here(text, match.start(), match.end())
                edits = [(m.start(), m.end(), "") for m in junctions.finditer(text, match.start(), match.end())]
                word = junctions.sub("", match.group()).strip("\"'`-")
                if _may_hold_secret(word, _SHORTEST_NAMED if named else _SHORTEST):
                    for segment in segments(text, edits, reach=200):
                        yield spliced(view, self.name, segment, proof_only=not named)


def _is_joined_here(text: str, start: int, end: int) -> bool:
    """Say if the call that joins a list is written beside it."""
    return bool(_JOINED_BY.search(text, max(0, start - 80), start) or _JOINED_AFTER.match(text, end))


def _may_hold_secret(word: str, shortest: int) -> bool:
    """Keep tokens, and what may be a token in base64 or hex; most lists are of words or of short values."""
    if len(word) < shortest:
        return False
    if _TOKEN.search(word) is not None:
        return True
    digits = sum(map(word.count, "0123456789"))
    return digits * 40 > len(word) and "." not in word and not word.isdigit()
