from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cf_secret_guard.detectors import assignment

NAMED = {
    "CF_API_TOKEN=": "CF_API_TOKEN",
    "export CF_API_TOKEN='": "CF_API_TOKEN",
    'CF_API_TOKEN = "': "CF_API_TOKEN",
    'cf_api_token: "': "cf_api_token",
    '  "cf_api_token": "': "cf_api_token",
    "token := `": "token",
    "token ?= ": "token",
    "token => '": "token",
    "token <- '": "token",
    "token → ": "token",
    "$env:CF_API_TOKEN = '": "$env:CF_API_TOKEN",
    "setx CF_API_TOKEN ": "CF_API_TOKEN",
    "set -gx CF_API_TOKEN ": "CF_API_TOKEN",
    "--api-token ": "--api-token",
    "  option api_token '": "api_token",
    'os.getenv("CF_API_TOKEN", "': "CF_API_TOKEN",
    "os.environ['CF_API_TOKEN'] = '": "CF_API_TOKEN",
    "ENV['CF_API_TOKEN'] = '": "CF_API_TOKEN",
    "process.env.CF_API_TOKEN || '": "process.env.CF_API_TOKEN",
    "private apiToken: string = '": "apiToken",
    "const CF_API_TOKEN: &str = ": "CF_API_TOKEN",
    "<token>": "token",
    '<string name="cf_token">': "cf_token",
    "define('CF_API_TOKEN', '": "CF_API_TOKEN",
    'req.Header.Set("X-Auth-Key", "': "X-Auth-Key",
    "| CF_API_TOKEN | ": "CF_API_TOKEN",
    "**Token:** ": "Token",
    '{\\"cf_token\\": \\"': "cf_token",
    "cf_token%3D": "cf_token",
    "my $cf_token = q(": "$cf_token",
}
CALLS = {
    "cloudflare.New(email, '": "cloudflare.New",
    "Cloudflare::Client.new(zone, '": "Cloudflare::Client.new",
    "client->login(name, ": "client->login",
    "f(a, b, '": "f",
    "x = '": "",
}
SCHEMES = {
    "Authorization: Bearer ": True,
    '"Authorization": "Bearer ': True,
    "bearer%20": True,
    "'Bearer', '": True,
    "Authorization: Basic ": False,
    "unbearer ": False,
    "CF_TOKEN=": False,
}


@pytest.mark.parametrize(("left", "name"), NAMED.items(), ids=NAMED)
def test_the_nearest_name_is_read_from(left: str, name: str) -> None:
    assert name in assignment.read(left).names[:2]


@pytest.mark.parametrize(("left", "call"), CALLS.items(), ids=CALLS)
def test_the_call_is_read_from(left: str, call: str) -> None:
    assert assignment.read(left).call == call


@pytest.mark.parametrize(("left", "scheme"), SCHEMES.items(), ids=SCHEMES)
def test_the_scheme_bearer_is_noticed_in(left: str, *, scheme: bool) -> None:
    assert assignment.read(left).scheme is scheme


@pytest.mark.parametrize("left", ["", " ", "'", "\t\t"])
def test_nothing_is_read_from_mere_punctuation(left: str) -> None:
    read = assignment.read(left)
    assert (read.names, read.call, read.scheme) == ((), "", False)


def test_an_operator_binds_and_a_cell_does_not() -> None:
    assert assignment.read("CF_TOKEN=").direct
    assert assignment.read("--token ").direct
    assert not assignment.read("| CF_TOKEN | ").direct


def test_all_words_of_the_statement_are_kept_nearest_first() -> None:
    assert assignment.read("x = 1; token = get(name) or '").statement[:1] == ("or",)
    assert "x" not in assignment.read("x = 1; token = get(name) or '").statement


def test_no_more_than_its_reach_is_read() -> None:
    assert assignment.read("CF_TOKEN=" + " " * assignment.REACH).names == ()


@given(st.text(max_size=400))
def test_any_text_can_be_read(left: str) -> None:
    read = assignment.read(left)
    assert len(read.names) == len(set(read.names))
