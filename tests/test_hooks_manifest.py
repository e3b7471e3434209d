"""The hooks that other repositories install: .pre-commit-hooks.yaml, checked by pre-commit itself and by hand."""

from __future__ import annotations

import shlex
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parent.parent
MANIFEST = ROOT / ".pre-commit-hooks.yaml"
HOOKS: dict[str, dict[str, Any]] = {hook["id"]: hook for hook in yaml.safe_load(MANIFEST.read_text(encoding="utf-8"))}
PUSH = "cf-secret-guard-push"
each_hook = pytest.mark.parametrize("hook", HOOKS.values(), ids=list(HOOKS))
OF_FILES = {name: hook for name, hook in HOOKS.items() if name != PUSH}
each_hook_of_files = pytest.mark.parametrize("hook", OF_FILES.values(), ids=list(OF_FILES))


def test_the_hooks_are_those_of_the_contract_each_in_its_stage() -> None:
    assert {name: hook["stages"] for name, hook in HOOKS.items()} == {
        "cf-secret-guard": ["pre-commit"],
        "cf-secret-guard-commit-msg": ["commit-msg"],
        "cf-secret-guard-push": ["pre-push"],
    }


@pytest.mark.parametrize(
    ("command", "file"),
    [("validate-manifest", ".pre-commit-hooks.yaml"), ("validate-config", ".pre-commit-config.yaml")],
)
def test_pre_commit_accepts_the_file_without_a_warning(command: str, file: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "pre_commit", command, str(ROOT / file)], capture_output=True, check=False, text=True
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@each_hook
def test_a_hook_runs_the_console_script_of_this_package(hook: dict[str, Any]) -> None:
    scripts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["scripts"]
    program, command, *_ = shlex.split(hook["entry"])
    assert program in scripts
    assert command == "scan"
    assert hook["language"] == "python"


@each_hook_of_files
def test_every_kind_of_file_is_passed_so_that_a_symlink_cannot_hide_its_target(hook: dict[str, Any]) -> None:
    # The default of `types` is [file]: pre-commit would leave symlinks and gitlinks out.
    assert hook["types"] == []
    assert hook["pass_filenames"] is True
    assert not {"files", "exclude", "exclude_types", "types_or"} & set(hook)


@each_hook_of_files
def test_batches_run_one_after_the_other_so_that_reports_do_not_mix(hook: dict[str, Any]) -> None:
    assert hook["require_serial"] is True


@each_hook
def test_the_oldest_pre_commit_is_the_one_that_knows_the_stage_names(hook: dict[str, Any]) -> None:
    # https://pre-commit.com/#confining-hooks-to-run-at-certain-stages: names changed in 3.2.0
    assert hook["minimum_pre_commit_version"] == "3.2.0"


def test_a_file_name_that_begins_with_a_dash_is_not_taken_for_an_option() -> None:
    assert HOOKS["cf-secret-guard"]["args"] == ["--"]


def test_a_push_is_scanned_whatever_files_its_first_ref_changes() -> None:
    hook = HOOKS[PUSH]
    assert (hook["always_run"], hook["pass_filenames"]) == (True, False)
    assert hook["entry"].endswith("scan --pre-push")
    assert not {"args", "files", "exclude", "exclude_types", "types", "types_or"} & set(hook)
