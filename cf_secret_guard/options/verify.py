"""Options of ``verify``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cf_secret_guard.options import credential
from cf_secret_guard.options.base import Command

if TYPE_CHECKING:
    from argparse import Namespace

    from cf_secret_guard.model import ExitCode
    from cf_secret_guard.options.base import Parser

_DESCRIPTION = f"""\
Ask Cloudflare if one credential is live. It is sent to Cloudflare's API and nowhere else.

{credential.SOURCES}

Exit codes: 0 it is dead, 1 it is live, 2 usage, 3 nobody could tell, 4 internal error."""


def declare(parser: Parser) -> None:
    """Add the options of ``verify``."""
    credential.declare(parser)


def _run(given: Namespace) -> ExitCode:
    chosen = credential.settings(given, revoke=None)
    from cf_secret_guard.commands import verify

    return verify.run(chosen)


COMMAND = Command(_DESCRIPTION, declare, _run)
