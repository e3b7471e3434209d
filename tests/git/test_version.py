from __future__ import annotations

from typing import TYPE_CHECKING

from cf_secret_guard.git.version import MINIMUM_VERSION, version
from tests.git.processes import fake_git

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def test_the_version_is_told_and_is_enough(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert version() >= MINIMUM_VERSION
    for words, numbers in {
        "git version 2.39.5 (Apple Git-154)": (2, 39, 5),
        "git version 2.45.1.windows.1": (2, 45, 1, 1),
        "git version 2.50.0-rc1": (2, 50),
        "nonsense": (),
    }.items():
        fake_git(tmp_path, monkeypatch, f"echo '{words}'")
        assert version() == numbers
