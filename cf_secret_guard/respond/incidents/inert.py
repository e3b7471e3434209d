"""Makes lines of Markdown inert on GitHub: text in them mentions nobody, refers to nothing and is no link.

A backslash is not enough there, because mentions and references are found in what the Markdown was rendered to. A
zero-width space between the sign and the name is; in code nothing is looked for.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_BREAK = "&#8203;"
_FENCE = "```"
# What the text was escaped with has broken most of them already; these are what our own words leave.
# A code span ends with as many backticks as it begins with; an escaped backtick begins none.
_SIGNS = re.compile(
    r"\\`|(?<!`)(?P<ticks>`+)(?!`).*?(?<!`)(?P=ticks)(?!`)|\\?@(?!&#8203;)|(?<!&)\\?#(?=\d)|\bGH-(?=\d)|\\://"
)


def inert(lines: Iterable[str]) -> Iterator[str]:
    """Yield lines that mean nothing more to GitHub than what they look like.

    Args:
        lines: generated Markdown, a line each, in which text from outside was escaped by :mod:`.markdown`. Addresses
            that stand there unescaped are meant as links.
    """
    is_code = False
    for line in lines:
        is_fence = line.startswith(_FENCE)
        yield line if is_code or is_fence else _SIGNS.sub(_broken, line)
        is_code = is_code is not is_fence


def _broken(hit: re.Match[str]) -> str:
    sign = hit[0]
    if sign.endswith("`"):
        return sign
    return f"{sign[:-2]}{_BREAK}//" if sign.endswith("//") else f"{sign}{_BREAK}"
