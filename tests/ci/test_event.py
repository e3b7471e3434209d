from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cf_secret_guard.ci import event as ci_event
from cf_secret_guard.ci.event import Event
from tests.ci.hosting import EVENTS, ZERO, payload, pull_request, push

if TYPE_CHECKING:
    from pathlib import Path

ONE, TWO = "1" * 40, "2" * 64
NAMES = ("push", "merge_group", "workflow_run", "issue_comment", "pull_request", "pull_request_target", "schedule")


def read(name: str, text: str | bytes, tmp_path: Path) -> Event:
    place = tmp_path / "event.json"
    place.write_bytes(text if isinstance(text, bytes) else text.encode())
    return ci_event.read({"GITHUB_EVENT_NAME": name, "GITHUB_EVENT_PATH": str(place), "GITHUB_SHA": ONE})


@pytest.mark.parametrize(
    ("name", "document", "expected"),
    [
        (
            "push",
            push("refs/heads/a", ZERO, TWO, forced=True),
            {"ref": "refs/heads/a", "before": ZERO, "after": TWO, "forced": True},
        ),
        ("pull_request", pull_request(ONE, TWO), {"base": ONE, "head": TWO, "number": 2, "base_branch": "main"}),
        ("pull_request", pull_request(ONE, TWO, fork=True), {"base": ONE, "head": TWO, "from_fork": True}),
        ("pull_request_target", pull_request(ONE, TWO), {"base": ONE, "head": TWO, "from_fork": False}),
        ("merge_group", payload("merge_group"), {"base": payload("merge_group")["merge_group"]["base_sha"]}),
        ("workflow_run", payload("workflow_run"), {"triggered_by": payload("workflow_run")["workflow_run"]["event"]}),
        ("issue_comment", payload("issue_comment"), {"about_pull_request": False}),
        ("issue_comment", {"issue": {"pull_request": {}}}, {"about_pull_request": True}),
        ("schedule", {"schedule": "0 3 * * *"}, {"name": "schedule", "sha": ONE}),
    ],
)
def test_an_event_gives_what_it_has(name: str, document: object, expected: dict[str, object], tmp_path: Path) -> None:
    event = read(name, json.dumps(document), tmp_path)
    assert event.problem == ""
    assert {field: getattr(event, field) for field in expected} == expected


@pytest.mark.parametrize("file", sorted(EVENTS.glob("*.json")), ids=lambda file: file.stem)
def test_every_payload_of_github_is_read(file: Path, tmp_path: Path) -> None:
    name = file.stem.removesuffix("_tag").removesuffix("_deleted").removesuffix("_closed")
    event = read(name, file.read_bytes(), tmp_path)
    assert event.problem == ""
    assert bool(event.after) == (name == "push")
    assert bool(event.head) == (name.startswith("pull_request") or name == "merge_group")


@pytest.mark.parametrize(
    "ref", ["--upload-pack=touch x", "a\nb", "a b", "a..b", "x~1", "", 7, None, ["refs/heads/a"], "a" * 2000, "a\x1b[m"]
)
def test_what_git_would_not_take_for_a_ref_is_none(ref: object, tmp_path: Path) -> None:
    assert read("push", json.dumps(payload("push") | {"ref": ref}), tmp_path).ref == ""


@pytest.mark.parametrize("text", ["main", "1" * 39, "1" * 41, "G" * 40, f"{ONE}\n", "-" * 40, 1, None, {}, "HEAD"])
def test_what_is_no_id_is_none(text: object, tmp_path: Path) -> None:
    event = read("push", json.dumps({"before": text, "after": text}), tmp_path)
    assert (event.before, event.after) == ("", "")


@pytest.mark.parametrize("repo", [None, {}, {"id": True}, {"id": "186853002"}, "x"])
def test_a_pull_request_whose_repository_is_not_known_comes_from_a_fork(repo: object, tmp_path: Path) -> None:
    document = pull_request(ONE, TWO)
    document["pull_request"]["head"]["repo"] = repo
    assert read("pull_request", json.dumps(document), tmp_path).from_fork


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "is not JSON"),
        ("{", "is not JSON"),
        ("[" * 100_000, "is not JSON"),
        ("[]", "is no JSON object"),
        (b"\xff\xfe\xff", "is not JSON"),
        ('"text"', "is no JSON object"),
        (b" " * (33 * 1024**2), "larger than 32 MiB"),
    ],
)
def test_a_file_that_tells_nothing_is_a_problem(text: str | bytes, words: str, tmp_path: Path) -> None:
    assert words in read("push", text, tmp_path).problem


def test_a_missing_file_a_directory_and_a_pipe_are_problems(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for name in ("nothing", "pipe", ".", "a\0b"):
        assert ci_event.read({"GITHUB_EVENT_PATH": f"{tmp_path}/{name}"}).problem.startswith("the event file ")
    assert ci_event.read({}) == Event("", problem="GITHUB_EVENT_PATH names no event file")


_KEYS = st.sampled_from(
    ["ref", "before", "after", "pull_request", "base", "head", "sha", "repo", "id", "merge_group", "issue", "number"]
)


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=50) | st.just(ONE),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(_KEYS, inner, max_size=3),
    max_leaves=8,
)


@given(st.sampled_from(NAMES), st.dictionaries(_KEYS, _JSON, max_size=4))
def test_no_document_breaks_it(tmp_path_factory: pytest.TempPathFactory, name: str, document: object) -> None:
    event = read(name, json.dumps(document), tmp_path_factory.getbasetemp())
    assert event.name == name
    assert all(set(oid) <= set("0123456789abcdef") for oid in (event.before, event.after, event.base, event.head))
