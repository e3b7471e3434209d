"""The installed command against the simulator: verify, revoke, notes and the drill, as users run them."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from typing import TYPE_CHECKING

import pytest

from cf_secret_guard.model import Kind
from cf_secret_guard.simulator import Simulator
from tests.e2e.cloud import Cloud
from tests.e2e.planting import PLANTED

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.e2e.conftest import Command
    from tests.gitrepo import GitRepo

TOKEN, TEXT = PLANTED[Kind.USER_API_TOKEN]


@pytest.fixture
def cloud(tmp_path: Path) -> Iterator[Cloud]:
    with Simulator() as simulator:
        made = Cloud(simulator, tmp_path)
        del made.environment["PYTHONPATH"]
        yield made


@pytest.fixture
def leaky(repo: GitRepo) -> GitRepo:
    """A repository with the token in a commit."""
    repo.commit({"a.env": f"{TEXT}\n"})
    return repo


def test_a_leak_is_verified_revoked_confirmed_and_written_up(guard: Command, leaky: GitRepo, cloud: Cloud) -> None:
    done = guard("scan", "--verify", "-f", "json", cwd=leaky.path, env=cloud.environment)
    assert done.returncode == 1
    (row,) = json.loads(done.stdout)["findings"]
    assert row["verdict"]["status"] == "live"
    done = guard("scan", "--revoke", "--yes", "--incident", "incidents", cwd=leaky.path, env=cloud.environment)
    assert done.returncode == 1
    assert done.stderr.startswith(b"Plan:\n")
    assert cloud.status == "disabled"
    done = guard("scan", "--verify", "--fail-on", "live", cwd=leaky.path, env=cloud.environment)
    assert done.returncode == 0
    done = guard("incident", "list", "-f", "json", cwd=leaky.path)
    (incident,) = json.loads(done.stdout)["incidents"]
    assert incident["verdict"] == "disabled"
    assert guard("incident", "close", incident["id"], cwd=leaky.path).returncode == 0
    assert guard("incident", "close", incident["id"], cwd=leaky.path).returncode == 2


def test_no_file_of_the_repository_can_ask_for_it(guard: Command, leaky: GitRepo, cloud: Cloud) -> None:
    asks = {"CF_SECRET_GUARD_API_BASE": cloud.simulator.base_url, "CF_SECRET_GUARD_ADMIN_TOKEN": cloud.admin}
    leaky.write(".env", "".join(f"{name}={value}\n" for name, value in asks.items()))
    for text in ("revoke: true\n", "verify: true\n", f"api_base: {cloud.simulator.base_url}\n", "admin_token: x\n"):
        leaky.write(".cf-secret-guard.yaml", text)
        assert guard("scan", "--fail-on", "never", cwd=leaky.path).returncode == 2
    (leaky.path / ".cf-secret-guard.yaml").unlink()
    assert guard("scan", cwd=leaky.path).returncode == 1
    assert not cloud.simulator.requests


def test_without_a_terminal_and_without_a_yes_nothing_is_scanned_or_sent(
    guard: Command, leaky: GitRepo, cloud: Cloud
) -> None:
    done = guard("scan", "--revoke", cwd=leaky.path, env=cloud.environment)
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"add --yes" in done.stderr
    assert not cloud.simulator.requests


@pytest.mark.parametrize(("answer", "status"), [(b"yes\n", "disabled"), (b"no\n", "active")])
def test_a_person_at_a_terminal_is_shown_the_plan_and_asked(
    guard: Command, leaky: GitRepo, cloud: Cloud, answer: bytes, status: str
) -> None:
    ours, theirs = os.openpty()
    with subprocess.Popen(
        [guard.path, "scan", "--revoke", "--fail-on", "live"],
        cwd=leaky.path,
        env={**os.environ, **cloud.environment},
        stdin=theirs,
        stdout=subprocess.PIPE,
        stderr=theirs,
    ) as process:
        os.close(theirs)
        seen = b""
        while b"Type yes to go on" not in seen:
            seen += os.read(ours, 4096)
        assert b"Plan:" in seen
        assert cloud.status == "active"
        os.write(ours, answer)
        out = process.communicate(timeout=60)[0]
    os.close(ours)
    assert process.returncode == (0 if status == "disabled" else 1)
    assert cloud.status == status
    assert (b"confirmed" in out) is (status == "disabled")


def test_a_network_that_is_not_there_gives_unknown_and_the_findings(
    guard: Command, leaky: GitRepo, cloud: Cloud
) -> None:
    cloud.simulator.stop()
    done = guard("scan", "--verify", "--fail-on", "live", "-f", "json", cwd=leaky.path, env=cloud.environment)
    assert done.returncode == 3
    document = json.loads(done.stdout)
    assert document["findings"][0]["verdict"]["status"] == "unknown"
    assert "is live is not known" in document["errors"][0]["message"]


def test_a_killed_run_is_picked_up_by_the_next(guard: Command, leaky: GitRepo, cloud: Cloud) -> None:
    process = subprocess.Popen(
        [guard.path, "scan", "--revoke", "--yes"],
        cwd=leaky.path,
        env={**os.environ, **cloud.environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    cloud.simulator.after("PUT /user/tokens/*", lambda _call: process.send_signal(signal.SIGKILL))
    process.wait(timeout=60)
    deadline = time.monotonic() + 30
    while cloud.status != "disabled" and time.monotonic() < deadline:
        time.sleep(0.01)
    assert process.returncode == -signal.SIGKILL
    done = guard("scan", "--revoke", "--yes", "-f", "json", cwd=leaky.path, env=cloud.environment)
    (row,) = json.loads(done.stdout)["findings"]
    assert row["verdict"]["status"] == "disabled"
    assert [action["status"] for action in row["actions"]] == ["confirmed"]
    assert len([one for one in cloud.simulator.requests if one.method == "PUT"]) == 1


def test_one_credential_is_verified_and_revoked_from_a_pipe(guard: Command, cloud: Cloud, tmp_path: Path) -> None:
    for command, code in ((("verify",), 1), (("revoke", "--yes"), 0), (("verify",), 0)):
        done = guard(*command, cwd=tmp_path, data=TOKEN.encode(), env=cloud.environment)
        assert done.returncode == code, done.stderr
    assert cloud.status == "disabled"


def test_the_drill_goes_as_it_should_with_no_account_and_nothing_left_behind(guard: Command, tmp_path: Path) -> None:
    place = tmp_path / "tmp"
    place.mkdir()
    done = guard("drill", cwd=tmp_path, env={"TMPDIR": str(place)})
    assert done.returncode == 0, done.stdout + done.stderr
    assert b"confirmed (asked again with the leaked value: disabled)" in done.stdout
    assert not list(place.iterdir())


def test_a_drill_that_is_interrupted_leaves_nothing_behind(guard: Command, tmp_path: Path) -> None:
    place = tmp_path / "tmp"
    place.mkdir()
    with subprocess.Popen(
        [guard.path, "drill"], cwd=tmp_path, env={**os.environ, "TMPDIR": str(place)}, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=60)
    assert process.returncode == 3
    assert not list(place.iterdir())
