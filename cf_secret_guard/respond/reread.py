"""Reads a secret again at the place that a report names. The report holds no secret, only where one is."""

from __future__ import annotations

import json
import os
import re
import stat
from typing import TYPE_CHECKING, NamedTuple

from cf_secret_guard.errors import GitError, IncompleteError, UsageError
from cf_secret_guard.respond.given import report

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from cf_secret_guard.git import Repository
    from cf_secret_guard.model import Finding, Report

SCHEMA = "cf-secret-guard/report/1"
_SHORTEST = 8
_LARGEST = 256 * 1024 * 1024
_PIECE = 1024 * 1024
_GIVE = "Give the secret itself instead, on standard input."


class Place(NamedTuple):
    """Where a report says that a secret is."""

    path: str
    blob: str | None
    """The git object that holds it; of a message, the commit or tag itself."""


def report_of(file: str, fingerprint: str, repository: Repository | None) -> Report:
    """Make a report of one secret of another report, read again where it stands.

    Args:
        file: a JSON report of this program.
        fingerprint: of the secret, or its first eight or more digits.
        repository: that the report is about, if it is.

    Raises:
        UsageError: the file is no such report, or does not name the secret.
        IncompleteError: the secret is not at any of its places any more.
    """
    name, places = _places(file, fingerprint)
    found: list[Finding] = []
    accounts: dict[str, None] = {}
    size = 0
    for place in places:
        likely: list[Finding] = []
        for read, where, is_outer in _contents(place, repository):
            findings, ids, length = _search(read, where, place.blob, archives=is_outer)
            mine = [one for one in findings if one.fingerprint == name]
            accounts.update(dict.fromkeys(ids))
            size += length
            likely = likely or mine
            if exact := [one for one in mine if one.path == place.path]:
                likely = exact
                break
        found += likely
    if not found:
        named = ", ".join(sorted({place.path for place in places})[:3])
        raise IncompleteError(f"The secret {name} was not found again at its place: {named}", _GIVE)
    return report(found, size=size, account_ids=tuple(sorted(accounts)))


def _places(file: str, fingerprint: str) -> tuple[str, list[Place]]:
    """The whole fingerprint, and the distinct places of its findings."""
    wanted = fingerprint.strip().lower()
    if len(wanted) < _SHORTEST or not re.fullmatch(r"[0-9a-f]{1,32}", wanted):
        raise UsageError("--fingerprint is not one", f"Give {_SHORTEST} or more digits of a finding's fingerprint.")
    rows = [row for row in _rows(file) if str(row.get("fingerprint", "")).startswith(wanted)]
    names = {str(row["fingerprint"]) for row in rows}
    if not names:
        raise UsageError("The report has no finding with that fingerprint", "Copy it from the report.")
    if len(names) > 1:
        raise UsageError("The report has several findings that begin so", "Give the whole fingerprint.")
    places = [Place(str(row.get("path", "")), _object(row)) for row in rows]
    return names.pop(), list(dict.fromkeys(places))


def _rows(file: str) -> list[dict[str, object]]:
    try:
        with open(file, "rb") as stream:  # noqa: PTH123 - a FIFO of the shell, as in <(...), is fine too
            document = json.loads(stream.read(_LARGEST))
    except OSError as error:
        step = "Write one with `cf-secret-guard scan -o json:report.json`."
        raise UsageError(f"The report {file!r} cannot be read: {error.strerror}", step) from None
    except (ValueError, RecursionError):
        document = None
    rows = document.get("findings") if isinstance(document, dict) and document.get("schema") == SCHEMA else None
    if not isinstance(rows, list):
        raise UsageError(f"{file!r} is no JSON report of this program", "Write one with `scan -o json:report.json`.")
    return [row for row in rows if isinstance(row, dict)]


def _object(row: dict[str, object]) -> str | None:
    is_message = str(row.get("path", "")).startswith("<")
    return _text(row.get("blob")) or (_text(row.get("commit")) if is_message else None)


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _contents(place: Place, repository: Repository | None) -> Iterator[tuple[Callable[[int], bytes], bytes, bool]]:
    """Yield readers of what may be meant by a place, their names, and whether it would be a container around it."""
    for name, is_outer in _candidates(place.path):
        if place.blob is not None and repository is not None:
            for blob in repository.read_blobs([place.blob]):
                if blob.size is not None:
                    yield blob.read, name, is_outer
            continue
        top = repository.root if repository is not None else os.fsencode(".")
        try:
            handle = os.open(os.path.join(top, name), os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))  # noqa: PTH118 - bytes
        except (OSError, ValueError):
            continue
        try:
            if stat.S_ISREG(os.fstat(handle).st_mode):
                yield lambda count, handle=handle: os.read(handle, min(count, _PIECE)), name, is_outer  # type: ignore[misc]  # bound now
        finally:
            os.close(handle)


def _candidates(path: str) -> Iterator[tuple[bytes, bool]]:
    """Yield the names of files that a place may be in: its own, or that of a container, which ``!`` stands behind."""
    for name in _spellings(path):
        yield name, False
    for name in _spellings(path):
        parts = name.split(b"!")
        for count in range(1, len(parts)):
            yield b"!".join(parts[:count]), True


def _search(
    read: Callable[[int], bytes], path: bytes, blob: str | None, *, archives: bool
) -> tuple[list[Finding], tuple[str, ...], int]:
    """All findings of one content, its labelled account ids, and its size."""
    from cf_secret_guard.collector import Collector
    from cf_secret_guard.prefilter.choose import choose
    from cf_secret_guard.sources.feeder import Feeder

    collector = Collector((), decode=True, archives=archives, progress=None)
    try:
        size = Feeder(choose(bulk=archives), collector).feed(read, (path,), blob)
    except (OSError, GitError) as error:
        reason = error.message if isinstance(error, GitError) else error.strerror
        raise IncompleteError(f"The place of the secret cannot be read: {reason}", _GIVE) from None
    return collector.findings, collector.account_ids, size


def _spellings(path: str) -> list[bytes]:
    r"""The paths that are shown as ``path``: a byte that is not UTF-8 was escaped as ``\xNN``."""
    plain = path.encode("utf-8", "surrogateescape")
    raw = re.sub(rb"\\x([89a-f][0-9a-f])", lambda hit: bytes([int(hit[1], 16)]), plain)
    return [plain] if raw == plain else [raw, plain]
