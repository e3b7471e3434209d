"""Start git as hostile input asks for: a scrubbed environment, and nothing that the repository configures is run."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NamedTuple

from cf_secret_guard.errors import GitError
from cf_secret_guard.git.base import READ_BYTES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from cf_secret_guard.git.base import Process

# What git sets for hooks, `git commit -a` and `git commit FILE`, and what the user (never the repository) decides about
# where configuration lies. The rest of GIT_* is dropped: tracing, pagers, ssh, diff programs, pathspec modes, authors.
_KEPT = frozenset(
    {
        "GIT_ALTERNATE_OBJECT_DIRECTORIES",
        "GIT_CEILING_DIRECTORIES",
        "GIT_COMMON_DIR",
        "GIT_CONFIG_COUNT",  # safe.directory in containers; our own -c options come after it and win
        "GIT_CONFIG_GLOBAL",
        "GIT_CONFIG_NOSYSTEM",
        "GIT_CONFIG_PARAMETERS",  # git -c core.commentChar=… commit
        "GIT_CONFIG_SYSTEM",
        "GIT_DIR",
        "GIT_DISCOVERY_ACROSS_FILESYSTEM",
        "GIT_EXEC_PATH",
        "GIT_INDEX_FILE",
        "GIT_NAMESPACE",
        "GIT_OBJECT_DIRECTORY",
        "GIT_WORK_TREE",
    }
)
_KEPT_PREFIXES = ("GIT_CONFIG_KEY_", "GIT_CONFIG_VALUE_")
_FORCED = {
    "GIT_ALLOW_PROTOCOL": "none",  # no lazy fetch even where GIT_NO_LAZY_FETCH is unknown (before 2.39.4)
    "GIT_GRAFT_FILE": f"{os.devnull}/none",  # .git/info/grafts tells other parents than the commits themselves
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_PAGER": "cat",
    "GIT_TERMINAL_PROMPT": "0",
    "LC_ALL": "C",
}
# Everything in a repository's own configuration that starts a program on the commands that we use, or changes what they
# answer where no option of theirs prevents it.
OVERRIDES = (
    *("-c", "core.fsmonitor=false"),
    *("-c", "core.hooksPath=/dev/null"),
    *("-c", "core.pager=cat"),
    *("-c", "core.sshCommand=false"),
    *("-c", "credential.helper="),
    *("-c", "core.commitGraph=false"),  # a file beside the commits, which could tell other parents and trees
    *("-c", "log.showRoot=true"),
    *("-c", "log.showSignature=false"),
    *("-c", "diff.renameLimit=2000"),
    *("-c", "core.bigFileThreshold=32m"),  # git itself streams what is larger, instead of holding it in memory
    "--no-pager",
)
"""Options in front of every command, except ``git config``, which must tell what is configured."""


class Result(NamedTuple):
    """A finished git."""

    code: int
    out: bytes
    err: str
    """The beginning of stderr, printable ASCII on one line: safe to show."""


def environment(source: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return the environment that git gets.

    Args:
        source: the environment to scrub; this process's own by default.
    """
    kept = {
        name: value
        for name, value in (os.environ if source is None else source).items()
        if not name.startswith("GIT_") or name in _KEPT or name.startswith(_KEPT_PREFIXES)
    }
    return kept | _FORCED


def start(
    arguments: Sequence[str | bytes],
    *,
    directory: str | None = None,
    guarded: bool = True,
    patience: float | None = None,
    stdin: int | None = None,
) -> Process:
    """Start git.

    Args:
        arguments: what follows ``git``.
        directory: where to run it; None: the current directory.
        guarded: put OVERRIDES in front.
        patience: how long it may say nothing, in seconds; None: SILENCE_SECONDS.
        stdin: descriptor of a file that it reads, instead of what is written to it.

    Raises:
        GitError: there is no git.
    """
    place = () if directory is None else ("-C", directory)
    argv = ("git", *place, *(OVERRIDES if guarded else ()), *arguments)
    try:
        if hasattr(os, "posix_spawnp"):
            from cf_secret_guard.git.spawn import Spawned

            return Spawned(argv, environment(), patience, stdin)
        from cf_secret_guard.git.popen import Popened

        return Popened(argv, environment(), patience, stdin)
    except FileNotFoundError:
        raise GitError("git was not found", "Install git, or put its directory on PATH.") from None
    except OSError as error:
        raise GitError(f"git could not be started: {error.strerror}", "Check the git on PATH.") from error


def run(arguments: Sequence[str | bytes], *, directory: str | None = None, guarded: bool = True) -> Result:
    """Run git to its end; see :func:`start`. A failing exit code is the caller's to judge."""
    with start(arguments, directory=directory, guarded=guarded) as process:
        process.close_input()
        out = b"".join(chunks(process))
        return Result(process.finish()[0], out, process.finish()[1])


def chunks(process: Process) -> Iterator[bytes]:
    """Yield git's stdout piece by piece."""
    while piece := process.read(READ_BYTES):
        yield piece
