"""Values that the stages hand on: kinds, confidence, findings, what was not scanned, the report."""

from __future__ import annotations

from enum import IntEnum, StrEnum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from cf_secret_guard.respond.base import ActionRecord
    from cf_secret_guard.secret import Secret
    from cf_secret_guard.verify.base import Verdict


class ExitCode(IntEnum):
    """What the process ends with. ``FINDINGS`` means findings and nothing else."""

    CLEAN = 0
    FINDINGS = 1
    USAGE = 2
    INCOMPLETE = 3
    INTERNAL = 4


class Kind(StrEnum):
    """What a credential is. The values are part of the contract."""

    USER_API_TOKEN = "cloudflare-user-api-token"
    ACCOUNT_API_TOKEN = "cloudflare-account-api-token"
    API_TOKEN = "cloudflare-api-token"
    GLOBAL_API_KEY = "cloudflare-global-api-key"
    ORIGIN_CA_KEY = "cloudflare-origin-ca-key"
    ACCESS_SERVICE_TOKEN = "cloudflare-access-service-token"
    OAUTH_TOKEN = "cloudflare-oauth-token"
    TUNNEL_TOKEN = "cloudflare-tunnel-token"
    TUNNEL_CREDENTIALS = "cloudflare-tunnel-credentials"
    ORIGIN_CERT = "cloudflare-origin-cert"
    R2_SECRET_ACCESS_KEY = "cloudflare-r2-secret-access-key"
    TURNSTILE_SECRET_KEY = "cloudflare-turnstile-secret-key"
    DEPLOY_HOOK = "cloudflare-deploy-hook"


class Confidence(IntEnum):
    """How sure we are that a match is a credential; ordered."""

    LOW = 1
    """The shape only, or a failed checksum."""
    MEDIUM = 2
    """The right shape in a weaker context."""
    HIGH = 3
    """The right shape in a structural Cloudflare context."""
    CERTAIN = 4
    """The credential proves itself: a valid CRC-32, or a decoded tunnel token of the right form."""

    @property
    def label(self) -> str:
        """The word of the contract: low, medium, high or certain."""
        return self.name.lower()


class Checksum(StrEnum):
    """Outcome of the CRC-32 that new tokens carry."""

    VALID = "valid"
    INVALID = "invalid"
    NONE = "none"


class Match(NamedTuple):
    """A detector's claim about a part of one view."""

    kind: str
    """A :class:`Kind`, or the id of a custom detector."""
    start: int
    """Offset of the first character, in the view's text."""
    end: int
    """Offset behind the last character, in the view's text."""
    secret: Secret
    confidence: Confidence
    checksum: Checksum
    evidence: tuple[str, ...]
    """Reasons, each one short phrase without any secret."""
    companions: tuple[tuple[str, str], ...] = ()
    """Public identifiers beside it, as (name, value): ``account_id``, ``client_id``, ``access_key_id`` ..."""


class Finding(NamedTuple):
    """One place where one credential stands."""

    kind: str
    path: str
    """With ``/``; from the repository root inside git, else from the current directory."""
    line: int
    """1-based."""
    column: int
    """1-based, in characters."""
    end_column: int
    """1-based, behind the last character on ``line``."""
    confidence: Confidence
    checksum: Checksum
    evidence: tuple[str, ...]
    secret: Secret
    decoded_via: tuple[str, ...] = ()
    """Containers and decoders that were passed, outermost first; empty for plain text."""
    blob: str | None = None
    """git object id of the content."""
    commit: str | None = None
    """git commit that introduced it; for a message the commit or tag whose message it is."""
    commit_time: int | None = None
    """The committer's date of ``commit``, seconds since the epoch, as it claims it."""
    member: str = ""
    """The part of ``path`` behind ``!`` that names a place inside a container; empty for plain files."""
    paths: tuple[str, ...] = ()
    """Every path that it stands at in the history that was scanned, ``path`` among them; empty outside of histories."""
    at_head: bool | None = None
    """Whether HEAD still has it, in this version of the file or in another; None where nobody looked."""
    companions: tuple[tuple[str, str], ...] = ()
    line_text: str = ""
    """The line it stands on, for inline ignores; never reported."""
    previous_line: str = ""
    """The line above it, for inline ignores; never reported."""
    verdict: Verdict | None = None
    """What Cloudflare answered last; None if nobody asked."""
    capability: str = ""
    """What it can do, as a sentence; empty if that is not known."""
    severity: str = ""
    """How bad that is, and why; empty if that is not known."""
    actions: tuple[ActionRecord, ...] = ()
    """What was done about it, or refused, in order."""
    incident: str = ""
    """Where its incident note is: a path, or an address on GitHub; empty if there is none."""

    @property
    def fingerprint(self) -> str:
        """The secret's fingerprint."""
        return self.secret.fingerprint


class Skipped(NamedTuple):
    """Something that was not scanned."""

    path: str
    reason: str
    incomplete: bool
    """True if it was asked for and could not be scanned: the exit code says so."""
    next_step: str = ""
    in_part: bool = False
    """Its bytes were looked at, and only what they hide was not, or not to its end."""


class Problem(NamedTuple):
    """Something that could not be done, for the report's ``errors``."""

    message: str
    next_step: str
    path: str | None = None
    incomplete: bool = True
    """Something was asked for and not done; False for a note on a finding that is reported anyway."""


class Ignored(NamedTuple):
    """A finding that triage set aside, and why."""

    finding: Finding
    by: str
    """``inline``, ``config``, ``baseline``, ``path`` or ``threshold``."""
    reason: str


class ScanSummary(NamedTuple):
    """What was scanned."""

    mode: str
    """``worktree``, ``staged``, ``history``, ``range``, ``push``, ``stdin`` or ``commit-message``; ``given`` for a
    credential that was handed in."""
    range: str | None
    """Which commits, in git's own notation with short ids; None outside of histories."""
    files: int
    blobs: int
    bytes: int
    skipped: tuple[Skipped, ...]
    duration: float
    """Seconds."""
    ignored: tuple[Ignored, ...] = ()
    stale_baseline: tuple[str, ...] = ()
    """Fingerprints of the baseline that this scan covered and no longer found."""
    commits: int | None = None
    """How many commits were looked at; None outside of histories."""
    remark: str = ""
    """What the reader must know about how the commits were chosen, as a sentence."""
    started: int | None = None
    """When it began, seconds since the epoch; None where nobody looked at the clock."""


def display_path(path: bytes) -> str:
    """Show a path as text: UTF-8, with every byte that is not UTF-8 escaped (0xff becomes backslash, x, ff)."""
    return path.decode("utf-8", "backslashreplace")


class Report(NamedTuple):
    """The outcome of a scan, ready for any format."""

    findings: tuple[Finding, ...]
    scan: ScanSummary
    errors: tuple[Problem, ...]
    account_ids: tuple[str, ...] = ()
    """Labelled account ids that the scan came upon, for verification; no format shows them."""
    secrets: tuple[Secret, ...] = ()
    """What this run knows beside the findings and must not show: administrator credentials, new values."""
