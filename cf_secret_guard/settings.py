"""What the user asked for, as frozen values; ``argparse.Namespace`` never travels further than ``cli``."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from cf_secret_guard.model import Confidence

if TYPE_CHECKING:
    from cf_secret_guard.respond.base import Verb

DEFAULT_MIN_CONFIDENCE = Confidence.MEDIUM
GITHUB = "github"
"""In the place of a directory: incidents go to GitHub. A directory of that name is ``./github``."""


class ResponseSettings(NamedTuple):
    """What is to be done about what was found. All of it is off unless the user asks; no file in a repository can."""

    verify: bool = False
    """Ask Cloudflare if it is live."""
    revoke: Verb | None = None
    """Take it away; implies ``verify``."""
    yes: bool = False
    """Act without asking the person at the terminal."""
    force: bool = False
    """Act on what is refused otherwise: the credential that we run on, and what is not known to be live."""
    allow_self_revoke: bool = False
    """Let the leaked token take itself away where no administrator credential can."""
    emails: tuple[str, ...] = ()
    """Of the user whose Global API Key it may be. Never shown."""
    new_value_to: str | None = None
    """Where the new value of a rolled credential goes: ``file:PATH``, ``command:COMMAND`` or ``terminal``."""
    incident: str | None = None
    """Directory of the incident notes, or :data:`GITHUB`; None: none are written."""

    @property
    def is_wanted(self) -> bool:
        """Whether anything at all is to be done."""
        return self.verify or self.incident is not None


class ScanSettings(NamedTuple):
    """Options of ``scan``."""

    paths: tuple[str, ...] = (".",)
    """As given on the command line; ``-`` never stands here (see mode)."""
    mode: str = "worktree"
    """``worktree``, ``staged``, ``history``, ``range``, ``push``, ``stdin`` or ``commit-message``."""
    paths_given: bool = False
    """False if ``paths`` is the default: ``--staged`` without paths means everything that differs from HEAD."""
    unreachable: bool = False
    """With ``history``: the stored objects that nothing reaches, too."""
    range: tuple[str, str] = ("", "")
    """Of mode ``range``: the revision whose commits do not count, and the one whose commits do."""
    remote: str | None = None
    """Of mode ``push``: the remote's name as git gave it, or its URL, which may hold a password: never shown."""
    gitignore: bool = True
    format: str = "text"
    """Format of the one document on standard output."""
    outputs: tuple[tuple[str, str], ...] = ()
    """(format, path) of further documents."""
    min_confidence: Confidence | None = None
    """None: the configuration's, else DEFAULT_MIN_CONFIDENCE."""
    fail_on: str = "any"
    """``any``, ``live``, ``live-or-unknown`` or ``never``."""
    baseline: str | None = None
    config: str | None = None
    """A configuration file named by the user; None: looked for at the root."""
    use_config: bool = True
    config_from: str | None = None
    """Revision that configuration, ignores and baseline are read from."""
    jobs: int = 0
    """Threads; 0: one a core."""
    max_file_size: int | None = None
    """Bytes; larger files are skipped and named. None: no limit, they are streamed."""
    decode: bool = True
    archives: bool = True
    """Whether members of archives and the like are scanned."""
    progress: bool = True
    quiet: bool = False
    verbosity: int = 0
    color: str = "auto"
    """``auto``, ``always`` or ``never``."""
    response: ResponseSettings = ResponseSettings()


class CredentialSettings(NamedTuple):
    """Options of ``verify`` and ``revoke``."""

    kind: str | None = None
    """What it is; None: told by its form."""
    account_ids: tuple[str, ...] = ()
    from_report: str | None = None
    """A JSON report that names its place; None: it is typed or piped in."""
    fingerprint: str = ""
    """Of the secret in that report."""
    format: str = "text"
    color: str = "auto"
    response: ResponseSettings = ResponseSettings(verify=True)
