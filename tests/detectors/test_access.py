from __future__ import annotations

import pytest

from cf_secret_guard.detectors.access import AccessDetector
from cf_secret_guard.model import Checksum, Confidence, Kind
from tests import tokens
from tests.detectors.planting import ACCESS_SECRET, Text, found, matches, named, plant, spans, text
from tests.detectors.syntaxes import PROSE, SYNTAXES

DETECTOR = AccessDetector()
VALUE = tokens.access_secret()
KIND = Kind.ACCESS_SERVICE_TOKEN

PAIRS = {
    "headers": "CF-Access-Client-Id: {client}\nCF-Access-Client-Secret: {}\n",
    "curl's headers": 'curl -H "CF-Access-Client-Id: {client}" -H "CF-Access-Client-Secret: {}" https://x\n',
    "one JSON header": 'Authorization: {"cf-access-client-id": "{client}", "cf-access-client-secret": "{}"}\n',
    "cloudflared's flags": "cloudflared access ssh --hostname x --id {client} --secret {}\n",
    "cloudflared's long flags": "cloudflared access tcp --service-token-id {client} --service-token-secret {}\n",
    "cloudflared's variables": Text("TUNNEL_SERVICE_TOKEN_ID={client}\nTUNNEL_SERVICE_TOKEN_SECRET={}\n", ".env"),
    "wrangler's variables": Text("CLOUDFLARE_ACCESS_CLIENT_ID={client}\nCLOUDFLARE_ACCESS_CLIENT_SECRET={}\n", ".env"),
    "a terraform state": '"client_id": "{client}",\n"client_secret": "{}",\n',
    "an HCL resource": 'resource "x" "y" {\n  client_id     = "{client}"\n  client_secret = "{}"\n}\n',
    "YAML": "access:\n  client_id: {client}\n  client_secret: {}\n",
    "a row of a table": "| ci | {client} | {} |\n",
    "a CSV row": "name,id,secret\nci,{client},{}\n",
    "two bare lines": "{client}\n{}\n",
    "Hyperdrive's configuration": '{"access_client_id": "{client}", "access_client_secret": "{}"}',
    "the old form of a client id": "CF-Access-Client-Id: {client}.team.example.com\nCF-Access-Client-Secret: {}\n",
}
NEAR_MISSES = {
    "an audience": "CF_ACCESS_AUD={}\n",
    "an audience beside a client id": "CF_ACCESS_CLIENT_ID={client}\nCF_ACCESS_AUD={}\n",
    "an application's own secret": "CF_ACCESS_CLIENT_ID={client}\nNEXTAUTH_SECRET={}\n",
    "a session's secret": "CF_ACCESS_CLIENT_ID={client}\nSESSION_SECRET={}\n",
    "a checksum": "CF_ACCESS_CLIENT_ID={client}\nsha256: {}\n",
    "a checksum's file": "{}  cf-access.tgz\n",
    "an image": "image: cloudflare/cloudflared@sha256:{}\n",
    "no context": "x = '{}'\n",
    "a secret of nobody": "client_secret = '{}'\n",
    "a piece of a path": "CF_ACCESS_CLIENT_SECRET=/run/{}/x\n",
    "a dummy": "CF_ACCESS_CLIENT_SECRET=" + 64 * "0" + "\n",
    "a counted dummy": "CF_ACCESS_CLIENT_SECRET=" + 4 * "0123456789abcdef" + "\n",
    "a reference": "CF_ACCESS_CLIENT_SECRET=${CF_ACCESS_CLIENT_SECRET_OF_THE_CONTINUOUS_INTEGRATION_SERVER}\n",
    "a client id alone": "CF_ACCESS_CLIENT_ID={client}\n",
}


@pytest.mark.parametrize("row", SYNTAXES.values(), ids=SYNTAXES)
def test_a_secret_with_its_usual_name_is_found_in(row: Text) -> None:
    content = plant(named(row.template, ACCESS_SECRET.words), VALUE)
    assert found(content, row.path) == [(KIND, Confidence.HIGH, VALUE)]


@pytest.mark.parametrize("row", [*SYNTAXES.values(), *PROSE.values()], ids=[*SYNTAXES, *PROSE])
def test_a_new_secret_is_found_by_its_prefix_in(row: Text) -> None:
    value = tokens.prefixed("cfast")
    content = plant(named(row.template, ("some", "thing")), value)
    assert found(content, row.path) == [(KIND, Confidence.CERTAIN, value)]


@pytest.mark.parametrize("row", PAIRS.values(), ids=PAIRS)
def test_a_secret_is_found_with_its_client_id_in(row: Text | str) -> None:
    template, path = text(row)
    content = plant(template, VALUE)
    assert found(content, path) == [(KIND, Confidence.HIGH, VALUE)]
    [match] = matches(DETECTOR, content, path)
    assert match.companions == (("client_id", tokens.access_id()),)


def test_a_new_secret_whose_last_characters_are_no_crc_32_is_high() -> None:
    value = tokens.prefixed("cfast", valid=False)
    [match] = matches(DETECTOR, f"x = '{value}'")
    assert (match.confidence, match.checksum) == (Confidence.HIGH, Checksum.NONE)
    assert match.secret.reveal() == value


def test_a_new_secret_keeps_its_client_id() -> None:
    [match] = matches(DETECTOR, plant("id: {client}\nsecret: {}\n", tokens.prefixed("cfast")))
    assert match.companions == (("client_id", tokens.access_id()),)


@pytest.mark.parametrize("template", NEAR_MISSES.values(), ids=NEAR_MISSES)
def test_a_near_miss_is_not_reported(template: str) -> None:
    assert found(plant(template, VALUE)) == []
    assert spans(DETECTOR, plant(template, VALUE)) == []


@pytest.mark.parametrize(
    "value", ["cfast_" + 48 * "x", "cfast_", "cfast_short", "cfast_names_of_the_fastest_runners_in_all_of_the_years"]
)
def test_a_dummy_with_the_prefix_is_not_reported(value: str) -> None:
    assert matches(DETECTOR, f"CF_ACCESS_CLIENT_SECRET={value}\n") == []
