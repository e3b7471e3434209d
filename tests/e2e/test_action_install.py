"""The step that installs the action: offline from packages of this environment, and never from the checkout."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import tomllib
import zipfile
from importlib.metadata import distribution
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from cf_secret_guard.model import ExitCode
from tests import tokens
from tests.ci.hosting import ZERO, push
from tests.ci.runner import ROOT, Runner
from tests.e2e.conftest import closure

if TYPE_CHECKING:
    from tests.gitrepo import GitRepo

LOCK = Path(".github/action-requirements.txt")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
NEEDED = [*PROJECT["project"]["dependencies"], *PROJECT["build-system"]["requires"]]


def wheel_of(name: str, folder: Path) -> Path:
    """Pack an installed distribution into a wheel again. pip goes by the name of the file, not by its tags inside."""
    found = distribution(name)
    wheel = folder / f"{canonicalize_name(name).replace('-', '_')}-{found.version}-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as packed:
        for file in found.files or ():
            if ".." not in file.parts and file.suffix != ".pyc":
                packed.write(str(found.locate_file(file)), file.as_posix())
    return wheel


@pytest.fixture(scope="module")
def action(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    """The action as a runner downloads it, but with this environment's packages locked; and where pip finds them."""
    place, wheels = tmp_path_factory.mktemp("action"), tmp_path_factory.mktemp("wheels")
    shutil.copytree(ROOT / "cf_secret_guard", place / "cf_secret_guard", ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("action.yml", "pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, place)
    (place / LOCK).parent.mkdir()
    with (place / LOCK).open("w", encoding="utf-8") as lock:
        for name in sorted(closure(NEEDED)):
            digest = hashlib.sha256(wheel_of(name, wheels).read_bytes()).hexdigest()
            lock.write(f"{name}=={distribution(name).version} --hash=sha256:{digest}\n")
    return place, {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(wheels)}


@pytest.fixture
def trap(repo: GitRepo, tmp_path: Path) -> dict[str, str]:
    """A checkout full of files with the names of ours, and variables of an earlier step that lead to them.

    Each would leave a file ``ran-NAME`` behind.
    """
    code = f"open({str(tmp_path)!r} + '/ran-' + __name__, 'w').close()\n"
    for name in ("sitecustomize", "usercustomize", "httpx", "regex", "yaml", "json", "venv", "pip", "setup", "startup"):
        repo.write(f"{name}.py", code)
    for name in ("cf_secret_guard/__init__.py", "cf_secret_guard/ci/__init__.py", "cf_secret_guard/ci/__main__.py"):
        repo.write(name, code)
    repo.write("pip.conf", f"[global]\nindex-url = file://{tmp_path}/nowhere\ntarget = {tmp_path}/stolen\n")
    repo.write("evil.sh", f"touch {tmp_path}/ran-bash\n")
    repo.write("pyproject.toml", '[build-system]\nrequires = ["nothing"]\nbuild-backend = "setup"\n')
    repo.git("add", "--all")
    repo.commit({"a.env": f"CLOUDFLARE_API_TOKEN={tokens.user_token()}\n"})
    here = str(repo.path)
    return {
        "BASH_ENV": f"{here}/evil.sh",
        "PIP_TARGET": f"{tmp_path}/stolen",
        "PYTHONHOME": here,
        "PYTHONINSPECT": "1",
        "PYTHONPATH": here,
        "PYTHONSTARTUP": f"{here}/startup.py",
        "PYTHONUSERBASE": here,
    }


def test_the_action_installs_itself_and_nothing_of_the_checkout_takes_its_place(
    action: tuple[Path, dict[str, str]], trap: dict[str, str], repo: GitRepo, tmp_path: Path
) -> None:
    place, packages = action
    event = tmp_path / "event.json"
    event.write_text(json.dumps(push("refs/heads/main", ZERO, repo.oid("HEAD"))), encoding="utf-8")
    told = {"GITHUB_EVENT_NAME": "push", "GITHUB_EVENT_PATH": str(event), "GITHUB_ACTION_PATH": str(place)}
    outcome = Runner(tmp_path / "runner", repo.path, told | packages | trap).run(installed=None)
    assert outcome.outputs["exit-code"] == str(ExitCode.FINDINGS.value), outcome.log.shown
    assert outcome.outputs["findings"] == "1"
    assert not [*tmp_path.glob("ran-*"), *tmp_path.glob("stolen")]
    assert not list(repo.path.rglob("*.pyc"))


def test_a_package_that_is_not_the_one_that_was_locked_is_not_installed(
    action: tuple[Path, dict[str, str]], repo: GitRepo, tmp_path: Path
) -> None:
    place, packages = action
    other = tmp_path / "action"
    shutil.copytree(place, other)
    lock = other / LOCK
    lock.write_text(re.sub(r"sha256:....", "sha256:0000", lock.read_text(encoding="utf-8"), count=1), encoding="utf-8")
    outcome = Runner(tmp_path / "runner", repo.path, {"GITHUB_ACTION_PATH": str(other), **packages}).run(installed=None)
    assert outcome.code != 0
    assert "DO NOT MATCH THE HASHES" in outcome.log.shown
    assert outcome.outputs["exit-code"] == ""


@pytest.mark.parametrize("version", ["3.10", ""])
def test_a_runner_without_a_fitting_python_is_told_what_to_do(version: str, repo: GitRepo, tmp_path: Path) -> None:
    folder = tmp_path / "bin"
    folder.mkdir()
    if version:
        for name in ("python3", "python"):
            (folder / name).write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
            (folder / name).chmod(0o755)
    (folder / "bash").symlink_to(shutil.which("bash") or "")
    outcome = Runner(tmp_path / "runner", repo.path, {"PATH": str(folder)}).run(installed=None, python_version="")
    assert outcome.code == ExitCode.USAGE
    assert "This runner has no Python 3.11 or newer. Set the input `python-version`" in outcome.log.shown


def test_the_lock_file_has_one_version_with_hashes_of_everything_that_is_needed() -> None:
    text = (ROOT / LOCK).read_text(encoding="utf-8").replace("\\\n", " ")
    locked = {}
    for line in filter(None, text.splitlines()):
        requirement, *hashes = line.split("--hash=sha256:")
        parsed = Requirement(requirement)
        locked[canonicalize_name(parsed.name)] = str(parsed.specifier).removeprefix("==")
        assert hashes
        assert all(re.fullmatch(r"[0-9a-f]{64}\s*", value) for value in hashes)
    assert {canonicalize_name(name) for name in closure(NEEDED)} <= locked.keys()
    assert all(Requirement(one).specifier.contains(locked[canonicalize_name(Requirement(one).name)]) for one in NEEDED)


def test_the_file_of_the_action_is_in_the_source_distribution() -> None:
    included = PROJECT["tool"]["hatch"]["build"]["targets"]["sdist"]["include"]
    assert {"/action.yml", f"/{LOCK}"} <= set(included)
    assert os.access(ROOT / "action.yml", os.R_OK)
