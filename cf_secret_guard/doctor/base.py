"""The outcome of a check."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


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
