"""The package as users get it: a wheel, built and installed into a fresh virtual environment, without a network."""

from __future__ import annotations

import base64
import gzip
import json
import os
import subprocess
import sys
import tomllib
import venv
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest
from packaging.requirements import Requirement

from tests import tokens
from tests.containers.documents import pdf, shown
from tests.containers.opening import tarred, zipped
from tests.e2e.planting import PLANTED, PROOF
from tests.gitrepo import GitRepo, environment

if TYPE_CHECKING:
    from collections.abc import Iterable

ROOT = Path(__file__).parent.parent.parent
BIN = "Scripts" if os.name == "nt" else "bin"


class Command(NamedTuple):
    """The installed ``cf-secret-guard``."""

    path: Path

    def __call__(
        self, *args: str | Path, cwd: Path, data: bytes = b"", env: dict[str, str] | None = None
    ) -> subprocess.CompletedProcess[bytes]:
        """Run it with nothing of the developer's environment, and return what it did."""
        return subprocess.run(
            [self.path, *args],
            cwd=cwd,
            input=data,
            env={**os.environ, **(env or {})},
            capture_output=True,
            check=False,
            timeout=120,
        )


def closure(names: Iterable[str]) -> set[str]:
    """The installed distributions that ``names`` need on this machine, themselves included."""
    waiting, seen = list(names), set[str]()
    while waiting:
        requirement = Requirement(waiting.pop())
        if requirement.name in seen or (requirement.marker and not requirement.marker.evaluate({"extra": ""})):
            continue
        try:
            waiting.extend(distribution(requirement.name).requires or ())
        except PackageNotFoundError as error:
            raise AssertionError(f"{requirement.name} is not installed: python -m pip install -e '.[test]'") from error
        seen.add(requirement.name)
    return seen


def link_distributions(names: Iterable[str], folder: Path) -> None:
    """Make ``folder`` a site directory with these distributions and nothing else."""
    folder.mkdir()
    for name in names:
        found = distribution(name)
        tops = {file.parts[0] for file in found.files or () if file.parts[0] not in {"..", "__pycache__"}}
        for top in tops:
            link = folder / top
            if not link.exists():
                link.symlink_to(Path(str(found.locate_file(top))))


@pytest.fixture(scope="session")
def dependencies(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site directory with what the package needs to run and to be built, from this test environment."""
    folder = tmp_path_factory.mktemp("dependencies") / "site"
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    link_distributions(closure([*project["dependencies"], "hatchling"]), folder)
    return folder


@pytest.fixture(scope="session")
def offline(dependencies: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """An environment in which pip builds and installs this package without an index."""
    return environment(tmp_path_factory.mktemp("home")) | {
        "PIP_NO_INDEX": "1",
        "PIP_NO_DEPS": "1",
        "PIP_NO_BUILD_ISOLATION": "0",  # pip reads the variable of a --no-… option upside down
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        "PYTHONPATH": str(dependencies),
    }


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory, offline: dict[str, str]) -> Path:
    """The wheel of this work tree."""
    folder = tmp_path_factory.mktemp("wheel")
    built = subprocess.run(
        [sys.executable, "-m", "pip", "wheel", "--quiet", "--wheel-dir", folder, ROOT],
        env=offline,
        capture_output=True,
        check=False,
    )
    assert built.returncode == 0, built.stderr.decode()
    return next(folder.glob("cf_secret_guard-*.whl"))


@pytest.fixture(scope="session")
def guard(
    tmp_path_factory: pytest.TempPathFactory, wheel: Path, dependencies: Path, offline: dict[str, str]
) -> Command:
    """The command, installed from the wheel into a virtual environment of its own."""
    home = tmp_path_factory.mktemp("installed") / "venv"
    venv.create(home, with_pip=False, symlinks=os.name != "nt")
    python = home / BIN / "python"
    put = subprocess.run(
        [sys.executable, "-m", "pip", "--python", python, "install", "--quiet", wheel],
        env=offline,
        capture_output=True,
        check=False,
    )
    assert put.returncode == 0, put.stderr.decode()
    where = [str(python), "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"]
    site = Path(subprocess.run(where, capture_output=True, check=True, text=True).stdout.strip())
    (site / "dependencies.pth").write_text(f"{dependencies}\n", encoding="utf-8")
    return Command(home / BIN / "cf-secret-guard")


def is_stopped(done: subprocess.CompletedProcess[bytes], kind: str = "cloudflare-user-api-token") -> bool:
    """Say if a commit was stopped by a finding, and not by a hook that failed: git gives exit code 1 for both."""
    return done.returncode == 1 and kind.encode() in done.stdout + done.stderr


def commit(repo: GitRepo, *args: str, cwd: Path | None = None) -> subprocess.CompletedProcess[bytes]:
    """``git commit`` with its hooks, as a developer runs it."""
    return subprocess.run(
        ["git", "commit", "--message", "change", *args], cwd=cwd or repo.path, capture_output=True, check=False
    )


@pytest.fixture
def hooked(tmp_path: Path, guard: Command) -> GitRepo:
    """An empty repository whose pre-commit hook is a shell script of one line, without the pre-commit program."""
    made = GitRepo(tmp_path / "repo")
    install_hook(made, guard)
    return made


def install_hook(repo: GitRepo, guard: Command) -> None:
    """Write the one-line hook that docs/hooks.md shows."""
    hook = repo.path / ".git" / "hooks" / "pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(f"#!/bin/sh\nexec '{guard.path}' scan --staged\n", encoding="utf-8")
    hook.chmod(0o755)


@pytest.fixture
def planted(tmp_path: Path) -> GitRepo:
    """A repository with every secret in every place: staged and on disk, in content, encoded, and in names."""
    repo = GitRepo(tmp_path / "repo")
    repo.commit({"README": "Nothing yet.\n"})
    text = "\n".join(text for _secret, text in PLANTED.values())
    encoded = base64.b64encode(tokens.account_token("encoded").encode()).decode()
    staged: dict[str, str | bytes] = {
        "all.env": f"{text}\n",
        "one-line.json": json.dumps([text, text]),
        "r2/token.env": f"CLOUDFLARE_API_TOKEN={tokens.user_token('r2')}\n",
        "secret.yaml": f"data:\n  token: {encoded}\n",
        "typo.env": f"CLOUDFLARE_API_TOKEN={tokens.prefixed('cfut', 'typo', valid=False)}\n",
        "utf-16.txt": f"CLOUDFLARE_API_KEY={tokens.global_key('sixteen')}\n".encode("utf-16"),
        f"{PROOF}/{PROOF}.txt": f"see {PROOF}\n",
        **{f"each/{kind.value}.txt": f"{one}\n" for kind, (_secret, one) in PLANTED.items()},
    }
    for name, data in staged.items():
        repo.write(name, data)
    members = {"all.env": f"{text}\n".encode(), f"{PROOF}/{PROOF}.txt": f"see {PROOF}\n".encode()}
    nested = tarred({f"{PROOF}.zip": zipped(members)})
    repo.write("stored.zip", zipped(members, 0))
    repo.write(f"nested-{PROOF}.tar.gz", gzip.compress(nested))
    repo.write("damaged.tar", nested[:1200])
    repo.write("page.pdf", pdf(shown(f"BT ({PROOF}) Tj ET".encode())))
    repo.git("add", "--all")
    repo.write("message", f"Use {PROOF}\n")
    repo.write("bad.yaml", f"min_confidence: {PROOF}\n{PROOF}: [1\n")
    repo.write("wrong.yaml", f"min_confidence: {PROOF}\n{PROOF}: 1\n")
    repo.write("broken.baseline", f"{PROOF}\n")
    return repo


@pytest.fixture
def places(tmp_path: Path) -> dict[str, str]:
    """An environment whose temporary and home directories are empty, to look into afterwards."""
    for name in ("tmp", "home"):
        (tmp_path / name).mkdir()
    return {"TMPDIR": str(tmp_path / "tmp"), "HOME": str(tmp_path / "home")}


class Published(NamedTuple):
    """A clone of this work tree at one commit, as pre-commit would fetch it."""

    path: Path
    revision: str


@pytest.fixture(scope="session")
def published_tree(tmp_path_factory: pytest.TempPathFactory) -> Published:
    """This work tree, uncommitted changes included, as one commit of a repository of its own."""
    place = tmp_path_factory.mktemp("published") / "cf-secret-guard"
    git = ["git", "-C", str(place)]
    env = {**os.environ, **environment(tmp_path_factory.mktemp("publisher"))}
    listed = subprocess.run(
        ["git", "-C", ROOT, "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        capture_output=True,
        check=True,
    ).stdout
    for name in filter(None, os.fsdecode(listed).split("\0")):
        if (ROOT / name).is_file():
            (place / name).parent.mkdir(parents=True, exist_ok=True)
            (place / name).write_bytes((ROOT / name).read_bytes())
    for args in (["init", "--quiet"], ["add", "--all"], ["commit", "--quiet", "--message", "published"]):
        subprocess.run([*git, *args], env=env, check=True)
    revision = subprocess.run([*git, "rev-parse", "HEAD"], env=env, capture_output=True, check=True, text=True).stdout
    return Published(place, revision.strip())


@pytest.fixture(scope="session")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """pre-commit's cache: the hooks' environment is built once for all tests."""
    return tmp_path_factory.mktemp("pre-commit-home")


@pytest.fixture
def published(
    published_tree: Published, store: Path, offline: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> Published:
    """The same, in an environment in which pre-commit installs from it without a network."""
    for name in offline.keys() - {"PATH", "HOME"}:
        monkeypatch.setenv(name, offline[name])
    monkeypatch.setenv("PRE_COMMIT_HOME", str(store))
    return published_tree


def adopt(path: Path, published: Published, config: str) -> GitRepo:
    """Make a repository whose pre-commit configuration names what is published."""
    repo = GitRepo(path)
    text = config.format(place=published.path, revision=published.revision)
    repo.commit({"README": "Nothing yet.\n", ".pre-commit-config.yaml": text})
    return repo


def pre_commit(repo: GitRepo, *args: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "pre_commit", *args], cwd=repo.path, capture_output=True, check=False, text=True
    )
