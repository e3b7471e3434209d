"""Names that stand apart from their value: a partner key, a column's head, a label on the line above."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from cf_secret_guard.detectors import vocabulary

if TYPE_CHECKING:
    from collections.abc import Sequence

_PARTNER = re.compile(
    r"""(?i)(?<![A-Za-z])(?:name|key|variable|var|env|header|title|label|id|field|k|setting|option|parameter|param|
    secretname|secret_name|variable_name|envvar|item)["'`]?\s*(?:=>|[:=,])\s*["'`]?([A-Za-z_$][\w.\-: ]{1,60})""",
    re.VERBOSE,
)
_ELEMENT = re.compile(r"(?i)<(?:key|name|string|title|label|dt|th|td)[^<>]*>\s*([^<>]{2,60}?)\s*</")
# ``setValue(VALUE, forHTTPHeaderField: "NAME")``, ``header(VALUE, "NAME")``
_BEHIND = re.compile(r"""^["'`)\s]*,\s*(?:[A-Za-z]+\s*[:=]\s*)?["'`]([A-Za-z][\w.\- ]{2,60})["'`]\s*\)""")
_LABEL = re.compile(r"^[\s>*#\-|/\"'`(\[{]*([^\n]{2,70}?)(?:\s*(?:!!binary|[:=|>{(\[\\,*_\"'`-]|=>))*\s*$")
# The argument before, on a line of its own: ``insert(`` / ``"cf-access-client-secret",`` / ``from_static(VALUE``
_ARGUMENT_ABOVE = re.compile(r"""^\s*["'`]([A-Za-z][\w.\- ]{2,60})["'`]\s*,\s*$""")
_INSERT = re.compile(r"(?i)insert\s+into\s[^(]{1,80}\(([^()]{3,400})\)\s*values\s*$")
_CODE = re.compile(r"[(){}=<>]|:\s")
_RULE = re.compile(r"^[\s|:\-=+*_#~>]*$")
_FENCE = re.compile(r"^[\s>]*(?:`{3,}|~{3,})\w*\s*$")
_MOST_COLUMNS = 60


def is_carrier(name: str) -> bool:
    """True for keys such as ``value``, whose meaning stands in a partner."""
    return name.lower().replace("_", "").replace("-", "").strip("$@:") in vocabulary.CARRIERS


def partners(left: str, right: str, above: Sequence[str], below: Sequence[str]) -> list[str]:
    """``name: CF_API_TOKEN`` for ``value: ...``: on the same line, up to four lines above, or two below.

    Args:
        left: the line up to the value.
        right: the line behind it.
        above: lines above, nearest first.
        below: lines below, nearest first.

    Returns:
        Names, nearest first.
    """
    found = [*_ELEMENT.findall(left)[-1:], *(hit[1] for hit in (_BEHIND.search(right),) if hit)]
    if above and not found:
        found += _ELEMENT.findall(above[0])[-1:]
    inside = left[left.rfind("{") + 1 :]
    for text in (inside, right, *above[:4], *below[:2]):
        hits = _PARTNER.findall(text)
        if hits:  # what is nearest is its own; the others belong to other values
            return [*found, str(hits[-1]).strip()]
    return found


def twin(name: str, lines: Sequence[str]) -> str:
    """``httpHeaderName2: CF-Access-Client-Secret`` for a value named ``httpHeaderValue2``; else empty."""
    if "value" not in name.lower() or is_carrier(name):
        return ""
    pattern = re.sub("(?i)value", "(?:name|key)", re.escape(name))
    for line in lines:
        hit = re.search(rf"""(?i){pattern}["']?\s*[:=]\s*["']?([A-Za-z][\w.\-]{{2,60}})""", line)
        if hit:
            return str(hit[1])
    return ""


def behind(right: str) -> str:
    """The name in an argument behind the value, or an empty string."""
    hit = _BEHIND.search(right)
    return str(hit[1]) if hit else ""


def argument_above(above: Sequence[str]) -> str:
    """The string literal that is all of the line above, or an empty string."""
    hit = _ARGUMENT_ABOVE.match(above[0]) if above else None
    return str(hit[1]) if hit else ""


def label_above(above: Sequence[str]) -> str:
    """The nearest line above that is not blank, if it is short enough to be a label."""
    for line in above[:5]:
        if not line.strip() or _RULE.match(line) or _FENCE.match(line):
            continue
        hit = _LABEL.match(line)
        return str(hit[1]) if hit and len(hit[1].split()) <= 8 else ""  # noqa: PLR2004 - a label, not a sentence
    return ""


def column_head(left: str, right: str, above: Sequence[str], first_line: str) -> str:
    """The head of the value's column in a Markdown table, or in a CSV file's first line.

    Args:
        left: the whole line up to the value.
        right: the line behind it.
        above: lines above, nearest first.
        first_line: the text's first line.
    """
    if left.lstrip("> \t").startswith("|"):
        return _markdown_head(left, above)
    if left.lstrip().startswith("("):
        insert = next((hit for line in above[:40] if (hit := _INSERT.search(line))), None)
        return _cell(insert[1].split(","), left.count(",")) if insert else ""
    for delimiter in ",\t;":
        fields = (left + right).count(delimiter)
        if fields and first_line.count(delimiter) == fields < _MOST_COLUMNS and not _CODE.search(first_line):
            return _cell(first_line.split(delimiter), left.count(delimiter))
    return ""


def _markdown_head(left: str, above: Sequence[str]) -> str:
    for index, line in enumerate(above[:-1]):
        if "|" not in line:
            break
        if "-" in line and _RULE.match(line):
            return _cell(above[index + 1].lstrip("> \t").split("|"), left.count("|"))
    return ""


def _cell(cells: list[str], column: int) -> str:
    return cells[column].strip(" \t\r\"'*`") if column < len(cells) else ""
