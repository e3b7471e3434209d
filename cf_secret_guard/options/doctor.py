"""Options of ``doctor``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cf_secret_guard.options.base import Command

if TYPE_CHECKING:
    from argparse import Namespace

    from cf_secret_guard.model import ExitCode
    from cf_secret_guard.options.base import Parser

_DESCRIPTION = """\
Say what is wrong with this machine or the repository of the current directory: git, the hooks, the configuration.

Exit codes: 0 if scans and hooks work, 3 if something keeps them from it."""


def declare(parser: Parser) -> None:
    """Add the options of ``doctor``."""
    parser.add_argument("-f", "--format", choices=["json", "text"], default="text", help="(default: text)")


def _run(given: Namespace) -> ExitCode:
    from cf_secret_guard.commands import doctor

    return doctor.run(doctor.DoctorSettings(format=given.format))


COMMAND = Command(_DESCRIPTION, declare, _run)
