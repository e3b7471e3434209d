"""Checks of the guard's own files: is the configuration valid, is the baseline readable and in date?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cf_secret_guard.config.load import load
from cf_secret_guard.doctor.base import Check, Status, failed
from cf_secret_guard.errors import GuardError
from cf_secret_guard.settings import ScanSettings

if TYPE_CHECKING:
    from cf_secret_guard.git import Repository


def configuration(repository: Repository | None) -> Check:
    """Can the configuration be read, and is it valid?"""
    try:
        found = load(ScanSettings(), None if repository is None else repository.root, repository)
    except GuardError as error:
        return failed("configuration", error)
    return Check(
        "configuration", Status.OK, f"read from {' and '.join(found.names)}" if found.names else "none: defaults"
    )
