"""Nothing ever prints a secret: all output of all commands is searched for every planted one, in several encodings."""

from __future__ import annotations

import base64
import hashlib
import json
from typing import TYPE_CHECKING

import pytest

from cf_secret_guard import cli, pipeline
from cf_secret_guard.model import Kind
from cf_secret_guard.report.base import FORMATS
from tests.e2e.planting import PLANTED, PROOF, SECRETS, everything, leaked, written

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import NoReturn

    from tests.e2e.conftest import Command
    from tests.gitrepo import GitRepo

SCANS = [
    ("scan", "."),
    ("scan", "--staged"),
    ("scan", "--staged", "--", "all.env", "utf-16.txt", f"{PROOF}/{PROOF}.txt"),
    ("scan", "--commit-message", "message"),
    ("scan", "-"),
    ("scan", ".", "--no-config", "--jobs", "1"),
    ("scan", ".", "--max-file-size", "10"),
    ("scan", f"{PROOF}", "all.env"),
    ("scan", "stored.zip", "damaged.tar", f"nested-{PROOF}.tar.gz", "page.pdf"),
]
SHOWN = [
    (),
    ("-v",),
    ("-vv",),
    ("-q",),
    ("--color", "always"),
    ("--format", "json"),
    ("--format", "json", "-vv", "--min-confidence", "low"),
    ("--format", "html"),
    ("--format", "html", "--min-confidence", "low"),
    ("--min-confidence", "low", "-vv", "--fail-on", "never"),
    ("-o", "json:out.json", "-o", "text:out.txt"),
    *(("--format", name, "-vv", "--min-confidence", "low") for name in sorted(FORMATS.keys() - {"json", "text"})),
]
ERRORS = [
    pytest.param((PROOF,), {2}, id="unknown command"),
    pytest.param(("scan", f"--{PROOF}"), {2}, id="unknown option"),
    pytest.param(("scan", "--format", PROOF), {2}, id="unknown format"),
    pytest.param(("scan", "--max-file-size", PROOF), {2}, id="bad size"),
    pytest.param(("scan", "--min-confidence", PROOF), {2}, id="unknown confidence"),
    pytest.param(("scan", f"missing-{PROOF}"), {2, 3}, id="missing path"),
    pytest.param(("scan", "README", "-o", f"json:missing/{PROOF}/x"), {2, 3}, id="output that cannot be written"),
    pytest.param(("scan", "README", "--config", f"{PROOF}.yaml"), {2}, id="missing configuration"),
    pytest.param(("scan", "README", "--config", "bad.yaml"), {2}, id="configuration that is no YAML"),
    pytest.param(("scan", "README", "--config", "wrong.yaml"), {2}, id="configuration with wrong values"),
    pytest.param(("scan", "README", "--config-from", PROOF), {2, 3}, id="unknown revision"),
    pytest.param(("scan", "--range", f"{PROOF}..HEAD"), {2}, id="unknown beginning of a range"),
    pytest.param(("scan", "--range", f"HEAD..{PROOF}"), {2}, id="unknown end of a range"),
    pytest.param(("scan", "--range", PROOF), {2}, id="no range"),
    pytest.param(("scan", "--since", f"{PROOF}...HEAD"), {2}, id="no revision"),
    pytest.param(("scan", "--range", "HEAD..HEAD", f"/{PROOF}"), {2}, id="path outside of the repository"),
    pytest.param(("scan", "--pre-push", PROOF, PROOF, PROOF), {2}, id="too much for a push"),
    pytest.param(("scan", "README", "--baseline", "broken.baseline"), {2}, id="broken baseline"),
    pytest.param(("scan", "README", "--baseline", f"{PROOF}.txt"), {2}, id="missing baseline"),
    pytest.param(("explain", PROOF), {2}, id="explain a secret"),
    pytest.param(("baseline", PROOF), {2}, id="unknown action"),
    pytest.param(("redact", PROOF), {2, 3}, id="redact a missing file"),
]
OTHERS = [
    pytest.param(("redact",), {0, 1}, id="redact"),
    pytest.param(("doctor",), {0, 3}, id="doctor"),
    pytest.param(("doctor", "--format", "json"), {0, 3}, id="doctor as JSON"),
    pytest.param(("baseline", "create"), {0, 3}, id="baseline create"),
    pytest.param(("baseline", "create", "--min-confidence", "low"), {0, 3}, id="baseline create, all"),
    pytest.param(("baseline", "create", "--reason", PROOF), {2}, id="baseline with a secret as its reason"),
    *(pytest.param(("explain", kind.value), {0}, id=f"explain {kind.value}") for kind in Kind),
]


@pytest.mark.parametrize("shown", SHOWN, ids=" ".join)
@pytest.mark.parametrize("what", SCANS, ids=lambda what: " ".join(what).replace(PROOF, "SECRET"))
def test_no_scan_shows_a_secret(
    guard: Command, planted: GitRepo, places: dict[str, str], what: tuple[str, ...], shown: tuple[str, ...]
) -> None:
    before = set(planted.path.rglob("*"))
    verb, *rest = what
    done = guard(verb, *shown, *rest, cwd=planted.path, data=everything(planted), env=places)
    assert done.returncode in ({0, 3} if "never" in shown else {1, 3})
    assert not leaked(done.stdout)
    assert not leaked(done.stderr)
    assert not leaked(written(planted, places, before))


@pytest.mark.parametrize("shown", SHOWN, ids=" ".join)
@pytest.mark.parametrize("is_push", [False, True], ids=["range", "push"])
def test_no_scan_of_commits_shows_a_secret(
    guard: Command, planted: GitRepo, places: dict[str, str], shown: tuple[str, ...], *, is_push: bool
) -> None:
    base = planted.oid("HEAD")
    planted.commit(message=f"Use {PROOF}")
    planted.git("tag", "--annotate", "--message", PROOF, PROOF)
    before = set(planted.path.rglob("*"))
    what = ("--pre-push", PROOF, f"https://{PROOF}@localhost/x.git") if is_push else ("--range", f"{base}..{PROOF}")
    told = f"refs/tags/{PROOF} {planted.oid(PROOF)} refs/tags/{PROOF} {'0' * 40}\n".encode()
    done = guard("scan", *shown, *what, cwd=planted.path, data=told, env=places)
    assert done.returncode in ({0, 3} if "never" in shown else {1})
    assert not leaked(done.stdout + done.stderr + written(planted, places, before))


@pytest.mark.parametrize("shown", SHOWN, ids=" ".join)
def test_no_scan_of_a_history_shows_a_secret(
    guard: Command, planted: GitRepo, places: dict[str, str], shown: tuple[str, ...]
) -> None:
    planted.commit(message=f"Use {PROOF}")
    planted.git("tag", "--annotate", "--message", PROOF, PROOF)
    planted.git("rm", "--quiet", "-r", "stored.zip", PROOF)
    planted.commit(message="Delete")
    planted.git("hash-object", "-w", "--stdin", data=f"left {PROOF}\n".encode())
    before = set(planted.path.rglob("*"))
    done = guard("scan", "--history", "--unreachable", *shown, cwd=planted.path, env=places)
    assert done.returncode in ({0, 3} if "never" in shown else {1})
    assert not leaked(done.stdout + done.stderr + written(planted, places, before))


def test_the_planted_secrets_are_all_found(guard: Command, planted: GitRepo) -> None:
    for option in (".", "--staged"):
        report = json.loads(guard("scan", option, "--format", "json", cwd=planted.path).stdout)
        assert {finding["kind"] for finding in report["findings"]} == set(Kind)
        found = {finding["path"].removeprefix("each/") for finding in report["findings"]}
        assert {f"{kind.value}.txt" for kind in Kind} <= found
        assert {"utf-16.txt", "secret.yaml", "one-line.json", "r2/token.env"} <= found


@pytest.mark.parametrize(("arguments", "codes"), ERRORS)
def test_no_error_shows_a_secret(
    guard: Command, planted: GitRepo, places: dict[str, str], arguments: tuple[str, ...], codes: set[int]
) -> None:
    before = set(planted.path.rglob("*"))
    done = guard(*arguments, cwd=planted.path, env=places)
    assert done.returncode in codes
    assert done.stderr or done.stdout
    assert not leaked(done.stdout + done.stderr + written(planted, places, before))


@pytest.mark.parametrize(("arguments", "codes"), OTHERS)
def test_no_other_command_shows_a_secret(
    guard: Command, planted: GitRepo, places: dict[str, str], arguments: tuple[str, ...], codes: set[int]
) -> None:
    before = set(planted.path.rglob("*"))
    done = guard(*arguments, cwd=planted.path, data=everything(planted), env=places)
    assert done.returncode in codes
    assert done.stdout or done.stderr
    assert not leaked(done.stdout + done.stderr + written(planted, places, before))


def test_a_baseline_with_its_update_and_its_audit_shows_no_secret(
    guard: Command, planted: GitRepo, places: dict[str, str]
) -> None:
    before = set(planted.path.rglob("*"))
    assert guard("baseline", "create", "all.env", cwd=planted.path, env=places).returncode == 0
    for action in (("update", "--reason", "known"), ("audit",)):
        done = guard("baseline", *action, cwd=planted.path, env=places)
        assert done.returncode in {0, 1, 3}  # a damaged archive is planted, too
        assert not leaked(done.stdout + done.stderr)
    done = guard("scan", ".", "-vv", "--format", "json", cwd=planted.path, env=places)
    assert json.loads(done.stdout)["scan"]["ignored"]
    assert not leaked(done.stdout + done.stderr + written(planted, places, before))


def test_a_crash_shows_no_secret_and_ends_with_exit_code_4(
    planted: GitRepo, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    def crash(*_args: object) -> NoReturn:
        raise RuntimeError([secret for secret, _text in PLANTED.values()]) from ValueError(PROOF)

    monkeypatch.chdir(planted.path)
    monkeypatch.setattr(pipeline, "scan", crash)
    assert cli.main(["scan", "-vv", "."]) == 4
    out, err = capfdbinary.readouterr()
    assert b"RuntimeError" in err
    assert not leaked(out + err)


@pytest.mark.parametrize("secret", SECRETS, ids=range(len(SECRETS)))
@pytest.mark.parametrize(
    "show",
    [
        str.encode,
        lambda secret: base64.b64encode(secret.encode()),
        lambda secret: base64.b64encode(b"x" + secret.encode() + b"y"),
        lambda secret: base64.urlsafe_b64encode(b"xx" + secret.encode() + b"yyy"),
        lambda secret: secret.encode().hex().encode(),
        lambda secret: hashlib.sha256(secret.encode()).hexdigest().encode(),
    ],
    ids=["plain", "base64", "base64 behind 1", "base64 behind 2", "hexadecimal", "SHA-256"],
)
def test_the_search_itself_finds_a_secret(secret: str, show: Callable[[str], bytes]) -> None:
    assert leaked(b"before " + show(secret) + b" after")
