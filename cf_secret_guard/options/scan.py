"""Options of ``scan``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cf_secret_guard.errors import UsageError
from cf_secret_guard.model import Confidence, ExitCode
from cf_secret_guard.options import response
from cf_secret_guard.options.base import Command
from cf_secret_guard.options.span import ends
from cf_secret_guard.report.base import FORMATS
from cf_secret_guard.settings import ScanSettings

if TYPE_CHECKING:
    from argparse import Namespace

    from cf_secret_guard.options.base import Parser
    from cf_secret_guard.settings import ResponseSettings

_DESCRIPTION = """\
Find Cloudflare credentials in files, in the git index, in commits or in standard input. Nothing is sent anywhere,
unless you ask for that with --verify or --revoke.

Inside a git work tree, files on disk means the tracked files and the untracked ones that git does not ignore.

Exit codes: 0 clean, 1 findings, 2 usage or configuration, 3 incomplete, 4 internal error."""
_MODES = {
    "--staged": "staged",
    "--history": "history",
    "--range": "range",
    "--since": "range",
    "--pre-push": "push",
    "--commit-message": "commit-message",
    "-": "stdin",
}
_UNITS = {"": 1, "K": 1024, "M": 1024**2, "G": 1024**3}


def declare(parser: Parser) -> None:
    """Add the options of ``scan``."""
    add = parser.add_argument
    add("paths", nargs="*", metavar="PATH", help="file or directory (default: .); - reads standard input")
    what = parser.add_argument_group("what to scan")
    what.add_argument(
        "--staged", action="store_true", help="what the next commit would contain: the index, not the disk"
    )
    what.add_argument(
        "--history", action="store_true", help="all that git keeps: every ref, tag, note, stash and message"
    )
    what.add_argument(
        "--unreachable", action="store_true", help="with --history: stored objects that no ref reaches, too"
    )
    what.add_argument("--range", metavar="A..B", help="what the commits bring in that B has and A does not")
    what.add_argument("--since", metavar="REV", help="the same as --range REV..HEAD")
    push = "what is about to be pushed (pre-push hook); PATHs are the remote's name and URL"
    what.add_argument("--pre-push", action="store_true", help=push)
    what.add_argument("--commit-message", metavar="FILE", help="the message of the commit being made (commit-msg hook)")
    what.add_argument("--no-gitignore", action="store_true", help="take the files that git ignores too")
    what.add_argument("--max-file-size", metavar="SIZE", help="skip larger files and say so; bytes, or with K, M, G")
    what.add_argument("--no-decode", action="store_true", help="do not look into base64, percent and other encodings")
    count = parser.add_argument_group("what counts")
    levels = [level.label for level in Confidence]
    count.add_argument("--min-confidence", choices=levels, help="report from this level on (default: medium)")
    fail_on = ["any", "live", "live-or-unknown", "never"]
    count.add_argument("--fail-on", choices=fail_on, default="any", help="which findings give exit code 1")
    count.add_argument("--baseline", metavar="PATH", help="known findings that do not count")
    count.add_argument("--config", metavar="PATH", help="configuration file (default: looked for at the root)")
    count.add_argument("--config-from", metavar="REV", help="take configuration and baseline from this git revision")
    count.add_argument("--no-config", action="store_true", help="use no configuration file")
    show = parser.add_argument_group("what to show")
    show.add_argument("-f", "--format", choices=sorted(FORMATS), default="text", help="report on standard output")
    show.add_argument(
        "-o", "--output", action="append", default=[], metavar="FORMAT:PATH", help="also write a report; repeatable"
    )
    show.add_argument("-q", "--quiet", action="store_true", help="one line a finding, nothing when clean")
    show.add_argument("-v", "--verbose", action="count", default=0, help="show what was ignored or skipped, and why")
    show.add_argument("--color", choices=["auto", "always", "never"], default="auto", help="(default: auto)")
    show.add_argument("--no-progress", action="store_true", help="no progress bar on long scans")
    _declare_response(parser)
    add("--jobs", metavar="N", type=int, default=0, help="threads (default: one a core)")


def _declare_response(parser: Parser) -> None:
    act = parser.add_argument_group("what to do about it (off unless you ask)")
    act.add_argument("--verify", action="store_true", help="ask Cloudflare if it is live: sends it there, once")
    verbs = "take it away: disable (can be undone; plain --revoke), delete or roll; shows its plan first"
    act.add_argument("--revoke", nargs="?", choices=response.VERBS, metavar="=VERB", help=verbs)
    parser.bare["--revoke"] = "disable"
    response.declare_acting(act)
    response.declare_common(act)


def settings(given: Namespace) -> ScanSettings:
    """Turn parsed options into settings.

    Raises:
        UsageError: a value or a combination makes no sense.
    """
    # A hook is given names of files: with --staged, nothing else can be meant by a dash.
    paths: list[str] = ["./-" if given.staged and path == "-" else path for path in given.paths]
    mode = _mode(given, paths)
    _refuse_contradictions(given, mode)
    named = [given.commit_message] if mode == "commit-message" else [] if mode in {"stdin", "push"} else paths
    return ScanSettings(
        paths=tuple(named) or (".",),
        mode=mode,
        paths_given=bool(named),
        unreachable=given.unreachable,
        range=ends(given.range, given.since),
        remote=paths[0] if mode == "push" and paths else None,
        gitignore=not given.no_gitignore,
        format=given.format,
        outputs=_outputs(given.output),
        min_confidence=None if given.min_confidence is None else Confidence[given.min_confidence.upper()],
        fail_on=given.fail_on,
        baseline=given.baseline,
        config=given.config,
        use_config=not given.no_config,
        config_from=given.config_from,
        jobs=given.jobs,
        max_file_size=None if given.max_file_size is None else parse_size(given.max_file_size),
        decode=not given.no_decode,
        progress=not (given.no_progress or given.quiet),
        quiet=given.quiet,
        verbosity=given.verbose,
        color=given.color,
        response=_response(given),
    )


def _response(given: Namespace) -> ResponseSettings:
    if given.fail_on.startswith("live") and not (given.verify or given.revoke):
        step = "Add --verify; or use --fail-on any."
        raise UsageError(f"--fail-on {given.fail_on} needs to know what is live, and nobody asks", step)
    return response.settings(given, verify=given.verify, revoke=given.revoke)


def parse_size(text: str) -> int:
    """Read a size such as ``4096``, ``512K``, ``10M`` or ``2G`` (powers of 1024).

    Returns:
        Bytes, at least 1.

    Raises:
        UsageError: it is not such a size.
    """
    number = text.strip().upper().removesuffix("B").removesuffix("I")
    digits = number.rstrip("KMG")
    unit = number[len(digits) :]
    if not (digits.isascii() and digits.isdigit() and unit in _UNITS and int(digits) > 0):
        raise UsageError(
            f"--max-file-size {text!r} is not a size", "Give a whole number, with K, M or G if you like: 10M."
        )
    return int(digits) * _UNITS[unit]


def _mode(given: Namespace, paths: list[str]) -> str:
    stdin = "-" in paths
    modes = {
        "--staged": given.staged,
        "--history": given.history,
        "--range": given.range is not None,
        "--since": given.since is not None,
        "--pre-push": given.pre_push,
        "--commit-message": given.commit_message is not None,
        "-": stdin,
    }
    chosen = [name for name, is_chosen in modes.items() if is_chosen]
    if len(chosen) > 1:
        raise UsageError(f"{' and '.join(chosen)} exclude each other", "Run once for each.")
    if stdin and len(paths) > 1:
        raise UsageError(
            "- (standard input) stands alone", "Leave out the other paths; a file with the name - is ./- instead."
        )
    if given.commit_message is not None and paths:
        raise UsageError("--commit-message takes one file and no further PATH", "Leave out the other paths.")
    if given.pre_push and len(paths) > 2:  # noqa: PLR2004 - the remote's name and URL
        raise UsageError("--pre-push takes what git gives the hook: the remote's name and its URL", 'Pass on "$@".')
    if "" in paths or given.commit_message == "":
        raise UsageError("A PATH is empty", "Name a file or directory; . is the current directory.")
    return _MODES[chosen[0]] if chosen else "worktree"


def _refuse_contradictions(given: Namespace, mode: str) -> None:
    if given.quiet and given.verbose:
        raise UsageError("-q and -v exclude each other", "Leave one of them out.")
    if given.no_config and (given.config is not None or given.config_from is not None):
        other = "--config" if given.config is not None else "--config-from"
        raise UsageError(f"--no-config and {other} exclude each other", "Leave one of them out.")
    if given.no_gitignore and mode != "worktree":
        raise UsageError(
            "--no-gitignore is about files on disk, which this run does not read",
            "Leave it out, or name only the directory to scan.",
        )
    if given.unreachable and not given.history:
        raise UsageError("--unreachable is about the history, which this run does not read", "Add --history.")
    if given.jobs < 0:
        raise UsageError(f"--jobs {given.jobs} is not a number of threads", "Give 1 or more, or 0 for one a core.")


def _outputs(given: list[str]) -> tuple[tuple[str, str], ...]:
    outputs: list[tuple[str, str]] = []
    for text in given:
        name, colon, path = text.partition(":")
        if not colon or not path or name not in FORMATS:
            raise UsageError(
                f"--output {text!r} is not FORMAT:PATH",
                f"Formats are {', '.join(sorted(FORMATS))}: -o json:report.json.",
            )
        if path == "-":
            raise UsageError("--output cannot go to standard output", f"Use --format {name} for that.")
        if path in (other for _, other in outputs):
            raise UsageError(f"--output names {path!r} twice", "Give each report its own file.")
        outputs.append((name, path))
    return tuple(outputs)


def _run(given: Namespace) -> ExitCode:
    chosen = settings(given)
    from cf_secret_guard.commands import scan

    return scan.run(chosen)


COMMAND = Command(_DESCRIPTION, declare, _run)
