from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.github.hub import Hub

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def hub() -> Iterator[Hub]:
    """A GitHub with a private repository."""
    with Hub() as made:
        yield made
