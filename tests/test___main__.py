from __future__ import annotations

import runpy
import sys

import pytest

from cf_secret_guard import __version__


def test_the_package_runs_as_a_module_and_ends_with_the_commands_exit_code(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["cf-secret-guard", "--version"])
    with pytest.raises(SystemExit) as ended:
        runpy.run_module("cf_secret_guard", run_name="__main__")
    assert ended.value.code == 0
    assert capsys.readouterr().out == f"cf-secret-guard {__version__}\n"


def test_importing_the_module_runs_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    runpy.run_module("cf_secret_guard.__main__", run_name="imported")
    assert capsys.readouterr().out == ""
