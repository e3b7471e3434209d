"""A running simulator with a small Cloudflare in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cf_secret_guard.simulator.server import Simulator
from tests.simulator.world import World

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def world() -> Iterator[World]:
    with Simulator() as simulator:
        yield World(simulator)
