"""``drill``: a leak from start to end, on this machine."""

from __future__ import annotations

from typing import NamedTuple

from cf_secret_guard.model import ExitCode
from cf_secret_guard.terminal import emit


class DrillSettings(NamedTuple):
    """Options of ``drill``."""

    whole: bool = False
    """Show the whole incident note."""


def run(settings: DrillSettings) -> ExitCode:
    """Play the drill.

    Raises:
        IncompleteError: it could not be set up, or did not go as it should.
    """
    from cf_secret_guard.drill.play import Play
    from cf_secret_guard.drill.stage import Stage

    with Stage() as stage:
        Play(stage, lambda text: emit(f"{text}\n"), whole=settings.whole).all()
    return ExitCode.CLEAN
