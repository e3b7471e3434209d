from __future__ import annotations

import pytest

from cf_secret_guard import cli
from cf_secret_guard.commands import baseline
from cf_secret_guard.commands.baseline import EntryFields
from cf_secret_guard.errors import UsageError
from cf_secret_guard.model import Confidence, ExitCode
from cf_secret_guard.options.baseline import settings
from cf_secret_guard.settings import ScanSettings


def parse(*args: str) -> ScanSettings:
    return settings(cli.parser_of("baseline")[1].parse(args))


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (("create",), ScanSettings()),
        (("update", "a", "--", "-b"), ScanSettings(paths=("a", "-b"), paths_given=True)),
        (("audit", "--baseline", "b", "--config", "c"), ScanSettings(baseline="b", config="c")),
        (("audit", "--no-config"), ScanSettings(use_config=False)),
        (("create", "--min-confidence", "low"), ScanSettings(min_confidence=Confidence.LOW)),
    ],
)
def test_options_become_settings(given: tuple[str, ...], expected: ScanSettings) -> None:
    assert parse(*given) == expected


@pytest.mark.parametrize(
    "given",
    [
        (),
        ("remove",),
        ("create", "-"),
        ("create", ""),
        ("update", "--no-config", "--config", "c"),
        ("audit", "--reason", "x"),
        ("audit", "--expires", "2030-01-01"),
    ],
    ids=" ".join,
)
def test_what_makes_no_sense_is_refused_with_a_next_step(given: tuple[str, ...]) -> None:
    with pytest.raises(UsageError) as caught:
        parse(*given)
    assert caught.value.next_step


@pytest.mark.parametrize("action", ["create", "update"])
def test_the_fields_of_new_entries_reach_the_command(action: str, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[object] = []

    def run(given: ScanSettings, fields: EntryFields) -> ExitCode:
        seen.extend((given, fields))
        return ExitCode.CLEAN

    monkeypatch.setattr(baseline, action, run)
    command, parser = cli.parser_of("baseline")
    given = parser.parse([action, "--reason", "test data", "--expires", "2030-01-01"])
    assert command.run(given) is ExitCode.CLEAN
    assert seen == [ScanSettings(), EntryFields("test data", "", "2030-01-01")]


def test_audit_takes_settings_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(baseline, "audit", lambda given: ExitCode.CLEAN if given == ScanSettings() else None)
    command, parser = cli.parser_of("baseline")
    assert command.run(parser.parse(["audit"])) is ExitCode.CLEAN
