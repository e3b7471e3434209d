"""What a GitHub Actions runner reads from a line of a log, after actions/runner, src/Runner.Common/ActionCommand.cs."""

from __future__ import annotations

from typing import NamedTuple

NAMES = frozenset(("error", "warning", "notice", "debug", "group", "add-mask", "set-env", "add-path", "stop-commands"))


class Command(NamedTuple):
    """A command, unescaped."""

    name: str
    properties: dict[str, str]
    data: str


def parse(line: str) -> Command | None:
    """Read one line; None if it is no command."""
    text = line.lstrip()
    if text.startswith("::") and "::" in text[2:]:
        head, _, data = text[2:].partition("::")
        name, _, rest = head.partition(" ")
        if name in NAMES:
            pairs = (pair.split("=", 1) for pair in rest.strip().split(",") if pair)
            properties = {pair[0]: _unescaped(pair[1], "%3A:", "%2C,") for pair in pairs if len(pair) == 2}
            return Command(name, properties, _unescaped(data))
    if "##[" in line and "]" in line.partition("##[")[2]:
        head, _, data = line.partition("##[")[2].partition("]")
        return Command(head.partition(" ")[0], {}, data) if head.partition(" ")[0] in NAMES else None
    return None


def _unescaped(text: str, *more: str) -> str:
    for mapping in ("%0D\r", "%0A\n", *more, "%25%"):
        text = text.replace(mapping[:3], mapping[3:])
    return text
