from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from cf_secret_guard.config.base import Config
from cf_secret_guard.config.load import load
from cf_secret_guard.errors import ConfigError
from cf_secret_guard.git import Repository
from cf_secret_guard.model import Confidence
from cf_secret_guard.settings import ScanSettings

if TYPE_CHECKING:
    from pathlib import Path

    from tests.gitrepo import GitRepo

YAML = b"min-confidence: low\n"
TOML = b'[project]\nname = "x"\n[tool.cf-secret-guard]\nmin-confidence = "high"\n'


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty current directory outside of git."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def read(settings: ScanSettings | None = None) -> Config:
    return load(settings or ScanSettings(), None, None)


def patterns(config: Config) -> list[tuple[str, str]]:
    return [(pattern.text, pattern.where) for pattern in config.ignored_paths]


@pytest.mark.usefixtures("here")
def test_without_files_nothing_is_configured() -> None:
    assert read() == Config()


@pytest.mark.parametrize(
    ("name", "data", "level"),
    [
        (".cf-secret-guard.yaml", YAML, Confidence.LOW),
        (".cf-secret-guard.yml", YAML, Confidence.LOW),
        ("pyproject.toml", TOML, Confidence.HIGH),
        ("pyproject.toml", b'tool.cf-secret-guard.min-confidence = "high"\n', Confidence.HIGH),
        ("pyproject.toml", b'[tool]\n"cf-secret-guard" = {min-confidence = "high"}\n', Confidence.HIGH),
        ("pyproject.toml", b'[tool."cf-secret-guard"]\nmin-confidence = "high"\n', Confidence.HIGH),
    ],
)
def test_a_configuration_is_found_at_the_root(here: Path, name: str, data: bytes, level: Confidence) -> None:
    (here / name).write_bytes(data)
    assert read() == Config(min_confidence=level, names=(name,))


@pytest.mark.parametrize(
    "data",
    [
        b"not toml [",
        b'dependencies = ["cf-secret-guard"]\n[',
        b"# cf-secret-guard\n[",
        b"[tool.cf-secret-guard-x]\na=1",
    ],
)
def test_a_pyproject_without_our_table_is_not_judged(here: Path, data: bytes) -> None:
    (here / "pyproject.toml").write_bytes(data)
    assert read() == Config()


@pytest.mark.parametrize(
    "names", [(".cf-secret-guard.yaml", ".cf-secret-guard.yml"), (".cf-secret-guard.yml", "pyproject.toml")]
)
def test_two_configurations_are_an_error_that_names_both(here: Path, names: tuple[str, str]) -> None:
    for name in names:
        (here / name).write_bytes(TOML if name.endswith("toml") else YAML)
    with pytest.raises(ConfigError, match=f"two configurations: {names[0]} and {names[1]}"):
        read()


def test_the_ignore_file_adds_to_the_configuration_and_says_where_it_stands(here: Path) -> None:
    (here / ".cf-secret-guard.yaml").write_bytes(b"ignore:\n  paths:\n    - a/\n    - '!b'\n")
    (here / ".cf-secret-guard-ignore").write_bytes(b"\xef\xbb\xbf# mine\r\n\r\n*.pem\r\nn\xffn\n")
    assert patterns(read()) == [
        ("a/", ".cf-secret-guard.yaml line 3"),
        ("!b", ".cf-secret-guard.yaml line 4"),
        ("*.pem", ".cf-secret-guard-ignore line 3"),
        ("n\udcffn", ".cf-secret-guard-ignore line 4"),
    ]


def test_a_configuration_that_the_user_names_replaces_the_repository_s_but_not_its_ignore_file(here: Path) -> None:
    (here / ".cf-secret-guard.yaml").write_bytes(YAML)
    (here / ".cf-secret-guard-ignore").write_bytes(b"x\n")
    (here / "mine.toml").write_bytes(TOML)
    config = read(ScanSettings(config="mine.toml"))
    assert config.min_confidence is Confidence.HIGH
    assert patterns(config) == [("x", ".cf-secret-guard-ignore line 1")]


def test_no_config_reads_nothing_of_the_repository(here: Path) -> None:
    for name in (".cf-secret-guard.yaml", ".cf-secret-guard.yml", "pyproject.toml", ".cf-secret-guard-ignore"):
        (here / name).mkdir()
    assert read(ScanSettings(use_config=False)) == Config()


def test_a_configuration_that_the_user_names_counts_without_the_repository_s_files_too(here: Path) -> None:
    (here / "mine.yaml").write_bytes(YAML)
    (here / ".cf-secret-guard-ignore").write_bytes(b"x\n")
    config = read(ScanSettings(config="mine.yaml", use_config=False))
    assert config == Config(min_confidence=Confidence.LOW, names=("mine.yaml",))


@pytest.mark.parametrize(
    "name", [".cf-secret-guard.yaml", ".cf-secret-guard.yml", "pyproject.toml", ".cf-secret-guard-ignore"]
)
def test_a_device_in_place_of_a_file_is_refused(here: Path, name: str) -> None:
    (here / name).symlink_to("/dev/zero")
    with pytest.raises(ConfigError, match=f"{name} is a symlink that leads out") as caught:
        read()
    assert "--no-config" in caught.value.next_step


def test_a_named_toml_file_must_have_the_table(here: Path) -> None:
    (here / "x.toml").write_bytes(b"a = 1\n")
    with pytest.raises(ConfigError, match=r"no \[tool.cf-secret-guard\]"):
        read(ScanSettings(config="x.toml"))


def test_everything_comes_from_the_revision_if_one_is_named(repo: GitRepo) -> None:
    base = repo.commit({".cf-secret-guard.yaml": YAML, ".cf-secret-guard-ignore": b"old\n"})
    repo.git("rm", "-q", ".cf-secret-guard.yaml")
    repo.commit({"pyproject.toml": TOML, ".cf-secret-guard-ignore": b"new\n"})
    found = Repository.discover()
    assert found is not None
    before = load(ScanSettings(config_from=base), found.root, found)
    assert (before.min_confidence, patterns(before)) == (
        Confidence.LOW,
        [("old", f"{base}:.cf-secret-guard-ignore line 1")],
    )
    now = load(ScanSettings(), found.root, found)
    assert (now.min_confidence, patterns(now)) == (Confidence.HIGH, [("new", ".cf-secret-guard-ignore line 1")])


@pytest.mark.parametrize("pyproject", [None, b'[project]\ndependencies = ["cf-secret-guard"]\n'])
def test_without_a_configuration_nothing_slow_is_imported(here: Path, pyproject: bytes | None) -> None:
    if pyproject is not None:
        (here / "pyproject.toml").write_bytes(pyproject)
    slow = ["yaml", "tomllib", "json", "regex", "pathlib", "dataclasses", "difflib", "tempfile"]
    code = (
        "import sys; before = set(sys.modules)\n"
        "from cf_secret_guard.config.load import load\n"
        "from cf_secret_guard.settings import ScanSettings\n"
        "load(ScanSettings(), None, None)\n"
        f"print([name for name in {slow} if name in sys.modules and name not in before])"
    )
    done = subprocess.run([sys.executable, "-S", "-c", code], capture_output=True, env={"PYTHONPATH": ROOT}, check=True)
    assert done.stdout.strip() == b"[]"


ROOT = __file__.rpartition("/tests/")[0]
