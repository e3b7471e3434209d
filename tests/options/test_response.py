from __future__ import annotations

import pytest

from cf_secret_guard import cli
from cf_secret_guard.errors import UsageError
from cf_secret_guard.options.scan import settings
from cf_secret_guard.respond.base import Verb
from cf_secret_guard.settings import GITHUB, ResponseSettings


def parse(*args: str) -> ResponseSettings:
    return settings(cli.parser_of("scan")[1].parse(args)).response


GIVEN: dict[tuple[str, ...], ResponseSettings] = {
    (): ResponseSettings(),
    ("--verify",): ResponseSettings(verify=True),
    ("--verify", "--email", "a@example.com", "--email", "b@example.com"): ResponseSettings(
        verify=True, emails=("a@example.com", "b@example.com")
    ),
    ("--revoke",): ResponseSettings(verify=True, revoke=Verb.DISABLE),
    ("--revoke=disable", "--yes", "--force", "--allow-self-revoke"): ResponseSettings(
        verify=True, revoke=Verb.DISABLE, yes=True, force=True, allow_self_revoke=True
    ),
    ("--revoke=roll", "--new-value-to", "file:new-{id}"): ResponseSettings(
        verify=True, revoke=Verb.ROLL, new_value_to="file:new-{id}"
    ),
    ("--revoke=roll", "--new-value-to", "command:gh secret set X"): ResponseSettings(
        verify=True, revoke=Verb.ROLL, new_value_to="command:gh secret set X"
    ),
    ("--revoke=roll", "--new-value-to", "terminal"): ResponseSettings(
        verify=True, revoke=Verb.ROLL, new_value_to="terminal"
    ),
    ("--incident", "notes"): ResponseSettings(incident="notes"),
    ("--incident", "github"): ResponseSettings(incident=GITHUB),
    ("--incident", "./github"): ResponseSettings(incident="./github"),
}


@pytest.mark.parametrize("given", GIVEN, ids=" ".join)
def test_options_become_settings(given: tuple[str, ...]) -> None:
    assert parse(*given) == GIVEN[given]


@pytest.mark.parametrize(
    ("given", "wanted"),
    [((), False), (("--verify",), True), (("--revoke",), True), (("--incident", "notes"), True)],
)
def test_whether_anything_is_wanted_at_all(given: tuple[str, ...], wanted: bool) -> None:  # noqa: FBT001 - a table
    assert parse(*given).is_wanted is wanted


@pytest.mark.parametrize(
    "given",
    [
        ("--yes",),
        ("--verify", "--yes"),
        ("--verify", "--force"),
        ("--allow-self-revoke",),
        ("--verify", "--new-value-to", "terminal"),
        ("--revoke", "--new-value-to", "terminal"),
        ("--revoke=roll",),
        ("--revoke=roll", "--new-value-to", "file:"),
        ("--revoke=roll", "--new-value-to", "command:"),
        ("--revoke=roll", "--new-value-to", "new.txt"),
        ("--revoke=roll", "--new-value-to", "https://example.com"),
        ("--email", "a@example.com"),
        ("--verify", "--email", "nobody"),
        ("--verify", "--email", "@"),
        ("--verify", "--email", "a@b\n"),
        ("--incident", ""),
    ],
    ids=" ".join,
)
def test_what_makes_no_sense_is_refused_with_a_next_step(given: tuple[str, ...]) -> None:
    with pytest.raises(UsageError) as caught:
        parse(*given)
    assert caught.value.next_step.endswith(".")


def test_an_address_that_is_none_is_not_repeated() -> None:
    with pytest.raises(UsageError) as caught:
        parse("--verify", "--email", "hunter2")
    assert "hunter2" not in str(caught.value)
