from __future__ import annotations

import pytest

from cf_secret_guard.detectors.origin_ca import OriginCaDetector
from cf_secret_guard.model import Checksum, Confidence, Kind
from tests import tokens
from tests.detectors.planting import Text, found, matches, named, plant, spans
from tests.detectors.syntaxes import PROSE, SYNTAXES

DETECTOR = OriginCaDetector()
VALUE = tokens.origin_ca_key()

HITS = {
    "a header": "X-Auth-User-Service-Key: {}\n",
    "wrangler's variable": "CLOUDFLARE_API_USER_SERVICE_KEY={}\n",
    "terraform": 'provider "cloudflare" {\n  api_user_service_key = "{}"\n}\n',
    "origin-ca-issuer": "stringData:\n  key: {}\n",
    "the old Python library": "[CloudFlare]\ncerttoken = {}\n",
    "letters before": "KEY{}",
    "letters behind": "{}Z",
    "an escaped line break": '"{}\\n"',
    "a terminal's colours": "\x1b[31m{}\x1b[0m",
    "brackets": "({})",
    "Chinese": "密钥{}的",
}
DOCUMENTED = (
    "v1.0-144c9defac04969c7bfad8ef-631a41d003a32d25fe878081"
    "ef365c49503f7fada600da935e2851a1c7326084b85cbf6"
    "429c4b859de8475731dc92a9c329631e6d59e6c73da7b198497172b4cefe071d90d0f5d2719"
)
NEAR_MISSES = {
    "the documented key": DOCUMENTED,
    "x": "v1.0-" + 24 * "x" + "-" + 146 * "x",
    "noughts": "v1.0-" + 24 * "0" + "-" + 146 * "0",
    "a first part that is too short": VALUE[:5] + VALUE[6:],
    "a last part that is too short": VALUE[:-1],
    "a last part that is too long": VALUE + "a",
    "capitals": VALUE.upper().replace("V1.0", "v1.0"),
    "another version": VALUE.replace("v1.0", "v2.0"),
    "a release": "cloudflare v1.0-" + tokens.hexadecimal("release", 40),
}


@pytest.mark.parametrize("template", HITS.values(), ids=HITS)
def test_a_key_is_found_in(template: str) -> None:
    content = plant(template, VALUE)
    assert found(content) == [(Kind.ORIGIN_CA_KEY, Confidence.HIGH, VALUE)]
    assert spans(DETECTOR, content) == [VALUE]


@pytest.mark.parametrize("row", [*SYNTAXES.values(), *PROSE.values()], ids=[*SYNTAXES, *PROSE])
def test_a_key_needs_no_context_in(row: Text) -> None:
    content = plant(named(row.template, ("some", "thing")), VALUE)
    assert found(content, row.path) == [(Kind.ORIGIN_CA_KEY, Confidence.HIGH, VALUE)]


@pytest.mark.parametrize("content", NEAR_MISSES.values(), ids=NEAR_MISSES)
def test_a_near_miss_is_not_reported(content: str) -> None:
    assert matches(DETECTOR, f"X-Auth-User-Service-Key: {content}\n") == []


def test_a_match_says_what_it_is() -> None:
    [match] = matches(DETECTOR, VALUE)
    assert match.secret.reveal() == VALUE
    assert match.checksum is Checksum.NONE
    assert match.evidence == ("v1.0- with 24 and 146 hex digits, as Origin CA keys are",)
