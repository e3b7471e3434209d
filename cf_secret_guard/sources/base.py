"""What a source gives: windows of content that the prefilter picked, and notes on what could not be read."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol, runtime_checkable

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from cf_secret_guard.model import Skipped
    from cf_secret_guard.prefilter.base import Prefilter

WINDOW_BYTES = 4 * 1024 * 1024
"""The most of a blob that is held at once; a multiple of 4, so that UTF-32 stays aligned."""
OVERLAP_BYTES = 64 * 1024
"""How much of the previous window a window repeats, so that nothing is cut; a multiple of 4."""


class Window(NamedTuple):
    """A piece of one blob: all of it, unless it is larger than WINDOW_BYTES."""

    path: bytes
    """As git or the file system spells it, with ``/``; relative as the contract's ``path`` says."""
    blob: str | None
    """git object id, if it has one."""
    data: bytes
    offset: int = 0
    """Where ``data`` begins in the blob, in bytes."""
    line: int = 1
    """1-based number of the line that ``data`` begins in."""
    line_start: int = 0
    """Where that line begins in the blob, in bytes."""
    encoding: str | None = None
    """Codec that the blob's first bytes announce (``utf-16-le`` ...), for all windows; None: found per window."""
    member: bytes = b""
    """Where it stands inside the container that ``path`` is (``inner/.env``, ``layer.tar!etc/key``); empty: it is the
    blob itself. Reports show ``path!member``, and offsets and lines count in the member."""
    via: tuple[str, ...] = ()
    """Containers that were opened to get here (``zip``, ``gzip`` ...), outermost first."""
    commit: str | None = None
    """Of a message: the commit or tag whose message it is."""
    commit_time: int | None = None
    """Of ``commit``: seconds since the epoch, as it claims them."""

    @property
    def name(self) -> bytes:
        """The path as reports show it: with the member, if it is one."""
        return self.path + b"!" + self.member if self.member else self.path


class Introduction(NamedTuple):
    """One commit that brought a blob in, at one path."""

    commit: str
    """Empty where a tag or a ref names the blob, or a tree with it, and no commit does."""
    time: int
    """Committer's date, seconds since the epoch, as the commit claims it."""
    path: bytes


class Origins(NamedTuple):
    """Where blobs of a history come from."""

    introduced: Mapping[str, Sequence[Introduction]]
    """By blob, the oldest first (no commit before one of its ancestors); a blob without any is in no commit."""
    at_head: frozenset[str]
    """Blobs that stand in HEAD's tree."""
    order: Mapping[str, int]
    """By commit, for all commits in ``introduced``: its place in the history, ancestors before descendants."""


class Sink(Protocol):
    """What a source reports to. Every method may be called from several threads at once."""

    def window(self, window: Window) -> None:
        """Take a window that the prefilter picked."""

    def skip(self, skipped: Skipped) -> None:
        """Take a note on something that was not scanned."""

    def expect(self, files: int) -> None:
        """Take how many files there are to look at, all together, once that is known; only for the progress bar."""

    def count(self, files: int, blobs: int, size: int) -> None:
        """Add to the totals: files, blobs, bytes looked at. May be called in batches."""


class Source(Protocol):
    """Where blobs come from; one pass."""

    @property
    def mode(self) -> str:
        """The report's word for it: ``worktree``, ``staged``, ``range``, ``push``, ``stdin``, ``commit-message``."""

    def each(self, sieve: Prefilter, sink: Sink) -> None:
        """Look at every blob with ``sieve`` and hand the windows that trigger to ``sink``.

        What cannot be read is given to ``sink.skip`` with ``incomplete=True``; other blobs go on.

        Raises:
            GitError: git itself failed, so that nobody knows what there is to scan.
        """


@runtime_checkable
class HistoricSource(Source, Protocol):
    """A source that reads commits: it can say where a blob comes from.

    It looks at every blob, whatever path it stands at: what is ignored by path is so afterwards, when all its paths are
    known.
    """

    @property
    def within(self) -> Callable[[bytes], bool] | None:
        """Says if a path from the root lies in what was asked for; None if that is everything."""

    def origins(self, blobs: Collection[str]) -> Origins:
        """Say which commits brought blobs in; asked once, behind :meth:`each`, for the few that hold something.

        Args:
            blobs: object ids.

        Raises:
            GitError: git failed.
        """


@runtime_checkable
class SelectiveSource(HistoricSource, Protocol):
    """A source that reads some of the commits."""

    @property
    def label(self) -> str:
        """Which ones, in git's own notation with short ids, for the report's ``range``."""

    @property
    def commits(self) -> int:
        """How many; known behind :meth:`each`."""

    @property
    def remark(self) -> str:
        """What the reader must know about how they were chosen, as a sentence; mostly empty."""
