"""What tests of commands that ask Cloudflare get."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cf_secret_guard.simulator import Simulator
from tests.commands.simulated import Cloud

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def cloud(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Cloud]:
    with Simulator() as simulator:
        yield Cloud(simulator, monkeypatch, tmp_path)
