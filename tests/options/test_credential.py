from __future__ import annotations

import pytest

from cf_secret_guard import cli
from cf_secret_guard.errors import UsageError
from cf_secret_guard.options.credential import settings
from cf_secret_guard.settings import CredentialSettings, ResponseSettings
from tests import tokens

VERIFY = ResponseSettings(verify=True)


def parse(*args: str) -> CredentialSettings:
    return settings(cli.parser_of("verify")[1].parse(args), revoke=None)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ((), CredentialSettings()),
        (
            ("--from-report", "r.json", "--fingerprint", "0123abcd"),
            CredentialSettings(from_report="r.json", fingerprint="0123abcd"),
        ),
        (("--kind", "global-api-key"), CredentialSettings(kind="cloudflare-global-api-key")),
        (("--kind", " Cloudflare-API-Token"), CredentialSettings(kind="cloudflare-api-token")),
        (("--account-id", "a", "--account-id", "b"), CredentialSettings(account_ids=("a", "b"))),
        (("-f", "json", "--color", "never"), CredentialSettings(format="json", color="never")),
        (
            ("--email", "a@example.com", "--incident", "notes"),
            CredentialSettings(response=VERIFY._replace(emails=("a@example.com",), incident="notes")),
        ),
    ],
)
def test_options_become_settings(given: tuple[str, ...], expected: CredentialSettings) -> None:
    assert parse(*given) == expected


@pytest.mark.parametrize(
    "given", [("--from-report", "r.json"), ("--fingerprint", "0123abcd"), ("--kind", "aws"), ("--format", "yaml")]
)
def test_what_makes_no_sense_is_refused_with_a_next_step(given: tuple[str, ...]) -> None:
    with pytest.raises(UsageError) as caught:
        parse(*given)
    assert caught.value.next_step


@pytest.mark.parametrize("command", ["verify", "revoke"])
@pytest.mark.parametrize(
    "shape", ["{}", "-- {}", "--kind {}", "--secret={}", "-{}", "--format {}", "--color={}", "x {}", "--email {}"]
)
def test_a_secret_on_the_command_line_is_refused_and_not_repeated(
    command: str, shape: str, capfd: pytest.CaptureFixture[str]
) -> None:
    secret = tokens.legacy_token()
    assert cli.main([command, *shape.format(secret).split()]) == 2
    out, err = capfd.readouterr()
    assert not out
    assert err
    assert secret not in err
    assert secret[:12] not in err


def test_the_reason_for_refusing_an_argument_is_told() -> None:
    with pytest.raises(UsageError, match="can be seen by every user of this machine") as caught:
        parse(tokens.legacy_token())
    assert caught.value.next_step.startswith("Pipe it in")
