"""Which files are listed, and what is said of the others."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from cf_secret_guard.sources.listing import Listing
from tests.sources.places import odd_things, powerless

if TYPE_CHECKING:
    from pathlib import Path

    from cf_secret_guard.model import Skipped

LINKS = [b"circle", b"nowhere", b"out", b"zero"]
OTHER_REPOSITORY = "another repository (a submodule or a clone): its files are not part of this one"
OUTSIDE = ("a symlink to something outside of this tree: followed only where it is named itself", False)


class Listed:
    """A listing of a directory, and its notes."""

    def __init__(self, directory: Path | None) -> None:
        self.notes: list[Skipped] = []
        self.listing = Listing(b"" if directory is None else os.fsencode(directory) + b"/", self.notes.append)

    @property
    def files(self) -> list[bytes]:
        return sorted(self.listing.files)

    @property
    def reasons(self) -> dict[str, tuple[str, bool]]:
        return {note.path: (note.reason, note.incomplete) for note in self.notes}


def put(directory: Path, *names: str) -> None:
    for name in names:
        (directory / name).parent.mkdir(parents=True, exist_ok=True)
        (directory / name).write_text(name)


def test_everything_below_a_directory_is_listed(tmp_path: Path) -> None:
    put(tmp_path, "a", "sub/b", "sub/deep/er/c", ".hidden/.d")
    found = Listed(tmp_path)
    found.listing.walk(b"")
    assert found.files == [b".hidden/.d", b"a", b"sub/b", b"sub/deep/er/c"]
    assert found.notes == []


def test_paths_below_a_named_directory_begin_with_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path, "sub/b")
    monkeypatch.chdir(tmp_path)
    for top, expected in ((b"sub", b"sub/b"), (b"", b"sub/b"), (b"../" + os.fsencode(tmp_path.name), None)):
        found = Listed(None)
        found.listing.walk(top)
        assert found.files == [expected or top + b"/sub/b"]


def test_names_are_bytes_of_any_kind(tmp_path: Path) -> None:
    names = [b"caf\xe9", b"new\nline", "Ключ".encode(), b" ", b"-x", b"\x1b[31m"]
    for name in names:
        (tmp_path / os.fsdecode(name)).touch()
    found = Listed(tmp_path)
    found.listing.walk(b"")
    assert found.files == sorted(names)


def test_only_regular_files_are_files(tmp_path: Path) -> None:
    odd_things(tmp_path)
    put(tmp_path, "a")
    found = Listed(tmp_path)
    found.listing.walk(b"")
    assert found.files == [b"a"]
    assert sorted(found.listing.links) == LINKS
    special = ("a FIFO, socket or device: never opened", False)
    assert found.reasons == {"fifo": special, "socket": special, "out": OUTSIDE, "zero": OUTSIDE}


@pytest.mark.parametrize("kind", ["directory", "file"])
def test_the_directory_of_a_repository_is_noted_and_not_entered(tmp_path: Path, kind: str) -> None:
    put(tmp_path, "clone/a", "clone/.git/config" if kind == "directory" else "clone/.git")
    found = Listed(tmp_path)
    found.listing.walk(b"")
    assert found.files == [b"clone/a"]
    reason = "a repository's own directory: its files are scanned, its history is not"
    assert found.reasons == {"clone/.git": (reason, False)}


def test_a_directory_that_cannot_be_read_makes_the_scan_incomplete(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(tmp_path, "open/a", "closed/b")
    tmp_path.chmod(0o755)
    (tmp_path / "closed").chmod(0)
    monkeypatch.chdir(tmp_path)
    found = Listed(None)
    with powerless():
        found.listing.walk(b"")
    assert found.files == [b"open/a"]
    assert found.reasons == {"closed": ("the directory could not be read: Permission denied", True)}
    assert found.notes[0].next_step


def test_a_directory_that_went_away_is_no_problem(tmp_path: Path) -> None:
    found = Listed(tmp_path)
    found.listing.walk(b"gone")
    assert (found.files, found.notes) == ([], [])


def test_of_the_paths_that_git_lists_those_on_disk_are_taken(tmp_path: Path) -> None:
    put(tmp_path, "a", "sub/b", "sub/unlisted", "unlisted")
    found = Listed(tmp_path)
    found.listing.select([b"a", b"sub/b", b"deleted", b"sub/deleted", b"gone/c"])
    assert found.files == [b"a", b"sub/b"]
    assert found.notes == []


def test_listed_things_that_are_no_files_are_told_apart(tmp_path: Path) -> None:
    odd_things(tmp_path)
    put(tmp_path, "clone/a", "submodule/b")
    names = [b"fifo", b"socket", b"circle", b"zero", b"out", b"nowhere", b"clone/", b"submodule"]
    found = Listed(tmp_path)
    found.listing.select(names)
    assert found.files == []
    assert sorted(found.listing.links) == LINKS
    assert {path for path, (_, incomplete) in found.reasons.items() if not incomplete} == {
        "fifo",
        "socket",
        "clone",
        "submodule",
        "out",
        "zero",
    }
    assert found.reasons["clone"] == found.reasons["submodule"] == (OTHER_REPOSITORY, False)


@pytest.mark.parametrize(
    ("target", "is_noted"),
    [
        ("../x", False),
        ("../../beside", True),
        ("../../beside/y", True),
        ("../../gone", False),
        ("../../tree-2", True),
        ("../../tree/x", False),
        ("../..", True),
        ("..", False),
        (".", False),
        ("link", False),
        ("{top}/x", False),
        ("{top}", False),
        ("{alias}/x", False),
        ("/etc", True),
        ("/gone", False),
    ],
)
@pytest.mark.parametrize("select", [True, False])
def test_a_symlink_is_noted_if_it_leads_to_something_outside(
    tmp_path: Path, target: str, *, is_noted: bool, select: bool
) -> None:
    put(tmp_path, "beside/y", "tree-2/z", "tree/x", "tree/sub/a")
    (tmp_path / "alias").symlink_to("tree")
    (tmp_path / "tree/sub/link").symlink_to(target.format(top=tmp_path / "tree", alias=tmp_path / "alias"))
    found = Listed(tmp_path)
    if select:
        found.listing.select([b"sub/link"], b"tree")
    else:
        found.listing.walk(b"tree")
    assert found.listing.links == [b"tree/sub/link"]
    assert found.reasons == ({"tree/sub/link": OUTSIDE} if is_noted else {})


def test_files_behind_a_symlink_are_not_followed(tmp_path: Path) -> None:
    put(tmp_path, "outside/secret", "outside/deep/secret", "tree/a")
    (tmp_path / "tree" / "link").symlink_to("../outside")
    found = Listed(tmp_path / "tree")
    found.listing.select([b"a", b"link/secret", b"link/deep/secret"])
    assert found.files == [b"a"]


def test_a_name_that_the_directory_spells_otherwise_is_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(tmp_path, "README")
    found = Listed(tmp_path)
    # A file system that does not tell capitals apart, as far as this test needs one.
    monkeypatch.setattr(os.path, "isfile", lambda place: place.lower().endswith(b"/readme"))
    found.listing.select([b"ReadMe", b"other"])
    assert found.files == [b"ReadMe"]
