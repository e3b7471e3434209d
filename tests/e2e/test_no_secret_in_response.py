"""Asking, acting, notes and the drill print no secret either, with every library as talkative as it can be."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from cf_secret_guard.model import Kind
from cf_secret_guard.report.base import FORMATS
from cf_secret_guard.simulator import Fault, Simulator
from tests.cloudflare.broken import http, reset, say
from tests.e2e.cloud import Cloud
from tests.e2e.planting import PLANTED, encodings, leaked, written
from tests.github.hub import ADVISORIES, TOKEN, Hub, Reply, refusal

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.cloudflare.broken import Behaviour
    from tests.e2e.conftest import Command
    from tests.gitrepo import GitRepo

REPORTS = tuple(part for name in sorted(FORMATS) for part in ("-o", f"{name}:out.{name}"))
SHOWN = [(), ("-vv",), ("-q",), ("--color", "always"), ("--format", "json", "-v"), ("-o", "json:out.json"), REPORTS]
PERSON = b"ada@example.com"


@pytest.fixture
def cloud(tmp_path: Path, places: dict[str, str]) -> Iterator[Cloud]:
    with Simulator() as simulator:
        made = Cloud(simulator, tmp_path)
        made.environment.update(places)
        yield made


def shown_by(cloud: Cloud, output: bytes) -> list[str]:
    """Names of the secrets of the simulator, new values and the administrator's too, that ``output`` shows."""
    state = cloud.simulator.state
    return [
        str(state.name_of(value))
        for value in cloud.all_values()
        if any(needle in output for needle in encodings(value))
    ]


def test_every_library_is_talkative_in_these_tests(guard: Command, planted: GitRepo, cloud: Cloud) -> None:
    done = guard("scan", "all.env", "--verify", cwd=planted.path, env=cloud.environment)
    assert b"DEBUG:talkative:everything is logged" in done.stderr
    assert b"Warning" not in done.stderr
    assert cloud.simulator.requests


@pytest.mark.parametrize("shown", SHOWN, ids=" ".join)
@pytest.mark.parametrize("wish", ["--verify", "--revoke", "--revoke=delete"])
def test_no_response_to_a_scan_shows_a_secret(
    guard: Command, planted: GitRepo, places: dict[str, str], cloud: Cloud, wish: str, shown: tuple[str, ...]
) -> None:
    before = set(planted.path.rglob("*"))
    yes = () if wish == "--verify" else ("--yes", "--allow-self-revoke")
    options = (wish, *yes, "--incident", "notes", "--email", PERSON.decode(), *shown)
    done = guard("scan", "all.env", "r2", *options, cwd=planted.path, env=cloud.environment)
    assert done.returncode == 1
    everything = done.stdout + done.stderr + written(planted, places, before)
    assert not leaked(everything)
    assert not shown_by(cloud, everything)
    assert PERSON not in everything
    assert (cloud.status == "active") is (wish == "--verify") if wish != "--revoke=delete" else True
    assert list((planted.path / "notes").glob("*.md"))


@pytest.mark.parametrize("fault", list(Fault)[:-1])
def test_no_fault_of_the_network_shows_a_secret(
    guard: Command, planted: GitRepo, places: dict[str, str], cloud: Cloud, fault: Fault
) -> None:
    if fault in {Fault.HANG, Fault.SLOW_DRIP}:  # they take their time, and say nothing that a reset does not
        cloud.simulator.fault("*", Fault.RESET_BEFORE_HEADERS, times=None)
    cloud.simulator.fault("*", fault, times=None)
    before = set(planted.path.rglob("*"))
    done = guard(
        "scan", "each/cloudflare-user-api-token.txt", "--revoke", "--yes", cwd=planted.path, env=cloud.environment
    )
    assert done.returncode == 1
    everything = done.stdout + done.stderr + written(planted, places, before)
    assert b"unknown" in done.stdout
    assert not leaked(everything)
    assert not shown_by(cloud, everything)


@pytest.mark.parametrize("command", [("verify",), ("revoke", "--yes"), ("verify", "-f", "json")], ids=" ".join)
@pytest.mark.parametrize("kind", Kind)
def test_no_command_about_one_credential_shows_it(
    guard: Command, planted: GitRepo, places: dict[str, str], cloud: Cloud, kind: Kind, command: tuple[str, ...]
) -> None:
    before = set(planted.path.rglob("*"))
    text = (planted.path / "each" / f"{kind.value}.txt").read_bytes()
    done = guard(*command, "--email", PERSON.decode(), cwd=planted.path, data=text, env=cloud.environment)
    assert done.returncode in {0, 1, 2, 3}
    assert b"Internal error" not in done.stderr
    everything = done.stdout + done.stderr + written(planted, places, before)
    assert not leaked(everything)
    assert not shown_by(cloud, everything)
    assert PERSON not in everything


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("shape", ["{}", "--secret={}", "--kind={}", "-f {}"])
def test_a_secret_on_the_command_line_is_not_repeated(guard: Command, planted: GitRepo, kind: Kind, shape: str) -> None:
    secret, _text = PLANTED[kind]
    done = guard("verify", *shape.format(secret).split(" "), cwd=planted.path)
    assert done.returncode == 2
    assert not leaked(done.stdout + done.stderr)


def test_a_roll_shows_the_new_value_only_where_it_was_told_to(
    guard: Command, planted: GitRepo, places: dict[str, str], cloud: Cloud, tmp_path: Path
) -> None:
    before = set(planted.path.rglob("*"))
    report = planted.path / "report.json"
    guard("scan", "all.env", "-q", "-o", f"json:{report}", cwd=planted.path)
    rows = json.loads(report.read_text(encoding="utf-8"))["findings"]
    name = next(row["fingerprint"] for row in rows if row["kind"] == Kind.USER_API_TOKEN)
    done = guard(
        "revoke", "--yes", "--action", "roll", "--new-value-to", f"file:{tmp_path}/new", "--from-report", report,
        "--fingerprint", name, cwd=planted.path, env=cloud.environment,
    )  # fmt: skip
    assert done.returncode == 0
    value = (tmp_path / "new").read_text(encoding="utf-8").strip()
    assert value == cloud.simulator.state.tokens[cloud.user_token.id].value
    everything = done.stdout + done.stderr + written(planted, places, before)
    assert not leaked(everything)
    assert not shown_by(cloud, everything)


def test_no_incident_command_shows_a_secret(guard: Command, planted: GitRepo, cloud: Cloud) -> None:
    guard("scan", ".", "--verify", "--incident", "notes", cwd=planted.path, env=cloud.environment)
    listed = guard("incident", "list", "--dir", "notes", "-f", "json", cwd=planted.path)
    names = [row["id"] for row in json.loads(listed.stdout)["incidents"]]
    assert len(names) > len(Kind)
    done = [listed, guard("incident", "list", "--dir", "notes", cwd=planted.path)]
    done += [guard("incident", "show", name, "--dir", "notes", cwd=planted.path) for name in names]
    done += [guard("incident", "close", names[0], "--dir", "notes", "--force", "--note", "x", cwd=planted.path)]
    everything = b"\n".join(one.stdout + one.stderr for one in done)
    assert not leaked(everything)
    assert not shown_by(cloud, everything)


BAD: dict[str, Reply | Behaviour] = {
    "an echo": say(http(403, json.dumps({"message": TOKEN}).encode(), {"X-Echo": TOKEN}, why=TOKEN)),
    "a limit": refusal(403, TOKEN, {"Retry-After": "3600"}),
    "a web page": say(http(502, TOKEN.encode(), {"Content-Type": "text/html"})),
    "a reset": reset,
}


@pytest.mark.parametrize(
    ("answer", "method"),
    [("as it should", "GET"), *((name, verb) for name in BAD for verb in ("GET", "POST", "PATCH"))],
)
def test_no_incident_on_github_shows_a_secret_or_the_token(
    guard: Command, planted: GitRepo, places: dict[str, str], cloud: Cloud, answer: str, method: str
) -> None:
    with Hub() as hub:
        hub.user(TOKEN, ADVISORIES)
        where = {"GITHUB_API_URL": hub.base_url, "GITHUB_TOKEN": TOKEN, "GITHUB_REPOSITORY": "octo/app"}
        before = set(planted.path.rglob("*"))
        paths = [f"each/{kind.value}.txt" for kind in (Kind.USER_API_TOKEN, Kind.GLOBAL_API_KEY)]
        command = ("scan", *paths, "--verify", "--incident", "github", "--email", PERSON.decode(), "-vv")
        if method == "PATCH":
            guard(*command, cwd=planted.path, env=cloud.environment | where)
        if answer in BAD:
            hub.fault(f"{method} *", BAD[answer], None)
        done = guard(*command, cwd=planted.path, env=cloud.environment | where)
        told = b"".join(request.body for request in hub.requests)
        assert hub.requests
    assert done.returncode == 1
    everything = done.stdout + done.stderr + written(planted, places, before) + told
    assert not leaked(everything)
    assert not shown_by(cloud, everything)
    assert PERSON not in everything
    assert TOKEN.encode() not in everything
    assert (b"https://github.com/octo/app/security/advisories/" in done.stdout) is (answer not in BAD)


@pytest.mark.parametrize("options", [(), ("-v",)])
def test_the_drill_shows_no_token_of_any_kind(guard: Command, tmp_path: Path, options: tuple[str, ...]) -> None:
    done = guard("drill", *options, cwd=tmp_path)
    assert done.returncode == 0, done.stdout
    checked = guard("scan", "-", "--min-confidence", "low", cwd=tmp_path, data=done.stdout + done.stderr)
    assert checked.returncode == 0, checked.stdout
    assert not list(tmp_path.iterdir())
