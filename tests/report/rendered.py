"""A Markdown document as a reader of it sees it: parsed, with GitHub's additions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markdown_it import MarkdownIt

if TYPE_CHECKING:
    from collections.abc import Iterator

    from markdown_it.token import Token

_PARSER = MarkdownIt("gfm-like", {"html": True})
_WORDS = {"text", "text_special"}


def tokens(text: str) -> Iterator[Token]:
    """Yield everything that the document consists of, in order."""
    for token in _PARSER.parse(text):
        yield token
        yield from token.children or ()


def structure(text: str) -> list[tuple[str, str, str]]:
    """Everything but words: (type, tag, and for HTML and links what they are)."""
    kept = (token for token in tokens(text) if token.type not in {*_WORDS, "inline"})
    return [(token.type, token.tag, _meaning(token)) for token in kept]


def _meaning(token: Token) -> str:
    return token.content if token.type.startswith("html") else str(token.attrs.get("href", ""))


def words(text: str) -> str:
    """The words outside of code, as the page has them after all escapes: what a forge searches for references."""
    lines = (token.children or () for token in tokens(text) if token.type == "inline")
    return "\n".join("".join(child.content for child in line if child.type in _WORDS) for line in lines)


def spans(text: str) -> list[str]:
    """The contents of all code spans."""
    return [token.content for token in tokens(text) if token.type == "code_inline"]
