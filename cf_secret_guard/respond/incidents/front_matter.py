"""A note's state as YAML front matter: one record a line, strings in quotes with everything unusual escaped."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol, Self, TypeVar, cast

from cf_secret_guard.config import yaml_text
from cf_secret_guard.errors import ConfigError
from cf_secret_guard.respond.incidents import assess
from cf_secret_guard.respond.incidents.values import (
    SCHEMA_ID,
    ActionRow,
    EventRow,
    ExposureRow,
    PlaceRow,
    SecretRow,
    State,
    VerdictRow,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from cf_secret_guard.config.node import Node
    from cf_secret_guard.respond.incidents.values import Json

    class Row(Protocol):
        """A NamedTuple whose fields all have defaults."""

        _fields: tuple[str, ...]
        _field_defaults: Mapping[str, Json]

        @classmethod
        def _make(cls, iterable: Iterable[Json]) -> Self: ...

    RowT = TypeVar("RowT", bound=Row)

FENCE = "---"
_TEXTS = ("id", "fingerprint", "status", "severity", "capability", "opened", "updated")
_LISTS = ("related", "audit")
_ROWS: Mapping[str, type] = {
    "secrets": SecretRow,
    "places": PlaceRow,
    "exposures": ExposureRow,
    "verdicts": VerdictRow,
    "actions": ActionRow,
    "events": EventRow,
}
_COMPUTED = ("schema", "title", "verdict", "exposed_since", "dead_since")
_REPAIR = "Correct its front matter by hand, or move the file out of the directory."


def write(state: State, title: str) -> str:
    """Return the front matter, both fences included.

    Args:
        state: what to remember.
        title: of the note.
    """
    window = assess.window(state)
    computed = (SCHEMA_ID, title, assess.status_of(state) or "not asked", window.since, window.until)
    lines = [FENCE]
    lines += [f"{key}: {_value(value)}" for key, value in zip(_COMPUTED, computed, strict=True)]
    lines += [f"{key}: {_value(getattr(state, key))}" for key in _TEXTS]
    for key in (*_LISTS, *_ROWS):
        items = [_value(item._asdict() if key in _ROWS else item) for item in getattr(state, key)]
        lines += [f"{key}:", *(f"  - {item}" for item in items)] if items else [f"{key}: []"]
    lines += [f"{_value(key)}: {_value(value)}" for key, value in state.extra]
    return "\n".join([*lines, FENCE])


def read(text: str, name: str) -> State:
    """Read what stands between the fences.

    Args:
        text: without the fences.
        name: of the file, for messages.

    Raises:
        ConfigError: it is not what :func:`write` wrote, with the line and the next step.
    """
    try:
        root = yaml_text.parse(text, name)
    except ConfigError as error:
        raise ConfigError(error.message, _REPAIR) from None
    if root.text("schema") != SCHEMA_ID:
        step = "Upgrade cf-secret-guard." if root.text("schema") else _REPAIR
        raise ConfigError(f"{name}: the front matter is not {SCHEMA_ID}", step)
    if not root.text("id") or not root.text("fingerprint"):
        raise ConfigError(f"{name}: the front matter has no id or no fingerprint", _REPAIR)
    known = {*_COMPUTED, *_TEXTS, *_LISTS, *_ROWS}
    values: dict[str, object] = {key: root.text(key) for key in _TEXTS}
    values |= {key: tuple(str(item.value) for item in root.items(key)) for key in _LISTS}
    for key, kind in _ROWS.items():
        values[key] = tuple(_row(kind, item, name) for item in root.items(key))
    values["extra"] = tuple((key, _plain(entry.node)) for key, entry in root.entries().items() if key not in known)
    return State(**cast("dict[str, Any]", values))


def _row(kind: type[RowT], node: Node, name: str) -> RowT:
    values: list[Json] = []
    for field in kind._fields:
        default = kind._field_defaults[field]
        entry = node.entries().get(field)
        value = default if entry is None else _plain(entry.node)
        wanted = (bool, type(None)) if default is None else (type(default),)
        if not isinstance(value, wanted):
            raise ConfigError(f"{name}:{node.line}: {field} is not of the right type", _REPAIR)
        values.append(tuple(map(str, value)) if isinstance(value, tuple) else value)
    return kind._make(values)


def _plain(node: Node) -> Json:
    value = node.value
    if isinstance(value, dict):
        return {key: _plain(entry.node) for key, entry in value.items()}
    if isinstance(value, tuple):
        return tuple(_plain(item) for item in value)
    return value


def _value(value: Json) -> str:
    """Write a value in YAML's flow style, on one line, in characters that every reader takes as they are."""
    if isinstance(value, str):
        return f'"{"".join(map(_character, value))}"'
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_value(key)}: {_value(item)}" for key, item in value.items()) + "}"
    return "[" + ", ".join(_value(item) for item in cast("tuple[Json, ...]", value)) + "]"


def _character(char: str) -> str:
    if char in '"\\':
        return f"\\{char}"
    if char.isprintable():
        return char
    number = ord(char)
    return f"\\u{number:04x}" if number <= 0xFFFF else f"\\U{number:08x}"  # noqa: PLR2004 - four digits hold it
