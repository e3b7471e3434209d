from __future__ import annotations

import pytest

from cf_secret_guard.detectors.legacy_key import LegacyKeyDetector
from cf_secret_guard.model import Checksum, Confidence, Kind
from tests import tokens
from tests.detectors.contexts import KEY_PLACES
from tests.detectors.look_alikes import LOOK_ALIKES, fill
from tests.detectors.planting import KEY, Text, found, matches, named, plant, spans, text
from tests.detectors.syntaxes import PROSE, SYNTAXES

DETECTOR = LegacyKeyDetector()
VALUE = tokens.legacy_key()

NAMES = [
    "CLOUDFLARE_API_KEY",
    "CF_API_KEY",
    "CF_Key",
    "SAVED_CF_Key",
    "dns_cloudflare_api_key",
    "cloudflareApiKey",
    "cfApiKey",
    "CLOUDFLARE_KEY",
    "CLOUDFLARE_GLOBAL_API_KEY",
    "cloudflare:apiKey",
    "CF_GLOBAL_KEY",
    "cloudflare.apiKey",
    "SWCFPC_CF_API_KEY",
    "cloudflare_api_token",
    "TF_VAR_cloudflare_api_key",
    "CF_AUTH_KEY",
    "CLOUDFLARE_AUTH_KEY",
]
WEAKER = {
    "cloudflare-go's constructor": 'api, _ := cloudflare.New("{}", "{mail}")\n',
    "cloudflared's variables": Text("TUNNEL_API_KEY={}\nTUNNEL_API_EMAIL={mail}\n# cloudflared\n", ".env"),
    "a header without an e-mail": "X-Auth-Key: {}\n",
    "a credential's file": Text("{}\n", "cloudflare_global_api_key.txt"),
    "a label in capitals": "CLOUD FLARE API KEY: {}\n",
    "a neighbour's name": Text("CF_API_EMAIL={mail}\nAPI_KEY={}\n", ".env"),
}
GIT_LENGTH_HITS = {
    "a header beside its e-mail": "X-Auth-Email: {mail}\nX-Auth-Key: {}\n",
    "certbot's credentials": "dns_cloudflare_email = {mail}\ndns_cloudflare_api_key = {}\n",
    "a variable that names Cloudflare's key": "CLOUDFLARE_EMAIL={mail}\nCLOUDFLARE_API_KEY={}\n",
}
GIT_LENGTH_MISSES = {
    "a bare line below a heading": Text("## Cloudflare key\n\n{}\n", "NOTES.md"),
    "a neighbour's name": "CF_ZONE=x\nrelease={}\n",
    "a file of Cloudflare's alone": Text("{}\n", "cloudflare_key.txt"),
    "a lock file": 'cloudflare = { version = "1", key = "{}" }\n',
    "Swift's header": "X-Auth-Key: {}\nX-Auth-User: a:b\n",
}


@pytest.mark.parametrize("row", SYNTAXES.values(), ids=SYNTAXES)
def test_a_key_with_its_usual_name_is_found_in(row: Text) -> None:
    content = plant(named(row.template, KEY.words), VALUE)
    assert found(content, row.path) == [(Kind.GLOBAL_API_KEY, Confidence.HIGH, VALUE)]


@pytest.mark.parametrize("row", PROSE.values(), ids=PROSE)
def test_a_key_in_prose_is_at_least_medium_in(row: Text) -> None:
    content = plant(named(row.template, ("cloudflare", "global", "api", "key")), VALUE)
    assert [(kind, value) for kind, _, value in found(content, row.path)] == [(Kind.GLOBAL_API_KEY, VALUE)]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("template", ["{name}={}\n", "  {name}: '{}'\n", 'x = { "{name}": "{}" }\n'])
def test_the_name_of_a_tool_is_known(name: str, template: str) -> None:
    content = plant(template.replace("{name}", name), VALUE)
    assert found(content) == [(Kind.GLOBAL_API_KEY, Confidence.HIGH, VALUE)]


@pytest.mark.parametrize("row", KEY_PLACES.values(), ids=KEY_PLACES)
def test_a_key_is_found_by_its_place_in(row: Text) -> None:
    assert found(plant(row.template, VALUE), row.path) == [(Kind.GLOBAL_API_KEY, Confidence.HIGH, VALUE)]


@pytest.mark.parametrize("row", WEAKER.values(), ids=WEAKER)
def test_a_key_in_a_weaker_place_is_at_least_medium_in(row: Text | str) -> None:
    template, path = text(row)
    assert [(kind, value) for kind, _, value in found(plant(template, VALUE), path)] == [(Kind.GLOBAL_API_KEY, VALUE)]


@pytest.mark.parametrize("length", [37, 38, 39, 41, 42, 43, 44, 45])
def test_every_length_that_is_not_a_commits_is_found(length: int) -> None:
    value = tokens.legacy_key(length=length)
    assert found(f"CF_API_KEY={value}\n") == [(Kind.GLOBAL_API_KEY, Confidence.HIGH, value)]


@pytest.mark.parametrize("length", [32, 35, 36, 46, 48, 64])
def test_another_length_is_no_key(length: int) -> None:
    assert found(f"CF_API_KEY={tokens.legacy_key(length=length)}\n", least=Confidence.LOW) == []


@pytest.mark.parametrize("template", GIT_LENGTH_HITS.values(), ids=GIT_LENGTH_HITS)
def test_forty_digits_are_a_key_in(template: str) -> None:
    value = tokens.legacy_key(length=40)
    assert found(plant(template, value)) == [(Kind.GLOBAL_API_KEY, Confidence.HIGH, value)]


@pytest.mark.parametrize("row", GIT_LENGTH_MISSES.values(), ids=GIT_LENGTH_MISSES)
def test_forty_digits_are_rather_a_commit_in(row: Text | str) -> None:
    template, path = text(row)
    assert found(plant(template, tokens.legacy_key(length=40)), path) == []


@pytest.mark.parametrize("row", LOOK_ALIKES.values(), ids=LOOK_ALIKES)
def test_a_look_alike_is_not_reported(row: Text) -> None:
    assert [
        match for match in matches(DETECTOR, fill(row.template), row.path) if match.confidence > Confidence.LOW
    ] == []


def test_upper_case_hex_is_no_key() -> None:
    assert matches(DETECTOR, f"CF_API_KEY={VALUE.upper()}\n") == []


@pytest.mark.parametrize("seed", [f"seed {number}" for number in range(40)])
def test_any_random_value_is_found(seed: str) -> None:
    value = tokens.legacy_key(seed)
    assert spans(DETECTOR, f"CLOUDFLARE_API_KEY={value}\n") == [value]


def test_a_match_says_what_it_is_and_why() -> None:
    [match] = matches(DETECTOR, f"X-Auth-Email: ops@example.org\nX-Auth-Key: {VALUE}\n")
    assert match.secret.reveal() == VALUE
    assert match.checksum is Checksum.NONE
    assert match.evidence[:3] == (
        "37 hex digits, as legacy Global API Keys are",
        "sent as X-Auth-Key",
        "an e-mail address stands beside it",
    )
