"""A git repository as the scanner sees it: its files, what is staged, contents, configuration."""
# ruff: noqa: PTH118 - paths are bytes, which pathlib does not take; it would also cost every commit 7 ms

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import cf_secret_guard.git.index as git_index
import cf_secret_guard.git.process as git_process
from cf_secret_guard.errors import GitError, UsageError
from cf_secret_guard.git.objects import Blob, read_blobs

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from cf_secret_guard.git.changes import Change, Commit
    from cf_secret_guard.git.index import StagedEntry
    from cf_secret_guard.git.revisions import Ref, TreeEntry

# What an unborn HEAD is compared with. git knows both by heart, whether they are stored or not.
_EMPTY_TREES = {
    "sha1": "4b825dc642cb6eb9a060e54bf8d69288fbee4904",
    "sha256": "6ef19b41225c5369f1c104d45d8d85efa9b057b53b14b4b9b939dd74decc5321",
}
# rev-parse has no -z, and directories may have newlines in their names; it echoes options that it does not know.
_SEPARATOR = "--cf-secret-guard-separator"
_QUESTIONS = ("--show-toplevel", "--absolute-git-dir", "--show-prefix", "--show-object-format", "HEAD")
_QUESTIONS_OF_BARE = ("--absolute-git-dir", "--show-object-format", "HEAD")


class Repository:
    """A git repository. Made by :meth:`discover`."""

    def __init__(self, directory: str | None, root: bytes, git_dir: bytes, prefix: bytes, base: str) -> None:
        self.root = root
        """Top of the work tree, absolute; the repository's own directory if it has none."""
        self.git_dir = git_dir
        """The repository's own directory, absolute; of a linked worktree its part of the main one's."""
        self.prefix = prefix
        """Directory that it was discovered from, relative to the root: empty or ending with ``/``."""
        self.foreign = ""
        """Why it is not the repository of the directory that it was discovered from; empty if it is."""
        self._directory = directory
        self._base = base
        self._top = os.path.join(os.path.realpath(root), b"")

    @property
    def directory(self) -> str | None:
        """Where git runs; None: in the current directory."""
        return self._directory

    @property
    def is_bare(self) -> bool:
        """Whether it has no work tree, as seen from where it was discovered."""
        return self.root == self.git_dir

    @property
    def digits(self) -> int:
        """Of an object id: 40, or 64 with SHA-256."""
        return len(self._base)

    @classmethod
    def discover(cls, start: str | None = None, *, bare: bool = False) -> Repository | None:
        """Find the repository that a directory belongs to, as git itself does.

        Args:
            start: the directory; None: the current one.
            bare: take one without a work tree, too: for what only looks at objects.

        Returns:
            None if it is in no repository, or in one without a work tree and ``bare`` is False.

        Raises:
            GitError: it is in one, but git is missing, too old, or refuses (``safe.directory``), or the repository is
                broken or may not be read.
        """
        try:
            parts, words = _rev_parse(_QUESTIONS, start)
            if bare and len(parts) != len(_QUESTIONS) and "run in a work tree" in words:
                parts, words = _rev_parse(_QUESTIONS_OF_BARE, start)
                parts = [*parts[:1], *parts[:1], b"", *parts[1:]]
        except GitError:
            from cf_secret_guard.git.places import dot_git_above

            if dot_git_above(start or "."):
                raise
            return None
        if len(parts) != len(_QUESTIONS):
            from cf_secret_guard.git.places import refused

            refused(words, start or ".")
            return None
        root, git_dir, prefix, object_format, head = parts
        empty_tree = _EMPTY_TREES.get(object_format.decode("ascii", "replace"))
        if empty_tree is None:
            raise git_index.failed("rev-parse", "it does not tell the object format")
        # An unborn HEAD is echoed as it is. One that is broken too: then everything in the index counts as new.
        is_commit = len(head) == len(empty_tree) and not head.strip(b"0123456789abcdef")
        found = cls(start, root, git_dir, prefix, head.decode("ascii") if is_commit else empty_tree)
        found._note_foreign()
        return found

    def _note_foreign(self) -> None:
        here = os.path.join(self.root, b".git") == self.git_dir
        if here and not os.path.lexists(os.path.join(self.git_dir, b"commondir")):
            return
        from cf_secret_guard.git.places import embedded, foreign

        self.foreign = embedded(self.git_dir) if self.is_bare else foreign(self.root, self.git_dir)

    def holds(self, directory: str | bytes) -> bool:
        """Say if a directory lies in the work tree of this repository, and the repository is that of its ``.git``."""
        return not self.foreign and self.relative(os.path.join(os.fsencode(directory), b".")) is not None

    @property
    def empty_tree(self) -> str:
        """Id of the tree without any entry: a revision in which there is no file."""
        return next(oid for oid in _EMPTY_TREES.values() if len(oid) == len(self._base))

    def relative(self, path: str | bytes) -> bytes | None:
        """Translate a path, absolute or relative to the current directory, into one from the root.

        Symlinks on the way are followed, the last one is not: it may be a file of the repository itself.

        Returns:
            The path with ``/``; empty for the root itself; None if it is outside of the repository.
        """
        place = os.fsencode(path)
        head, tail = os.path.split(place)
        whole = tail in {b"", b".", b".."}
        place = os.path.realpath(place) if whole else os.path.join(os.path.realpath(head), tail)
        if not os.path.join(place, b"").startswith(self._top):
            return None
        return place[len(self._top) :].replace(os.sep.encode(), b"/")

    def list_worktree(
        self, paths: Sequence[bytes] = (), *, ignored: bool, warned: Callable[[str], None] | None = None
    ) -> Iterator[bytes]:
        """Yield the files of the work tree: tracked ones and untracked ones.

        Args:
            paths: files or directories to restrict it to, relative to the current directory; none: everything.
            ignored: with what the ignore files exclude.
            warned: at the end gets git's warnings on one line: of directories that it could not list, it only warns.

        Yields:
            Paths from the root with ``/``, each once. One that ends with ``/`` is the directory of another repository
            (a submodule or a clone), whose files are not listed. Tracked files may be missing on disk.

        Raises:
            UsageError: a path is outside of the repository.
            GitError: git failed.
        """
        inside = [self._inside(path) for path in paths]
        wanted = frozenset(inside)
        standard = () if ignored else ("--exclude-standard",)
        options = ("-z", "-t", "--full-name", "--cached", "--others", "--stage", *standard)
        last = b""
        command = ("ls-files", *options, "--", *git_index.pathspecs(inside))
        for record in git_index.records(command, self._directory, warned):
            # "H <mode> <oid> <stage>\t<path>" for tracked, "? <path>" for untracked files
            path = record[2:]
            if not record.startswith(b"?"):
                mode, _, path = path.partition(b"\t")
                if mode.startswith(git_index.GITLINK.encode()):
                    path += b"/"
            if path != last and (not wanted or git_index.below(path.removesuffix(b"/"), wanted)):
                last = path
                yield path

    def staged(self, paths: Sequence[bytes] | None = None) -> list[StagedEntry]:
        """List entries of the index.

        Args:
            paths: files or directories from the root, as :meth:`relative` gives them: their entries, changed or not.
                None: the entries of the whole index that differ from HEAD, deleted ones left out.

        Returns:
            The entries; an unmerged path has one for each stage that exists.

        Raises:
            GitError: git failed.
        """
        if paths is None:
            return git_index.changed(self._base, self._directory)
        return git_index.entries(paths, self._directory)

    def in_head(self, paths: Sequence[bytes]) -> frozenset[bytes]:
        """Return those of ``paths`` (from the root) that exist in HEAD, as files or as directories."""
        if not paths:
            return frozenset()
        listing = ("ls-tree", "-z", "-t", "--full-tree", "--name-only")
        if git_index.is_too_long(paths):
            listed = self._ask(*listing, "-r", self._base)
        else:
            listed = self._ask(*listing, self._base, "--", *paths)
        return frozenset(paths).intersection(listed.split(b"\0"))

    def read_blobs(self, oids: Iterable[str]) -> Iterator[Blob]:
        """Yield objects, streamed through one process; see :func:`cf_secret_guard.git.objects.read_blobs`."""
        return read_blobs(oids, directory=self._directory)

    def show(self, revision: str, path: bytes) -> bytes | None:
        """Read a file as it is in a revision.

        Args:
            revision: anything that git resolves to a commit or tree.
            path: from the root.

        Returns:
            Its content; None if there is no regular file of that name (a symlink is none).

        Raises:
            UsageError: there is no such revision.
            GitError: git failed.
        """
        from cf_secret_guard.git import revisions

        tree = revisions.resolve(revision, "tree", self._directory)
        if tree is None:
            raise UsageError(f"{revision!r} is no revision of this repository", "Fetch it first, or name another one.")
        for record in self._ask("ls-tree", "-z", "--full-tree", tree, "--", path).split(b"\0"):
            meta, _, listed = record.partition(b"\t")
            words = meta.split(b" ")
            if listed == path and words[0] in {b"100644", b"100755"}:
                return self._ask("cat-file", "blob", words[2])
        return None

    def resolve(self, revision: str, kind: str = "commit") -> str | None:
        """Return the id of what a revision names, or None; see :func:`cf_secret_guard.git.revisions.resolve`."""
        from cf_secret_guard.git import revisions

        return revisions.resolve(revision, kind, self._directory)

    def refs(self, *namespaces: str) -> list[Ref]:
        """List the refs below ``namespaces``; see :func:`cf_secret_guard.git.revisions.refs`."""
        from cf_secret_guard.git import revisions

        return revisions.refs(namespaces, self._directory)

    def remotes(self) -> list[str]:
        """Return the names of the remotes."""
        return [key.removeprefix("remote.").removesuffix(".url") for key in self.config_matching(r"^remote\..*\.url$")]

    def is_shallow(self) -> bool:
        """Say if older commits are missing from this clone."""
        from cf_secret_guard.git import revisions

        return revisions.is_shallow(self._directory)

    def tree(self, oid: str | None = None) -> Iterator[TreeEntry]:
        """Yield the files of a tree or commit, by default HEAD's; see :func:`cf_secret_guard.git.revisions.tree`."""
        from cf_secret_guard.git import revisions

        return revisions.tree(oid or self._base, self._directory)

    def changes(self, tips: Iterable[str], excluded: Iterable[str]) -> Iterator[tuple[Commit, Change | None]]:
        """Yield commits and what they bring in; see :func:`cf_secret_guard.git.changes.changes`."""
        from cf_secret_guard.git import changes

        return changes.changes(tips, excluded, self._directory)

    def config_get(self, key: str) -> str | None:
        """Return the last value of a configuration key as git sees it here, or None."""
        result = git_process.run(("config", "-z", "--get", key), directory=self._directory, guarded=False)
        return None if result.code else result.out.removesuffix(b"\0").decode("utf-8", "surrogateescape")

    def config_matching(self, pattern: str) -> dict[str, str]:
        """Return the last values of all configuration keys that match a regular expression, keys in lower case."""
        result = git_process.run(("config", "-z", "--get-regexp", pattern), directory=self._directory, guarded=False)
        records = result.out.decode("utf-8", "surrogateescape").split("\0")[:-1]
        return {key: value for key, _, value in (record.partition("\n") for record in records)}

    def _inside(self, path: bytes) -> bytes:
        inside = self.relative(path)
        if inside is None:
            shown = path.decode("utf-8", "backslashreplace")
            raise UsageError(
                f"{shown!r} is outside of the repository", "Name a path inside it, or scan that one alone."
            )
        return inside

    def _ask(self, *arguments: str | bytes) -> bytes:
        result = git_process.run(("--literal-pathspecs", *arguments), directory=self._directory)
        if result.code:
            raise git_index.failed(arguments[0], result.err)
        return result.out


def _rev_parse(questions: Sequence[str], directory: str | None) -> tuple[list[bytes], str]:
    """Return the answers, fewer if git does not answer them all, and what it said on stderr."""
    arguments = ["rev-parse"]
    for question in questions:
        arguments += (question, _SEPARATOR)
    result = git_process.run(arguments[:-1], directory=directory)
    return [part.removesuffix(b"\n") for part in result.out.split(f"{_SEPARATOR}\n".encode())], result.err
