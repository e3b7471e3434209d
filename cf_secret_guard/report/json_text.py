"""JSON documents: swept for secrets as a whole, and written so that no encoding and no terminal can spoil them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cf_secret_guard.report.neutral import printable_path

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from cf_secret_guard.report.sweep import Sweeper

    Json = str | int | float | bool | None | Sequence["Json"] | Mapping[str, "Json"]


def dump(document: Json, sweeper: Sweeper) -> str:
    """Write a document as pure ASCII, with a final newline.

    Args:
        document: made of dictionaries, lists and plain values. Its keys are ours, its strings may hold anything.
        sweeper: takes the secrets out of every string.
    """
    import json

    return json.dumps(_swept(document, sweeper), indent=2) + "\n"


def _swept(value: Json, sweeper: Sweeper) -> Json:
    if isinstance(value, str):
        return printable_path(sweeper.clean(value))
    if isinstance(value, dict):
        return {key: _swept(item, sweeper) for key, item in value.items()}
    if isinstance(value, list):
        return [_swept(item, sweeper) for item in value]
    return value
