from __future__ import annotations

import base64
import os
import sys
from pathlib import Path

import pytest

from cf_secret_guard.errors import GitError
from cf_secret_guard.git import Repository
from cf_secret_guard.git.history import History, OutOfTimeError
from cf_secret_guard.respond import exposure
from cf_secret_guard.respond.exposure import Exposure, trace
from tests.gitrepo import GitRepo
from tests.respond.incidents.cases import finding
from tests.tokens import account_token, legacy_token, user_token

TOKEN = user_token()
LINE = f"CLOUDFLARE_API_TOKEN={TOKEN}\n"
FILLER = "".join(f"SETTING_{number}={number}\n" for number in range(40))


def commit(repo: GitRepo, day: int, files: dict[str, str | bytes] | None = None) -> str:
    when = f"2025-03-{day:02}T12:00:00Z"
    for name, data in (files or {}).items():
        repo.stage(name, data)
    repo.git("commit", "--quiet", "--allow-empty", "-m", "x", env={"GIT_COMMITTER_DATE": when, "GIT_AUTHOR_DATE": when})
    return repo.git("rev-parse", "HEAD").decode().strip()


def day(number: int) -> str:
    return f"2025-03-{number:02}T12:00:00Z"


def ask(repo: GitRepo, path: str = "a.env", value: str = TOKEN, **options: float) -> Exposure:
    (answer,) = trace([finding(value, path=path)], Repository.discover(str(repo.path)), **options)  # type: ignore[arg-type]
    return answer


def push(repo: GitRepo, commit_id: str, name: str = "origin/main") -> None:
    repo.git("update-ref", f"refs/remotes/{name}", commit_id)


def test_outside_of_a_repository_nothing_is_known() -> None:
    (answer,) = trace([finding()], None)
    assert answer.committed is None
    assert answer.limits == ("not in a git repository",)


def test_what_is_only_staged_or_on_disk_is_in_no_commit(repo: GitRepo) -> None:
    commit(repo, 1, {"a.env": "X=1\n"})
    repo.stage("a.env", LINE)
    assert ask(repo).committed is False
    assert ask(repo, "never-seen.env").committed is False


def test_before_the_first_commit_there_is_none(repo: GitRepo) -> None:
    repo.stage("a.env", LINE)
    assert ask(repo).committed is False


def test_the_first_commit_is_the_one_that_brought_the_value_in(repo: GitRepo) -> None:
    commit(repo, 1, {"a.env": "X=1\n"})
    second = commit(repo, 2, {"a.env": LINE})
    commit(repo, 3, {"a.env": f"{LINE}Y=2\n"})
    answer = ask(repo)
    assert (answer.committed, answer.first_commit, answer.first_date) == (True, second, day(2))
    assert (answer.shared_commit, answer.first_path, answer.authors) == ("", "", ())


def test_a_root_commit_can_be_the_first(repo: GitRepo) -> None:
    assert ask_after(repo, commit(repo, 1, {"a.env": LINE}))


def ask_after(repo: GitRepo, expected: str) -> bool:
    return ask(repo).first_commit == expected


def test_what_was_taken_out_is_still_in_the_history(repo: GitRepo) -> None:
    first = commit(repo, 1, {"a.env": LINE})
    commit(repo, 2, {"a.env": "X=1\n"})
    assert ask_after(repo, first)
    commit(repo, 3, {"a.env": LINE})
    assert ask_after(repo, first)


def test_a_value_that_came_in_on_a_side_branch_is_found_there(repo: GitRepo) -> None:
    commit(repo, 1, {"a.env": "X=1\n"})
    repo.git("checkout", "--quiet", "-b", "side")
    side = commit(repo, 2, {"a.env": LINE})
    repo.git("checkout", "--quiet", "main")
    commit(repo, 3, {"b": "x"})
    repo.git("merge", "--quiet", "--no-ff", "--no-edit", "side")
    assert ask_after(repo, side)


def test_a_value_that_only_a_merge_has_came_in_with_the_merge(repo: GitRepo) -> None:
    commit(repo, 1, {"a.env": "X=1\n"})
    repo.git("checkout", "--quiet", "-b", "side")
    commit(repo, 2, {"a.env": "X=2\n"})
    repo.git("checkout", "--quiet", "main")
    commit(repo, 3, {"a.env": "X=3\n"})
    repo.git("merge", "--quiet", "--no-commit", "side", check=False)
    assert ask_after(repo, commit(repo, 4, {"a.env": LINE}))


def test_a_rename_is_followed_to_the_commit_before_it(repo: GitRepo) -> None:
    first = commit(repo, 1, {"old.env": FILLER + LINE})
    repo.git("mv", "old.env", "mid.env")
    commit(repo, 2)
    repo.git("mv", "mid.env", "a.env")
    commit(repo, 3, {"a.env": FILLER + LINE + "Y=1\n"})
    answer = ask(repo)
    assert (answer.first_commit, answer.first_path, answer.first_date) == (first, "old.env", day(1))


def test_a_rename_that_brought_the_value_in_is_the_first_commit(repo: GitRepo) -> None:
    commit(repo, 1, {"old.env": FILLER})
    repo.git("mv", "old.env", "a.env")
    renamed = commit(repo, 2, {"a.env": FILLER + LINE})
    answer = ask(repo)
    assert (answer.first_commit, answer.first_path) == (renamed, "")


def test_files_that_swapped_names_end_the_search(repo: GitRepo) -> None:
    commit(repo, 1, {"a.env": FILLER + LINE})
    repo.git("mv", "a.env", "b.env")
    commit(repo, 2)
    repo.git("mv", "b.env", "a.env")
    commit(repo, 3)
    assert ask(repo).first_date == day(1)


def test_a_pushed_commit_is_told_with_its_branches(repo: GitRepo) -> None:
    first = commit(repo, 1, {"a.env": LINE})
    push(repo, commit(repo, 2))
    push(repo, first, "fork/x")
    answer = ask(repo)
    assert answer.shared_commit == first
    assert answer.remotes == ("fork/x", "origin/main")
    assert answer.limits == ()


def test_a_tag_counts_too(repo: GitRepo) -> None:
    first = commit(repo, 1, {"a.env": LINE})
    repo.git("tag", "-a", "-m", "x", "v1")
    answer = ask(repo)
    assert (answer.shared_commit, answer.remotes, answer.tags) == (first, (), ("v1",))


def test_the_window_begins_with_the_first_commit_that_left(repo: GitRepo) -> None:
    root = commit(repo, 1, {"a.env": "X=1\n"})
    mine = commit(repo, 2, {"a.env": LINE})
    repo.git("checkout", "--quiet", "-b", "other", root)
    theirs = commit(repo, 5, {"a.env": f"Z=1\n{LINE}"})
    push(repo, theirs)
    answer = ask(repo)
    assert (answer.first_commit, answer.shared_commit, answer.shared_date) == (mine, theirs, day(5))


def test_a_clone_without_a_remote_says_so(repo: GitRepo) -> None:
    commit(repo, 1, {"a.env": LINE})
    assert ask(repo).limits == ("this clone knows no remote branch",)


def test_a_shallow_clone_says_that_it_may_be_older(repo: GitRepo, tmp_path: Path) -> None:
    commit(repo, 1, {"a.env": LINE})
    second = commit(repo, 2, {"b": "x"})
    repo.git("clone", "--quiet", "--depth=1", f"file://{repo.path}", str(tmp_path / "clone"))
    answer = ask(GitRepo(tmp_path / "clone", init=None))
    assert (answer.first_commit, answer.remotes) == (second, ("origin/main",))
    assert answer.limits == ("this clone is shallow: the value may be older",)


def test_authors_are_told_only_on_request(repo: GitRepo) -> None:
    commit(repo, 1, {"a.env": LINE})
    assert "example.invalid" not in str(ask(repo))
    assert ask(repo, authors=True).authors == ("Test <test@example.invalid>",)


def test_a_value_that_was_encoded_is_followed_as_well(repo: GitRepo) -> None:
    encoded = f"data:\n  token: {base64.b64encode(TOKEN.encode()).decode()}\n"
    first = commit(repo, 1, {"s.yaml": encoded})
    commit(repo, 2, {"s.yaml": f"{encoded}  x: y\n"})
    assert ask(repo, "s.yaml").first_commit == first


def test_each_secret_and_file_is_answered_once(repo: GitRepo) -> None:
    other = account_token()
    first = commit(repo, 1, {"a.env": LINE})
    second = commit(repo, 2, {"a.env": f"{LINE}B={other}\n", "b.env": LINE})
    places = [finding(path="a.env"), finding(path="a.env", line=9), finding(other, path="a.env"), finding(path="b.env")]
    answers = trace(places, Repository.discover())
    assert [(item.path, item.first_commit) for item in answers] == [
        ("a.env", first),
        ("a.env", second),
        ("b.env", second),
    ]


@pytest.mark.parametrize(
    "name", [b"caf\xc3\xa9.env", b"\xff.env", b"back\\xff.env", b"new\nline.env", b"-rf", b":(top)x"]
)
def test_odd_file_names_are_found_by_how_they_are_shown(name: bytes, repo: GitRepo) -> None:
    repo.stage(name, LINE)
    first = commit(repo, 1)
    assert ask(repo, name.decode("utf-8", "backslashreplace")).first_commit == first


def test_a_finding_that_knows_its_commit_is_dated_by_it(repo: GitRepo) -> None:
    first = commit(repo, 4)
    (answer,) = trace([finding(path="message")._replace(commit=first)], Repository.discover())
    assert (answer.committed, answer.first_commit, answer.first_date) == (True, first, day(4))


def test_a_search_that_takes_too_long_says_so(repo: GitRepo) -> None:
    commit(repo, 1, {"a.env": LINE})
    answer = ask(repo, seconds=0)
    assert answer.committed is None
    assert "the search was stopped after 0 seconds: the value may be older" in answer.limits


@pytest.mark.parametrize(
    ("error", "why"), [(OutOfTimeError("x"), "stopped after 30 s"), (GitError("broken"), "broken")]
)
def test_a_question_that_fails_late_is_never_taken_for_not_pushed(
    error: GitError, why: str, repo: GitRepo, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise error

    first = commit(repo, 1, {"a.env": LINE})
    push(repo, first)
    monkeypatch.setattr(History, "unpublished", fail)
    answer = ask(repo)
    assert (answer.committed, answer.first_commit, answer.shared_known) == (True, first, False)
    assert why in answer.limits[-1]
    monkeypatch.setattr(History, "is_shallow", fail)
    assert why in ask(repo).limits[0]


def test_a_history_of_very_many_versions_is_cut_and_says_so(repo: GitRepo, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exposure, "_MOST_VERSIONS", 2)
    commit(repo, 1, {"a.env": LINE})
    commit(repo, 2, {"a.env": f"{LINE}1"})
    commit(repo, 3, {"a.env": f"{LINE}2"})
    answer = ask(repo)
    assert (answer.committed, answer.first_date) == (True, day(2))
    assert "only the latest 2 versions were looked at" in answer.limits
    assert ask(repo, value=user_token("never")).committed is None


def test_a_damaged_repository_is_an_answer_and_no_crash(repo: GitRepo) -> None:
    first = commit(repo, 1, {"a.env": LINE})
    commit(repo, 2, {"a.env": "X=1\n"})
    name = repo.oid(f"{first}:a.env")
    (repo.path / ".git" / "objects" / name[:2] / name[2:]).unlink()
    answer = ask(repo)
    assert any("could not be read: 1" in limit for limit in answer.limits)
    name = first
    (repo.path / ".git" / "objects" / name[:2] / name[2:]).unlink()
    assert any("git log failed" in limit for limit in ask(repo).limits)


def test_no_git_is_given_the_secret(repo: GitRepo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    value = legacy_token()
    commit(repo, 1, {"old.env": f"{FILLER}CLOUDFLARE_API_TOKEN={value}\n"})
    repo.git("mv", "old.env", "a.env")
    push(repo, commit(repo, 2))
    real = next(Path(folder, "git") for folder in os.environ["PATH"].split(":") if Path(folder, "git").exists())
    spy, log = tmp_path / "bin" / "git", tmp_path / "log"
    spy.parent.mkdir()
    spy.write_text(
        f"#!{sys.executable}\nimport os, sys\n"
        f"open({str(log)!r}, 'a').write(repr(sys.argv) + repr(dict(os.environ)) + '\\n')\n"
        f"os.execv({str(real)!r}, sys.argv)\n"
    )
    spy.chmod(0o755)
    monkeypatch.setenv("PATH", f"{spy.parent}:{os.environ['PATH']}")
    assert ask(repo, value=value, authors=True).remotes == ("origin/main",)
    said = log.read_text()
    assert "cat-file" in said
    assert value not in said


def test_a_message_is_as_old_as_its_finding_says_also_that_of_a_tag(repo: GitRepo) -> None:
    repo.commit()
    repo.git("tag", "-a", "v1", "-m", "x")
    tag = repo.oid("v1")
    (answer,) = trace([finding(path="<tag v1>")._replace(commit=tag, commit_time=1_700_000_000)], Repository.discover())
    assert (answer.first_commit, answer.first_date) == (tag, "2023-11-14T22:13:20Z")
