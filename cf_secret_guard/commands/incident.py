"""``incident list|show|close``: read the notes of a directory, and close one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cf_secret_guard.model import ExitCode
from cf_secret_guard.report.neutral import neutral
from cf_secret_guard.report.sweep import Sweeper
from cf_secret_guard.respond.incidents import assess, store
from cf_secret_guard.terminal import emit, note

if TYPE_CHECKING:
    from cf_secret_guard.respond.incidents.store import Note

_LINE = 100_000
"""Characters of a note's line; its front matter has long ones."""
_HEADINGS = ("ID", "OPENED", "KIND", "STATUS", "SEVERITY", "VERDICT", "PLACES")


def list_incidents(directory: str, *, format: str = "text") -> ExitCode:  # noqa: A002 - the option's name
    """Print all incidents of a directory.

    Args:
        directory: where the notes are.
        format: ``text`` (a table) or ``json``.

    Returns:
        INCOMPLETE if a file that claims to be a note cannot be read; it is named on standard error.
    """
    found, troubles = store.notes(directory)
    rows = [_row(item) for item in found]
    emit(_json(rows) if format == "json" else _table(rows))
    for trouble in troubles:
        note(f"cf-secret-guard: {_safe(str(trouble))}")
    return ExitCode.INCOMPLETE if troubles else ExitCode.CLEAN


def show(directory: str, name: str) -> ExitCode:
    """Print one note.

    Args:
        directory: where the notes are.
        name: an id, a file name, or the beginning of a fingerprint.
    """
    emit("".join(f"{_safe(line)}\n" for line in store.find(directory, name).text.splitlines()))
    return ExitCode.CLEAN


def close(directory: str, name: str, *, text: str = "", force: bool = False) -> ExitCode:
    """Close one incident.

    Args:
        directory: where the notes are.
        name: an id, a file name, or the beginning of a fingerprint.
        text: why it is over.
        force: close it although it is not known to be dead.
    """
    path = store.close(directory, name, note=text, force=force)
    emit(f"Closed: {_safe(str(path))}\n")
    return ExitCode.CLEAN


def _row(item: Note) -> dict[str, str | int]:
    state = item.state
    return {
        "id": state.id,
        "opened": state.opened,
        "kind": " + ".join(dict.fromkeys(row.kind for row in state.secrets)),
        "status": state.status,
        "severity": state.severity or "unknown",
        "verdict": assess.status_of(state) or "not asked",
        "places": len(state.places),
    }


def _table(rows: list[dict[str, str | int]]) -> str:
    if not rows:
        return "No incidents.\n"
    opened = [row | {"opened": str(row["opened"])[:10]} for row in rows]
    cells = [_HEADINGS, *(tuple(_safe(str(value)) for value in row.values()) for row in opened)]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    lines = ("  ".join(f"{cell:<{width}}" for cell, width in zip(row, widths, strict=True)).rstrip() for row in cells)
    return "".join(f"{line}\n" for line in lines)


def _json(rows: list[dict[str, str | int]]) -> str:
    import json

    clean = [{key: _safe(value) if isinstance(value, str) else value for key, value in row.items()} for row in rows]
    return json.dumps({"schema": "cf-secret-guard/incidents/1", "incidents": clean}, indent=2) + "\n"


def _safe(text: str) -> str:
    return neutral(Sweeper(()).clean(text), limit=_LINE)
