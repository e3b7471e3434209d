from __future__ import annotations

import pytest

from cf_secret_guard.commands import drill
from cf_secret_guard.drill.play import Play
from cf_secret_guard.errors import IncompleteError
from cf_secret_guard.model import ExitCode


@pytest.mark.parametrize("whole", [False, True])
def test_the_drill_is_played_on_a_stage_and_shown_as_it_goes(
    whole: object, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def play(self: Play) -> None:
        self._say(f"whole: {self._whole}")

    monkeypatch.setattr(Play, "all", play)
    assert drill.run(drill.DrillSettings(whole=bool(whole))) is ExitCode.CLEAN
    assert capsys.readouterr().out == f"whole: {whole}\n"


def test_a_drill_that_goes_astray_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def play(_self: Play) -> None:
        raise IncompleteError("it went astray")

    monkeypatch.setattr(Play, "all", play)
    with pytest.raises(IncompleteError):
        drill.run(drill.DrillSettings())
