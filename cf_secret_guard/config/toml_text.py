"""``[tool.cf-secret-guard]`` of a TOML file to nodes. ``tomllib`` keeps no positions: lines are looked for by key."""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING

from cf_secret_guard.config.node import MAX_DEPTH, Entry, Node, fail
from cf_secret_guard.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Mapping

TABLE = "cf-secret-guard"
_MAX_DOTS = 500
"""In one line: the time that ``tomllib`` takes for a dotted key grows with the square of its parts."""


def parse(text: str, name: str) -> Node | None:
    """Parse our table.

    Args:
        text: the whole TOML document.
        name: of the file, for messages.

    Returns:
        The table; None if there is none.

    Raises:
        ConfigError: it is not TOML, or the table holds what a configuration has no use for.
    """
    for number, line in enumerate(text.split("\n"), 1):
        if line.count(".") > _MAX_DOTS:
            raise ConfigError(f"{name}:{number}: more than {_MAX_DOTS} dots in one line", "Break the line.")
    try:
        document: object = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        said = "it is nested too deeply" if isinstance(error, RecursionError) else str(error)
        raise ConfigError(f"{name}: not valid TOML: {said}", "Correct the syntax.") from None
    for key in ("tool", TABLE):
        document = document.get(key) if isinstance(document, dict) else None
    return None if document is None else _Builder(text, name).table(document)


class _Builder:
    def __init__(self, text: str, name: str) -> None:
        self._name = name
        self._lines = text.split("\n")

    def table(self, table: object) -> Node:
        """Build our table, from the line of its header on."""
        return self._node(table, self._find(TABLE, 1), 0)

    def _node(self, value: object, line: int, depth: int) -> Node:
        if depth > MAX_DEPTH:
            fail(
                self._name, Node(None, line, 1), "the table is nested too deeply", "Compare with docs/configuration.md."
            )
        if isinstance(value, dict):
            return Node(self._mapping(value, line, depth), line, 1)
        if isinstance(value, list):
            items = []
            for item in value:
                line = self._find(item, line) if isinstance(item, str) else self._next_header(item, line)
                items.append(self._node(item, line, depth + 1))
            return Node(tuple(items), line, 1)
        if not isinstance(value, str | int | float):
            fail(self._name, Node(None, line, 1), "dates have no meaning here", "Put it in quotes if it is text.")
        return Node(value, line, 1)

    def _mapping(self, table: Mapping[str, object], line: int, depth: int) -> dict[str, Entry]:
        entries: dict[str, Entry] = {}
        for key, value in table.items():
            at = self._find(key, line)
            entries[key] = Entry(at, 1, self._node(value, at, depth + 1))
        return entries

    def _next_header(self, item: object, line: int) -> int:
        """Where the item of an array of tables has its first key."""
        return self._find(next(iter(item)), line) if isinstance(item, dict) and item else line

    def _find(self, text: str, line: int) -> int:
        """The first line from ``line`` on that has ``text`` as a whole word; ``line`` itself if none has."""
        word = re.compile(rf"(?<![\w-]){re.escape(text)}(?![\w-])")
        found = (number for number in range(line, len(self._lines) + 1) if word.search(self._lines[number - 1]))
        return next(found, line)
