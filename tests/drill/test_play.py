from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from cf_secret_guard.drill.play import Play
from cf_secret_guard.drill.stage import Ended, Stage
from cf_secret_guard.errors import IncompleteError

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="module")
def played() -> Iterator[tuple[str, Stage]]:
    said: list[str] = []
    with Stage() as stage:
        Play(stage, said.append, whole=True).all()
        yield "\n".join(said), stage


def test_the_story_is_told_in_its_order(played: tuple[str, Stage]) -> None:
    text, _ = played
    told = [
        "1. A token is about to be committed.",
        "$ git commit -m 'Add deploy settings'",
        "The commit was stopped: 1 Cloudflare credential found.",
        "$ git push --quiet origin main",
        "$ cf-secret-guard scan --verify",
        "verdict     live",
        "it can      edit DNS of all 2 zones",
        "$ cf-secret-guard scan --revoke --yes --incident incidents",
        "Plan:",
        "confirmed (asked again with the leaked value: disabled)",
        "note        incidents/",
        "$ cf-secret-guard scan --verify --fail-on live --quiet",
        "[exit code 0]",
        "$ cf-secret-guard incident list",
        "$ cf-secret-guard incident show",
        "Exposed since",
        "create dns_record in zone example.com, once",
        "nothing was sent anywhere else",
    ]
    at = 0
    for part in told:
        at = text.find(part, at)
        assert at >= 0, part


def test_what_it_tells_is_true(played: tuple[str, Stage]) -> None:
    text, stage = played
    assert stage.simulator.state.tokens[stage.leaked.id].status == "disabled"
    count = len(stage.simulator.requests)
    assert f"was asked {count} times" in text
    assert float(re.findall(r"in (\d+\.\d) seconds", text)[0]) < 60


def test_it_shows_no_secret(played: tuple[str, Stage]) -> None:
    text, stage = played
    assert stage.leaked.value not in text
    assert stage.administrator.value not in text


def test_the_note_is_shortened_to_its_titles_unless_all_is_wanted() -> None:
    note = "---\nfront: 1\n---\n\n<!-- begin -->\n# Title\n\n- [ ] Step <!-- x -->\n  - detail\n\n  ```\n- [ ] Last\n"
    said: list[str] = []

    class Short(Stage):
        def run(self, *_command: str, leaky: bool = False) -> Ended:
            del leaky
            return Ended(0, note)

    with Stage() as stage:
        stage.__class__ = Short
        Play(stage, said.append)._run("cf-secret-guard", "incident", "show", "x", shorten=True)
    assert [line for line in said if line][1:] == [
        "   # Title",
        "   - [ ] Step",
        "   - [ ] Last",
        "   [shown without the details of the steps; all 12 lines: cf-secret-guard drill -v]",
        "   [exit code 0]",
    ]


@pytest.mark.parametrize("ended", [Ended(0, ""), Ended(1, "something else"), Ended(4, "Internal error")])
def test_a_step_that_goes_astray_ends_the_drill(ended: Ended) -> None:
    class Astray(Stage):
        def run(self, *_command: str, leaky: bool = False) -> Ended:
            del leaky
            return ended

    with Stage() as stage:
        stage.__class__ = Astray
        with pytest.raises(IncompleteError, match="did not go as it should") as caught:
            Play(stage, lambda _text: None)._verify()
        assert "report this" in caught.value.next_step


def test_the_simulator_has_the_last_word() -> None:
    class Silent(Stage):
        def run(self, *_command: str, leaky: bool = False) -> Ended:
            del leaky
            return Ended(0, "disabled")

    with Stage() as stage:
        stage.__class__ = Silent
        with pytest.raises(IncompleteError, match="the simulator says"):
            Play(stage, lambda _text: None)._check()
