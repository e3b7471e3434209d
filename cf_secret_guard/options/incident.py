"""Options of ``incident``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cf_secret_guard.errors import UsageError
from cf_secret_guard.options.base import Command
from cf_secret_guard.settings import GITHUB

if TYPE_CHECKING:
    from argparse import Namespace

    from cf_secret_guard.model import ExitCode
    from cf_secret_guard.options.base import Parser

_DESCRIPTION = """\
Look at the incident notes that `scan --incident DIR` writes. Those of `--incident github` are read and closed on
GitHub itself.

  list        all incidents of the directory
  show ID     one note
  close ID    close one, when the credential is dead and the steps are done

ID is the incident's id, the name of its file, or the first eight or more digits of a fingerprint.

Exit codes: 0 done, 2 usage, or the incident may not be closed yet, 3 a note could not be read or written."""


def declare(parser: Parser) -> None:
    """Add the options of ``incident``."""
    add = parser.add_argument
    add("action", choices=["list", "show", "close"], help="what to do")
    add("id", nargs="?", metavar="ID", help="which incident, for show and close")
    add("--dir", default="incidents", metavar="DIR", help="where the notes are (default: incidents)")
    add("--note", default="", metavar="TEXT", help="why it is over, for close")
    add("--force", action="store_true", help="close it although it is not known to be dead")
    add("-f", "--format", choices=["json", "text"], default="text", help="of the list (default: text)")


def _check(given: Namespace) -> None:
    if (given.id is None) != (given.action == "list"):
        step = "Give one ID." if given.id is None else "Use show for one of them."
        raise UsageError(f"{given.action} {'needs the ID of an incident' if given.id is None else 'takes no ID'}", step)
    if given.action != "close" and (given.note or given.force):
        raise UsageError("--note and --force are about closing an incident", "Use them with close.")
    if given.action != "list" and given.format != "text":
        raise UsageError("--format is about the list", "Read the front matter of the note itself: it is YAML.")
    if given.dir == GITHUB:
        step = "Open the repository's security advisories or issues there; a directory of that name is ./github."
        raise UsageError("Incidents on GitHub are listed, read and closed on GitHub itself", step)


def _run(given: Namespace) -> ExitCode:
    _check(given)
    from cf_secret_guard.commands import incident

    match given.action:
        case "list":
            return incident.list_incidents(given.dir, format=given.format)
        case "show":
            return incident.show(given.dir, given.id)
        case _:
            return incident.close(given.dir, given.id, text=given.note, force=given.force)


COMMAND = Command(_DESCRIPTION, declare, _run)
