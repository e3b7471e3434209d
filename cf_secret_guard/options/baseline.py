"""Options of ``baseline``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cf_secret_guard.errors import UsageError
from cf_secret_guard.model import Confidence
from cf_secret_guard.options.base import Command
from cf_secret_guard.settings import ScanSettings

if TYPE_CHECKING:
    from argparse import Namespace

    from cf_secret_guard.model import ExitCode
    from cf_secret_guard.options.base import Parser

_DESCRIPTION = """\
Keep the list of known findings that do not count.

  create   scan, and write what is found into a new baseline
  update   scan, drop what is no longer found; with --reason, add what is new
  audit    scan, and list the entries with what is wrong with them; writes nothing

Exit codes: 0 fine, 1 update left findings uncovered or audit found something wrong, else as scan."""
_FIELDS = ("reason", "owner", "expires")


def declare(parser: Parser) -> None:
    """Add the options of ``baseline``."""
    add = parser.add_argument
    levels = [level.label for level in Confidence]
    add("action", choices=["create", "update", "audit"], help="what to do")
    add("paths", nargs="*", metavar="PATH", help="file or directory to scan (default: .)")
    add("--baseline", metavar="PATH", help="the file (default: the configuration's)")
    add("--reason", metavar="TEXT", help="why the new entries do not count")
    add("--owner", metavar="NAME", help="who answers for the new entries")
    add("--expires", metavar="YYYY-MM-DD", help="last day on which the new entries count")
    add("--min-confidence", choices=levels, help="take findings from this level on (default: medium)")
    add("--config", metavar="PATH", help="configuration file (default: looked for at the root)")
    add("--no-config", action="store_true", help="use no configuration file")


def settings(given: Namespace) -> ScanSettings:
    """Turn parsed options into the settings of the scan.

    Raises:
        UsageError: a value or a combination makes no sense.
    """
    if "-" in given.paths or "" in given.paths:
        raise UsageError("A baseline is of files: a PATH is - or empty", "Name files or directories.")
    if given.no_config and given.config is not None:
        raise UsageError("--no-config and --config exclude each other", "Leave one of them out.")
    if given.action == "audit" and any(getattr(given, name) is not None for name in _FIELDS):
        raise UsageError("audit writes nothing, so it takes no --reason, --owner or --expires", "Use update for that.")
    return ScanSettings(
        paths=tuple(given.paths) or (".",),
        paths_given=bool(given.paths),
        baseline=given.baseline,
        config=given.config,
        use_config=not given.no_config,
        min_confidence=None if given.min_confidence is None else Confidence[given.min_confidence.upper()],
    )


def _run(given: Namespace) -> ExitCode:
    chosen = settings(given)
    from cf_secret_guard.commands import baseline

    if given.action == "audit":
        return baseline.audit(chosen)
    fields = baseline.EntryFields(*(getattr(given, name) or "" for name in _FIELDS))
    return baseline.create(chosen, fields) if given.action == "create" else baseline.update(chosen, fields)


COMMAND = Command(_DESCRIPTION, declare, _run)
