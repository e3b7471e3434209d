"""Lists what there is to look at in a repository, and says what of it is not here."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from cf_secret_guard.errors import GitError
from cf_secret_guard.git import reachable
from cf_secret_guard.git.index import GITLINK
from cf_secret_guard.git.revisions import is_shallow, resolve, tree
from cf_secret_guard.git.stored import Ids, stored, without_trees
from cf_secret_guard.model import Skipped, display_path
from cf_secret_guard.prefilter.literals import path_triggers
from cf_secret_guard.sources.base import WINDOW_BYTES
from cf_secret_guard.sources.blobs import ABSENT_STEP, SUBMODULE
from cf_secret_guard.sources.commit_texts import facts, feed_ref_name, feed_texts
from cf_secret_guard.sources.objects import UNREACHABLE
from cf_secret_guard.sources.windows import take

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cf_secret_guard.git import Repository
    from cf_secret_guard.git.objects import Blob
    from cf_secret_guard.git.revisions import TreeEntry
    from cf_secret_guard.prefilter.base import Prefilter
    from cf_secret_guard.sources.base import Sink

_MOST_NAMED = 100
"""A partial clone lacks hundreds of thousands of objects; more than this are counted."""
_SHORT_ID = 12
_STORED = b"<stored "
"""How the made-up path of an object begins of which nobody knows if anything reaches it."""
_SHALLOW = "this clone is shallow: what was committed before its border is not here"
_NO_TREE = "the directory is missing from this repository, and which files were in it is not known"
_DAMAGE_STEP = (
    "Run `git fsck` to see what is damaged. What this repository stores was scanned, as far as it can be read."
)


class Inventory:
    """Goes through a repository once.

    Args:
        repository: the repository.
        sink: gets notes on what is missing, and the counts of tags.
        messages: False to leave out what people wrote into commits and tags, and the names of refs.
        unreachable: list the stored objects that nothing reaches, too.
    """

    def __init__(self, repository: Repository, sink: Sink, *, messages: bool, unreachable: bool) -> None:
        self.commits: list[str] = []
        """Commits that refs point to, directly or through tags."""
        self.at_head: dict[bytes, list[bytes]] = {}
        """By id, the paths of HEAD's tree that speak of Cloudflare."""
        self._others: dict[str, bytes] = {}  # trees and blobs that refs point to
        self._repository = repository
        self._directory = repository.directory
        self._sink = sink
        self._messages = messages
        self._unreachable = unreachable
        self._seen = Ids()
        self._missing = 0
        self._is_damaged = False

    def enter(self, sieve: Prefilter) -> None:
        """Find out what the history hangs on, and look at the tags on the way there.

        Raises:
            GitError: git cannot list the refs.
        """
        if is_shallow(self._directory):
            self._note("<older commits>", _SHALLOW, "Run `git fetch --unshallow`, then scan again.")
        refs: list[bytes] = []
        names = reachable.tips(
            self._directory, lambda words: self._note("<refs>", words, "Run `git fsck`."), refs.append
        )
        for ref in refs if self._messages else ():
            feed_ref_name(ref, self._sink)
        known = set(names)
        while names:
            targets = {}
            for blob in self._repository.read_blobs(names):
                target = self._take_tip(blob, names[blob.oid], sieve)
                if target and target not in known:
                    targets[target] = names[blob.oid]
            known.update(targets)
            names = targets
        self._look_at_head()

    def lines(self) -> Iterator[bytes]:
        """Yield ``<oid> <path>`` for every object to look at, each once; the path may be empty, or made up."""
        tips = [*self.commits, *self._others]
        if tips:
            with reachable.missing_trees(tips, self._directory) as trees:
                if self._messages and self.commits:
                    yield from self._seeing(reachable.commits(self.commits, self._directory))
                yield from self._seeing(self._blobs(tips))
                self._note_trees(trees)
        if self._missing > _MOST_NAMED:
            reason = f"{self._missing - _MOST_NAMED:,} more are missing from this repository"
            self._note("<objects>", reason, ABSENT_STEP)
        if self._is_damaged or self._unreachable:
            yield from self._rest(_STORED if self._is_damaged else UNREACHABLE)

    def _rest(self, word: bytes) -> Iterator[bytes]:
        """Yield what is stored here and was not listed."""
        try:
            rest = list(stored(self._directory).without(self._seen))
        except GitError as error:
            self._note("<stored objects>", error.message, error.next_step)
            return
        for oid in without_trees(rest, self._directory):
            yield b"%s %s%s>" % (oid, word, oid[:_SHORT_ID])

    def _take_tip(self, blob: Blob, name: bytes, sieve: Prefilter) -> str:
        """Sort in what a ref or a tag points to; return what a tag points to."""
        if blob.size is None:
            self._note(f"{display_path(name)} ({blob.oid})", blob.problem, ABSENT_STEP)
        elif blob.kind == "commit":
            self.commits.append(blob.oid)
        elif blob.kind == "tag":
            return self._take_tag(blob, name, sieve)
        else:
            self._others[blob.oid] = b"<" + name + b">"
        return ""

    def _take_tag(self, blob: Blob, name: bytes, sieve: Prefilter) -> str:
        self._seen.add(blob.oid.encode())
        try:
            head = take(blob.read, WINDOW_BYTES)
            if self._messages:
                beginning = BytesIO(head)
                size = feed_texts(lambda limit: beginning.read(limit) or blob.read(limit), blob.oid, sieve, self._sink)
                self._sink.count(0, 1, size)
        except GitError as error:
            self._note(f"{display_path(name)} ({blob.oid})", error.message, error.next_step)
            return ""
        return facts(head).target

    def _look_at_head(self) -> None:
        try:
            for entry in head(self._directory):
                if entry.mode == GITLINK:
                    step = "Scan it there, too."
                    self._sink.skip(Skipped(display_path(entry.path), SUBMODULE, incomplete=False, next_step=step))
                elif path_triggers(entry.path):
                    self.at_head.setdefault(entry.oid.encode(), []).append(entry.path)
        except GitError as error:
            self._note("HEAD", error.message, _DAMAGE_STEP)

    def _blobs(self, tips: Iterable[str]) -> Iterator[bytes]:
        for line in reachable.blobs(tips, self._directory):
            if line.startswith(b"?"):
                reason = "the object is missing from this repository, or damaged"
                self._note_missing(line[1:].decode("ascii", "replace"), reason)
            elif line.endswith(b" "):
                yield line + self._others.get(line[:-1].decode("ascii", "replace"), b"")
            else:
                yield line

    def _note_trees(self, missing: Iterator[bytes]) -> None:
        """Name the trees that are missing; what is below them was not listed, and may be stored all the same."""
        try:
            for line in missing:
                self._note_missing(line[1:].decode("ascii", "replace"), _NO_TREE)
                self._is_damaged = True
        except GitError as error:
            self._note_damage(error)

    def _note_missing(self, oid: str, reason: str) -> None:
        self._missing += 1
        if self._missing <= _MOST_NAMED:
            self._note(f"<object {oid}>", reason, ABSENT_STEP)

    def _seeing(self, lines: Iterator[bytes]) -> Iterator[bytes]:
        """Remember what was listed; where git cannot go on, say so once."""
        add, digits = self._seen.add, self._repository.digits
        try:
            for line in lines:
                add(line[:digits])
                yield line
        except GitError as error:
            self._note_damage(error)

    def _note_damage(self, error: GitError) -> None:
        if not self._is_damaged:
            self._note("<history>", f"git cannot list all of it: {error.message}", _DAMAGE_STEP)
        self._is_damaged = True

    def _note(self, path: str, reason: str, step: str) -> None:
        self._sink.skip(Skipped(path, reason, incomplete=True, next_step=step))


def head(directory: str | None) -> Iterator[TreeEntry]:
    """Yield the entries of HEAD's tree, nothing if there is no commit yet; see :func:`revisions.tree`."""
    oid = resolve("HEAD", "tree", directory)
    return iter(()) if oid is None else tree(oid, directory)
