"""What the user asked for, as frozen values; ``argparse.Namespace`` never travels further than ``cli``."""

from __future__ import annotations

from typing import NamedTuple

from cf_secret_guard.model import Confidence

DEFAULT_MIN_CONFIDENCE = Confidence.MEDIUM


class ScanSettings(NamedTuple):
    """Options of ``scan``."""

    paths: tuple[str, ...] = (".",)
    """As given on the command line; ``-`` never stands here (see mode)."""
    mode: str = "worktree"
    """``worktree``, ``staged``, ``stdin`` or ``commit-message``."""
    paths_given: bool = False
    """False if ``paths`` is the default: ``--staged`` without paths means everything that differs from HEAD."""
    gitignore: bool = True
    format: str = "text"
    """Format of the one document on standard output."""
    outputs: tuple[tuple[str, str], ...] = ()
    """(format, path) of further documents."""
    min_confidence: Confidence | None = None
    """None: the configuration's, else DEFAULT_MIN_CONFIDENCE."""
    fail_on: str = "any"
    """``any`` or ``never``."""
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
    progress: bool = True
    quiet: bool = False
    verbosity: int = 0
    color: str = "auto"
    """``auto``, ``always`` or ``never``."""
