"""Files on disk, in and out of git."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from cf_secret_guard.errors import UsageError
from cf_secret_guard.git import Repository
from cf_secret_guard.sources.worktree import WorktreeSource
from tests.gitrepo import GitRepo
from tests.sources.places import odd_things, powerless
from tests.sources.recorder import Containing, Everything, Recorder, record

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from cf_secret_guard.prefilter.base import Prefilter


OUTSIDE = "a symlink to something outside of this tree: followed only where it is named itself"


def scan(
    *paths: str,
    gitignore: bool = True,
    excluded: Callable[[bytes], str | None] | None = None,
    max_size: int | None = None,
    sieve: Prefilter | None = None,
    jobs: int = 1,
) -> Recorder:
    """Scan from the current directory, as the command does."""
    source = WorktreeSource(
        paths or (".",),
        gitignore=gitignore,
        jobs=jobs,
        excluded=excluded,
        max_size=max_size,
        repo=Repository.discover(),
    )
    assert source.mode == "worktree"
    return record(source, sieve)


def names(found: Recorder) -> list[str]:
    return sorted(os.fsdecode(window.path) for window in found.windows)


def put(directory: Path, *wanted: str) -> None:
    for name in wanted:
        (directory / name).parent.mkdir(parents=True, exist_ok=True)
        (directory / name).write_text(name)


@pytest.fixture
def plain(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A directory outside of any repository, to which it changes."""
    top = tmp_path / "plain"
    top.mkdir()
    monkeypatch.chdir(top)
    return top


def test_outside_of_git_everything_is_scanned_and_named_from_here(plain: Path) -> None:
    put(plain, "a", "sub/b", ".gitignore", "../beside/c")
    assert names(scan()) == [".gitignore", "a", "sub/b"]
    assert names(scan("sub")) == ["sub/b"]
    assert names(scan("./sub/../a")) == ["a"]
    assert names(scan("../beside")) == ["../beside/c"]
    assert names(scan(str(plain / "sub"))) == ["sub/b"]
    assert names(scan("a", "a", ".")) == [".gitignore", "a", "sub/b"]


def test_counts_and_contents_are_right_and_only_what_triggers_is_handed_on(plain: Path) -> None:
    put(plain, "a", "sub/bcd")
    found = scan(sieve=Containing(b"bcd"))
    assert found.contents == {b"sub/bcd": b"sub/bcd"}
    assert (found.files, found.blobs, found.size) == (2, 2, 8)
    assert found.expected == [2]


def test_how_many_files_there_are_is_told_once_before_any_is_looked_at(repo: GitRepo) -> None:
    put(repo.path, "a", "../beside/b", "../beside/c", "not/wanted")
    (repo.path / "link").symlink_to("a")
    source = WorktreeSource(
        (".", "../beside"),
        jobs=1,
        excluded=lambda path: "no" if b"wanted" in path else None,
        repo=Repository.discover(),
    )

    class Order(Recorder):
        def count(self, files: int, blobs: int, size: int) -> None:
            assert self.expected == [4]
            super().count(files, blobs, size)

    order = Order()
    source.each(Everything(), order)
    assert order.files == 4
    assert order.expected == [4]


def test_in_git_tracked_and_untracked_files_are_scanned_and_ignored_ones_only_on_request(repo: GitRepo) -> None:
    repo.commit({".gitignore": "ignored\nbuild/\n", "tracked": "1"})
    put(repo.path, "untracked", "ignored", "build/out", "sub/new")
    assert names(scan()) == [".gitignore", "sub/new", "tracked", "untracked"]
    everything = scan(gitignore=False)
    assert names(everything) == [".gitignore", "build/out", "ignored", "sub/new", "tracked", "untracked"]
    assert everything.skipped == []


def test_a_named_file_is_scanned_even_if_git_ignores_it_or_owns_it(repo: GitRepo) -> None:
    put(repo.path, "ignored")
    repo.write(".gitignore", "ignored\n")
    assert names(scan("ignored")) == ["ignored"]
    assert names(scan(".git/HEAD")) == [".git/HEAD"]
    assert names(scan("ignored", ".")) == [".gitignore", "ignored"]


def test_paths_are_named_from_the_root_also_from_a_subdirectory(repo: GitRepo, monkeypatch: pytest.MonkeyPatch) -> None:
    repo.commit({"root": "1", "sub/inner": "2", "other/x": "3"})
    monkeypatch.chdir(repo.path / "sub")
    assert names(scan()) == ["sub/inner"]
    assert names(scan("..")) == ["other/x", "root", "sub/inner"]
    assert names(scan("../root", "inner")) == ["root", "sub/inner"]


def test_what_is_on_disk_counts_not_what_is_staged(repo: GitRepo) -> None:
    repo.commit({"a": "committed", "gone": "1", "link/behind": "2"})
    repo.write("a", "on disk")
    (repo.path / "gone").unlink()
    (repo.path / "link" / "behind").unlink()
    (repo.path / "link").rmdir()
    (repo.path / "link").symlink_to("/etc")
    found = scan()
    assert found.contents == {b"a": b"on disk", b"link": b"/etc"}
    assert found.reasons == {"link": (OUTSIDE, False)}


@pytest.mark.parametrize("in_git", [True, False])
def test_odd_things_are_neither_opened_nor_followed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, in_git: bool
) -> None:
    top = GitRepo(tmp_path / "top").path if in_git else tmp_path / "top"
    top.mkdir(exist_ok=True)
    monkeypatch.chdir(top)
    odd_things(top)
    put(top, "a")
    assert scan().contents == {
        b"a": b"a",
        b"circle": b".",
        b"zero": b"/dev/zero",
        b"out": b"/etc",
        b"nowhere": b"missing",
    }


def test_another_repository_inside_is_noted_and_scanned_when_named(repo: GitRepo) -> None:
    repo.commit({"a": "1"})
    inner = GitRepo(repo.path / "vendor" / "inner")
    inner.commit({"b": "2", ".gitignore": "out\n"})
    inner.write("out", "3")
    found = scan()
    assert names(found) == ["a"]
    reason = "another repository (a submodule or a clone): its files are not part of this one"
    assert found.reasons == {"vendor/inner": (reason, False)}
    assert names(scan("vendor/inner")) == ["vendor/inner/.gitignore", "vendor/inner/b"]
    assert names(scan("vendor/inner", gitignore=False)) == [
        "vendor/inner/.gitignore",
        "vendor/inner/b",
        "vendor/inner/out",
    ]


def test_a_repository_named_from_outside_keeps_its_ignore_rules(plain: Path) -> None:
    GitRepo(plain / "clone").commit({"a": "1", "sub/b": "2", ".gitignore": "out\n"})
    put(plain, "clone/out", "clone/sub/out", "loose")
    assert names(scan("clone")) == ["clone/.gitignore", "clone/a", "clone/sub/b"]
    assert names(scan("clone/sub")) == ["clone/sub/b"]
    found = scan()
    assert names(found) == ["clone/.gitignore", "clone/a", "clone/out", "clone/sub/b", "clone/sub/out", "loose"]
    assert list(found.reasons) == ["clone/.git"]


def test_a_path_outside_of_the_repository_is_scanned_as_well(repo: GitRepo) -> None:
    repo.commit({"a": "1"})
    put(repo.path.parent, "beside/c")
    assert names(scan(".", "../beside")) == ["../beside/c", "a"]


def test_git_itself_is_never_scanned_as_files(repo: GitRepo) -> None:
    repo.commit({"a": "1"})
    found = scan(".git", ".git/refs")
    assert found.windows == []
    assert {incomplete for _, incomplete in found.reasons.values()} == {True}
    assert all(note.next_step for note in found.skipped)


def test_a_missing_path_is_a_usage_error(plain: Path) -> None:
    put(plain, "a")
    for missing in ("gone", "a/below", "nul\0"):
        with pytest.raises(UsageError, match="does not exist"):
            scan(missing)


def test_a_named_special_file_leaves_the_scan_incomplete(plain: Path) -> None:
    os.mkfifo(plain / "fifo")
    found = scan("fifo", "/dev/null")
    assert {incomplete for _, incomplete in found.reasons.values()} == {True}
    assert all("scan -" in note.next_step for note in found.skipped)


def test_a_named_symlink_is_followed_wherever_it_leads_and_its_text_is_scanned(plain: Path) -> None:
    put(plain, "a", "sub/b", "../outside/c")
    links = {"file": "a", "dir": "sub", "far": "../outside", "out": "../outside/c", "dead": "x", "twice": "out"}
    for link, target in links.items():
        (plain / link).symlink_to(target)
    assert scan("file").contents == {b"file": b"a", b"a": b"a"}
    assert scan("dir").contents == {b"dir": b"sub", b"sub/b": b"sub/b"}
    assert names(scan("far")) == ["../outside/c", "far"]
    assert names(scan("out")) == ["../outside/c", "out"]
    assert names(scan("twice")) == ["../outside/c", "twice"]
    assert scan("dead").contents == {b"dead": b"x"}
    assert [scan(link).skipped for link in links] == [[]] * len(links)


def test_what_a_named_symlink_may_not_lead_to_is_told_with_the_true_reason(plain: Path) -> None:
    os.mkfifo(plain / "fifo")
    for link, target in {"loop": "loop", "one": "two", "two": "one", "pipe": "fifo", "zero": "/dev/zero"}.items():
        (plain / link).symlink_to(target)
    for link in ("loop", "one"):
        found = scan(link)
        assert found.reasons == {link: ("a symlink that leads back to itself", True)}
        assert found.skipped[0].next_step
    for link in ("pipe", "zero"):
        found = scan(link)
        assert [reason for reason, _ in found.reasons.values()] == ["a FIFO, socket or device: never opened"]


def test_behind_a_named_symlink_no_further_one_is_followed(plain: Path) -> None:
    put(plain, "../outside/c", "../further/d")
    (plain / "../outside/on").symlink_to("../further")
    (plain / "named").symlink_to("../outside")
    found = scan("named")
    assert names(found) == ["../outside/c", "../outside/on", "named"]
    assert found.reasons == {"../outside/on": (OUTSIDE, False)}


def test_a_bare_repository_is_gits_own_directory(plain: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    GitRepo(plain / "bare", ("--bare",))
    for place in ("bare", "bare/refs"):
        found = scan(place)
        assert found.windows == []
        assert found.reasons == {place: ("git's own directory, which is not scanned", True)}
        assert "Clone it" in found.skipped[0].next_step
    assert names(scan("bare/HEAD")) == ["bare/HEAD"]
    monkeypatch.chdir(plain / "bare")
    assert scan().reasons == {".": ("git's own directory, which is not scanned", True)}


def test_what_looks_like_a_bare_repository_inside_of_another_one_is_content(repo: GitRepo) -> None:
    repo.commit({"fixture/HEAD": "ref: refs/heads/main\n", "fixture/objects/a": "1", "fixture/refs/b": "2"})
    assert names(scan("fixture")) == ["fixture/HEAD", "fixture/objects/a", "fixture/refs/b"]


def test_excluded_files_are_noted_with_their_reason(plain: Path) -> None:
    put(plain, "a", "sub/b")
    found = scan(excluded=lambda path: "ignore.paths: sub/" if path.startswith(b"sub/") else None)
    assert names(found) == ["a"]
    assert found.reasons == {"sub/b": ("ignore.paths: sub/", False)}
    assert names(scan("sub/b", excluded=lambda _path: "no")) == []


def test_a_limit_of_size_names_what_it_leaves_out(plain: Path) -> None:
    (plain / "small").write_bytes(b"12")
    (plain / "large").write_bytes(b"123")
    found = scan(max_size=2)
    assert names(found) == ["small"]
    assert found.reasons == {"large": ("larger than 2 bytes", True)}


@pytest.fixture
def public(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A directory that everybody may enter (pytest's are for its user alone), to which it changes."""
    with tempfile.TemporaryDirectory() as made:
        top = Path(made)
        top.chmod(0o755)
        monkeypatch.chdir(top)
        yield top


def test_what_cannot_be_read_leaves_the_scan_incomplete(public: Path) -> None:
    put(public, "open", "closed", "below/shut/x")
    (public / "closed").chmod(0)
    (public / "below" / "shut").chmod(0)
    with powerless():
        found = scan("open", "closed", "below")
        behind = scan("below/shut/x")
    assert names(found) == ["open"]
    assert found.reasons == {
        "closed": ("could not be read: Permission denied", True),
        "below/shut": ("the directory could not be read: Permission denied", True),
    }
    assert behind.reasons == {"below/shut/x": ("could not be read: Permission denied", True)}


@pytest.mark.parametrize("in_git", [True, False])
def test_a_named_directory_that_may_not_be_entered_is_a_matter_of_permission(public: Path, *, in_git: bool) -> None:
    if in_git:
        GitRepo(public)
    put(public, "shut/x", "open")
    (public / "shut").chmod(0)
    with powerless():
        found = record(WorktreeSource(("shut", "open"), jobs=1, repo=None))
    assert names(found) == ["open"]
    assert found.reasons == {"shut": ("the directory could not be read: Permission denied", True)}
    assert "readable" in found.skipped[0].next_step


def test_a_directory_that_git_cannot_list_leaves_the_scan_incomplete(
    public: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in {"COUNT": "1", "KEY_0": "safe.directory", "VALUE_0": "*"}.items():
        monkeypatch.setenv(f"GIT_CONFIG_{name}", value)
    top = GitRepo(public / "top")
    put(top.path, "shut/x", "sub/it's/x", "sub/open")
    monkeypatch.chdir(top.path / "sub")
    for place in ("shut", "sub/it's"):
        (top.path / place).chmod(0)
    with powerless():
        found = scan("..")
    assert names(found) == ["sub/open"]
    reason = ("the directory could not be read: Permission denied", True)
    assert found.reasons == {"shut": reason, "sub/it's": reason}


def test_names_of_any_bytes_arrive_as_they_are(repo: GitRepo) -> None:
    wanted = {b"caf\xe9", b"new\nline", "Ключ".encode(), b" space ", b"-dash", b":(top)x", b"*"}
    for name in wanted:
        repo.write(name, b"x")
    assert {window.path for window in scan().windows} == wanted
    assert {window.path for window in scan("*", ":(top)x").windows} == {b"*", b":(top)x"}


def test_many_files_are_shared_out_with_the_same_outcome(plain: Path) -> None:
    for number in range(1500):
        (plain / str(number)).write_bytes(b"hit" if number % 500 == 3 else b"x")
    alone, shared = (scan(jobs=jobs, sieve=Containing(b"hit")) for jobs in (1, 0))
    assert names(alone) == names(shared) == ["1003", "3", "503"]
    assert (alone.files, alone.size) == (shared.files, shared.size) == (1500, 1506)
