"""The baseline: known secrets that do not count. JSON Lines, sorted, one entry a line, so that branches merge.

Keyed on the fingerprint alone: a known secret is known wherever it stands, so moving or copying a file changes
nothing, and there are no paths, line numbers or times of writing to conflict over.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from cf_secret_guard.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cf_secret_guard.config.base import Config
    from cf_secret_guard.config.files import Files
    from cf_secret_guard.config.node import Node
    from cf_secret_guard.config.schema import Schema
    from cf_secret_guard.settings import ScanSettings

LONGEST = 200
"""Characters of a reason or an owner that a command writes."""
DEFAULT_NAME = ".cf-secret-guard.baseline.jsonl"
VERSION = "cf-secret-guard/baseline/1"
_SCHEMA = "baseline-1.schema.json"
_HEADER = f'{{"schema": "{VERSION}"}}'
_CONFLICT = ("<<<<<<<", "|||||||", "=======", ">>>>>>>")


class Entry(NamedTuple):
    """A known secret."""

    fingerprint: str
    kind: str
    """For the reader; it decides nothing."""
    reason: str = ""
    owner: str = ""
    expires: str = ""
    """The last day (UTC, YYYY-MM-DD) on which it counts; empty: no end."""

    def is_expired(self, today: str) -> bool:
        """Say if it no longer counts on a day, given as YYYY-MM-DD."""
        return bool(self.expires) and today > self.expires


class Baseline(NamedTuple):
    """A baseline file."""

    name: str
    """For messages and reasons."""
    entries: dict[str, Entry]
    """By fingerprint."""


def load(settings: ScanSettings, config: Config, files: Files) -> Baseline | None:
    """Read the baseline that a scan uses.

    Args:
        settings: ``baseline`` names a file; empty: none is used.
        config: may name one too.
        files: where it is read from.

    Returns:
        None if there is none.

    Raises:
        ConfigError: it cannot be read, or was named and is not there.
    """
    from cf_secret_guard.config.files import decode

    name = chosen_name(settings, config)
    if name is None:
        return None
    if settings.baseline:
        data: bytes | None = files.read_named(name, "--baseline")
    else:
        data = files.read(name)
    label = name if settings.baseline else files.label(name)
    if data is None and config.baseline:
        step = "Run `cf-secret-guard baseline create`, or correct `baseline` in the configuration."
        raise ConfigError(f"The configuration names the baseline {label}, which is not there", step)
    return None if data is None else parse(decode(data, label), label)


def chosen_name(settings: ScanSettings, config: Config) -> str | None:
    """Choose the file: the command line's (from the current directory), else the configuration's, else the default.

    Returns:
        Its name; None if none is to be used.
    """
    if settings.baseline is not None:
        return settings.baseline or None
    return (config.baseline or DEFAULT_NAME) if settings.use_config or config.baseline else None


def parse(text: str, name: str) -> Baseline:
    """Parse a baseline.

    Raises:
        ConfigError: it is not one, with the line and the fix.
    """
    from cf_secret_guard.config import schema

    lines = text.split("\n")  # not splitlines: a reason may hold U+2028
    for number, line in enumerate(lines, 1):
        if line.startswith(_CONFLICT):
            step = "Keep the entries of both sides and remove the marker lines; their order does not matter."
            raise ConfigError(f"{name}:{number}: a merge conflict is not resolved", step)
    _check_header(lines, name)
    rules = schema.load(_SCHEMA)
    entries: dict[str, Entry] = {}
    for number, line in enumerate(lines[1:], 2):
        if not line.strip() or line.strip() == _HEADER:  # a union merge may leave the header twice
            continue
        entry = _entry(line, number, name, rules)
        if entries.setdefault(entry.fingerprint, entry) != entry:
            step = "Keep one of its lines."
            raise ConfigError(f"{name}:{number}: {entry.fingerprint} stands here twice, with other fields", step)
    return Baseline(name, entries)


def render(entries: Iterable[Entry]) -> str:
    """Write entries as a baseline file, sorted, so that the same entries always give the same bytes."""
    import json

    lines = [_HEADER]
    for entry in sorted(entries):
        fields = {key: value for key, value in entry._asdict().items() if value}
        lines.append(json.dumps(fields, ensure_ascii=False))
    return "".join(f"{line}\n" for line in lines)


def check_date(text: str) -> bool:
    """Say if ``text`` is a real day in the form YYYY-MM-DD."""
    from datetime import date

    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _check_header(lines: list[str], name: str) -> None:
    import json

    step = f"Its first line must be {_HEADER}; run `cf-secret-guard baseline create` to make a new one."
    if not any(lines):
        raise ConfigError(f"{name} is empty", step)
    try:
        header = json.loads(lines[0])
    except (ValueError, RecursionError):
        header = None
    version = header.get("schema") if isinstance(header, dict) else None
    if isinstance(version, str) and version != VERSION and version.startswith("cf-secret-guard/baseline/"):
        raise ConfigError(f"{name}:1: made for another version of cf-secret-guard", "Upgrade cf-secret-guard.")
    if version != VERSION:
        raise ConfigError(f"{name}:1: not a baseline", step)


def _entry(line: str, number: int, name: str, rules: Schema) -> Entry:
    import json

    from cf_secret_guard.config import schema
    from cf_secret_guard.config.node import fail

    try:
        root = _node(json.loads(line), number)
    except (ValueError, RecursionError):
        raise ConfigError(f"{name}:{number}: not valid JSON", "Correct the line, or remove it.") from None
    schema.validate(root, rules, name, "an entry")
    entry = Entry(*(root.text(field) for field in Entry._fields))
    if entry.expires and not check_date(entry.expires):
        fail(name, root, f"there is no day {entry.expires}", "Write a real date as YYYY-MM-DD.")
    return entry


def _node(value: object, line: int) -> Node:
    """An entry is flat: what is nested is wrong whatever it holds."""
    from cf_secret_guard.config import node

    if isinstance(value, dict):
        children = {key: node.Entry(line, 1, _flat(child, line)) for key, child in value.items()}
        return node.Node(children, line, 1)
    return _flat(value, line)


def _flat(value: object, line: int) -> Node:
    from cf_secret_guard.config import node

    if isinstance(value, dict | list):
        return node.Node({} if isinstance(value, dict) else (), line, 1)
    return node.Node(value if isinstance(value, str | int | float) else None, line, 1)
