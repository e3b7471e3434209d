"""A parsed document whose every value and key knows where it stands, so that an error can point at it."""

from __future__ import annotations

from typing import NamedTuple, NoReturn

from cf_secret_guard.errors import ConfigError

MAX_DEPTH = 8
"""Deeper nesting than any configuration needs is refused."""

_SHOWN = 32
"""Characters; no Cloudflare credential is as short."""

Scalar = str | int | float | bool | None


class Entry(NamedTuple):
    """A key of a mapping and its value."""

    line: int
    """1-based; of the key."""
    column: int
    """1-based, in characters."""
    node: Node


class Node(NamedTuple):
    """A value."""

    value: Scalar | tuple[Node, ...] | dict[str, Entry]
    line: int
    """1-based."""
    column: int
    """1-based, in characters."""

    def entries(self) -> dict[str, Entry]:
        """The entries of a mapping; none for anything else."""
        return self.value if isinstance(self.value, dict) else {}

    def child(self, *keys: str) -> Node | None:
        """The value below ``keys``; None if there is none."""
        node: Node | None = self
        for key in keys:
            entry = node.entries().get(key) if node else None
            node = entry.node if entry else None
        return node

    def items(self, *keys: str) -> tuple[Node, ...]:
        """The items of the list below ``keys``; none if there is no list."""
        node = self.child(*keys)
        return node.value if node and isinstance(node.value, tuple) else ()

    def text(self, key: str, default: str = "") -> str:
        """The string below ``key``."""
        node = self.child(key)
        return node.value if node and isinstance(node.value, str) else default


def shown(value: Scalar) -> str:
    """Quote a value in a message. A long one is only measured: it might be a secret, pasted into the wrong place."""
    text = repr(value)
    return text if len(text) <= _SHOWN else f"a text of {len(str(value))} characters"


def fail(name: str, place: Node | Entry, message: str, next_step: str) -> NoReturn:
    """Refuse a document, pointing at a place in it.

    Raises:
        ConfigError: always.
    """
    raise ConfigError(f"{name}:{place.line}:{place.column}: {message}", next_step)
