from __future__ import annotations

import os
import subprocess
import sys

import pytest

from cf_secret_guard.commands import response
from cf_secret_guard.errors import UsageError
from cf_secret_guard.respond.base import Verb
from cf_secret_guard.settings import ResponseSettings
from tests.report.reports import finding, report

VERIFY = ResponseSettings(verify=True)


@pytest.mark.parametrize("wishes", [ResponseSettings(), ResponseSettings(incident="notes")])
def test_what_does_not_ask_needs_no_environment(wishes: ResponseSettings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CF_SECRET_GUARD_API_BASE", "http://example.com")
    response.check(wishes)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("CF_SECRET_GUARD_API_BASE", "http://example.com/client/v4"),
        ("CF_SECRET_GUARD_ADMIN_TOKEN", "x"),
        ("CF_SECRET_GUARD_ADMIN_TOKEN_FILE", "/nowhere"),
    ],
)
def test_a_wrong_environment_is_refused_before_anything_is_done(
    name: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(UsageError):
        response.check(VERIFY)


def test_revoking_without_a_terminal_needs_a_yes() -> None:
    response.check(VERIFY._replace(revoke=Verb.DISABLE, yes=True))
    with pytest.raises(UsageError, match="no terminal"):
        response.check(VERIFY._replace(revoke=Verb.DISABLE))


GITHUB = ResponseSettings(incident="github")


@pytest.mark.parametrize(
    ("environ", "message"),
    [
        ({}, "no token for GitHub"),
        ({"GITHUB_TOKEN": "x"}, "which repository"),
        ({"GITHUB_TOKEN": "x", "GITHUB_REPOSITORY": "x"}, "OWNER/NAME"),
        ({"GITHUB_TOKEN": "x", "GITHUB_REPOSITORY": "a/b", "GITHUB_API_URL": "http://example.com"}, "refused"),
    ],
)
def test_incidents_on_github_need_a_token_and_a_repository_before_anything_is_done(
    environ: dict[str, str], message: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(UsageError, match=message):
        response.check(GITHUB)


def test_nothing_wanted_or_nothing_found_is_nothing_done() -> None:
    assert response.respond(report(finding()), ResponseSettings(), None) == report(finding())
    assert response.respond(report(), VERIFY, None) == report()


def test_a_scan_that_finds_nothing_loads_no_network() -> None:
    program = (
        "import sys; from cf_secret_guard.commands import response;"
        "from cf_secret_guard.settings import ResponseSettings; from tests.report.reports import report;"
        "wishes = ResponseSettings(verify=True, incident='github'); response.check(wishes);"
        "response.respond(report(), wishes, None); print('httpx' in sys.modules)"
    )
    environ = {**os.environ, "GITHUB_TOKEN": "x", "GITHUB_REPOSITORY": "a/b"}
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, text=True, env=environ)
    assert done.stdout == "False\n"
