"""What every test gets: an environment without the developer's, and a real git repository on request."""

from __future__ import annotations

import os
from itertools import count
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

from tests.gitrepo import GitRepo, environment

if TYPE_CHECKING:
    from pathlib import Path


# How fast examples are made says how busy the machine is, and nothing about the code.
settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")
_HOMES = count()  # each test has its own, so that what one configures does not reach the next


@pytest.fixture(autouse=True)
def scrubbed_environment(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """HOME, XDG_*, GIT_*, CF_SECRET_GUARD_* and colour settings of the developer never reach a test."""
    home = tmp_path_factory.getbasetemp() / f"home-{next(_HOMES)}"
    home.mkdir()
    unwanted = ("GIT_", "XDG_", "CF_", "CLOUDFLARE_", "LC_", "NO_COLOR", "FORCE_COLOR", "CLICOLOR", "CI", "GITHUB_")
    for name in list(os.environ):
        if name.startswith(unwanted) or name in {"LANG", "LANGUAGE", "PAGER", "EDITOR", "VISUAL", "EMAIL"}:
            monkeypatch.delenv(name)
    for name, value in environment(home).items():
        monkeypatch.setenv(name, value)


@pytest.fixture
def repo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> GitRepo:
    """An empty repository that is also the current directory."""
    made = GitRepo(tmp_path / "repo")
    monkeypatch.chdir(made.path)
    return made
