"""The world that tests of the response act in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cf_secret_guard.simulator import Simulator
from tests.respond.world import World

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with Simulator() as simulator:
        made = World(simulator, tmp_path)
        yield made
        made.transport.close()
