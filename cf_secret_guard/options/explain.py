"""Options of ``explain``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cf_secret_guard.options.base import Command

if TYPE_CHECKING:
    from argparse import Namespace

    from cf_secret_guard.model import ExitCode
    from cf_secret_guard.options.base import Parser

_DESCRIPTION = """\
Say what a kind of credential is, what it can do, and how to revoke it by hand. Without KIND, list the kinds."""


def declare(parser: Parser) -> None:
    """Add the options of ``explain``."""
    parser.add_argument("kind", nargs="?", metavar="KIND", help="as a report names it; cloudflare- may be left out")
    parser.add_argument("-f", "--format", choices=["json", "text"], default="text", help="(default: text)")


def _run(given: Namespace) -> ExitCode:
    from cf_secret_guard.commands import explain

    return explain.run(explain.ExplainSettings(kind=given.kind, format=given.format))


COMMAND = Command(_DESCRIPTION, declare, _run)
