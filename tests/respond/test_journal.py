from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cf_secret_guard.respond.base import ActionStatus, Verb
from cf_secret_guard.respond.journal import Intent, Journal, state_directory
from cf_secret_guard.respond.journal_file import LockedError
from cf_secret_guard.respond.target import Target, TargetType

NOW = "2026-11-21T12:00:00Z"
TOKEN = Target(TargetType.ACCOUNT_TOKEN, "b" * 32, "a" * 32)


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    return Journal(tmp_path / "state", lambda: NOW)


def test_a_journal_that_is_not_there_is_empty(journal: Journal) -> None:
    assert journal.intents() == []
    assert not journal.directory.exists()


def test_an_intent_is_on_the_disk_before_anything_else(journal: Journal) -> None:
    intent = journal.begin(Verb.ROLL, TOKEN, ("f1", "f2"), "me")
    assert journal.open_intents() == [intent]
    assert intent == Intent(intent.id, Verb.ROLL, TOKEN, ("f1", "f2"), NOW, "me")
    assert intent.is_open


def test_steps_and_outcomes_belong_to_their_intent(journal: Journal) -> None:
    first = journal.begin(Verb.ROLL, TOKEN, ("f1",), "me")
    second = journal.begin(Verb.DELETE, TOKEN, ("f1",), "me")
    journal.step(first, "rotated")
    journal.end(second, ActionStatus.CONFIRMED, "gone")
    assert journal.open_intents() == [first._replace(done=("rotated",))]
    assert journal.intents()[1] == second._replace(status=ActionStatus.CONFIRMED, reason="gone")


def test_every_line_is_json_with_the_schema_and_a_time(journal: Journal) -> None:
    intent = journal.begin(Verb.DISABLE, TOKEN, ("f1",), "me")
    journal.step(intent, "one")
    journal.end(intent, ActionStatus.APPLIED, "because")
    lines = [json.loads(line) for line in journal.path.read_text().splitlines()]
    assert [line["entry"] for line in lines] == ["intent", "step", "outcome"]
    assert {line["schema"] for line in lines} == {"cf-secret-guard/journal/1"}
    assert {line["at"] for line in lines} == {NOW}


_BROKEN = {
    "torn": b'{"schema": "cf-secret-guard/journal/1", "entry": "intent", "id": "',
    "not JSON": b"\x00\xff",
    "not an object": b"[1]",
    "another schema": b'{"schema": "other", "entry": "intent", "id": "x"}',
    "too deep": b"[" * 100_000,
    "no target": b'{"schema": "cf-secret-guard/journal/1", "entry": "intent", "id": "x", "fingerprints": []}',
    "an unknown verb": b'{"schema": "cf-secret-guard/journal/1", "entry": "intent", "id": "x", "action": "explode", '
    b'"target": {"type": "tunnel", "id": "y"}, "fingerprints": []}',
    "an unknown target": b'{"schema": "cf-secret-guard/journal/1", "entry": "intent", "id": "x", "action": "roll", '
    b'"target": {"type": "moon", "id": "y"}, "fingerprints": []}',
    "the outcome of nothing": b'{"schema": "cf-secret-guard/journal/1", "entry": "outcome", "id": "x", '
    b'"status": "confirmed"}',
}


@pytest.mark.parametrize("line", _BROKEN.values(), ids=_BROKEN)
def test_a_broken_line_hides_no_other(journal: Journal, line: bytes) -> None:
    first = journal.begin(Verb.DISABLE, TOKEN, ("f1",), "me")
    with journal.path.open("ab") as stream:
        stream.write(line)
    second = journal.begin(Verb.DELETE, TOKEN, ("f2",), "me")
    assert journal.open_intents() == [first, second]


def test_an_outcome_without_a_known_status_leaves_the_intent_open(journal: Journal) -> None:
    intent = journal.begin(Verb.DISABLE, TOKEN, ("f1",), "me")
    with journal.path.open("a") as stream:
        stream.write(json.dumps({"schema": "cf-secret-guard/journal/1", "entry": "outcome", "id": intent.id}) + "\n")
    assert journal.open_intents() == [intent]


@given(cut=st.integers(min_value=0, max_value=2000))
def test_wherever_the_journal_is_cut_the_lines_before_still_count(
    tmp_path_factory: pytest.TempPathFactory, cut: int
) -> None:
    journal = Journal(tmp_path_factory.mktemp("state"), lambda: NOW)
    ended = journal.begin(Verb.DISABLE, TOKEN, ("f1",), "me")
    journal.end(ended, ActionStatus.CONFIRMED, "")
    journal.begin(Verb.ROLL, TOKEN, ("f2",), "me")
    data = journal.path.read_bytes()
    journal.path.write_bytes(data[:cut])
    whole = data[:cut].count(b"\n") + (cut < len(data) and data[cut : cut + 1] == b"\n")
    kept = journal.intents()
    assert [intent.is_open for intent in kept] == {0: [], 1: [True], 2: [False]}.get(whole, [False, True])
    after = journal.begin(Verb.DELETE, TOKEN, ("f3",), "me")
    assert journal.intents() == [*kept, after]


def test_a_target_is_locked_alone(journal: Journal) -> None:
    other = TOKEN._replace(id="../../escape")
    with journal.lock(TOKEN, 0), journal.lock(other, 0):
        with pytest.raises(LockedError), journal.lock(TOKEN, 0):
            pass
        journal.begin(Verb.DISABLE, TOKEN, (), "me")  # the journal itself stays free
    names = {path.parent for path in journal.directory.rglob("*.lock")}
    assert names == {journal.directory, journal.directory / "locks"}


@pytest.mark.parametrize(
    ("environ", "chosen", "path"),
    [
        ({"HOME": "/h"}, None, "/h/.local/state/cf-secret-guard"),
        ({"HOME": "/h", "XDG_STATE_HOME": "/x"}, None, "/x/cf-secret-guard"),
        ({"HOME": "/h", "XDG_STATE_HOME": "relative"}, None, "/h/.local/state/cf-secret-guard"),
        ({"HOME": "/h", "XDG_STATE_HOME": "/x"}, "/mine", "/mine"),
    ],
)
def test_the_state_directory_follows_the_environment(environ: dict[str, str], chosen: str | None, path: str) -> None:
    assert state_directory(environ, chosen) == Path(path)
