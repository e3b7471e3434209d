from __future__ import annotations

import pytest

from cf_secret_guard.detectors.turnstile import TurnstileDetector
from cf_secret_guard.model import Checksum, Confidence, Kind
from tests import tokens
from tests.detectors.planting import Text, found, matches, named, plant, spans
from tests.detectors.syntaxes import PROSE, SYNTAXES

DETECTOR = TurnstileDetector()
VALUE = tokens.turnstile_secret()
KIND = Kind.TURNSTILE_SECRET_KEY
TAIL = tokens.chars("turnstile tail", tokens.ALNUM, 40)
SITE = "0x4AAAAAAB" + TAIL[:14]
UNUSUAL = "0x4" + TAIL[:31]

HITS = {
    "a variable": "TURNSTILE_SECRET_KEY={}\n",
    "Nuxt's variable": "NUXT_TURNSTILE_SECRET_KEY={}\n",
    "Cloudflare's variable": "CLOUDFLARE_TURNSTILE_SECRET={}\n",
    "a pair of constants": "const SITE_KEY = '" + SITE + "';\nconst SECRET_KEY = '{}';\n",
    "a form's body": "secret={}&response=x\n",
    "putenv": "putenv('TURNSTILE_SECRET={}');\n",
    "an escaped line break": '"{}\\n"',
    "brackets": "verify({})",
    "Chinese": "密钥{}的",
    "no name at all": "{}\n",
}
NEAR_MISSES = {
    "a site key": f"TURNSTILE_SITE_KEY={SITE}\n",
    "a site key in a page": f'<div class="cf-turnstile" data-sitekey="{SITE}"></div>\n',
    "the key that always passes": "TURNSTILE_SECRET_KEY=1x0000000000000000000000000000000AA\n",
    "the key that always fails": "TURNSTILE_SECRET_KEY=2x0000000000000000000000000000000AA\n",
    "the key that was spent": "TURNSTILE_SECRET_KEY=3x0000000000000000000000000000000AA\n",
    "the site key of tests": "TURNSTILE_SITE_KEY=1x00000000000000000000AA\n",
    "x": "TURNSTILE_SECRET_KEY=0x4AAAAAAA" + 25 * "x" + "\n",
    "letters in order": "TURNSTILE_SECRET_KEY=0x4AAAAAAA" + "bCdEfGhIjKlMnOpQrStUvWxYz\n",
    "words": "TURNSTILE_SECRET_KEY=0x4AAAAAAA_your_turnstile_secret_key\n",
    "an Ethereum address": "# turnstile\nOWNER=0x4" + tokens.hexadecimal("owner", 39) + "\n",
    "a number": "turnstile mask 0x4" + tokens.hexadecimal("mask", 31) + "\n",
    "a longer value": f"TURNSTILE_SECRET_KEY=0x4AAAAAAB{TAIL}\n",
    "a piece of a word": f"x{VALUE}\n",
    "an unusual value without context": f"x = {UNUSUAL}\n",
    "a reference": "TURNSTILE_SECRET_KEY=${TURNSTILE_SECRET_KEY}\n",
}


@pytest.mark.parametrize("template", HITS.values(), ids=HITS)
def test_a_secret_is_found_in(template: str) -> None:
    content = plant(template, VALUE)
    assert found(content) == [(KIND, Confidence.HIGH, VALUE)]
    assert spans(DETECTOR, content) == [VALUE]


@pytest.mark.parametrize("row", [*SYNTAXES.values(), *PROSE.values()], ids=[*SYNTAXES, *PROSE])
def test_a_secret_with_its_usual_name_is_found_in(row: Text) -> None:
    content = plant(named(row.template, ("turnstile", "secret", "key")), VALUE)
    assert found(content, row.path) == [(KIND, Confidence.HIGH, VALUE)]


@pytest.mark.parametrize("length", [33, 34, 35, 38])
def test_every_length_of_a_secret_is_found(length: int) -> None:
    value = "0x4AAAAAAB" + TAIL[: length - 10]
    assert found(f"SECRET_KEY={value}\n") == [(KIND, Confidence.HIGH, value)]


@pytest.mark.parametrize("content", NEAR_MISSES.values(), ids=NEAR_MISSES)
def test_a_near_miss_is_not_reported(content: str) -> None:
    assert found(content) == []


def test_a_secret_that_is_named_a_site_key_is_low() -> None:
    [match] = matches(DETECTOR, f"SITE_KEY={VALUE}\n")
    assert match.confidence is Confidence.LOW


def test_another_family_of_keys_needs_the_word_turnstile() -> None:
    assert found(f"TURNSTILE_SECRET_KEY={UNUSUAL}\n") == [(KIND, Confidence.MEDIUM, UNUSUAL)]
    assert [hit[1] for hit in found(f"CLOUDFLARE_KEY={UNUSUAL}\n", least=Confidence.LOW)] == [Confidence.LOW]


def test_a_match_says_what_it_is() -> None:
    [match] = matches(DETECTOR, f"SECRET_KEY={VALUE}\n")
    assert match.secret.reveal() == VALUE
    assert match.checksum is Checksum.NONE
    assert match.evidence == ("0x4 and the length of a Turnstile secret key (site keys are shorter)",)
