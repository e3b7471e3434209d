"""Which name a value carries, read from what stands left of it, in the syntax of any language or file format.

No language is parsed: the operators and wrappings that shells, configuration files and programming languages use are
peeled off from the value's side until a name is left. Everything is bounded by ``REACH`` characters.
"""

from __future__ import annotations

import re
from typing import NamedTuple

REACH = 320
"""Characters to the left of a value that are read."""

_QUOTE = r"""(?:\\{0,4}["'`\u00b4\u2019\u201d]|&quot;|&\#3[49];|%22|%27|\\u0022)"""
# What may stand between an operator and the value: quotes with their prefixes, brackets, emphasis, escapes.
_WRAPPING = re.compile(
    rf"(?:(?<![A-Za-z])[fbruqQLN@$%]{{0,2}}[wWxq]?{_QUOTE}|(?<![A-Za-z])q[qwr]?[(\[{{<|/]|[(\[{{<]|\*{{1,2}}|\\[nrt]|"
    r"[ \t\r]|<!\[CDATA\[)++$"
)
_OPENING_QUOTE = re.compile(rf"(?:(?<![A-Za-z])[fbruLN@$]{{0,2}}{_QUOTE})?\s*$")
_SCHEME = re.compile(rf"(?i)(?<![\w\-])bearer(?:{_QUOTE}\s*,|\s|%20|\+|\\t|:)+(?:{_QUOTE}|\s)*$")
_TAGS = re.compile(r"(?:</?[A-Za-z][^<>]{0,200}>\s*)++$")
_TAG = re.compile(r"<([A-Za-z][\w:.\-]*)[^<>]*>\s*$")
_MARKUP = frozenset("code td th b i em strong span p li div pre kbd samp tt a".split())  # noqa: SIM905 - easier to read
_ATTRIBUTE = re.compile(r"""(?i)(?:name|key|id|label|variable|title)\s*=\s*["']([^"'<>]{2,60})["']""")
_OPERATOR = re.compile(
    r"(?P<default>\|\||\?\?=?|\?:|:-|:=-|(?<![\w])or(?![\w])|-(?=$)(?<=[A-Z_]-))\s*$"
    r"|(?P<assign>=>|:=|\?=|\+=|===?|!=|->|<-|::|=|:|%3D|%3A|\uff1a|\uff1d|\u21d2|\u2192)\s*$"
    r"|(?P<comma>,)\s*$|(?P<cell>\||\t|;)\s*$"
)
_KEY = re.compile(
    rf"([A-Za-z_$@.%\-\x80-\U0010ffff][\w.$:/%\-\x80-\U0010ffff]*(?:\[{_QUOTE}?[\w.\-]+{_QUOTE}?\])?)"
    rf"(?:{_QUOTE}|\[\d{{0,4}}\]|[\])}}*?!>]|\s)*$"
)
_INDEX = re.compile(rf"\[\s*{_QUOTE}?([\w.:\-]{{2,80}}){_QUOTE}?\s*\](?:\s|\))*$")
_TYPED = re.compile(r"([A-Za-z_$][\w.$]*)\s*:\s*&?'?[\w.<>\[\]&' ?]{1,40}$")
_PHRASE = re.compile(r"((?:[^\W\d_][\w'\u2019./()\-]*[ \t]+){0,6}[^\W\d_][\w'\u2019()\-]*)[*_`\"'\]\s]*$")
_QUOTED = re.compile(rf"{_QUOTE}([^\"'`\\\n]{{2,80}}?){_QUOTE}\s*$")
_WORDS = re.compile(r"[A-Za-z_$@\-][\w.$:/\-]*")
_CALL = re.compile(r"([A-Za-z_$][\w.:$]*(?:(?:->|::|\.)[\w]+)*)[!?]?\s*(?:<[\w, ]+>)?\s*\(\s*([^()\n]{0,200})$")
_STATEMENT = re.compile(r"[;{}]|&&|\|\||(?<!:)//|\\n|\n")


class Assignment(NamedTuple):
    """What stands left of a value."""

    names: tuple[str, ...]
    """Names that the value carries, nearest first."""
    statement: tuple[str, ...]
    """All words of the same statement, nearest first."""
    call: str
    """The function that it is an argument of, or empty."""
    scheme: bool
    """``Bearer`` stands directly before it."""
    direct: bool
    """An operator or a flag binds the first name to the value."""


def read(left: str) -> Assignment:
    """Read the text left of a value.

    Args:
        left: at most REACH characters of the value's line, up to the value.

    Returns:
        The names found; empty where there are none.
    """
    left = left[-REACH:]
    call = _CALL.search(_OPENING_QUOTE.sub("", left))
    stripped = _WRAPPING.sub("", left)
    scheme = _SCHEME.search(left)
    names: list[str] = []
    if scheme:
        stripped = _WRAPPING.sub("", left[: scheme.start()])
    tag = None
    tags = _TAGS.search(stripped)
    if tags:
        names.extend(_ATTRIBUTE.findall(tags[0]))
        tag = _TAG.search(tags[0])
        names.extend([tag[1]] if tag and tag[1].lower() not in _MARKUP else [])
        stripped = stripped[: tags.start()]
        phrase = _PHRASE.search(stripped)
        found, direct = [phrase[1]] if phrase else [], True
    else:
        found, direct = _bound(stripped, after_scheme=scheme is not None)
    names.extend(found)
    statement = tuple(reversed(_WORDS.findall(_STATEMENT.split(stripped)[-1][-200:])))
    if call:
        statement = (*statement, *_WORDS.findall(call[2]))
    return Assignment(tuple(dict.fromkeys(names)), statement, call[1] if call else "", scheme is not None, direct)


def _bound(text: str, *, after_scheme: bool) -> tuple[list[str], bool]:
    """The names that an operator, or mere white space, binds to what follows ``text``."""
    operator = _OPERATOR.search(text)
    if operator is None:
        return _flags(text), after_scheme or bool(re.search(r"(?:^|\s)--?[A-Za-z][\w\-]*\s*$", text))
    before = text[: operator.start()]
    if operator["comma"] or operator["cell"]:
        quoted = _QUOTED.search(before)
        key = None if operator["cell"] else _KEY.search(before)
        phrase = _PHRASE.search(before.rstrip(" *_`|\"'"))
        return [hit[1] for hit in (quoted, key, phrase) if hit], False
    names = [hit[1] for hit in (_INDEX.search(before), _TYPED.search(before), _KEY.search(before)) if hit]
    phrase = _PHRASE.search(before.rstrip(" *_`\"'"))
    if phrase:
        names.append(phrase[1])
    if operator["default"]:
        names.extend(reversed(_WORDS.findall(before[-160:])))
    return names, True


def _flags(text: str) -> list[str]:
    """The words before a value that only white space separates: ``setx NAME``, ``--auth-token``, ``dns cloudflare``."""
    words = [word for word in _STATEMENT.split(text)[-1][-120:].split() if word]
    tail = [word.strip("\"'`,|*()[]<>:") for word in reversed(words[-4:])]
    return [word for word in tail if word] + ([" ".join(words[-3:])] if len(words) > 1 else [])
