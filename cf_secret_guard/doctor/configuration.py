"""Checks of the guard's own files: is the configuration valid, is the baseline readable and in date?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cf_secret_guard.config.load import files, load
from cf_secret_guard.doctor.base import Check, Status, failed
from cf_secret_guard.errors import GuardError
from cf_secret_guard.settings import ScanSettings
from cf_secret_guard.triage import baseline as known

if TYPE_CHECKING:
    from cf_secret_guard.git import Repository


def configuration(repository: Repository | None) -> Check:
    """Can the configuration be read, and is it valid?"""
    try:
        found = load(ScanSettings(), _root(repository), repository)
    except GuardError as error:
        return failed("configuration", error)
    return Check(
        "configuration", Status.OK, f"read from {' and '.join(found.names)}" if found.names else "none: defaults"
    )


def baseline(repository: Repository | None) -> Check:
    """Can the baseline be read, and do its entries still count? Which are stale only a scan can tell."""
    import time

    settings = ScanSettings()
    place = files(settings, _root(repository), repository)
    try:
        config = load(settings, _root(repository), repository)
    except GuardError:  # said already, where the configuration was looked at
        step = "Correct the configuration first: it may name the baseline."
        return Check("baseline", Status.FAIL, "not looked at, because the configuration is not valid", step)
    try:
        found = known.load(settings, config, place)
    except GuardError as error:
        return failed("baseline", error)
    if found is None:
        return Check("baseline", Status.OK, "none")
    today = time.strftime("%Y-%m-%d", time.gmtime())
    expired = sum(entry.is_expired(today) for entry in found.entries.values())
    message = f"{found.name}: entries: {len(found.entries)}, expired: {expired}"
    if expired:
        step = "Run `cf-secret-guard baseline audit` to see them: their findings count again."
        return Check("baseline", Status.WARN, message, step)
    return Check("baseline", Status.OK, message)


def _root(repository: Repository | None) -> bytes | None:
    return None if repository is None else repository.root
