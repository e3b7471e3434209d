from __future__ import annotations

import pytest

from cf_secret_guard import cli
from cf_secret_guard.commands import incident
from cf_secret_guard.errors import UsageError
from cf_secret_guard.model import ExitCode


@pytest.mark.parametrize(
    ("given", "called"),
    [
        (["list"], ("list_incidents", ("incidents",), {"format": "text"})),
        (["list", "--dir", "d", "-f", "json"], ("list_incidents", ("d",), {"format": "json"})),
        (["show", "2026-11-21-0123"], ("show", ("incidents", "2026-11-21-0123"), {})),
        (["close", "x", "--dir", "d"], ("close", ("d", "x"), {"text": "", "force": False})),
        (["close", "x", "--note", "over", "--force"], ("close", ("incidents", "x"), {"text": "over", "force": True})),
    ],
)
def test_the_options_reach_the_command(
    given: list[str], called: tuple[object, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[tuple[object, ...]] = []
    for name in ("list_incidents", "show", "close"):

        def run(*args: object, name: str = name, **options: object) -> ExitCode:
            seen.append((name, args, options))
            return ExitCode.CLEAN

        monkeypatch.setattr(incident, name, run)
    command, parser = cli.parser_of("incident")
    assert command.run(parser.parse(given)) is ExitCode.CLEAN
    assert seen == [called]


@pytest.mark.parametrize(
    "given",
    [
        [],
        ["open"],
        ["list", "x"],
        ["show"],
        ["close"],
        ["show", "x", "--force"],
        ["list", "--note", "x"],
        ["show", "x", "-f", "json"],
        ["list", "--dir", "github"],
        ["close", "x", "--dir", "github"],
    ],
    ids=" ".join,
)
def test_what_makes_no_sense_is_refused_with_a_next_step(given: list[str]) -> None:
    command, parser = cli.parser_of("incident")
    with pytest.raises(UsageError) as caught:
        command.run(parser.parse(given))
    assert caught.value.next_step
