from __future__ import annotations

import pytest

from cf_secret_guard.detectors.legacy_token import LegacyTokenDetector
from cf_secret_guard.model import Checksum, Confidence, Kind
from tests import tokens
from tests.detectors.contexts import NAMES, TOKEN_PLACES
from tests.detectors.look_alikes import LOOK_ALIKES, fill
from tests.detectors.planting import TOKEN, Text, found, matches, named, plant, spans, text
from tests.detectors.syntaxes import PROSE, SYNTAXES

DETECTOR = LegacyTokenDetector()
VALUE = tokens.legacy_token()

GLUED = {
    "an escaped line break behind": '"CLOUDFLARE_API_TOKEN={}\\nX=1"',
    "an escaped line break before": '"cloudflare token:\\n{}\\n"',
    "a terminal's colours": "CLOUDFLARE_API_TOKEN=\x1b[32m{}\x1b[0m",
    "a closing bracket": "(CLOUDFLARE_API_TOKEN={})",
    "a comma": "CLOUDFLARE_API_TOKEN={},x",
    "an angle bracket": "<CLOUDFLARE_API_TOKEN={}>",
    "an exclamation mark": "CLOUDFLARE_API_TOKEN: {}!",
    "a semicolon": "CLOUDFLARE_API_TOKEN={};x",
    "a Chinese full stop": "Cloudflare API 令牌\uff1a{}。",
    "a zero-width space": "CLOUDFLARE_API_TOKEN=\u200b{}",
    "a no-break space": "CLOUDFLARE_API_TOKEN=\u00a0{}",
    "a byte order mark before the name": "\ufeffCLOUDFLARE_API_TOKEN={}",
    "typographic quotes": "CLOUDFLARE_API_TOKEN=“{}”",
    "Markdown's stars": "*CLOUDFLARE_API_TOKEN*: **{}**",
    "an HTML quote entity": "CLOUDFLARE_API_TOKEN=&quot;{}&quot;",
    "a query's ampersand": "https://api.cloudflare.com/client/v4/x?token={}&a=1",
    "percent-encoded white space": "https://h.example/?Authorization=cloudflare%20Bearer%20{}",
}
WEAKER = {
    "a sentence": "The Cloudflare API token is {}.",
    "a sentence of another order": "{}: that is the cloudflare token",
    "a Chinese sentence": "Cloudflare 的令牌是{}的",
    "a heading and a fence": Text("## Cloudflare API token\n\n```\n{}\n```\n", "NOTES.md"),
    "a credential's file": Text("{}\n", "secrets/cloudflare_api_token"),
    "a file of Cloudflare's alone": Text("{}", "cloudflare.txt"),
    "a created token in a terraform state": Text(
        '{\n  "resources": [\n    {\n      "type": "cloudflare_api_token",\n'
        '      "provider": "provider[\\"registry.terraform.io/cloudflare/cloudflare\\"]",\n'
        '      "instances": [\n        {\n'
        '          "attributes": {\n            "id": "{zone}",\n            "value": "{}"\n          }\n'
        "        }\n      ]\n    }\n  ]\n}\n",
        "terraform.tfstate",
    ),
    "caddy's directive": Text("example.org {\n  tls {\n    dns cloudflare {}\n  }\n}\n", "Caddyfile"),
    "a neighbour's name": Text("CF_ZONE_ID={zone}\nAPI_TOKEN={}\n", ".env"),
    "a comment above": Text("# Cloudflare\nAPI_TOKEN={}\n", ".env"),
    "a password manager's export": Text("title,user,password\nCloudflare token,{mail},{}\n", "export.csv"),
}


@pytest.mark.parametrize("row", SYNTAXES.values(), ids=SYNTAXES)
def test_a_token_with_its_usual_name_is_found_in(row: Text) -> None:
    content = plant(named(row.template, TOKEN.words), VALUE)
    assert found(content, row.path) == [(Kind.API_TOKEN, Confidence.HIGH, VALUE)]


@pytest.mark.parametrize("row", PROSE.values(), ids=PROSE)
def test_a_token_in_prose_is_at_least_medium_in(row: Text) -> None:
    content = plant(named(row.template, TOKEN.words), VALUE)
    assert [(kind, value) for kind, _, value in found(content, row.path)] == [(Kind.API_TOKEN, VALUE)]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("template", ["{name}={}\n", "  {name}: '{}'\n", 'x = { "{name}": "{}" }\n'])
def test_the_name_of_a_tool_is_known(name: str, template: str) -> None:
    content = plant(template.replace("{name}", name), VALUE)
    assert found(content) == [(Kind.API_TOKEN, Confidence.HIGH, VALUE)]


@pytest.mark.parametrize("row", TOKEN_PLACES.values(), ids=TOKEN_PLACES)
def test_a_token_is_found_by_its_place_in(row: Text) -> None:
    assert found(plant(row.template, VALUE), row.path) == [(Kind.API_TOKEN, Confidence.HIGH, VALUE)]


@pytest.mark.parametrize("template", GLUED.values(), ids=GLUED)
def test_a_token_is_found_although_it_touches(template: str) -> None:
    assert found(plant(template, VALUE)) == [(Kind.API_TOKEN, Confidence.HIGH, VALUE)]


@pytest.mark.parametrize("row", WEAKER.values(), ids=WEAKER)
def test_a_token_in_a_weaker_place_is_at_least_medium_in(row: Text | str) -> None:
    template, path = text(row)
    assert [(kind, value) for kind, _, value in found(plant(template, VALUE), path)] == [(Kind.API_TOKEN, VALUE)]


@pytest.mark.parametrize("row", LOOK_ALIKES.values(), ids=LOOK_ALIKES)
def test_a_look_alike_is_not_reported(row: Text) -> None:
    assert found(fill(row.template), row.path) == []
    assert [
        match for match in matches(DETECTOR, fill(row.template), row.path) if match.confidence > Confidence.LOW
    ] == []


@pytest.mark.parametrize("length", [36, 37, 38, 39, 41, 42, 48])
def test_another_length_is_no_token(length: int) -> None:
    assert found(f"CLOUDFLARE_API_TOKEN={(VALUE + VALUE)[:length]}\n", least=Confidence.LOW) == []


@pytest.mark.parametrize("seed", [f"seed {number}" for number in range(40)])
def test_any_random_value_is_found(seed: str) -> None:
    value = tokens.legacy_token(seed)
    assert found(f"CLOUDFLARE_API_TOKEN={value}\n") == [(Kind.API_TOKEN, Confidence.HIGH, value)]


@pytest.mark.parametrize("edge", ["-", "_"])
def test_a_token_may_begin_or_end_with_a_dash_or_an_underscore(edge: str) -> None:
    for value in (edge + VALUE[1:], VALUE[:-1] + edge):
        assert spans(DETECTOR, f'cf_api_token = "{value}"\n') == [value]


def test_a_match_says_what_it_is_and_why() -> None:
    [match] = matches(DETECTOR, f"CLOUDFLARE_API_TOKEN={VALUE}\n")
    assert match.secret.reveal() == VALUE
    assert match.checksum is Checksum.NONE
    assert match.evidence == ("40 random characters, as legacy API tokens are", "assigned to CLOUDFLARE_API_TOKEN")


def test_a_value_that_only_stands_in_the_neighbourhood_is_low() -> None:
    content = f"cloudflare is in front of it\n\n\nsauce_secret = {VALUE}\n"
    assert found(content) == []
    assert [confidence for _, confidence, _ in found(content, least=Confidence.LOW)] == [Confidence.LOW]
