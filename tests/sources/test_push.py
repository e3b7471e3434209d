from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cf_secret_guard.errors import IncompleteError, UsageError
from cf_secret_guard.git import Repository
from cf_secret_guard.sources import push
from cf_secret_guard.sources.push import Update, pushed, under_pre_commit, updates
from cf_secret_guard.sources.selection import Selection

if TYPE_CHECKING:
    from tests.gitrepo import GitRepo

ZERO = "0" * 40
URL = "https://user:password@example.invalid/x.git"


THERE = b"refs/heads/main"


def selection(repository: Repository, remote: str | None, told: bytes) -> Selection:
    """What a push selects, without the names of refs, which have a test of their own."""
    return push.selection(repository, remote, told)._replace(refs=())


def here() -> Repository:
    found = Repository.discover()
    assert found is not None
    return found


def line(local: str, remote: str = ZERO, name: str = "refs/heads/main") -> bytes:
    return f"{name} {local} refs/heads/main {remote}\n".encode()


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", []),
        (line("1" * 40), [Update(b"refs/heads/main", "1" * 40, ZERO, THERE)]),
        (line("1" * 40).rstrip(), [Update(b"refs/heads/main", "1" * 40, ZERO, THERE)]),
        (line(ZERO, "2" * 40, "(delete)"), [Update(b"(delete)", ZERO, "2" * 40, THERE)]),
        (line("1" * 64, "0" * 64), [Update(b"refs/heads/main", "1" * 64, "0" * 64, THERE)]),
        (line("1" * 40, name="HEAD@{1 day ago}"), [Update(b"HEAD@{1 day ago}", "1" * 40, ZERO, THERE)]),
        (b"\xff " + line("1" * 40)[16:], [Update(b"\xff", "1" * 40, ZERO, THERE)]),
        (line("1" * 40) + line("2" * 40), [Update(b"refs/heads/main", digit * 40, ZERO, THERE) for digit in "12"]),
    ],
)
def test_gits_own_lines_are_read(data: bytes, expected: list[Update]) -> None:
    assert updates(data) == expected


@pytest.mark.parametrize(
    "data",
    [
        b"\n",
        b"garbage\n",
        b"a b c d\n",
        line("1" * 39),
        line("1" * 41),
        line("G" * 40),
        line("1" * 40) + b"\n",
        line("1" * 40)[:-3],
        line("1" * 40).replace(b" ", b"\t"),
        line("1" * 40) + b"and more\n",
    ],
)
def test_any_other_line_is_refused_and_none_is_repeated(data: bytes) -> None:
    with pytest.raises(UsageError, match=r"Line \d+ of standard input is not what git tells") as caught:
        updates(data)
    assert "garbage" not in str(caught.value)


@given(st.binary(max_size=200))
def test_no_input_passes_for_fewer_refs_than_it_has_lines(data: bytes) -> None:
    try:
        found = updates(data)
    except UsageError:
        return
    assert len(found) == len(data.splitlines())


def test_a_new_branch_is_what_no_tracking_ref_reaches(repo: GitRepo) -> None:
    one, two, three = (repo.commit({"a": str(number)}) for number in range(3))
    repo.git("update-ref", "refs/remotes/origin/main", one)
    repo.git("update-ref", "refs/remotes/other/main", two)
    expected = Selection(f"{three[:8]} --not --remotes=origin", (three,), (one,))
    assert selection(here(), "origin", line(three)) == expected


@pytest.mark.parametrize("remote", [None, URL, "unknown", "orig", "*", "origin/main"])
def test_without_tracking_refs_of_its_own_everything_counts(remote: str | None, repo: GitRepo) -> None:
    one, two = repo.commit({"a": "1"}), repo.commit({"a": "2"})
    repo.git("update-ref", "refs/remotes/origin/main", one)
    assert selection(here(), remote, line(two)) == Selection(two[:8], (two,))


def test_the_refs_of_a_remote_whose_name_goes_on_do_not_count(repo: GitRepo) -> None:
    one, two = repo.commit({"a": "1"}), repo.commit({"a": "2"})
    repo.config("remote.origin.url", URL)
    repo.config("remote.origin/fork.url", URL)
    repo.git("update-ref", "refs/remotes/origin/fork/main", one)
    assert selection(here(), "origin", line(two)).excluded == ()
    assert selection(here(), "origin/fork", line(two)).excluded == (one,)


def test_what_the_remote_has_at_this_ref_is_excluded_too(repo: GitRepo) -> None:
    one, two = repo.commit({"a": "1"}), repo.commit({"a": "2"})
    assert selection(here(), URL, line(two, one)) == Selection(f"{one[:8]}..{two[:8]}", (two,), (one,))


def test_an_old_end_that_is_not_here_is_as_none(repo: GitRepo) -> None:
    one = repo.commit({"a": "1"})
    assert selection(here(), URL, line(one, "9" * 40)) == Selection(one[:8], (one,))


def test_the_names_of_what_is_sent_are_told_on_both_sides(repo: GitRepo) -> None:
    tip = repo.commit({"a": "1"})
    told = updates(line(tip, name="HEAD") + line(tip) + line(ZERO, tip, "(delete)"))
    assert pushed(here(), told, None).refs == (b"HEAD", b"refs/heads/main")
    names = told_by_pre_commit(REMOTE_NAME="origin", REMOTE_BRANCH="refs/heads/there", TO_REF=tip)
    assert set(under_pre_commit(here(), names).refs) == {b"HEAD", b"refs/heads/main", b"refs/heads/there"}


def test_a_deletion_sends_nothing(repo: GitRepo) -> None:
    one = repo.commit({"a": "1"})
    assert selection(here(), "origin", line(ZERO, one, "(delete)")) == Selection("")
    assert selection(here(), "origin", b"") == Selection("")


def test_several_refs_are_one_selection(repo: GitRepo) -> None:
    made = [repo.commit({"a": str(number)}) for number in range(8)]
    told = line(made[1], made[0]) + line(ZERO, made[7], "(delete)") + line(made[2])
    found = selection(here(), URL, told)
    assert (found.tips, found.excluded) == ((made[1], made[2]), (made[0],))
    assert found.label == f"{made[0][:8]}..{made[1][:8]}, {made[2][:8]}"
    many = selection(here(), URL, b"".join(map(line, made)))
    assert many.label == ", ".join(oid[:8] for oid in made[:5]) + " and 3 more"


def test_tags_of_anything_are_followed(repo: GitRepo) -> None:
    commit = repo.commit({"d/a": "1"})
    repo.git("tag", "--annotate", "--message", "x", "v1")
    repo.git("tag", "light", "HEAD:d")
    told = line(repo.oid("v1"), name="refs/tags/v1") + line(repo.oid("light"), name="refs/tags/light")
    found = selection(here(), URL, told)
    assert (found.tips, found.tags, found.trees) == ((commit,), (repo.oid("v1"),), (repo.oid("HEAD:d"),))


def test_a_tag_that_the_remote_has_excludes_what_it_stands_for(repo: GitRepo) -> None:
    one = repo.commit({"a": "1"})
    repo.git("tag", "--annotate", "--message", "x", "v1")
    old = repo.oid("v1")
    repo.commit({"a": "2"})
    repo.git("tag", "--force", "--annotate", "--message", "x", "v1")
    assert pushed(here(), updates(line(repo.oid("v1"), old)), URL).excluded == (one,)


def test_something_to_send_that_is_not_here_is_an_error(repo: GitRepo) -> None:
    repo.commit({"a": "1"})
    with pytest.raises(IncompleteError, match="is missing"):
        selection(here(), URL, line("9" * 40))


def told_by_pre_commit(**names: str) -> dict[str, str]:
    return {f"PRE_COMMIT_{name}": value for name, value in names.items()}


def test_pre_commits_range_is_scanned_with_everything_else_that_is_not_there_yet(repo: GitRepo) -> None:
    one, two = repo.commit({"a": "1"}), repo.commit({"a": "2"})
    repo.git("checkout", "--quiet", "-b", "side")
    three = repo.commit({"a": "3"})
    repo.git("tag", "--annotate", "--message", "x", "v1", one)
    repo.git("checkout", "--quiet", "--detach")
    four = repo.commit({"a": "4"})
    repo.git("update-ref", "refs/remotes/origin/main", one)
    told = told_by_pre_commit(FROM_REF=one, TO_REF="main", REMOTE_NAME="origin", LOCAL_BRANCH="refs/heads/main")
    found = under_pre_commit(here(), told)
    assert set(found.tips) == {one, two, three, four}
    assert set(found.excluded) == {one}
    assert found.tags == (repo.oid("v1"),)
    assert found.label == f"{one[:8]}..{two[:8]} --branches --tags HEAD --not --remotes=origin"
    assert "only the first ref" in found.remark


def test_of_a_whole_new_history_pre_commit_names_the_branch_only(repo: GitRepo) -> None:
    one = repo.commit({"a": "1"})
    repo.git("update-ref", "refs/elsewhere", repo.oid("HEAD"))
    two = repo.commit({"a": "2"})
    repo.git("reset", "--quiet", "--hard", one)
    told = told_by_pre_commit(REMOTE_NAME=URL, REMOTE_URL=URL, LOCAL_BRANCH=two)
    found = under_pre_commit(here(), told)
    assert set(found.tips) == {one, two}
    assert (found.excluded, found.label) == ((), "--branches --tags HEAD")


def test_run_by_hand_under_pre_commit_nothing_that_any_remote_has_counts(repo: GitRepo) -> None:
    one, two = repo.commit({"a": "1"}), repo.commit({"a": "2"})
    repo.git("update-ref", "refs/remotes/other/main", one)
    found = under_pre_commit(here(), {})
    assert (set(found.tips), found.excluded) == ({two}, (one,))
    assert found.label == "--branches --tags HEAD --not --remotes=*"


def test_pre_commit_may_name_an_annotated_tag(repo: GitRepo) -> None:
    one = repo.commit({"a": "1"})
    two = repo.commit({"a": "2"})
    repo.git("tag", "--annotate", "--message", "x", "v1")
    found = under_pre_commit(here(), told_by_pre_commit(FROM_REF=one, TO_REF=repo.oid("v1"), REMOTE_NAME="origin"))
    assert (set(found.tips), found.tags) == ({two}, (repo.oid("v1"),))


@pytest.mark.usefixtures("repo")
def test_a_repository_without_commits_has_nothing_to_push() -> None:
    assert under_pre_commit(here(), {}).tips == ()


def test_what_pre_commit_names_and_nobody_knows_is_an_error(repo: GitRepo) -> None:
    repo.commit({"a": "1"})
    with pytest.raises(IncompleteError, match=r"docs/hooks\.md"):
        under_pre_commit(here(), told_by_pre_commit(FROM_REF="HEAD", TO_REF="9" * 40, REMOTE_NAME="origin"))


def test_pre_commit_is_asked_only_where_git_says_nothing(repo: GitRepo, monkeypatch: pytest.MonkeyPatch) -> None:
    one = repo.commit({"a": "1"})
    monkeypatch.setenv("PRE_COMMIT", "1")
    assert selection(here(), None, line(one)) == Selection(one[:8], (one,))
    assert selection(here(), None, b"").remark
    assert selection(here(), "origin", b"").remark
    monkeypatch.delenv("PRE_COMMIT")
    assert selection(here(), None, b"") == Selection("")
