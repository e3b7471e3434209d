"""The validator and the published schema agree: each file of the table is judged by both."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import jsonschema
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from cf_secret_guard.config import schema
from cf_secret_guard.config.yaml_text import parse
from cf_secret_guard.errors import ConfigError
from tests.tokens import legacy_token

if TYPE_CHECKING:
    from collections.abc import Iterator

CONFIG = schema.load("config-1.schema.json")
OFFICIAL = jsonschema.Draft202012Validator(CONFIG)
DETECTOR = "detectors: [{id: acme-key, pattern: 'acme_[0-9]+', keywords: [acme_]}]"
PRINT = "0123456789abcdef" * 2

GOOD = [
    "{}",
    "version: 1",
    "version: 1.0",
    "min-confidence: certain",
    "decode: off",
    "max-file-size: 1048576",
    "max-file-size: 10M",
    "max-file-size: '512 KiB'",
    "baseline: dir/known.jsonl",
    "baseline: ..hidden/x..y",
    "ignore: {}",
    "ignore: {paths: []}",
    "ignore: {paths: [vendor/, '*.min.js']}",
    f"ignore: {{fingerprints: [{{fingerprint: '{PRINT}', reason: a test}}]}}",
    "detectors: []",
    DETECTOR,
    DETECTOR.replace("]}]", "], secret-group: 1, confidence: high, paths: ['*.env'], min-entropy: 3.5}]"),
    DETECTOR.replace("]}]", "], secret-group: key, description: A key of Acme}]"),
]
BAD = [
    ("text", "1:1", "mapping"),
    ("- a", "1:1", "mapping"),
    ("version: 2", "1:10", "must be 1"),
    ("version: '1'", "1:10", "integer"),
    ("version: true", "1:10", "integer"),
    ("a: 1\nmin_confidence: low", "1:1", "unknown key 'a'"),
    ("min_confidence: low", "1:1", "Did you mean 'min-confidence'"),
    ("Ignores: {}", "1:1", "Did you mean 'ignore'"),
    ("min-confidence: sure", "1:17", "low, medium, high, certain"),
    ("min-confidence: 3", "1:17", "string.*quotes"),
    ("decode: 'yes'", "1:9", "true or false"),
    ("max-file-size: 0", "1:16", "range"),
    ("max-file-size: 10T", "1:16", "form"),
    ("max-file-size: 1.5", "1:16", "integer or a string"),
    ("max-file-size: '10M\\n'", "1:16", "form"),
    ("baseline: /etc/passwd", "1:11", "outside of"),
    ("baseline: ../x", "1:11", "form"),
    ("baseline: a/../x", "1:11", "form"),
    ("baseline: 'C:\\x'", "1:11", "form"),
    ("baseline: .git/hooks/pre-commit", "1:11", "form"),
    ("baseline: a/.GIT/x", "1:11", "form"),
    ("baseline: ''", "1:11", "form"),
    ('baseline: "a\\nb"', "1:11", "form"),
    ("ignore: [vendor/]", "1:9", "`paths:`"),
    ("ignore: {path: [x]}", "1:10", "Did you mean 'paths'"),
    ("ignore: {paths: vendor/}", "1:17", "list"),
    ("ignore: {paths: ['']}", "1:18", "short"),
    ("ignore: {paths: [1]}", "1:18", "quotes"),
    ("ignore: {fingerprints: [abc]}", "1:25", "mapping"),
    (f"ignore: {{fingerprints: [{{fingerprint: '{PRINT}'}}]}}", "1:25", "'reason' is missing"),
    (f"ignore: {{fingerprints: [{{fingerprint: '{PRINT}', reason: ' '}}]}}", "1:83", "Say why"),
    ("ignore: {fingerprints: [{fingerprint: abc, reason: x}]}", "1:39", "never the secret"),
    ("detectors: {}", "1:12", "list"),
    ("detectors: [{id: acme}]", "1:13", "'pattern' is missing"),
    (DETECTOR.replace("acme-key", "cloudflare-x"), "1:18", "built in"),
    (DETECTOR.replace("acme-key", "ab"), "1:18", "form"),
    (DETECTOR.replace("acme-key", "Acme"), "1:18", "form"),
    (DETECTOR.replace("acme-key", '"acme\\n"'), "1:18", "form"),
    (DETECTOR.replace("[acme_]", "[]"), "1:62", "at least one keyword"),
    (DETECTOR.replace("[acme_]", "[ac]"), "1:63", "shorter keywords"),
    (DETECTOR.replace("[acme_]", "[acmé]"), "1:63", "ASCII"),
    (DETECTOR.replace("'acme_[0-9]+'", "é+"), "1:37", "ASCII"),
    (DETECTOR.replace("'acme_[0-9]+'", "a" * 2001), "1:37", "longer than 2000"),
    (DETECTOR.replace("]}]", "], confidence: certain}]"), "1:83", "low, medium, high"),
    (DETECTOR.replace("]}]", "], secret-group: -1}]"), "1:85", "range"),
    (DETECTOR.replace("]}]", "], min-entropy: 9}]"), "1:84", "bits"),
    (DETECTOR.replace("]}]", "], paths: []}]"), "1:78", "leave it out"),
]
POWER = [
    "api-base",
    "api_url",
    "admin-token",
    "credentials",
    "revoke",
    "auto-revoke",
    "verify",
    "CF_API_TOKEN",
    "proxy",
]


def official(text: str) -> bool:
    return bool(OFFICIAL.is_valid(yaml.safe_load(text)))


@pytest.mark.parametrize("text", GOOD)
def test_both_accept(text: str) -> None:
    schema.validate(parse(text, "f.yaml"), CONFIG, "f.yaml")
    assert official(text)


@pytest.mark.parametrize(("text", "place", "words"), BAD)
def test_both_refuse_and_ours_says_where_and_what_to_do(text: str, place: str, words: str) -> None:
    with pytest.raises(ConfigError, match=words) as caught:
        schema.validate(parse(text, "f.yaml"), CONFIG, "f.yaml")
    assert caught.value.message.startswith(f"f.yaml:{place}: ")
    assert caught.value.next_step
    assert not official(text)


@pytest.mark.parametrize("key", POWER)
def test_a_file_has_no_say_over_addresses_credentials_and_actions(key: str) -> None:
    with pytest.raises(ConfigError, match=f"'{key}' cannot be set in a file.*no say"):
        schema.validate(parse(f"{key}: x", "f.yaml"), CONFIG, "f.yaml")
    assert not official(f"{key}: x")


@pytest.mark.parametrize(
    "text",
    [
        "{}: x",
        "version: {}",
        "min-confidence: {}",
        "max-file-size: {}",
        "ignore: {{fingerprints: [{{fingerprint: {}, reason: x}}]}}",
        "a: !{} x",
        "{0}: x\n{0}: x",
    ],
)
def test_a_secret_pasted_into_the_wrong_place_is_not_repeated(text: str) -> None:
    with pytest.raises(ConfigError) as caught:
        schema.validate(parse(text.format(legacy_token()), "f.yaml"), CONFIG, "f.yaml")
    assert legacy_token() not in str(caught.value)


def subschemas(node: schema.Schema) -> Iterator[schema.Schema]:
    yield node
    for child in cast("dict[str, schema.Schema]", node.get("properties", {})).values():
        yield from subschemas(child)
    if "items" in node:
        yield from subschemas(cast("schema.Schema", node["items"]))


KNOWN = (
    {"$schema", "$id", "title", "description", "examples", "default", "x-fix"}
    | {"type", "const", "enum", "pattern", "minLength", "maxLength", "minimum", "maximum", "minItems", "items"}
    | {"properties", "required", "additionalProperties"}
)


@pytest.mark.parametrize("name", ["config-1.schema.json", "baseline-1.schema.json"])
def test_the_schemas_use_only_what_the_validator_knows(name: str) -> None:
    loaded = schema.load(name)
    jsonschema.Draft202012Validator.check_schema(loaded)
    for part in subschemas(loaded):
        assert set(part) <= KNOWN
        assert part.get("additionalProperties", True) is ("properties" not in part)
        assert part.get("description") or "x-fix" in part


KEYS = st.sampled_from(["version", "decode", "baseline", "ignore", "paths", "fingerprints", "detectors", "id", "nope"])
VALUES = st.recursive(
    st.one_of(
        st.none(), st.booleans(), st.integers(-2, 3), st.floats(-1, 9), st.sampled_from(["", "low", "a/b", "1K"])
    ),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=8,
)


@given(VALUES)
def test_both_judge_any_document_alike(value: object) -> None:
    text = yaml.safe_dump(value)
    try:
        schema.validate(parse(text, "f.yaml"), CONFIG, "f.yaml")
    except ConfigError:
        ours = False
    else:
        ours = True
    assert ours is (value is None or official(text))
