from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cf_secret_guard.errors import ConfigError
from cf_secret_guard.respond.incidents import front_matter
from cf_secret_guard.respond.incidents.values import (
    SCHEMA_ID,
    ActionRow,
    EventRow,
    ExposureRow,
    PlaceRow,
    SecretRow,
    State,
    VerdictRow,
)

if TYPE_CHECKING:
    from cf_secret_guard.respond.incidents.values import Json

WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
LISTS = st.lists(WORDS, max_size=3).map(tuple)


def rows(kind: type) -> st.SearchStrategy[tuple[Any, ...]]:
    by_type = {
        str: WORDS,
        bool: st.booleans(),
        int: st.integers(0, 10**9),
        tuple: LISTS,
        type(None): st.sampled_from([None, True, False]),
    }
    fields = [by_type[type(default)] for default in kind._field_defaults.values()]  # type: ignore[attr-defined]
    return st.lists(st.builds(kind, *fields), max_size=3).map(tuple)


STATES = st.builds(
    State,
    id=WORDS.filter(bool),
    fingerprint=WORDS.filter(bool),
    status=WORDS,
    severity=WORDS,
    capability=WORDS,
    opened=WORDS,
    updated=WORDS,
    related=LISTS,
    secrets=rows(SecretRow),
    places=rows(PlaceRow),
    exposures=rows(ExposureRow),
    verdicts=rows(VerdictRow),
    actions=rows(ActionRow),
    audit=LISTS,
    events=rows(EventRow),
    extra=st.just(()),
)


def inside(text: str) -> str:
    return text.removeprefix("---\n").removesuffix("\n---")


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(STATES, WORDS)
def test_what_is_written_is_read_back_the_same(state: State, title: str) -> None:
    text = front_matter.write(state, title)
    assert text.split("\n").count("---") == 2
    assert front_matter.read(inside(text), "n.md") == state


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(STATES, WORDS)
def test_any_yaml_reader_reads_the_same(state: State, title: str) -> None:
    read = yaml.safe_load(inside(front_matter.write(state, title)))
    assert read["schema"] == SCHEMA_ID
    assert read["title"] == title
    assert [row["path"] for row in read["places"]] == [row.path for row in state.places]


@pytest.mark.parametrize("value", ["a", 3, 2.5, True, None, ("a", 1), {"k": ({"x": "y"},)}], ids=repr)
def test_keys_that_somebody_added_are_kept(value: Json) -> None:
    state = State(id="i", fingerprint="f", extra=(("owner: x", value),))
    assert front_matter.read(inside(front_matter.write(state, "")), "n.md") == state


GOOD = inside(front_matter.write(State(id="i", fingerprint="f", places=(PlaceRow("f", "p", 1),)), "t"))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("opened:", "opened: ]"), "not valid YAML"),
        ((SCHEMA_ID, "cf-secret-guard/incident/2"), "is not cf-secret-guard/incident/1. Upgrade"),
        ((SCHEMA_ID, ""), "is not cf-secret-guard/incident/1. Correct"),
        (('"line": 1', '"line": "1"'), "line is not of the right type. Correct"),
        (('"decoded_via": []', '"decoded_via": 3'), "decoded_via is not of the right type"),
        (('id: "i"', 'id: ""'), "has no id or no fingerprint"),
        (("related: []", "related: &a [*a]"), "anchors and aliases"),
    ],
)
def test_what_somebody_broke_is_refused_with_the_fix(change: tuple[str, str], message: str) -> None:
    assert change[0] in GOOD
    with pytest.raises(ConfigError) as caught:
        front_matter.read(GOOD.replace(*change), "n.md")
    assert message in str(caught.value)
    assert caught.value.next_step


def test_a_field_that_an_older_version_did_not_write_has_its_default() -> None:
    text = GOOD.replace(', "decoded_via": []', "")
    assert text != GOOD
    assert front_matter.read(text, "n.md").places == (PlaceRow("f", "p", 1),)
