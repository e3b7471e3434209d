"""What is scanned, as a value; tests/e2e/test_action.py has the table of events and what is found."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cf_secret_guard.ci.event import Event
from cf_secret_guard.ci.inputs import Inputs
from cf_secret_guard.ci.ranges import Plan, choose
from cf_secret_guard.errors import IncompleteError, UsageError
from cf_secret_guard.git import Repository
from tests.ci.hosting import ZERO

if TYPE_CHECKING:
    from tests.gitrepo import GitRepo

GONE = "9" * 40
AUTO = Inputs()


@pytest.fixture
def commits(repo: GitRepo) -> tuple[str, str, str]:
    """Three commits; the remote's main is the first, and the last is checked out."""
    first, second, third = (repo.commit({"a": f"{number}\n"}) for number in range(3))
    repo.git("update-ref", "refs/remotes/origin/main", first)
    return first, second, third


def plan(event: Event, inputs: Inputs = AUTO) -> Plan:
    return choose(event, inputs, Repository.discover())


def ends(chosen: Plan) -> tuple[set[str], set[str]]:
    """The tips and what is excluded."""
    assert chosen.selection is not None
    return set(chosen.selection.tips), set(chosen.selection.excluded)


def test_without_a_repository_only_files_can_be_scanned() -> None:
    assert choose(Event("push"), Inputs(mode="full"), None).mode == "full"
    for mode in ("auto", "range", "history"):
        with pytest.raises(IncompleteError, match=r"There is no git repository to scan. Add actions/checkout"):
            choose(Event("push"), Inputs(mode=mode), None)


@pytest.mark.usefixtures("commits")
@pytest.mark.parametrize("mode", ["full", "history"])
def test_the_input_wins_over_the_event(mode: str) -> None:
    assert plan(Event("push", after=ZERO), Inputs(mode=mode)).mode == mode


def test_base_and_head_win_over_the_event(commits: tuple[str, str, str]) -> None:
    first, second, third = commits
    chosen = plan(Event("push", after=ZERO), Inputs(base=first, head=second))
    assert ends(chosen) == ({second}, {first})
    assert chosen.selection is not None
    assert chosen.selection.label == f"{first[:8]}..{second[:8]}"
    assert ends(plan(Event("schedule"), Inputs(base="HEAD~1"))) == ({third}, {second})


@pytest.mark.usefixtures("commits")
@pytest.mark.parametrize("base", ["nothing", "--upload-pack=touch x", "$(touch x)", GONE])
def test_a_base_that_is_no_commit_is_an_error(base: str) -> None:
    with pytest.raises(UsageError, match="is no commit of this repository"):
        plan(Event("push"), Inputs(base=base))


def test_the_mode_range_is_an_error_where_the_event_has_none(commits: tuple[str, str, str]) -> None:
    with pytest.raises(UsageError, match=r"the event schedule names no range. Give the input `base`"):
        plan(Event("schedule"), Inputs(mode="range"))
    with pytest.raises(UsageError, match="the event push does not tell its commits"):
        plan(Event("push"), Inputs(mode="range"))
    chosen = plan(Event("push", before=commits[1], after=commits[2]), Inputs(mode="range"))
    assert ends(chosen) == ({commits[2]}, {commits[1]})


@pytest.mark.usefixtures("commits")
@pytest.mark.parametrize("name", ["push", "pull_request", "pull_request_target", "merge_group"])
def test_an_event_that_tells_nothing_is_a_full_scan_that_is_not_complete(name: str) -> None:
    chosen = plan(Event(name, problem="the event file is not JSON"))
    assert chosen.mode == "full"
    (problem,) = chosen.problems
    assert problem.message == f"The commits of this {name} are not known: the event file is not JSON"
    assert problem.incomplete


@pytest.mark.usefixtures("commits")
@pytest.mark.parametrize("name", ["", "schedule", "fork", "::error::x\nname", "--option"])
def test_any_other_event_is_a_full_scan(name: str) -> None:
    chosen = plan(Event(name))
    assert (chosen.mode, chosen.problems) == ("full", ())
    assert "\n" not in chosen.reason


def test_what_was_pushed_and_is_not_here_is_said(commits: tuple[str, str, str]) -> None:
    chosen = plan(Event("push", ref="refs/heads/a", before=commits[1], after=GONE))
    assert ends(chosen) == ({commits[2]}, {commits[1]})
    assert chosen.problems[0].message == "Not in this checkout: 99999999, which was pushed"
    assert chosen.problems[0].next_step == "Give actions/checkout `fetch-depth: 0`."


def test_a_tag_object_that_is_not_here_is_said_and_its_commit_scanned(commits: tuple[str, str, str]) -> None:
    chosen = plan(Event("push", sha=commits[1], ref="refs/tags/v1", before=ZERO, after=GONE, default_branch="main"))
    assert ends(chosen) == ({commits[1]}, {commits[0]})
    assert chosen.problems


def test_a_tag_that_was_moved_is_compared_with_what_it_was(repo: GitRepo, commits: tuple[str, str, str]) -> None:
    repo.git("tag", "--annotate", "--message", "one", "v1", commits[1])
    before = repo.oid("v1")
    repo.git("tag", "--annotate", "--force", "--message", "two", "v1", commits[2])
    chosen = plan(Event("push", ref="refs/tags/v1", before=before, after=repo.oid("v1")))
    assert ends(chosen) == ({commits[2]}, {commits[1]})
    assert chosen.selection is not None
    assert chosen.selection.tags == (repo.oid("v1"),)


@pytest.mark.parametrize("message", ["", "text"], ids=["lightweight", "annotated"])
@pytest.mark.parametrize("kind", ["HEAD:a", "HEAD^{tree}"])
def test_a_tag_of_a_file_or_a_directory_is_scanned(
    kind: str, message: str, repo: GitRepo, commits: tuple[str, str, str]
) -> None:
    options = ("--annotate", "--message", message) if message else ()
    repo.git("tag", *options, "odd", repo.oid(kind))
    chosen = plan(Event("push", ref="refs/tags/odd", before=ZERO, after=repo.oid("odd"), default_branch="main"))
    assert chosen.selection is not None
    assert chosen.selection.tips == ()
    assert [*chosen.selection.trees, *(oid for _, oid in chosen.selection.blobs)] == [repo.oid(kind)]
    assert chosen.selection.label.startswith(f"{commits[0][:8]}..")


@pytest.mark.parametrize(
    ("default", "words"),
    [
        ("main", "so what main does not have"),
        *((name, "so everything that it reaches") for name in ("", "nothing", "a/../main", "--all", "feature")),
    ],
)
def test_a_new_branch_is_compared_with_the_default_branch(
    default: str, words: str, commits: tuple[str, str, str]
) -> None:
    chosen = plan(Event("push", ref="refs/heads/feature", before=ZERO, after=commits[2], default_branch=default))
    assert ends(chosen) == ({commits[2]}, {commits[0]} if default == "main" else set())
    assert words in chosen.reason


def test_a_pull_request_whose_own_branch_is_checked_out_needs_no_merge(commits: tuple[str, str, str]) -> None:
    chosen = plan(Event("pull_request", base=commits[0], head=commits[2], number=7))
    assert ends(chosen) == ({commits[2]}, {commits[0]})
    assert chosen.reason == "Pull request 7: all of its commits."
    assert chosen.problems == ()


def test_a_merge_of_something_else_is_not_taken_for_that_of_the_pull_request(
    repo: GitRepo, commits: tuple[str, str, str]
) -> None:
    repo.git("checkout", "--quiet", "-b", "other", commits[0])
    repo.commit({"b": "1\n"})
    repo.git("merge", "--quiet", "--no-ff", "--message", "x", commits[1])
    chosen = plan(Event("pull_request", base=commits[0], head=commits[2], number=7))
    assert ends(chosen) == ({commits[2]}, {commits[0]})


def test_without_the_base_commit_the_base_branch_is_taken_for_it(commits: tuple[str, str, str]) -> None:
    chosen = plan(Event("pull_request", base=GONE, base_branch="main", head=commits[2]))
    assert ends(chosen) == ({commits[2]}, {commits[0]})
    assert chosen.problems == ()


def test_without_any_base_everything_is_scanned_and_the_gap_is_said(commits: tuple[str, str, str]) -> None:
    chosen = plan(Event("pull_request", base=GONE, base_branch="gone", head=commits[2]))
    assert ends(chosen) == ({commits[2]}, set())
    assert [problem.message for problem in chosen.problems] == [
        "Not in this checkout: the commit that it is merged into, 99999999"
    ]


def test_pull_request_target_scans_the_pull_request_only_if_the_workflow_fetched_it(
    commits: tuple[str, str, str],
) -> None:
    chosen = plan(Event("pull_request_target", base=commits[0], head=commits[2], number=7))
    assert ends(chosen) == ({commits[2]}, {commits[0]})
    chosen = plan(Event("pull_request_target", base=commits[2], head=GONE, number=7))
    assert chosen.problems[0].incomplete
    assert chosen.problems[0].next_step.startswith("Run it on `pull_request`")


def test_a_secret_in_the_name_of_a_branch_is_not_shown(commits: tuple[str, str, str]) -> None:
    from tests import tokens

    name = f"refs/heads/{tokens.user_token()}"
    assert tokens.user_token() not in plan(Event("push", ref=name, before=commits[0], after=commits[2])).reason


def test_a_pull_request_whose_merge_is_checked_out_has_the_merge_too(
    repo: GitRepo, commits: tuple[str, str, str]
) -> None:
    repo.git("checkout", "--quiet", "--detach", commits[0])
    late = repo.commit({"b": "late\n"})
    repo.git("merge", "--quiet", "--no-ff", "--message", "x", commits[2])
    event = Event("pull_request", base=commits[0], head=commits[2], number=7)
    assert ends(plan(event)) == ({commits[2], repo.oid("HEAD")}, {commits[0], late})
    target = event._replace(name="pull_request_target")
    assert ends(plan(target)) == ({commits[2]}, {commits[0]})


def test_a_merge_group_is_compared_with_its_base(commits: tuple[str, str, str]) -> None:
    assert ends(plan(Event("merge_group", base=commits[1], head=commits[2]))) == ({commits[2]}, {commits[1]})
