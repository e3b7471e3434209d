from __future__ import annotations

import pytest

from cf_secret_guard.detectors.oauth import OAuthDetector
from cf_secret_guard.model import Checksum, Confidence, Kind
from tests import tokens
from tests.detectors.planting import Text, found, matches, named, plant, text
from tests.detectors.syntaxes import PROSE, SYNTAXES

DETECTOR = OAuthDetector()
PREFIXED = tokens.oauth_token()
BARE = tokens.oauth_token(prefix="")

LOGIN = (
    'oauth_token = "{}"\nexpiration_time = "2026-01-01T00:00:00Z"\nrefresh_token = "{next}"\n'
    'scopes = [ "account:read", "workers:write", "d1:write", "offline_access" ]\n'
)
BARE_HITS = {
    "wrangler's login file": Text(LOGIN, "home/.wrangler/config/default.toml"),
    "the login file under XDG": Text('oauth_token = "{}"\n', ".config/.wrangler/config/default.toml"),
    "a copy that only its scopes tell": Text(LOGIN, "backup/a.toml"),
    "a script with a comment": 'OAUTH_TOKEN="{}"  # from wrangler login\n',
    "JSON": '{"wrangler": {"oauth_token": "{}"}}',
    "escaped JSON": '{"log": "wrangler {\\"refresh_token\\": \\"{}\\"}"}',
}
NEAR_MISSES = {
    "a JSON web token": "wrangler oauth_token = 'eyJhbGciOiJIUzI1NiJ9.{}'",
    "a placeholder": 'wrangler oauth_token = "' + 43 * "x" + "." + 43 * "y" + '"',
    "a prefixed placeholder": "cfoat_" + 43 * "x" + "." + 43 * "x",
    "a prefixed name": "cfoat_tokens_of_the_users_that_have_logged_in_before",
    "two long names": "wrangler access_token = package_with_a_very_long_name_of_43_letters." + 43 * "a",
    "the prefix in prose": "OAuth tokens begin with cfoat_ and cfort_.",
    "no context": "x = '{}'",
}


@pytest.mark.parametrize("prefix", ["cfoat_", "cfort_"])
@pytest.mark.parametrize("row", [*SYNTAXES.values(), *PROSE.values()], ids=[*SYNTAXES, *PROSE])
def test_a_prefixed_token_is_found_by_its_shape_in(row: Text, prefix: str) -> None:
    value = tokens.oauth_token(prefix=prefix)
    content = plant(named(row.template, ("some", "thing")), value)
    expected = value + "." if row is PROSE["a sentence"] else value
    assert found(content, row.path) == [(Kind.OAUTH_TOKEN, Confidence.HIGH, expected.removesuffix("."))]


@pytest.mark.parametrize("row", BARE_HITS.values(), ids=BARE_HITS)
def test_a_token_without_a_prefix_is_found_in(row: Text | str) -> None:
    template, path = text(row)
    content = plant(template, BARE).replace("{next}", tokens.oauth_token("next", prefix=""))
    hits = found(content, path)
    assert (Kind.OAUTH_TOKEN, Confidence.HIGH, BARE) in hits
    assert len(hits) == 1 + template.count("{next}")


def test_one_part_with_a_prefix_is_medium() -> None:
    value = PREFIXED.split(".")[0]
    assert found(f"t={value}\n") == [(Kind.OAUTH_TOKEN, Confidence.MEDIUM, value)]


def test_an_escaped_underscore_is_taken_out_of_the_value() -> None:
    [match] = matches(DETECTOR, PREFIXED.replace("cfoat_", "cfoat\\_"))
    assert match.secret.reveal() == PREFIXED
    assert match.checksum is Checksum.NONE


@pytest.mark.parametrize("template", NEAR_MISSES.values(), ids=NEAR_MISSES)
def test_a_near_miss_is_not_reported(template: str) -> None:
    assert found(plant(template, BARE)) == []
    assert [match for match in matches(DETECTOR, plant(template, BARE)) if match.confidence > Confidence.LOW] == []


def test_a_name_or_a_vendor_alone_is_low() -> None:
    assert [hit[1] for hit in found(f'oauth_token = "{BARE}"\n', least=Confidence.LOW)] == [Confidence.LOW]
    assert [hit[1] for hit in found(f"wrangler gave {BARE}\n", least=Confidence.LOW)] == [Confidence.LOW]
