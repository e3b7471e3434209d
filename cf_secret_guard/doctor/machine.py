"""Checks of the machine: Python, git, the fast prefilter."""

from __future__ import annotations

import sys

from cf_secret_guard.doctor.base import Check, Status
from cf_secret_guard.errors import GitError
from cf_secret_guard.git.version import MINIMUM_VERSION, version

OLDEST_PYTHON = (3, 11)


def python(running: tuple[int, ...] = tuple(sys.version_info[:3])) -> Check:
    """Is this Python new enough?"""
    if running < OLDEST_PYTHON:
        return Check(
            "python", Status.FAIL, f"Python {_dotted(running)} is too old", f"Install {_dotted(OLDEST_PYTHON)}."
        )
    return Check("python", Status.OK, f"Python {_dotted(running)}")


def git() -> Check:
    """Is git there, and new enough?"""
    try:
        found = version()
    except GitError as error:
        return Check("git", Status.FAIL, error.message, error.next_step)
    if found < MINIMUM_VERSION:
        wanted = _dotted(MINIMUM_VERSION)
        return Check("git", Status.FAIL, f"git {_dotted(found)} is too old", f"Install git {wanted} or newer.")
    return Check("git", Status.OK, f"git {_dotted(found)}")


def prefilter(module: str = "hyperscan") -> Check:
    """Does the fast prefilter load? It is a compiled library, and does not exist for every platform."""
    from importlib import import_module

    try:
        import_module(module)
    except (ImportError, OSError):
        step = (
            "Run `pip install hyperscan` in the environment of cf-secret-guard, if there is a wheel for this platform."
        )
        return Check(
            "prefilter", Status.WARN, f"{module} does not load: large scans are slower, not less complete", step
        )
    return Check("prefilter", Status.OK, f"{module} loads")


def _dotted(numbers: tuple[int, ...]) -> str:
    return ".".join(map(str, numbers))
