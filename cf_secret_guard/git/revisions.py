"""What names of revisions and refs stand for."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import cf_secret_guard.git.process as git_process
from cf_secret_guard.git.index import failed, records

if TYPE_CHECKING:
    from collections.abc import Iterator


class Ref(NamedTuple):
    """A ref and what it points to."""

    name: str
    """``refs/heads/main``; bytes that are not UTF-8 as surrogates."""
    oid: str
    """Id of a commit, an annotated tag, a tree or a blob."""


class TreeEntry(NamedTuple):
    """A file, symlink or submodule of a tree."""

    path: bytes
    """From the root, with ``/``."""
    mode: str
    oid: str


def resolve(revision: str, kind: str, directory: str | None) -> str | None:
    """Return the id of what a revision names.

    Args:
        revision: as a person or a program wrote it; never taken for an option.
        kind: ``commit`` or ``tree`` to go from a tag or a commit to that; ``object`` for what it names itself.
        directory: where git runs.

    Returns:
        None if there is nothing of that name here.
    """
    if "\0" in revision:
        return None
    question = ("rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{{kind}}}")
    found = git_process.run(question, directory=directory)
    # Some versions echo --end-of-options in front of it.
    return None if found.code else found.out.split()[-1].decode("ascii", "replace")


def refs(namespaces: tuple[str, ...], directory: str | None) -> list[Ref]:
    """List the refs below ``namespaces`` (``refs/heads/`` ...), symbolic ones left out: they repeat another."""
    question = ("for-each-ref", "--format=%(objectname) %(symref)%00%(refname)", *namespaces)
    result = git_process.run(question, directory=directory)
    if result.code:
        raise failed("for-each-ref", result.err)
    found = []
    for line in result.out.decode("utf-8", "surrogateescape").split("\n")[:-1]:
        head, _, name = line.partition("\0")
        oid, _, target = head.partition(" ")
        if not target:
            found.append(Ref(name, oid))
    return found


def is_shallow(directory: str | None) -> bool:
    """Say if older commits are missing from this clone."""
    return git_process.run(("rev-parse", "--is-shallow-repository"), directory=directory).out.strip() == b"true"


def tree(oid: str, directory: str | None) -> Iterator[TreeEntry]:
    """Yield all entries of a tree, those of the trees in it too.

    Args:
        oid: a tree or commit.
        directory: where git runs.

    Raises:
        GitError: git failed, as it does where a tree is missing.
    """
    for record in records(("ls-tree", "-r", "-z", "--full-tree", oid), directory):
        meta, _, path = record.partition(b"\t")
        mode, _, blob = meta.decode("ascii", "replace").split(" ")
        yield TreeEntry(path, mode, blob)
