"""Options of ``revoke``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cf_secret_guard.options import credential, response
from cf_secret_guard.options.base import Command

if TYPE_CHECKING:
    from argparse import Namespace

    from cf_secret_guard.model import ExitCode
    from cf_secret_guard.options.base import Parser

_DESCRIPTION = f"""\
Take one credential away, with an administrator credential of your own from CF_SECRET_GUARD_ADMIN_TOKEN, or from the
file that CF_SECRET_GUARD_ADMIN_TOKEN_FILE names. The plan is shown, and nothing is done without your yes.

{credential.SOURCES}

Exit codes: 0 it is dead, 2 usage, 3 it could not be taken away or nobody could tell, 4 internal error."""


def declare(parser: Parser) -> None:
    """Add the options of ``revoke``."""
    credential.declare(parser)
    act = parser.add_argument_group("what to do")
    verbs = "disable can be undone; delete and roll cannot (default: disable)"
    act.add_argument("--action", choices=response.VERBS, default="disable", help=verbs)
    response.declare_acting(act)


def _run(given: Namespace) -> ExitCode:
    chosen = credential.settings(given, revoke=given.action)
    from cf_secret_guard.commands import revoke

    return revoke.run(chosen)


COMMAND = Command(_DESCRIPTION, declare, _run)
