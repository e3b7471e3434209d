"""YAML to nodes. Works on the parser's events, so that nothing in the text can make it construct, recurse or expand."""

from __future__ import annotations

from typing import TYPE_CHECKING

import yaml

from cf_secret_guard.config.node import MAX_DEPTH, Entry, Node, Scalar, fail, shown
from cf_secret_guard.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Iterator

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the C parser is not in every wheel
_TAG = "tag:yaml.org,2002:"


def parse(text: str, name: str) -> Node:
    """Parse one YAML document.

    Args:
        text: the document.
        name: of the file, for messages.

    Returns:
        Its root; an empty document is an empty mapping.

    Raises:
        ConfigError: it is not YAML, or uses what a configuration has no use for: anchors, aliases, tags, duplicate
            keys, keys that are not strings, several documents, deep nesting.
    """
    try:
        root = _Builder(text, name).document()
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f"{name}:{mark.line + 1}:{mark.column + 1}" if mark else name
        what = getattr(error, "problem", None) or "there is a character that YAML does not allow"
        raise ConfigError(
            f"{place}: not valid YAML: {what}", "Correct the syntax; check indentation and quotes."
        ) from None
    return Node({}, 1, 1) if root.value is None else root


class _Builder:
    def __init__(self, text: str, name: str) -> None:
        self._name = name
        self._events: Iterator[yaml.Event] = yaml.parse(text, Loader=_LOADER)
        self._resolver = yaml.SafeLoader("")

    def document(self) -> Node:
        """Build the one document."""
        root: Node | None = None
        for event in self._events:
            if isinstance(event, yaml.DocumentStartEvent):
                if root is not None:
                    self._refuse(event, "a second document begins", "Keep everything in one document, without `---`.")
                root = self._node(next(self._events), 0)
        return root or Node(None, 1, 1)

    def _node(self, event: yaml.Event, depth: int) -> Node:
        line, column = _position(event)
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            self._refuse(event, "anchors and aliases are not supported", "Write the value out where it is needed.")
        if tag := getattr(event, "tag", None):
            self._refuse(event, f"the tag {shown(tag)} is not supported", "Remove the tag.")
        if depth > MAX_DEPTH:
            self._refuse(event, "the document is nested too deeply", "Compare with docs/configuration.md.")
        if isinstance(event, yaml.ScalarEvent):
            return Node(self._scalar(event), line, column)
        if isinstance(event, yaml.SequenceStartEvent):
            return Node(tuple(self._sequence(depth)), line, column)
        return Node(self._mapping(depth), line, column)

    def _sequence(self, depth: int) -> Iterator[Node]:
        while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
            yield self._node(event, depth + 1)

    def _mapping(self, depth: int) -> dict[str, Entry]:
        entries: dict[str, Entry] = {}
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            key = self._node(event, depth + 1)
            if not isinstance(key.value, str):
                fail(self._name, key, "a key is not a string", "Put the key in quotes.")
            if key.value in entries:
                first = entries[key.value].line
                fail(
                    self._name,
                    key,
                    f"the key {shown(key.value)} stands twice, first in line {first}",
                    "Keep one of them.",
                )
            entries[key.value] = Entry(key.line, key.column, self._node(next(self._events), depth + 1))
        return entries

    def _scalar(self, event: yaml.ScalarEvent) -> Scalar:
        if not event.implicit[0]:
            return str(event.value)
        resolved: str = self._resolver.resolve(yaml.ScalarNode, event.value, (True, False))  # type: ignore[no-untyped-call]
        tag = resolved.removeprefix(_TAG)
        node = yaml.ScalarNode(f"{_TAG}{tag}", event.value)
        try:
            match tag:
                case "null":
                    return None
                case "bool":
                    return bool(self._resolver.construct_yaml_bool(node))
                case "int":
                    return int(self._resolver.construct_yaml_int(node))
                case "float":
                    return float(self._resolver.construct_yaml_float(node))
        except ValueError:  # 0o9, or more digits than Python converts
            self._refuse(event, "this is not a number that can be read", "Put it in quotes if it is text.")
        return str(event.value)

    def _refuse(self, event: yaml.Event, message: str, next_step: str) -> None:
        fail(self._name, Node(None, *_position(event)), message, next_step)


def _position(event: yaml.Event) -> tuple[int, int]:
    mark = event.start_mark
    return (mark.line + 1, mark.column + 1) if mark else (1, 1)
