"""Nothing ever prints a secret: all output of all commands is searched for every planted one, in several encodings."""

from __future__ import annotations

import base64
import hashlib
import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from cf_secret_guard import cli, pipeline
from cf_secret_guard.model import Kind
from tests import tokens
from tests.gitrepo import GitRepo

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import NoReturn

    from tests.e2e.conftest import Command

WINDOW = 12
"""The longest part of a secret that may appear by chance."""

_TUNNEL = json.loads(base64.b64decode(tokens.tunnel_token("file")))
_CERT_TOKEN = tokens.legacy_token("cert")
_CERT = json.dumps({"zoneID": tokens.hexadecimal("zone", 32), "accountID": _TUNNEL["a"], "apiToken": _CERT_TOKEN})
_PEM = "\n".join(
    ["-----BEGIN ARGO TUNNEL TOKEN-----", base64.b64encode(_CERT.encode()).decode(), "-----END ARGO TUNNEL TOKEN-----"]
)
_HOOK = tokens.uuid("hook")
_R2 = tokens.r2_secret(tokens.user_token("r2"))

# For each kind: the secret, and text in which the default threshold reports it.
PLANTED: dict[Kind, tuple[str, str]] = {
    Kind.USER_API_TOKEN: (tokens.user_token(), f"CLOUDFLARE_API_TOKEN={tokens.user_token()}"),
    Kind.ACCOUNT_API_TOKEN: (tokens.account_token(), f"CLOUDFLARE_API_TOKEN={tokens.account_token()}"),
    Kind.API_TOKEN: (tokens.legacy_token(), f"CLOUDFLARE_API_TOKEN={tokens.legacy_token()}"),
    Kind.GLOBAL_API_KEY: (tokens.legacy_key(), f"CLOUDFLARE_API_KEY={tokens.legacy_key()}"),
    Kind.ORIGIN_CA_KEY: (
        tokens.origin_ca_key().removeprefix("v1.0-"),
        f"CLOUDFLARE_API_USER_SERVICE_KEY={tokens.origin_ca_key()}",
    ),
    Kind.ACCESS_SERVICE_TOKEN: (
        tokens.access_secret(),
        f"CF_ACCESS_CLIENT_ID={tokens.access_id()}\nCF_ACCESS_CLIENT_SECRET={tokens.access_secret()}",
    ),
    Kind.OAUTH_TOKEN: (tokens.oauth_token(), f'oauth_token = "{tokens.oauth_token()}"'),
    Kind.TUNNEL_TOKEN: (tokens.tunnel_token(), f"cloudflared tunnel run --token {tokens.tunnel_token()}"),
    Kind.TUNNEL_CREDENTIALS: (
        _TUNNEL["s"],
        json.dumps({"AccountTag": _TUNNEL["a"], "TunnelSecret": _TUNNEL["s"], "TunnelID": _TUNNEL["t"]}),
    ),
    Kind.ORIGIN_CERT: (_CERT_TOKEN, _PEM),
    Kind.R2_SECRET_ACCESS_KEY: (
        _R2,
        f"R2_SECRET_ACCESS_KEY={_R2}\nR2_ENDPOINT=https://{_TUNNEL['a']}.r2.cloudflarestorage.com",
    ),
    Kind.TURNSTILE_SECRET_KEY: (
        tokens.turnstile_secret().removeprefix("0x4AAAAAAB"),
        f"TURNSTILE_SECRET_KEY={tokens.turnstile_secret()}",
    ),
    Kind.DEPLOY_HOOK: (
        _HOOK,
        f"curl -X POST https://api.cloudflare.com/client/v4/pages/webhooks/deploy_hooks/{_HOOK}",
    ),
}
# These stand where only a credential that proves itself can be recognised: in names, arguments and error messages.
PROOF = tokens.user_token("somewhere odd")
MORE = [
    PROOF,
    tokens.user_token("r2"),
    tokens.global_key("sixteen"),
    tokens.account_token("encoded"),
    tokens.prefixed("cfut", "typo", valid=False),
]
SECRETS = [*(secret for secret, _text in PLANTED.values()), *MORE]


def encodings(secret: str) -> Iterator[bytes]:
    """Yield what must not appear: parts of the secret, and the whole of it in other clothes."""
    plain = secret.encode()
    body = secret.partition("_")[2].encode() if secret.startswith("cf") else plain
    for start in range(len(body) - WINDOW + 1):
        yield body[start : start + WINDOW]
    for lead in range(3):
        encoded = base64.b64encode(b"\0" * lead + plain)
        yield encoded[4 if lead else 0 : -4]
        yield encoded[4 if lead else 0 : -4].translate(bytes.maketrans(b"+/", b"-_"))
    yield "".join(f"%{byte:02x}" for byte in plain).encode()
    yield "".join(f"%{byte:02X}" for byte in plain).encode()
    yield plain.hex().encode()
    yield plain.hex().upper().encode()
    yield hashlib.sha256(plain).hexdigest().encode()
    yield plain[::-1]


NEEDLES = [(number, needle) for number, secret in enumerate(SECRETS) for needle in encodings(secret)]


def leaked(output: bytes) -> list[str]:
    """The planted secrets that ``output`` shows; as numbers, so that the failing test does not print one either."""
    return sorted({f"secret {number} of {len(SECRETS)}" for number, needle in NEEDLES if needle in output})


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


def written(repo: GitRepo, places: dict[str, str], before: set[Path]) -> bytes:
    """Everything that the command left on the disk, names included."""
    roots = [repo.path, *map(Path, places.values())]
    new = {path for root in roots for path in root.rglob("*") if path.is_file()} - before
    return b"\0".join(bytes(path.relative_to(repo.path.parent)) + b"\0" + path.read_bytes() for path in sorted(new))


def everything(repo: GitRepo) -> bytes:
    return b"\n".join(path.read_bytes() for path in sorted(repo.path.glob("**/*.*")) if path.is_file())


SCANS = [
    ("scan", "."),
    ("scan", "--staged"),
    ("scan", "--staged", "--", "all.env", "utf-16.txt", f"{PROOF}/{PROOF}.txt"),
    ("scan", "--commit-message", "message"),
    ("scan", "-"),
    ("scan", ".", "--no-config", "--jobs", "1"),
    ("scan", ".", "--max-file-size", "10"),
    ("scan", f"{PROOF}", "all.env"),
]
SHOWN = [
    (),
    ("-v",),
    ("-vv",),
    ("-q",),
    ("--color", "always"),
    ("--format", "json"),
    ("--format", "json", "-vv", "--min-confidence", "low"),
    ("--min-confidence", "low", "-vv", "--fail-on", "never"),
    ("-o", "json:out.json", "-o", "text:out.txt"),
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
    pytest.param(("baseline", "create"), {0}, id="baseline create"),
    pytest.param(("baseline", "create", "--min-confidence", "low"), {0}, id="baseline create, all"),
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
        assert done.returncode in {0, 1}
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
