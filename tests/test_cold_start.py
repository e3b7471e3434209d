"""Start-up is a feature: what the commit hook must not import when it finds nothing (docs/architecture.md)."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests import tokens
from tests.containers.opening import tarred
from tests.gitrepo import environment

if TYPE_CHECKING:
    from tests.gitrepo import GitRepo

ROOT = Path(__file__).parent.parent

# Each costs milliseconds, and nothing on the way of a clean commit needs it.
EXPENSIVE = (
    "_ctypes",
    "asyncio",
    "concurrent.futures",
    "csv",
    "dataclasses",
    "datetime",
    "decimal",
    "difflib",
    "email",
    "hashlib",
    "httpx",
    "hyperscan",
    "importlib.metadata",
    "importlib.resources",
    "inspect",
    "json",
    "jsonschema",
    "logging",
    "multiprocessing",
    "pathlib",
    "pathspec",
    "platform",
    "random",
    "regex",
    "rich",
    "shutil",
    "signal",
    "socket",
    "ssl",
    "subprocess",
    "tempfile",
    "threading",
    "tomllib",
    "unittest",
    "urllib",
    "uuid",
    "yaml",
    "zipfile",
)
# Parts of our own that only a triggered blob, another source or another command needs.
OUR_OWN = (
    "cf_secret_guard.ci",
    "cf_secret_guard.cloudflare",
    "cf_secret_guard.commands.baseline",
    "cf_secret_guard.commands.doctor",
    "cf_secret_guard.commands.explain",
    "cf_secret_guard.commands.redact",
    "cf_secret_guard.commands.response",
    "cf_secret_guard.connection",
    "cf_secret_guard.containers.registry",
    "cf_secret_guard.containers.walk",
    "cf_secret_guard.decode",
    "cf_secret_guard.detectors",
    "cf_secret_guard.github",
    "cf_secret_guard.prefilter.vector",
    "cf_secret_guard.progress",
    "cf_secret_guard.report.response",
    "cf_secret_guard.respond",
    "cf_secret_guard.simulator",
    "cf_secret_guard.sources.stdin",
    "cf_secret_guard.sources.unpacking",
    "cf_secret_guard.sources.worktree",
    "cf_secret_guard.verify",
)
# What asks Cloudflare or GitHub, and what acts: only for who asks for it.
RESPONSE = (
    "cf_secret_guard.cloudflare",
    "cf_secret_guard.connection",
    "cf_secret_guard.github",
    "cf_secret_guard.respond",
    "cf_secret_guard.verify",
    "http",
    "httpx",
    "ssl",
)
PROGRAM = """\
import sys
before = set(sys.modules)
from cf_secret_guard.cli import main
code = main(sys.argv[1:])
print("\\n".join(set(sys.modules) - before), file=sys.stderr)
sys.exit(code)
"""


def modules_after(repo: GitRepo, *args: str, expected: int) -> set[str]:
    """Run the command in a fresh interpreter and return what it imported on top of the interpreter's own start."""
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, *args],
        cwd=repo.path,
        env={**environment(repo.path), "PYTHONPATH": str(ROOT)},
        capture_output=True,
        check=False,
        text=True,
    )
    assert done.returncode == expected, done.stdout + done.stderr
    return set(done.stderr.split())


def loaded(modules: set[str], names: tuple[str, ...]) -> set[str]:
    return {name for name in modules if any(name == bad or name.startswith(f"{bad}.") for bad in names)}


@pytest.fixture
def clean(repo: GitRepo) -> GitRepo:
    """A repository with something staged that holds nothing that a detector would look at."""
    repo.commit({"readme.md": "A project.\n"})
    for number in range(10):
        repo.stage(f"src/module_{number}.py", f"def f{number}(x):\n    return x + {number}\n")
    return repo


@pytest.mark.parametrize("paths", [(), ("--", "src/module_1.py", "readme.md")], ids=["all that is staged", "paths"])
def test_a_clean_commit_imports_nothing_that_it_does_not_need(clean: GitRepo, paths: tuple[str, ...]) -> None:
    modules = modules_after(clean, "scan", "--staged", *paths, expected=0)
    assert "cf_secret_guard.sources.index" in modules
    assert not loaded(modules, EXPENSIVE)
    assert not loaded(modules, OUR_OWN)


def test_a_clean_commit_message_imports_nothing_that_it_does_not_need(clean: GitRepo) -> None:
    clean.write("message", "Add a module\n")
    modules = modules_after(clean, "scan", "--commit-message", "message", expected=0)
    assert not loaded(modules, EXPENSIVE)


def test_a_commit_with_a_finding_does_load_the_detectors(clean: GitRepo) -> None:
    clean.stage("a.env", f"CLOUDFLARE_API_TOKEN={tokens.user_token()}\n")
    assert loaded(modules_after(clean, "scan", "--staged", expected=1), ("cf_secret_guard.detectors",))


@pytest.mark.parametrize(
    "options", [("--staged",), (".",), ("--staged", "-f", "json", "-v"), (".", "--color", "always", "--no-progress")]
)
def test_a_scan_with_findings_loads_nothing_that_asks_or_acts(clean: GitRepo, options: tuple[str, ...]) -> None:
    clean.stage("a.env", f"CLOUDFLARE_API_TOKEN={tokens.user_token()}\n")
    assert not loaded(modules_after(clean, "scan", *options, expected=1), RESPONSE)


def test_a_scan_with_notes_in_a_directory_loads_nothing_of_github(clean: GitRepo) -> None:
    clean.stage("a.env", f"CLOUDFLARE_API_TOKEN={tokens.user_token()}\n")
    modules = modules_after(clean, "scan", "--staged", "--incident", "notes", expected=1)
    assert "cf_secret_guard.respond.incidents.store" in modules
    assert not loaded(modules, ("cf_secret_guard.github", "cf_secret_guard.connection", "http", "httpx", "ssl"))


def test_a_scan_that_would_verify_and_finds_nothing_does_not_load_the_network(clean: GitRepo) -> None:
    assert not loaded(modules_after(clean, "scan", "--staged", "--verify", expected=0), ("http", "httpx", "ssl"))


def test_a_commit_with_an_archive_loads_the_one_format_that_it_needs(clean: GitRepo) -> None:
    clean.stage("a.tar", tarred({"x": b"text"}))
    modules = modules_after(clean, "scan", "--staged", expected=0)
    assert loaded(modules, ("cf_secret_guard.containers.tar",))
    assert not loaded(
        modules, ("cf_secret_guard.containers.zip", "cf_secret_guard.containers.pdf", "lzma", "zstandard")
    )
