"""Options of ``drill``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cf_secret_guard.options.base import Command

if TYPE_CHECKING:
    from argparse import Namespace

    from cf_secret_guard.model import ExitCode
    from cf_secret_guard.options.base import Parser

_DESCRIPTION = """\
Play a leak from start to end in a temporary repository: stage, block, verify, plan, disable, confirm, incident note.

Cloudflare is simulated on this machine. No account is needed, and nothing is sent anywhere else.

Exit codes: 0 it went as it should, 3 it did not."""


def declare(parser: Parser) -> None:
    """Add the options of ``drill``."""
    parser.add_argument("-v", "--verbose", action="store_true", help="show the whole incident note")


def _run(given: Namespace) -> ExitCode:
    from cf_secret_guard.commands import drill

    return drill.run(drill.DrillSettings(whole=given.verbose))


COMMAND = Command(_DESCRIPTION, declare, _run)
