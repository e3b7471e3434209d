from __future__ import annotations

import json

import pytest

from cf_secret_guard.catalog import CATALOG
from cf_secret_guard.commands.explain import ExplainSettings, resolve, run
from cf_secret_guard.errors import UsageError
from cf_secret_guard.model import ExitCode, Kind


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_is_explained(kind: Kind, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(ExplainSettings(kind)) is ExitCode.CLEAN
    text = capsys.readouterr().out
    known = CATALOG[kind]
    for part in (known.title, kind, known.power, known.recognised, *known.revoke, known.url, *known.also, known.docs):
        assert part in text


def test_without_a_kind_all_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    run(ExplainSettings())
    assert [line.split()[0] for line in capsys.readouterr().out.splitlines()[: len(Kind)]] == list(Kind)


def test_programs_get_all_of_it_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    run(ExplainSettings(format="json"))
    kinds = json.loads(capsys.readouterr().out)["kinds"]
    assert [item["kind"] for item in kinds] == list(Kind)
    assert kinds[0]["revoke"] == list(CATALOG[Kind.USER_API_TOKEN].revoke)


@pytest.mark.parametrize("name", ["cloudflare-deploy-hook", "deploy-hook", "Deploy-Hook", " deploy-hook "])
def test_a_kind_may_be_named_in_short(name: str) -> None:
    assert resolve(name) == Kind.DEPLOY_HOOK


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("cloudflare-user-api-tokn", "Did you mean cloudflare-user-api-token?"),
        ("r2-secret", "Did you mean cloudflare-r2-secret-access-key?"),
        ("turnstile", "Did you mean cloudflare-turnstile-secret-key?"),
        ("qqqq", "`cf-secret-guard explain` lists the kinds."),
    ],
)
def test_an_unknown_kind_is_a_usage_error_with_a_guess(name: str, hint: str) -> None:
    with pytest.raises(UsageError) as caught:
        resolve(name)
    assert hint in caught.value.next_step
