from __future__ import annotations

import zlib

import pytest

from cf_secret_guard.detectors.prefixed import KIND_OF_PREFIX, PrefixedDetector, checksum_is_valid
from cf_secret_guard.model import Checksum, Confidence, Kind
from tests import tokens
from tests.detectors.planting import Text, found, matches, named, plant, spans
from tests.detectors.syntaxes import PROSE, SYNTAXES

DETECTOR = PrefixedDetector()
FAMILIES = {
    "cfut": Kind.USER_API_TOKEN,
    "cfat": Kind.ACCOUNT_API_TOKEN,
    "cfk": Kind.GLOBAL_API_KEY,
}
GLUED = {
    "nothing at all": "{}",
    "an escaped line break on both sides": '"a\\n{}\\nb"',
    "an escaped tab before": '"a\\t{}"',
    "a terminal's colours": "\x1b[32m{}\x1b[0m",
    "a name before": "MY_{}",
    "letters before": "abc{}",
    "letters behind": "{}Zz",
    "digits behind": "{}00",
    "hex digits behind": "{}abcdef",
    "itself": "{}{}",
    "a closing bracket": "f({})",
    "a comma": "{},{}",
    "an angle bracket": "<{}>",
    "a full stop": "It was {}.",
    "double quotes": '"{}"',
    "single quotes": "'{}'",
    "backticks": "`{}`",
    "Chinese": "令牌{}的",
    "Japanese quotes": "「{}」",
    "emoji": "🔑{}🔑",
    "underscores": "_{}_",
    "dashes": "-{}-",
    "slashes": "/{}/",
    "an at sign": "{}@host",
    "a NUL byte": "\0{}\0",
    "a carriage return": "\r{}\r",
    "a byte order mark": "\ufeff{}",
    "a zero-width space": "\u200b{}\u200b",
    "a table's cells": "|{}|",
    "an escaped quote": '\\"{}\\"',
}
NEAR_MISSES = {
    "a body that is one too short": "cfut_{39}{crc}",
    "a checksum in capitals": "cfut_{40}{CRC}",
    "a prefix in capitals": "CFUT_{40}{crc}",
    "a dash for the underscore": "cfut-{40}{crc}",
    "a letter too many in the prefix": "cfuut_{40}{crc}",
    "a body with a dash": "cfut_{dash}{crc}",
    "a prefix that does not exist": "cfxt_{40}{crc}",
    "the words of a table": "cfk_sessions_users_accounts_zones_records_and_settings_of_all",
    "the prefix in prose": "Tokens begin with cfut_ or cfat_, keys with cfk_.",
    "a pattern": "cf(?:ut|at)_[A-Za-z0-9]{40}[0-9a-f]{8}",
    "a mask": "cfut_" + 48 * "*",
}


def near(template: str) -> str:
    body = tokens.chars("near", tokens.ALNUM, 40)
    crc = f"{zlib.crc32(body.encode()):08x}"
    holes = {"{40}": body, "{39}": body[1:], "{dash}": body[:20] + "-" + body[21:], "{crc}": crc, "{CRC}": crc.upper()}
    for hole, value in holes.items():
        template = template.replace(hole, value)
    return template


@pytest.mark.parametrize("prefix", FAMILIES)
@pytest.mark.parametrize("template", GLUED.values(), ids=GLUED)
def test_a_valid_checksum_is_certain_whatever_touches_it(prefix: str, template: str) -> None:
    value = tokens.prefixed(prefix)
    hits = found(plant(template, value))
    assert hits == template.count("{}") * [(FAMILIES[prefix], Confidence.CERTAIN, value)]


@pytest.mark.parametrize("row", [*SYNTAXES.values(), *PROSE.values()], ids=[*SYNTAXES, *PROSE])
def test_a_token_needs_no_context_in(row: Text) -> None:
    value = tokens.account_token()
    content = plant(named(row.template, ("some", "thing")), value)
    assert found(content, row.path) == [(Kind.ACCOUNT_API_TOKEN, Confidence.CERTAIN, value)]


@pytest.mark.parametrize("backslashes", [1, 2])
@pytest.mark.parametrize("prefix", FAMILIES)
def test_the_underscore_may_be_escaped_as_markdown_does(prefix: str, backslashes: int) -> None:
    value = tokens.prefixed(prefix)
    written = value.replace("_", "\\" * backslashes + "_")
    [match] = matches(DETECTOR, f"the token {written} leaked")
    assert match.secret.reveal() == value
    assert spans(DETECTOR, f"the token {written} leaked") == [written]


@pytest.mark.parametrize("prefix", FAMILIES)
def test_an_invalid_checksum_is_reported_low(prefix: str) -> None:
    value = tokens.prefixed(prefix, valid=False)
    content = f"CLOUDFLARE_API_TOKEN={value}\n"
    assert found(content, least=Confidence.LOW) == [(FAMILIES[prefix], Confidence.LOW, value)]
    [match] = matches(DETECTOR, content)
    assert match.checksum is Checksum.INVALID
    assert match.evidence == (f"prefix {prefix}_", "its CRC-32 checksum does not fit")


@pytest.mark.parametrize("position", [0, 17, 39, 40, 47])
def test_any_changed_character_makes_the_checksum_invalid(position: int) -> None:
    body = tokens.user_token().removeprefix("cfut_")
    changed = body[:position] + ("0" if body[position] != "0" else "1") + body[position + 1 :]
    [match] = matches(DETECTOR, f"cfut_{changed}")
    assert (match.confidence, match.checksum) == (Confidence.LOW, Checksum.INVALID)


@pytest.mark.parametrize("template", NEAR_MISSES.values(), ids=NEAR_MISSES)
def test_a_near_miss_is_not_claimed(template: str) -> None:
    assert matches(DETECTOR, near(template)) == []


def test_a_valid_token_says_how_it_proves_itself() -> None:
    value = tokens.user_token()
    [match] = matches(DETECTOR, f"x{value}")
    assert match.secret.reveal() == value
    assert match.checksum is Checksum.VALID
    assert match.evidence == ("prefix cfut_", "valid CRC-32 checksum")


def test_a_token_that_hides_in_the_tail_of_a_wrong_one_is_found() -> None:
    value = tokens.account_token()
    assert value in spans(DETECTOR, "cfut_" + "Ab1" + value)


def test_the_published_sample_has_a_valid_checksum() -> None:
    assert checksum_is_valid("SYNTHETICexampleBODYnotArealTokenXXXXXXX", "c924" + "ab2b")
    assert not checksum_is_valid("SYNTHETICexampleBODYnotArealTokenXXXXXXX", "c924" + "ab2c")


def test_every_kind_of_the_detector_has_a_prefix() -> None:
    assert KIND_OF_PREFIX == FAMILIES
    assert DETECTOR.kinds == tuple(FAMILIES.values())
