from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cf_secret_guard.config.base import Config
from cf_secret_guard.config.files import Files
from cf_secret_guard.config.schema import load as load_schema
from cf_secret_guard.errors import ConfigError
from cf_secret_guard.git import Repository
from cf_secret_guard.settings import ScanSettings
from cf_secret_guard.triage.baseline import DEFAULT_NAME, Entry, check_date, load, parse, render
from tests.tokens import hexadecimal, legacy_token

if TYPE_CHECKING:
    from pathlib import Path

    from tests.gitrepo import GitRepo

HEADER = '{"schema": "cf-secret-guard/baseline/1"}\n'
ONE, TWO, THREE = (hexadecimal(seed, 32) for seed in "abc")
KIND = "cloudflare-api-token"
OFFICIAL = jsonschema.Draft202012Validator(load_schema("baseline-1.schema.json"))


def line(**fields: object) -> str:
    return json.dumps({"fingerprint": ONE, "kind": KIND, **fields}) + "\n"


GOOD = [
    line(),
    line(reason="", owner="", expires="2030-12-31"),
    line(reason="why", owner="team-x"),
]
BAD = [
    ("{}", "'fingerprint' is missing"),
    ("[]", "an entry must be a mapping"),
    ("1", "an entry must be a mapping"),
    (line(path="a.env"), "unknown key 'path'"),
    (line(resaon="x"), "Did you mean 'reason'"),
    (line(fingerprint="abc"), "never the secret"),
    (line(fingerprint=legacy_token()), "never the secret"),
    (line(kind=1), "'kind' must be a string"),
    (line(reason=None), "'reason' must be a string"),
    (line(reason={"a": 1}), "'reason' must be a string"),
    (line(reason=[1]), "'reason' must be a string"),
    (line(reason="x" * 501), "longer than 500"),
    (line(expires="31.12.2030"), "YYYY-MM-DD"),
]


@pytest.mark.parametrize("text", GOOD)
def test_the_schema_accepts_what_is_read(text: str) -> None:
    assert list(parse(HEADER + text, "b").entries) == [ONE]
    assert OFFICIAL.is_valid(json.loads(text))


@pytest.mark.parametrize(("text", "words"), BAD)
def test_the_schema_refuses_what_is_refused_with_its_line(text: str, words: str) -> None:
    with pytest.raises(ConfigError, match=words) as caught:
        parse(f"{HEADER}\n{text}", "b.jsonl")
    assert caught.value.message.startswith("b.jsonl:3:")
    assert legacy_token() not in str(caught.value)
    assert not OFFICIAL.is_valid(json.loads(text))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "b is empty"),
        ("[]\n", "b:1: not a baseline"),
        ("nonsense\n", "b:1: not a baseline"),
        ("[" * 100_000, "b:1: not a baseline"),
        ('{"schema": "cf-secret-guard/baseline/2"}\n', "Upgrade"),
        (f"{HEADER}nonsense\n", "b:2: not valid JSON"),
        (f"{HEADER}{'[' * 100_000}\n", "b:2: not valid JSON"),
        (HEADER + line(expires="2030-02-30"), "b:2:1: there is no day 2030-02-30"),
        (HEADER + line() + line(reason="x"), f"b:3: {ONE} stands here twice"),
        (f"{HEADER}<<<<<<< HEAD\n{line()}=======\n>>>>>>> x\n", "b:2: a merge conflict.*Keep the entries of both"),
        (f"<<<<<<< HEAD\n{HEADER}", "b:1: a merge conflict"),
    ],
)
def test_a_file_that_is_no_baseline_is_refused(text: str, words: str) -> None:
    with pytest.raises(ConfigError, match=words) as caught:
        parse(text, "b")
    assert caught.value.next_step


def test_what_a_union_merge_leaves_is_read() -> None:
    text = HEADER + line() + HEADER + line() + "\n" + line(fingerprint=TWO)
    assert set(parse(text, "b").entries) == {ONE, TWO}


def test_it_is_written_sorted_one_entry_a_line_without_empty_fields() -> None:
    entries = [Entry(fingerprint, KIND) for fingerprint in (ONE, TWO, THREE)]
    text = render([entries[0]._replace(reason="für x", owner="me", expires="2030-01-01"), *entries[1:]])
    lines = text.splitlines()
    assert lines[0] == HEADER.strip()
    assert [json.loads(each)["fingerprint"] for each in lines[1:]] == sorted((ONE, TWO, THREE))
    assert f'{{"fingerprint": "{TWO}", "kind": "{KIND}"}}' in lines
    assert f'"{ONE}", "kind": "{KIND}", "reason": "für x", "owner": "me", "expires": "2030-01-01"}}' in text


WORDS = st.text(max_size=20)


@given(st.dictionaries(st.integers(0, 9), st.tuples(WORDS, WORDS, st.sampled_from(["", "2030-01-01"]))))
def test_what_is_written_is_read_back(made: dict[int, tuple[str, str, str]]) -> None:
    entries = {hexadecimal(str(n), 32): Entry(hexadecimal(str(n), 32), KIND, *rest) for n, rest in made.items()}
    assert parse(render(entries.values()), "b").entries == entries
    assert render(reversed(list(entries.values()))) == render(entries.values())


def test_two_branches_that_add_entries_merge_without_a_conflict(repo: GitRepo) -> None:
    known = [Entry(hexadecimal(str(number), 32), KIND) for number in range(40)]
    ordered = sorted(known)
    first, last = ordered[3], ordered[30]
    repo.commit({"b": render(entry for entry in known if entry not in {first, last})})
    repo.git("switch", "--quiet", "--create", "side")
    repo.commit({"b": render(entry for entry in known if entry != last)})
    repo.git("switch", "--quiet", "main")
    repo.commit({"b": render(entry for entry in known if entry != first)})
    repo.git("merge", "--quiet", "--no-edit", "side")
    assert (repo.path / "b").read_text() == render(known)


@pytest.mark.parametrize(
    ("text", "is_date"), [("2030-12-31", True), ("2030-02-30", False), ("20301231", False), ("2030-W01-1", False)]
)
def test_a_date_is_a_real_day(text: str, *, is_date: bool) -> None:
    assert check_date(text) is is_date


def test_an_entry_counts_through_its_last_day() -> None:
    entry = Entry(ONE, KIND, expires="2030-01-31")
    assert [entry.is_expired(day) for day in ("2030-01-30", "2030-01-31", "2030-02-01")] == [False, False, True]
    assert not Entry(ONE, KIND).is_expired("2030-01-01")


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("settings", "config", "name"),
    [
        (ScanSettings(), Config(), DEFAULT_NAME),
        (ScanSettings(), Config(baseline="d/known"), "d/known"),
        (ScanSettings(baseline="mine"), Config(baseline="d/known"), "mine"),
        (ScanSettings(baseline="mine", use_config=False), Config(), "mine"),
        (ScanSettings(baseline=""), Config(baseline="d/known"), None),
        (ScanSettings(use_config=False), Config(), None),
    ],
)
def test_the_command_line_wins_over_the_configuration_over_the_default(
    here: Path, settings: ScanSettings, config: Config, name: str | None
) -> None:
    (here / "d").mkdir()
    for each in (DEFAULT_NAME, "d/known", "mine"):
        (here / each).write_text(HEADER)
    found = load(settings, config, Files(os.fsencode(here)))
    assert (found and found.name) == name


def test_a_baseline_that_was_named_must_be_there_the_default_one_need_not(here: Path) -> None:
    place = Files(os.fsencode(here))
    assert load(ScanSettings(), Config(), place) is None
    with pytest.raises(ConfigError, match="The configuration names the baseline d/known"):
        load(ScanSettings(), Config(baseline="d/known"), place)
    with pytest.raises(ConfigError, match="--baseline: there is no file 'mine'"):
        load(ScanSettings(baseline="mine"), Config(), place)


def test_it_comes_from_the_revision_if_one_is_named(repo: GitRepo) -> None:
    base = repo.commit({DEFAULT_NAME: HEADER + line()})
    repo.commit({DEFAULT_NAME: HEADER + line() + line(fingerprint=TWO)})
    place = Files(os.fsencode(repo.path), Repository.discover(), base)
    found = load(ScanSettings(config_from=base), Config(), place)
    assert found is not None
    assert (found.name, set(found.entries)) == (f"{base}:{DEFAULT_NAME}", {ONE})
