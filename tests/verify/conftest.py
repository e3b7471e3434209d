from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cf_secret_guard.simulator import Simulator
from tests.cloudflare.world import World, build

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def world() -> Iterator[World]:
    """A simulated Cloudflare; no secret may have stood in any URL that it was asked."""
    with Simulator() as simulator:
        made = build(simulator)
        yield made
        made.transport.close()
        assert not [request for request in simulator.requests if request.secret_in_url]
