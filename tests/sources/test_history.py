"""Whole histories of real repositories: what is planted where, and where it is found."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, NamedTuple

import pytest

from cf_secret_guard import pipeline
from cf_secret_guard.settings import ScanSettings
from cf_secret_guard.sources import history, objects
from cf_secret_guard.sources.history import rounds
from cf_secret_guard.sources.objects import Reader
from tests import tokens
from tests.gitrepo import GitRepo

if TYPE_CHECKING:
    from collections.abc import Callable

    from cf_secret_guard.model import Finding, Report

HISTORY = ScanSettings(mode="history", jobs=1)
TOKEN = tokens.user_token("planted")
ENV = f"T={TOKEN}\n"


class Planted(NamedTuple):
    """A secret, and where it must be found."""

    where: str
    plant: Callable[[GitRepo], object]
    path: str | None
    """As reported; None: it is found with --unreachable only, as an unreachable blob."""
    at_head: bool | None = False


def branch(repo: GitRepo, name: str = "side") -> None:
    repo.commit({"base.txt": "base"})
    repo.git("checkout", "-q", "-b", name)
    repo.commit({"a.env": ENV})
    repo.git("checkout", "-q", "main")


def deleted_branch(repo: GitRepo) -> None:
    branch(repo)
    repo.git("branch", "-q", "-D", "side")


def remote_branch(repo: GitRepo) -> None:
    branch(repo)
    repo.git("update-ref", "refs/remotes/origin/side", "side")
    repo.git("branch", "-q", "-D", "side")


def lightweight_tag(repo: GitRepo) -> None:
    branch(repo)
    repo.git("tag", "v1", "side")
    repo.git("branch", "-q", "-D", "side")


def tag_message(repo: GitRepo) -> None:
    repo.commit({"base.txt": "base"})
    repo.git("tag", "-a", "v1", "-m", f"first\n\n{TOKEN}")


def nested_tag(repo: GitRepo) -> None:
    tag_message(repo)
    repo.git("tag", "-a", "v2", "-m", "outer", "v1")
    repo.git("tag", "-d", "v1")


def tag_of_a_blob(repo: GitRepo) -> None:
    repo.commit({"base.txt": "base"})
    blob = repo.git("hash-object", "-w", "--stdin", data=ENV.encode()).decode().strip()
    repo.git("tag", "-a", "key", "-m", "a key", blob)


def ref_to_a_tree(repo: GitRepo) -> None:
    repo.commit({"base.txt": "base"})
    repo.stage("sub/a.env", ENV)
    repo.git("update-ref", "refs/odd/tree", repo.git("write-tree").decode().strip())
    repo.git("rm", "-q", "--cached", "sub/a.env")


def note(repo: GitRepo) -> None:
    repo.commit({"base.txt": "base"})
    repo.git("notes", "add", "-m", ENV)


def stash(repo: GitRepo, later: str = "") -> None:
    repo.commit({"a.env": "base\n"})
    repo.write("a.env", ENV)
    repo.git("stash", "push", "-q")
    if later:
        repo.write("a.env", later)
        repo.git("stash", "push", "-q")


def untracked_in_a_stash(repo: GitRepo) -> None:
    repo.commit({"base.txt": "base"})
    repo.write("new.env", ENV)
    repo.git("stash", "push", "-q", "--include-untracked")


def added_then_deleted(repo: GitRepo) -> None:
    repo.commit({"a.env": ENV})
    repo.git("rm", "-q", "a.env")
    repo.commit()


def renamed(repo: GitRepo) -> None:
    repo.commit({"old.env": ENV})
    repo.git("mv", "old.env", "new.env")
    repo.commit()


def merge_only(repo: GitRepo) -> None:
    branch_with(repo, "side", "other.txt")
    repo.git("merge", "-q", "--no-commit", "--no-ff", "side")
    repo.stage("a.env", ENV)
    repo.commit()
    repo.git("rm", "-q", "a.env")
    repo.commit()


def branch_with(repo: GitRepo, name: str, file: str, text: str = "x\n") -> None:
    if not repo.git("rev-parse", "--verify", "-q", "HEAD", check=False):
        repo.commit({"base.txt": "base"})
    repo.git("checkout", "-q", "-b", name)
    repo.commit({file: text})
    repo.git("checkout", "-q", "main")


def octopus(repo: GitRepo) -> None:
    for name in ("one", "two", "three"):
        branch_with(repo, name, f"{name}.env", ENV if name == "three" else name)
    repo.git("merge", "-q", "one", "two", "three")
    for name in ("one", "two", "three"):
        repo.git("branch", "-q", "-D", name)


def author_name(repo: GitRepo) -> None:
    repo.git("commit", "-q", "--allow-empty", "-m", "x", env={"GIT_AUTHOR_NAME": TOKEN})


def other_worktree(repo: GitRepo) -> None:
    repo.commit({"base.txt": "base"})
    other = repo.path.parent / "other"
    repo.git("worktree", "add", "-q", "--detach", str(other))
    GitRepo(other, None).commit({"a.env": ENV})


def symlink(repo: GitRepo) -> None:
    (repo.path / "link").symlink_to(TOKEN)
    repo.commit({})
    repo.git("add", "link")
    repo.commit()


def executable(repo: GitRepo) -> None:
    repo.write("run.sh", ENV).chmod(0o755)
    repo.stage("run.sh")
    repo.commit()


def packed(repo: GitRepo) -> None:
    added_then_deleted(repo)
    repo.git("gc", "-q", "--prune=now")


def replaced(repo: GitRepo) -> None:
    first = repo.commit({"a.env": ENV})
    repo.git("checkout", "-q", "--orphan", "clean")
    repo.git("rm", "-q", "-f", "a.env")
    clean = repo.commit({"b.txt": "clean"})
    repo.git("checkout", "-q", "main")
    repo.git("replace", first, clean)


def grafted(repo: GitRepo) -> None:
    added_then_deleted(repo)
    (repo.path / ".git/info").mkdir(exist_ok=True)
    (repo.path / ".git/info/grafts").write_text(f"{repo.oid('HEAD')}\n")


def dangling(repo: GitRepo) -> None:
    repo.commit({"base.txt": "base"})
    repo.git("hash-object", "-w", "--stdin", data=ENV.encode())


def dangling_and_packed(repo: GitRepo) -> None:
    deleted_branch(repo)
    repo.git("repack", "-q", "-a", "-d", "-k")


def only_staged(repo: GitRepo) -> None:
    repo.commit({"base.txt": "base"})
    repo.stage("a.env", ENV)


def far_in_a_large_blob(repo: GitRepo) -> None:
    repo.commit({"a.txt": "no secret here\n" * 600_000 + ENV + "no secret here\n" * 100_000})


def among_many(repo: GitRepo) -> None:
    repo.commit({f"{number:04}.txt": f"{number}\n" for number in range(5)} | {"0003.env": ENV})


TABLE = (
    Planted("HEAD", lambda repo: repo.commit({"a.env": ENV}), "a.env", at_head=True),
    Planted("root commit", added_then_deleted, "a.env"),
    Planted("another branch", branch, "a.env"),
    Planted("remote-tracking branch", remote_branch, "a.env"),
    Planted("deleted branch, reflog only", deleted_branch, None),
    Planted("lightweight tag", lightweight_tag, "a.env"),
    Planted("annotated tag's message", tag_message, "<tag v1>", at_head=None),
    Planted("tag of a tag", nested_tag, "<tag v1>", at_head=None),
    Planted("tag of a blob", tag_of_a_blob, "<refs/tags/key>"),
    Planted("ref to a tree", ref_to_a_tree, "sub/a.env"),
    Planted("note", note, "<note on {head}>"),
    Planted("stash", stash, "a.env"),
    Planted("older stash entry", lambda repo: stash(repo, "later\n"), "a.env"),
    Planted("untracked file in a stash", untracked_in_a_stash, "new.env"),
    Planted("content of a merge only", merge_only, "a.env"),
    Planted("octopus merge", octopus, "three.env", at_head=True),
    Planted("renamed since", renamed, "old.env", at_head=True),
    Planted("commit message", lambda repo: repo.commit({}, f"x\n\n{TOKEN}"), "<commit message>", at_head=None),
    Planted("author's name", author_name, "<commit header>", at_head=None),
    Planted("HEAD of another worktree", other_worktree, "a.env"),
    Planted("symlink's target", symlink, "link", at_head=True),
    Planted("executable", executable, "run.sh", at_head=True),
    Planted("name with newline and quotes", lambda repo: repo.commit({"a\"\n'.env": ENV}), "a\"\n'.env", at_head=True),
    Planted("name that is not UTF-8", lambda repo: (repo.stage(b"\xff.env", ENV), repo.commit()), "\\xff.env", True),  # noqa: FBT003 - a table
    Planted("packed", packed, "a.env"),
    Planted("behind a replacement", replaced, "a.env", at_head=True),
    Planted("behind a graft", grafted, "a.env"),
    Planted("dangling blob", dangling, None),
    Planted("dangling in a pack", dangling_and_packed, None),
    Planted("staged, not committed", only_staged, None),
    Planted("far in a large blob", far_in_a_large_blob, "a.txt", at_head=True),
    Planted("among other files", among_many, "0003.env", at_head=True),
)


def scan(**changed: object) -> Report:
    return pipeline.scan(HISTORY._replace(**changed))  # type: ignore[arg-type]


def found(report: Report) -> list[Finding]:
    assert report.errors == ()
    return list(report.findings)


@pytest.mark.parametrize("case", TABLE, ids=[case.where for case in TABLE])
def test_what_is_planted_is_found_once_where_it_came_in(repo: GitRepo, case: Planted) -> None:
    case.plant(repo)
    findings = found(scan())
    every = found(scan(unreachable=True))
    if case.path is None:
        assert findings == []
        assert [one.path[:13] for one in every] == ["<unreachable "]
        assert [(one.commit, one.at_head) for one in every] == [(None, False)]
        return
    path = case.path.replace("{head}", repo.oid("HEAD")[:12])
    assert [(one.path, one.at_head) for one in findings] == [(path, case.at_head)]
    assert findings[0].secret.reveal() == TOKEN
    assert path in [one.path for one in every]


def test_a_long_listing_is_cut_and_its_length_told_once(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = [b"%d" % number for number in range(50_000)]
    told: list[int] = []
    assert list(itertools.chain(*rounds(iter(lines), told.append))) == lines
    assert told == [50_000]
    monkeypatch.setattr(history, "_AHEAD_BYTES", 100_000)
    monkeypatch.setattr(history, "_ROUND", 2)
    cut = list(rounds(iter(lines), told.append))
    assert len(cut) > 2
    assert list(itertools.chain(*cut)) == lines
    assert told == [50_000, 50_000]
    assert list(rounds(iter(()), told.append)) == []


def test_versions_of_a_file_are_one_finding_and_two_files_are_two(repo: GitRepo) -> None:
    first = repo.commit({"a.env": ENV})
    repo.commit({"a.env": f"# more\n{ENV}", "b.env": f"# other\n{ENV}"})
    repo.commit({"a.env": f"# even more\n{ENV}"})
    assert [(one.path, one.line, one.commit == first, one.at_head) for one in found(scan())] == [
        ("a.env", 1, True, True),
        ("b.env", 2, False, True),
    ]


def interrupted(repo: GitRepo, monkeypatch: pytest.MonkeyPatch, *, again: bool) -> Report:
    repo.commit({f"{number:04}.env": f"{number} T={tokens.user_token(str(number))}\n" for number in range(200)})
    read, seen = Reader.flush, []

    def flush(reader: Reader) -> None:
        read(reader)
        seen.append(1)
        if len(seen) == 1:
            raise KeyboardInterrupt

    def search(*_: object) -> list[object]:
        raise KeyboardInterrupt

    monkeypatch.setattr(objects, "_WAITING", 50)
    monkeypatch.setattr(Reader, "flush", flush)
    if again:
        monkeypatch.setattr("cf_secret_guard.git.origins.bringings", search)
    return scan()


def test_an_interrupt_reports_what_was_found_so_far(repo: GitRepo, monkeypatch: pytest.MonkeyPatch) -> None:
    report = interrupted(repo, monkeypatch, again=False)
    assert 50 <= len(report.findings) < 200
    assert {one.commit for one in report.findings} == {repo.oid("HEAD")}
    assert [error.message for error in report.errors] == ["The scan was interrupted"]


def test_a_second_interrupt_gives_the_findings_without_their_commits(
    repo: GitRepo, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = interrupted(repo, monkeypatch, again=True)
    assert 50 <= len(report.findings) < 200
    assert {one.commit for one in report.findings} == {None}
    assert len(report.errors) == 2
