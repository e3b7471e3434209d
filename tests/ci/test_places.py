from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cf_secret_guard.ci.places import inside, temporary
from cf_secret_guard.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def runner(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """A workspace that is the current directory, with symlinks out of it, and a temporary directory."""
    for name in ("workspace/reports", "temp", "elsewhere"):
        (tmp_path / name).mkdir(parents=True)
    (tmp_path / "workspace" / "out").symlink_to(tmp_path / "elsewhere")
    (tmp_path / "workspace" / "a.sarif").symlink_to(tmp_path / "elsewhere" / "a")
    monkeypatch.chdir(tmp_path / "workspace")
    return {"GITHUB_WORKSPACE": str(tmp_path / "workspace"), "RUNNER_TEMP": str(tmp_path / "temp")}


@pytest.mark.parametrize("given", ["a", "reports/a.sarif", "new/deep/a.sarif", "./reports/../b", "a b"])
def test_a_path_in_the_workspace_is_taken(given: str, runner: dict[str, str], tmp_path: Path) -> None:
    assert inside(given, "sarif", runner).startswith(f"{tmp_path}/workspace/")


def test_a_path_in_the_temporary_directory_is_taken(runner: dict[str, str], tmp_path: Path) -> None:
    assert inside(f"{tmp_path}/temp/a", "sarif", runner) == f"{tmp_path}/temp/a"


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ("../a", "leads out of the workspace. Name a path"),
        ("/etc/passwd", "leads out of the workspace"),
        (".", "leads out of the workspace"),
        ("out/a", "leads through a symlink of the checkout"),
        ("a.sarif", "leads through a symlink of the checkout"),
        (".git/config", "leads into a .git directory"),
        ("sub/.GIT/hooks/x", "leads into a .git directory"),
    ],
)
def test_a_path_that_leads_elsewhere_is_refused(given: str, words: str, runner: dict[str, str]) -> None:
    with pytest.raises(UsageError) as caught:
        inside(given, "sarif", runner)
    assert words in str(caught.value)
    assert "`sarif`" in str(caught.value)


def test_without_a_runner_there_is_no_temporary_directory(tmp_path: Path) -> None:
    assert temporary({}) is None
    assert temporary({"RUNNER_TEMP": str(tmp_path / "missing")}) is None
    assert temporary({"RUNNER_TEMP": str(tmp_path)}) == tmp_path
