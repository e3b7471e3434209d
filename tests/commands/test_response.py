from __future__ import annotations

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


def test_nothing_wanted_or_nothing_found_is_nothing_done() -> None:
    assert response.respond(report(finding()), ResponseSettings(), None) == report(finding())
    assert response.respond(report(), VERIFY, None) == report()


def test_a_scan_that_finds_nothing_loads_no_network() -> None:
    program = (
        "import sys; from cf_secret_guard.commands import response;"
        "from cf_secret_guard.settings import ResponseSettings; from tests.report.reports import report;"
        "wishes = ResponseSettings(verify=True); response.check(wishes); response.respond(report(), wishes, None);"
        "print('httpx' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, text=True)
    assert done.stdout == "False\n"
