from __future__ import annotations

import pytest

from cf_secret_guard.config.base import Config, DetectorSpec, IgnoredSecret
from cf_secret_guard.config.build import build
from cf_secret_guard.config.yaml_text import parse
from cf_secret_guard.errors import ConfigError
from cf_secret_guard.model import Confidence
from cf_secret_guard.options.scan import parse_size

PRINT = "0123456789abcdef" * 2


def read(text: str) -> Config:
    return build(parse(text, "f.yaml"), "f.yaml")


def test_a_full_configuration_becomes_values() -> None:
    config = read(f"""\
version: 1
min-confidence: high
decode: false
max-file-size: 10M
baseline: dir/known.jsonl
ignore:
  paths: ["vendor/"]
  fingerprints:
    - fingerprint: {PRINT!r}
      reason: " published on purpose "
detectors:
  - id: acme-key
    description: A key of Acme
    pattern: 'acme_(?P<key>[0-9a-f]{{32}})'
    keywords: [ACME_]
    secret-group: key
    confidence: high
    paths: ["*.env"]
    min-entropy: 3
archives: false
""")
    assert config.min_confidence is Confidence.HIGH
    assert config.decode is False
    assert config.archives is False
    assert config.max_file_size == 10 * 1024**2
    assert config.baseline == "dir/known.jsonl"
    assert [(pattern.text, pattern.where) for pattern in config.ignored_paths] == [("vendor/", "f.yaml line 7")]
    assert config.ignored_secrets == (IgnoredSecret(PRINT, "published on purpose", "f.yaml line 9"),)
    (spec,) = config.detectors
    assert [pattern.text for pattern in spec.paths] == ["*.env"]
    assert spec._replace(paths=()) == DetectorSpec(
        "acme-key", "acme_(?P<key>[0-9a-f]{32})", ("ACME_",), "key", "A key of Acme", Confidence.HIGH, (), 3.0
    )


def test_what_is_not_said_stays_open() -> None:
    assert read("version: 1") == Config(names=("f.yaml",))
    (spec,) = read("detectors: [{id: acme-key, pattern: acme_x+, keywords: [acme_]}]").detectors
    assert spec == DetectorSpec("acme-key", "acme_x+", ("acme_",))


@pytest.mark.parametrize("text", ["4096", "512K", "10M", "2G", "512KiB", "10mb", "1g"])
def test_sizes_mean_the_same_as_on_the_command_line(text: str) -> None:
    assert read(f"max-file-size: {text!r}").max_file_size == parse_size(text)
    assert read(f"max-file-size: {text}").max_file_size == parse_size(text)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("ignore:\n  paths:\n    - './x'\n", r"^f\.yaml line 3: the pattern './x' never matches"),
        ("ignore:\n  paths:\n    - '#x'\n", r"^f\.yaml:3:7: '#x' is a comment"),
        (
            f"ignore: {{fingerprints: [{{fingerprint: '{PRINT}', reason: a}}, {{fingerprint: '{PRINT}', reason: b}}]}}",
            "stands here twice",
        ),
        ("detectors:\n- id: abc\n  pattern: (\n  keywords: [abc]\n", r"^f\.yaml:3:12: the pattern of 'abc' cannot"),
        ("detectors:\n- id: abc\n  pattern: a\n  secret-group: 1\n  keywords: [abc]\n", "0 groups, not 1"),
        (
            "detectors:\n- {id: abc, pattern: a, keywords: [abc]}\n- {id: abc, pattern: a, keywords: [abc]}\n",
            r"^f\.yaml:3:8: there are two detectors",
        ),
    ],
)
def test_what_no_schema_can_check_is_refused_with_its_place(text: str, words: str) -> None:
    with pytest.raises(ConfigError, match=words) as caught:
        read(text)
    assert caught.value.next_step
