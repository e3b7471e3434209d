"""Validation of nodes against the JSON Schemas that the package ships: one source for the rules and their document.

Only the keywords that these schemas use are known. ``x-fix`` is ours: the next step for whoever gets it wrong.
"""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, cast

from cf_secret_guard.config.node import Entry, Node, fail, shown

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from cf_secret_guard.config.node import Scalar

Schema = dict[str, object]

_TYPES: Mapping[str, tuple[type, ...]] = {
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "array": (tuple,),
    "object": (dict,),
}
_ARTICLES = {"integer": "an integer", "array": "a list", "object": "a mapping", "boolean": "true or false"}
# Words of keys that would give a repository power over credentials, addresses or actions (DESIGN, decision 10).
_NOT_HERE = re.compile(r"api|token|credential|password|secret$|revoke|verify|admin|url|endpoint|proxy|command|plugin")


def load(name: str) -> Schema:
    """Read a schema that the package ships.

    Args:
        name: its file name, such as ``config-1.schema.json``.
    """
    import json

    place = os.path.join(os.path.dirname(os.path.dirname(__file__)), "schemas", name)  # noqa: PTH118, PTH120  pathlib costs start-up time
    with open(place, encoding="utf-8") as stream:  # noqa: PTH123  pathlib costs start-up time
        return cast("Schema", json.load(stream))


def validate(node: Node, schema: Schema, name: str, what: str = "the document") -> None:
    """Check a value.

    Args:
        node: the value.
        schema: what it must be.
        name: of the file, for messages.
        what: what the value is called in messages.

    Raises:
        ConfigError: the first thing that is wrong, with its line and column and how to correct it.
    """
    _check_type(node, schema, name, what)
    if isinstance(node.value, dict):
        _check_mapping(node, schema, name)
    elif isinstance(node.value, tuple):
        _check_list(node, node.value, schema, name, what)
    else:
        _check_scalar(node, node.value, schema, name, what)


def _check_type(node: Node, schema: Schema, name: str, what: str) -> None:
    wanted = schema.get("type")
    names = cast("list[str]", wanted if isinstance(wanted, list) else [wanted] if wanted else [])
    if not names or any(_is(node, kind) for kind in names):
        return
    expected = " or ".join(_ARTICLES.get(kind, f"a {kind}") for kind in names)
    quote = " Put it in quotes." if "string" in names and isinstance(node.value, int | float) else ""
    fail(name, node, f"{what} must be {expected}", f"{_fix(schema)}{quote}".strip())


def _is(node: Node, kind: str) -> bool:
    if isinstance(node.value, bool):
        return kind == "boolean"
    if kind == "integer" and isinstance(node.value, float):
        return node.value.is_integer()  # JSON Schema knows no difference between 1 and 1.0
    return isinstance(node.value, _TYPES[kind])


def _check_mapping(node: Node, schema: Schema, name: str) -> None:
    known = cast("dict[str, Schema]", schema.get("properties", {}))
    for key, entry in node.entries().items():
        if key in known:
            validate(entry.node, known[key], name, f"{key!r}")
        else:  # additionalProperties is false in all our schemas
            _unknown_key(key, entry, list(known), name)
    for key in cast("list[str]", schema.get("required", [])):
        if key not in node.entries():
            fail(name, node, f"{key!r} is missing here", _fix(known[key]) or f"Add {key!r}.")


def _unknown_key(key: str, entry: Entry, known: Sequence[str], name: str) -> None:
    import difflib

    if _NOT_HERE.search(key.lower()):
        step = "Remove it: files of a repository have no say over addresses, credentials or actions."
        fail(name, entry, f"{shown(key)} cannot be set in a file", step)
    close = difflib.get_close_matches(key.lower().replace("_", "-"), known, n=1)
    step = f"Did you mean {close[0]!r}?" if close else f"Remove it, or use one of: {', '.join(sorted(known))}."
    fail(name, entry, f"unknown key {shown(key)}", step)


def _check_list(node: Node, items: Sequence[Node], schema: Schema, name: str, what: str) -> None:
    if len(items) < cast("int", schema.get("minItems", 0)):
        fail(name, node, f"{what} is empty", _fix(schema))
    inner = cast("Schema", schema.get("items", {}))
    for item in items:
        validate(item, inner, name, f"an item of {what}")


def _check_scalar(node: Node, value: Scalar, schema: Schema, name: str, what: str) -> None:
    if "const" in schema and value != schema["const"]:
        fail(name, node, f"{what} must be {schema['const']!r}", _fix(schema))
    choices = cast("list[object]", schema.get("enum", []))
    if choices and value not in choices:
        fail(name, node, f"{what} cannot be {shown(value)}", f"Use one of: {', '.join(map(str, choices))}.")
    if isinstance(value, str):
        _check_text(node, value, schema, name, what)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        low, high = cast("tuple[float, float]", (schema.get("minimum", value), schema.get("maximum", value)))
        if not low <= value <= high:
            fail(name, node, f"{what} is out of range", _fix(schema))


def _check_text(node: Node, value: str, schema: Schema, name: str, what: str) -> None:
    if len(value) < cast("int", schema.get("minLength", 0)):
        fail(name, node, f"{what} is too short", _fix(schema))
    if len(value) > cast("int", schema.get("maxLength", len(value))):
        fail(name, node, f"{what} is longer than {schema['maxLength']} characters", "Shorten it.")
    if not re.search(cast("str", schema.get("pattern", "")), value):
        fail(name, node, f"{what} is not of the right form: {shown(value)}", _fix(schema))


def _fix(schema: Schema) -> str:
    return cast("str", schema.get("x-fix", "Compare with docs/configuration.md."))
