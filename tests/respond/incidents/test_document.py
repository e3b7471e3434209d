from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cf_secret_guard.respond.incidents import document
from cf_secret_guard.respond.incidents.checklist import Step
from cf_secret_guard.respond.incidents.document import Parts

if TYPE_CHECKING:
    from collections.abc import Callable

FRONT = "---\na: 1\n---"
STEPS = (Step("revoke", "**Revoke** it", ("- Where: x", "1. do")), Step("purge", "**Purge** it"))


def parts(word: str = "one", steps: tuple[Step, ...] = STEPS) -> Parts:
    return Parts({name: [f"## {name}", "", f"- {word} {name}"] for name in document.ORDER if name != "todo"}, steps)


def body(text: str) -> str:
    found = document.split(text)
    assert found
    return found[1]


def updated(text: str, old: Parts, new: Parts) -> str:
    return document.updated(FRONT, body(text), old, new)


FRESH = document.fresh(FRONT, parts())


@pytest.mark.parametrize("text", ["", "# no front matter", "---\nno end", "a\n---\n---"])
def test_a_file_without_front_matter_is_no_note(text: str) -> None:
    assert document.split(text) is None


@pytest.mark.parametrize("text", ["---\na: 1\n---\nb\n---\n", "\ufeff---\na: 1\n---\nb\n---\n"])
def test_the_front_matter_ends_at_the_second_fence(text: str) -> None:
    assert document.split(text) == ("a: 1", "b\n---\n")


def test_windows_line_ends_are_read() -> None:
    assert document.split("---\r\na: 1\r\n---\r\nb\r\n") == ("a: 1\r", "b\r\n")


def test_nothing_changes_if_nothing_is_new() -> None:
    assert updated(FRESH, parts(), parts()) == FRESH


def test_generated_parts_are_made_anew() -> None:
    assert updated(FRESH, parts(), parts("two")) == document.fresh(FRONT, parts("two"))


def test_text_outside_of_the_markers_stays_byte_for_byte() -> None:
    mine = "\n\n# My own\r\n \t<b>x</b> -- \n"
    edited = FRESH.replace("## Notes\n", f"## Notes{mine}").replace(
        "<!-- cf-secret-guard:begin leak", "Mine.\n<!-- cf-secret-guard:begin leak"
    )
    again = updated(edited, parts(), parts("two"))
    assert again == edited.replace("- one", "- two")
    assert mine in again


def test_a_line_written_inside_a_generated_part_moves_below_it_once() -> None:
    edited = FRESH.replace("- one where", "- one where\nAlso on the old laptop.")
    again = updated(edited, parts(), parts("two"))
    assert "- two where\n<!-- cf-secret-guard:end where -->\nAlso on the old laptop.\n" in again
    assert updated(again, parts("two"), parts("three")).count("old laptop") == 1
    assert "- one where" not in again


@pytest.mark.parametrize("tick", ["- [x]", "- [X]", "* [x]"])
def test_a_ticked_box_stays_ticked(tick: str) -> None:
    edited = FRESH.replace("- [ ] **Purge**", f"{tick} **Purge**")
    assert "- [x] **Purge** it <!-- step:purge -->" in updated(edited, parts(), parts("two"))
    assert document.ticked(body(edited)) == {"purge"}


def test_what_is_done_is_ticked_without_asking() -> None:
    done = (STEPS[0]._replace(done=True), STEPS[1])
    assert document.ticked(body(updated(FRESH, parts(), parts(steps=done)))) == {"revoke"}


def test_words_below_a_step_stay_below_it() -> None:
    edited = FRESH.replace("  1. do", "  1. do\n  done by us at noon")
    changed = (Step("revoke", "**Revoke** it again", ("- Where: y",)), STEPS[1])
    assert "- Where: y\n  done by us at noon\n- [ ] **Purge**" in updated(edited, parts(), parts(steps=changed))


def test_words_above_the_steps_stay_above_them() -> None:
    edited = FRESH.replace("## What to do\n", "## What to do\n\nAsk Ann first.\n")
    assert "## What to do\n\nAsk Ann first.\n- [ ] **Revoke**" in updated(edited, parts(), parts("two"))


def test_an_edited_step_stays_as_edited() -> None:
    edited = FRESH.replace("**Revoke** it <!--", "**Revoke** it (Bob does) <!--")
    changed = (Step("revoke", "**Revoke** it at once"), STEPS[1])
    assert "- [ ] **Revoke** it (Bob does) <!-- step:revoke -->" in updated(edited, parts(), parts(steps=changed))


def test_a_step_that_no_longer_applies_goes_unless_somebody_did_something_with_it() -> None:
    without = parts(steps=STEPS[:1])
    assert "**Purge**" not in updated(FRESH, parts(), without)
    assert "- [x] **Purge** it" in updated(FRESH.replace("- [ ] **Purge**", "- [x] **Purge**"), parts(), without)


def test_a_part_that_somebody_took_out_comes_back_in_its_place() -> None:
    gone = re.sub(r"<!-- cf-secret-guard:begin leak.*?end leak -->\n", "", FRESH, flags=re.DOTALL)
    names = re.findall(r"begin (\w+)", updated(gone, parts(), parts("two")))
    assert names == list(document.ORDER)
    gone = re.sub(r"<!-- cf-secret-guard:begin summary.*?end summary -->\n", "", FRESH, flags=re.DOTALL)
    assert re.findall(r"begin (\w+)", updated(gone, parts(), parts("two"))) == list(document.ORDER)


def test_a_part_of_a_later_version_stays() -> None:
    part = "<!-- cf-secret-guard:begin later -->\nx\n<!-- cf-secret-guard:end later -->"
    assert part in updated(FRESH.replace("## Notes", f"{part}\n## Notes"), parts(), parts("two"))


@pytest.mark.parametrize(
    "damage",
    [
        lambda text: text.replace("<!-- cf-secret-guard:end leak -->\n", ""),
        lambda text: text.replace("begin leak", "begin where"),
        lambda text: text.replace("<!-- cf-secret-guard:begin leak -->\n", ""),
        lambda text: re.sub(r"<!-- cf-secret-guard.*?-->\n", "", text),
        lambda text: text[: text.index("<!-- cf-secret-guard:end record")],
    ],
)
def test_damaged_markers_lose_nothing(damage: Callable[[str], str]) -> None:
    edited = damage(FRESH.replace("## Notes", "## Notes\n\nMine, keep it."))
    edited = edited if "Mine" in edited else f"{edited}Mine, keep it."
    again = updated(edited, parts(), parts("two"))
    assert "Mine, keep it." in again
    assert "- one summary" in again.partition("## Kept from before")[2]
    assert re.findall(r"^<!-- cf-secret-guard:begin (\w+)", again, re.MULTILINE) == list(document.ORDER)
    assert updated(again, parts("two"), parts("three")).count("Mine, keep it.") == 1


MARKER_LIKE = st.lists(
    st.sampled_from(
        [
            "<!-- cf-secret-guard:end todo -->",
            "<!-- cf-secret-guard:begin leak -->",
            "- [x] a <!-- step:close -->",
            "---",
            "x",
        ]
    ),
    max_size=6,
)


@settings(deadline=None)
@given(st.sampled_from(document.ORDER), MARKER_LIKE)
def test_no_generated_line_can_forge_a_marker(name: str, lines: list[str]) -> None:
    if name == "todo":
        made = parts(steps=(Step("revoke", "t", tuple(lines)), *STEPS[1:]))
    else:
        made = Parts({**parts().sections, name: lines}, STEPS)
    text = document.fresh(FRONT, made)
    assert re.findall(r"^<!-- cf-secret-guard:begin (\w+) -->$", text, re.MULTILINE) == list(document.ORDER)
    assert updated(text, made, parts("two")) == document.fresh(FRONT, parts("two"))
