"""The outcome of a check."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from cf_secret_guard.errors import GuardError


class Status(StrEnum):
    """How bad it is."""

    OK = "ok"
    WARN = "warn"
    """Worth a look; scans and hooks do what they say."""
    FAIL = "fail"
    """Something that seems to be guarded is not, or a scan cannot be complete."""


class Check(NamedTuple):
    """One answer."""

    name: str
    status: Status
    message: str
    next_step: str = ""
    """What to do; empty if it is fine."""


def failed(name: str, error: GuardError) -> Check:
    """Turn an error into a check that failed."""
    return Check(name, Status.FAIL, error.message, error.next_step)
