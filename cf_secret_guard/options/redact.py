"""Options of ``redact``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cf_secret_guard.model import Confidence
from cf_secret_guard.options.base import Command

if TYPE_CHECKING:
    from argparse import Namespace

    from cf_secret_guard.model import ExitCode
    from cf_secret_guard.options.base import Parser

_DESCRIPTION = """\
Copy standard input to standard output, with every Cloudflare credential replaced by its redacted form.

Everything that looks like a credential is replaced, so rather too much than too little. While the input pauses, whole
lines are passed on at once; the rest of a line waits for its end."""


def declare(parser: Parser) -> None:
    """Add the options of ``redact``."""
    levels = [level.label for level in Confidence]
    parser.add_argument("input", nargs="?", choices=["-"], metavar="-", help="standard input, as without it")
    parser.add_argument(
        "--min-confidence", choices=levels, default="low", help="replace from this level on (default: low)"
    )


def _run(given: Namespace) -> ExitCode:
    from cf_secret_guard.commands import redact

    return redact.run(redact.RedactSettings(min_confidence=Confidence[given.min_confidence.upper()]))


COMMAND = Command(_DESCRIPTION, declare, _run)
