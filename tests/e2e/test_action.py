"""The action's own steps, run as a runner runs them: every event against real repositories."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from cf_secret_guard.model import ExitCode
from cf_secret_guard.secret import fingerprint
from tests import tokens
from tests.ci.hosting import ZERO, Hosted, payload, pull_request, push, repository
from tests.ci.runner import Outcome, Runner

if TYPE_CHECKING:
    from collections.abc import Callable

SEEDS = {"old", "base", "gone", "new", "shared", "merge", "tag", "tip", "late"}


class Case(NamedTuple):
    """What happened, and what a runner has then."""

    name: str
    """GITHUB_EVENT_NAME."""
    event: dict[str, Any]
    sha: str
    ref: str
    depth: int = 0


def leak(seed: str) -> str:
    return f"CLOUDFLARE_API_TOKEN={tokens.user_token(seed)}\n"


def fast_forward(hosted: Hosted) -> Case:
    before = hosted.work.oid("HEAD")
    hosted.work.commit({"a.env": leak("gone")})
    after = hosted.work.commit({"a.env": "nothing\n"})
    hosted.push("main")
    return Case("push", push("refs/heads/main", before, after), after, "refs/heads/main")


def first_push(hosted: Hosted) -> Case:
    tip = hosted.work.oid("HEAD")
    return Case("push", push("refs/heads/main", ZERO, tip), tip, "refs/heads/main")


def new_branch(hosted: Hosted) -> Case:
    hosted.work.git("checkout", "--quiet", "-b", "feature")
    tip = hosted.work.commit({"new.env": leak("new")})
    hosted.push("feature")
    return Case("push", push("refs/heads/feature", ZERO, tip), tip, "refs/heads/feature")


def two_new_branches(hosted: Hosted) -> Case:
    """One push of two branches that share a commit: each event must not take the other branch for known."""
    hosted.work.git("checkout", "--quiet", "-b", "one")
    tip = hosted.work.commit({"shared.env": leak("shared")})
    hosted.work.git("checkout", "--quiet", "-b", "two")
    hosted.work.commit({"b.txt": "b\n"})
    hosted.push("one", "two")
    return Case("push", push("refs/heads/one", ZERO, tip), tip, "refs/heads/one")


def force_push(hosted: Hosted) -> Case:
    hosted.work.git("checkout", "--quiet", "-b", "feature")
    before = hosted.work.commit({"a.env": leak("gone")})
    hosted.push("feature")
    hosted.work.git("reset", "--quiet", "--hard", "main")
    after = hosted.work.commit({"new.env": leak("new")})
    hosted.push("feature")
    return Case("push", push("refs/heads/feature", before, after, forced=True), after, "refs/heads/feature")


def force_push_of_what_another_branch_has(hosted: Hosted) -> Case:
    case = force_push(hosted)
    hosted.push(f"{case.event['before']}:refs/heads/kept")
    return case


def force_push_of_the_default_branch(hosted: Hosted) -> Case:
    hosted.work.git("commit", "--quiet", "--amend", "--no-edit", "--message", "again")
    after = hosted.work.oid("HEAD")
    hosted.push("main")
    return Case("push", push("refs/heads/main", "1" * 40, after, forced=True), after, "refs/heads/main")


def deleted_branch(hosted: Hosted) -> Case:
    tip = hosted.work.oid("HEAD")
    return Case("push", push("refs/heads/feature", "1" * 40, ZERO), tip, "refs/heads/main")


def lightweight_tag(hosted: Hosted) -> Case:
    tip = hosted.work.oid("HEAD")
    hosted.work.git("tag", "v1")
    hosted.push("v1")
    return Case("push", push("refs/tags/v1", ZERO, tip), tip, "refs/tags/v1")


def annotated_tag(hosted: Hosted) -> Case:
    tip = hosted.work.oid("HEAD")
    hosted.work.git("tag", "--annotate", "--message", leak("tag"), "v1")
    hosted.push("v1")
    return Case("push", push("refs/tags/v1", ZERO, hosted.work.oid("v1")), tip, "refs/tags/v1")


def tag_of_a_new_commit(hosted: Hosted) -> Case:
    hosted.work.git("checkout", "--quiet", "--detach")
    tip = hosted.work.commit({"new.env": leak("new")})
    hosted.work.git("tag", "v2")
    hosted.push("v2")
    return Case("push", push("refs/tags/v2", ZERO, tip), tip, "refs/tags/v2")


def branch_of_a_pull_request(hosted: Hosted) -> tuple[str, str]:
    """A branch with something added and taken away, merged with a main that has moved; (base, head)."""
    work = hosted.work
    work.git("checkout", "--quiet", "-b", "feature")
    work.commit({"a.env": leak("gone")})
    work.commit({"a.env": "nothing\n"})
    work.git("checkout", "--quiet", "main")
    base = work.commit({"base.env": leak("base")})
    work.git("checkout", "--quiet", "feature")
    work.git("merge", "--quiet", "--no-ff", "--no-commit", "main")
    work.commit({"evil.env": leak("merge")}, "a merge that brings something of its own")
    head = work.commit({"tip.env": leak("tip")})
    work.git("checkout", "--quiet", "main")
    hosted.push("main", "feature")
    return base, head


def of_pull_request(name: str = "pull_request", *, fork: bool = False, depth: int = 0) -> Callable[[Hosted], Case]:
    def build(hosted: Hosted) -> Case:
        base, head = branch_of_a_pull_request(hosted)
        hosted.work.commit({"late.env": leak("late")})  # main goes on while the pull request is open
        late = hosted.work.oid("HEAD")
        hosted.push("main")
        merge = hosted.merge_ref(late, head)
        event = pull_request(base, head, fork=fork, name=name)
        return Case(name, event, merge, "refs/pull/2/merge", depth)

    return build


def pull_request_of_many_commits(hosted: Hosted) -> Case:
    base = hosted.work.oid("HEAD")
    lines = [b"reset refs/heads/feature\nfrom " + base.encode() + b"\n\n"]
    for number in range(300):
        text = leak("gone").encode() if number == 0 else b"%d\n" % number
        lines.append(
            b"commit refs/heads/feature\ncommitter T <t@example.invalid> 1700000000 +0000\ndata 1\nx\n"
            b"M 100644 inline a.env\ndata %d\n%s\n" % (len(text), text)
        )
    hosted.work.git("fast-import", "--quiet", data=b"".join(lines))
    head = hosted.work.oid("feature")
    merge = hosted.merge_ref(base, head)
    return Case("pull_request", pull_request(base, head), merge, "refs/pull/2/merge")


def pull_request_target(hosted: Hosted) -> Case:
    """GitHub checks out the base; the pull request's commits are not there."""
    base = hosted.work.oid("HEAD")
    hosted.work.git("checkout", "--quiet", "-b", "fork")
    head = hosted.work.commit({"new.env": leak("new")})
    hosted.push("fork:refs/pull/2/head")
    event = pull_request(base, head, fork=True)
    return Case("pull_request_target", event, base, "refs/heads/main")


def merge_group(hosted: Hosted) -> Case:
    base = hosted.work.oid("HEAD")
    hosted.work.git("checkout", "--quiet", "-b", "queue")
    head = hosted.work.commit({"new.env": leak("new")})
    hosted.push("queue:refs/heads/gh-readonly-queue/main/pr-1")
    event = payload("merge_group") | repository()
    event["merge_group"].update(base_sha=base, head_sha=head)
    return Case("merge_group", event, head, "refs/heads/gh-readonly-queue/main/pr-1")


def shallow(build: Callable[[Hosted], Case], depth: int = 1) -> Callable[[Hosted], Case]:
    return lambda hosted: build(hosted)._replace(depth=depth)


def without_range(name: str) -> Callable[[Hosted], Case]:
    def build(hosted: Hosted) -> Case:
        hosted.work.commit({"a.env": leak("gone")})
        tip = hosted.work.commit({"a.env": "nothing\n"})
        hosted.push("main")
        event = {"schedule": "0 3 * * *"} if name == "schedule" else {}
        known = name in {"create", "release", "issue_comment", "repository_dispatch", "workflow_dispatch"}
        return Case(name, payload(name) if known else event, tip, "refs/heads/main")

    return build


FULL = ("schedule", "workflow_dispatch", "repository_dispatch", "release", "issue_comment", "create", "a_new_one")
MATRIX: dict[str, tuple[Callable[[Hosted], Case], set[str], str]] = {
    "a push": (fast_forward, {"gone"}, "Push to refs/heads/main: what the push brought in."),
    "the first push": (first_push, {"old"}, "it is new, so everything that it reaches"),
    "a new branch": (new_branch, {"new"}, "it is new, so what main does not have"),
    "two new branches at once": (two_new_branches, {"shared"}, "it is new, so what main does not have"),
    "a force push": (force_push, {"new"}, "what it was before is not in this checkout, so what main does not have"),
    "a force push, the old tip kept": (force_push_of_what_another_branch_has, {"new"}, "the push was forced"),
    "a force push of main": (force_push_of_the_default_branch, {"old"}, "so everything that it reaches"),
    "a deleted branch": (deleted_branch, set(), "refs/heads/feature was deleted: nothing came in."),
    "a lightweight tag": (lightweight_tag, set(), "Push to refs/tags/v1: it is new"),
    "an annotated tag": (annotated_tag, {"tag"}, "Push to refs/tags/v1: it is new"),
    "a tag of a new commit": (tag_of_a_new_commit, {"new"}, "Push to refs/tags/v2: it is new"),
    "a pull request": (
        of_pull_request(),
        {"gone", "merge", "tip"},
        "Pull request 2: all of its commits, and the merge",
    ),
    "a pull request of a fork": (of_pull_request(fork=True), {"gone", "merge", "tip"}, "Pull request 2: all of"),
    "a review": (of_pull_request("pull_request_review"), {"gone", "merge", "tip"}, "Pull request 2: all of"),
    "a pull request of 300 commits": (pull_request_of_many_commits, {"gone"}, "Pull request 2: all of its commits"),
    "a merge group": (merge_group, {"new"}, "Merge group: its commits."),
    "a shallow push": (shallow(new_branch), {"old", "new"}, "fetch-depth: 0"),
    "a shallow pull request": (
        shallow(of_pull_request()),
        {"old", "base", "merge", "tip", "late"},
        "Not in this checkout: its last commit",
    ),
    "a push, just deep enough": (shallow(fast_forward, 3), {"gone"}, "what the push brought in."),
    **{f"the event {name}": (without_range(name), {"old"}, f"the event {name} names no range") for name in FULL},
}


@pytest.fixture
def hosted(tmp_path: Path) -> Hosted:
    """A repository that had a leak on main before anything of a test happens."""
    made = Hosted(tmp_path / "hosting")
    made.work.commit({"README.md": "Hello\n"})
    made.work.commit({"old.env": leak("old")})
    made.push("main")
    return made


def run(hosted: Hosted, case: Case, tmp_path: Path, environ: dict[str, str] | None = None, /, **inputs: str) -> Outcome:
    """Check out and run the action."""
    event = tmp_path / "event.json"
    event.write_text(json.dumps(case.event), encoding="utf-8")
    checkout = hosted.checkout(case.sha, case.ref, depth=case.depth)
    told = {
        "GITHUB_EVENT_NAME": case.name,
        "GITHUB_EVENT_PATH": str(event),
        "GITHUB_SHA": case.sha,
        "GITHUB_REF": case.ref,
        **(environ or {}),
    }
    outcome = Runner(tmp_path / "runner", checkout.path, told).run(**inputs)
    assert not any(tokens.user_token(seed) in outcome.log.shown + outcome.summary for seed in SEEDS)
    assert outcome.outputs["exit-code"] == str(outcome.code)
    return outcome


def found(outcome: Outcome) -> set[str]:
    """The seeds of the tokens in the report."""
    report = json.loads(Path(outcome.outputs["report"]).read_bytes())
    names = {fingerprint(tokens.user_token(seed)): seed for seed in SEEDS}
    return {names[finding["fingerprint"]] for finding in report["findings"]}


@pytest.mark.parametrize("title", MATRIX)
def test_every_event_scans_what_it_brought_in(title: str, hosted: Hosted, tmp_path: Path) -> None:
    build, seeds, words = MATRIX[title]
    outcome = run(hosted, build(hosted), tmp_path)
    assert words in outcome.log.shown
    assert found(outcome) == seeds
    assert outcome.code == (ExitCode.FINDINGS if seeds else ExitCode.CLEAN)
    assert outcome.outputs["secrets"] == str(len(seeds))


BRANCHES = ("$(touch${IFS}pwned)", "`touch${IFS}pwned`", ";touch${IFS}pwned;", "a'b\"c", "%0A", "##error")
FILES = ("::error::x", "a\n::set-output name=exit-code::0\nb", "x##[error]y", "%0A::add-mask::x", "$(touch pwned)")
NAMES = [*((name, "new.env") for name in BRANCHES), *(("x", name) for name in FILES)]


@pytest.mark.parametrize(("branch", "file"), NAMES)
def test_no_name_runs_anything_or_is_a_command(branch: str, file: str, hosted: Hosted, tmp_path: Path) -> None:
    hosted.work.git("checkout", "--quiet", "-b", branch)
    tip = hosted.work.commit({file: leak("new")}, f"::add-mask::x\n{branch}\n::stop-commands::y")
    hosted.push(f"refs/heads/{branch}")
    case = Case("push", push(f"refs/heads/{branch}", ZERO, tip), tip, f"refs/heads/{branch}")
    outcome = run(hosted, case, tmp_path)
    assert found(outcome) == {"new"}
    assert not [*tmp_path.rglob("pwned")]
    assert [level for level, _, _ in outcome.log.commands] == ["error"]
    assert "x" not in outcome.log.masks


@pytest.mark.parametrize("text", ["--upload-pack=touch pwned", "$(touch pwned)", "a\n::error::b", "main; touch pwned"])
@pytest.mark.parametrize("name", ["base", "path", "config", "sarif", "min_confidence", "mode"])
def test_no_input_runs_anything(name: str, text: str, hosted: Hosted, tmp_path: Path) -> None:
    outcome = run(hosted, fast_forward(hosted), tmp_path, **{name: text})
    assert outcome.code in {ExitCode.CLEAN, ExitCode.FINDINGS, ExitCode.USAGE, ExitCode.INCOMPLETE}
    assert not [*tmp_path.rglob("pwned")]
    assert {level for level, _, _ in outcome.log.commands} <= {"error"}
    assert not [message for _, _, message in outcome.log.commands if message == "b"]


@pytest.mark.parametrize("text", ["", "[]", '{"before": [], "after": {}, "ref": 1}', "{" * 10_000])
def test_a_broken_event_file_never_passes_for_a_clean_push(text: str, hosted: Hosted, tmp_path: Path) -> None:
    case = fast_forward(hosted)
    place = tmp_path / "broken.json"
    place.write_text(text, encoding="utf-8")
    outcome = run(hosted, case, tmp_path, {"GITHUB_EVENT_PATH": str(place)}, path="README.md")
    assert outcome.code == ExitCode.INCOMPLETE
    assert "The commits of this push are not known" in outcome.log.shown


def test_a_shallow_checkout_of_a_clean_pull_request_is_incomplete_and_says_why(hosted: Hosted, tmp_path: Path) -> None:
    hosted.work.commit({"old.env": "nothing\n"})
    base = hosted.work.oid("HEAD")
    hosted.work.git("checkout", "--quiet", "-b", "feature")
    head = hosted.work.commit({"b.txt": "b\n"})
    hosted.push("main", "feature")
    merge = hosted.merge_ref(base, head)
    case = Case("pull_request", pull_request(base, head), merge, "refs/pull/2/merge", 1)
    outcome = run(hosted, case, tmp_path)
    assert outcome.code == ExitCode.INCOMPLETE
    assert "Give actions/checkout `fetch-depth: 0`." in outcome.log.shown


def test_pull_request_target_checks_nothing_out_and_says_so(hosted: Hosted, tmp_path: Path) -> None:
    outcome = run(hosted, pull_request_target(hosted), tmp_path, verify="true", revoke="true")
    assert outcome.code == ExitCode.INCOMPLETE
    assert found(outcome) == set()
    assert "Run it on `pull_request`, which checks the pull request out" in outcome.log.shown
    assert "`verify` and `revoke`: not done, because pull_request_target runs with" in outcome.log.shown


def test_a_fork_gets_no_comment_and_no_upload_and_the_same_exit_code(hosted: Hosted, tmp_path: Path) -> None:
    case = of_pull_request(fork=True)(hosted)
    outcome = run(hosted, case, tmp_path, comment="true", sarif="a.sarif")
    assert outcome.code == ExitCode.FINDINGS
    assert outcome.outputs["may-write"] == "false"
    assert Path(outcome.outputs["sarif"]).is_file()
    assert "No comment was written: a pull request from a fork gets a token that only reads." in outcome.log.shown
    assert "The SARIF file cannot be uploaded by this run" in outcome.log.shown


def test_a_symlink_of_the_checkout_cannot_lead_a_report_elsewhere(hosted: Hosted, tmp_path: Path) -> None:
    target = tmp_path / "precious"
    target.write_text("mine", encoding="utf-8")
    hosted.work.git("checkout", "--quiet", "-b", "feature")
    (hosted.work.path / "a.sarif").symlink_to(target)
    hosted.work.git("add", "a.sarif")
    tip = hosted.work.commit({"new.env": leak("new")})
    hosted.push("feature")
    case = Case("push", push("refs/heads/feature", ZERO, tip), tip, "refs/heads/feature")
    event = tmp_path / "event.json"
    event.write_text(json.dumps(case.event), encoding="utf-8")
    checkout = hosted.checkout(tip, case.ref)
    told = {"GITHUB_EVENT_NAME": "push", "GITHUB_EVENT_PATH": str(event)}
    outcome = Runner(tmp_path / "runner", checkout.path, told).run(sarif="a.sarif")
    assert outcome.code == ExitCode.USAGE
    assert target.read_text(encoding="utf-8") == "mine"
