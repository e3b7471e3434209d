"""Options of ``verify`` and ``revoke``: which credential, and what is known about it."""

from __future__ import annotations

from argparse import SUPPRESS
from typing import TYPE_CHECKING

from cf_secret_guard.errors import UsageError
from cf_secret_guard.options import response
from cf_secret_guard.settings import CredentialSettings

if TYPE_CHECKING:
    from argparse import Namespace

    from cf_secret_guard.options.base import Parser

SOURCES = """\
The secret is read from standard input, typed unseen at a terminal, or read again at the place that a report names.
It is never an argument: those can be seen by every user of the machine, and stay in the shell's history."""


def declare(parser: Parser) -> None:
    """Add the options that both commands share."""
    parser.keeps_quiet = True
    parser.add_argument("secret", nargs="*", help=SUPPRESS)  # taken only to be refused
    which = parser.add_argument_group("which credential")
    which.add_argument("--from-report", metavar="FILE", help="a JSON report of a scan; needs --fingerprint")
    which.add_argument("--fingerprint", metavar="F", help="of the secret in that report; eight digits or more")
    which.add_argument("--kind", metavar="KIND", help="what it is, where its form does not tell")
    which.add_argument(
        "--account-id", action="append", default=[], metavar="ID", help="account that it may belong to; repeatable"
    )
    response.declare_common(which)
    show = parser.add_argument_group("what to show")
    show.add_argument("-f", "--format", choices=["json", "text"], default="text", help="(default: text)")
    show.add_argument("--color", choices=["auto", "always", "never"], default="auto", help="(default: auto)")


def settings(given: Namespace, *, revoke: str | None) -> CredentialSettings:
    """Turn parsed options into settings.

    Args:
        given: what was parsed.
        revoke: one of ``options.response.VERBS``; None: only verify.

    Raises:
        UsageError: a value or a combination makes no sense, or a secret stands on the command line.
    """
    if given.secret:
        step = (
            "Pipe it in, or run this without arguments and type it. If it was real, it is in your shell's history now."
        )
        raise UsageError("A secret on the command line can be seen by every user of this machine", step)
    if (given.from_report is None) != (given.fingerprint is None):
        raise UsageError("--from-report and --fingerprint go together", "Give both, or neither.")
    return CredentialSettings(
        kind=_kind(given.kind),
        account_ids=tuple(given.account_id),
        from_report=given.from_report,
        fingerprint=given.fingerprint or "",
        format=given.format,
        color=given.color,
        response=response.settings(given, verify=True, revoke=revoke),
    )


def _kind(name: str | None) -> str | None:
    if name is None:
        return None
    from cf_secret_guard.model import Kind

    wanted = name.strip().lower().removeprefix("cloudflare-")
    found = next((str(kind) for kind in Kind if kind.removeprefix("cloudflare-") == wanted), None)
    if found is None:
        raise UsageError("--kind is not a kind", "`cf-secret-guard explain` lists the kinds.")
    return found
