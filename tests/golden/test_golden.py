"""Golden reports. To write them anew: ``GOLDEN=write python -m pytest tests/golden``, then read ``git diff``."""

from __future__ import annotations

import json
import os
from pathlib import Path

import jsonschema
import pytest

from cf_secret_guard.report.base import FORMATS, Appearance, renderer
from tests.report.reports import golden_cases, secrets

GOLDEN = Path(__file__).parent
SCHEMA = Path(__file__).parents[2] / "cf_secret_guard" / "schemas" / "report-1.schema.json"
SUFFIXES = {
    "text": "txt",
    "json": "json",
    "sarif": "sarif",
    "github": "github.txt",
    "gitlab": "gitlab.json",
    "markdown": "md",
    "html": "html",
}
VIEWS = {
    "": Appearance(),
    "-stopped": Appearance(stopped=True),
    "-verbose": Appearance(verbosity=1),
    "-quiet": Appearance(quiet=True),
    "-color": Appearance(color=True),
}
CASES = [
    *((case, format_, "") for case in golden_cases() for format_ in FORMATS),
    ("full", "text", "-verbose"),
    ("full", "markdown", "-verbose"),
    ("full", "text", "-quiet"),
    ("full", "text", "-color"),
    ("responded", "text", "-quiet"),
    ("responded", "text", "-color"),
    ("staged", "text", "-stopped"),
    ("commit-message", "text", "-stopped"),
    ("incomplete", "text", "-stopped"),
    ("push", "text", "-stopped"),
]


@pytest.mark.parametrize(("case", "format_", "view"), CASES)
def test_the_report_is_the_golden_one(case: str, format_: str, view: str) -> None:
    text = renderer(format_)(golden_cases()[case], VIEWS[view])
    file = GOLDEN / f"{case}{view}.{SUFFIXES[format_]}"
    if os.environ.get("GOLDEN") == "write":
        file.write_text(text, encoding="utf-8", newline="\n")
    assert file.read_bytes().decode() == text


@pytest.mark.parametrize("case", golden_cases())
def test_every_json_report_follows_the_published_schema(case: str) -> None:
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    document = json.loads((GOLDEN / f"{case}.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator(schema).validate(document)


@pytest.mark.parametrize(("case", "format_", "view"), CASES)
def test_no_golden_report_holds_a_secret(case: str, format_: str, view: str) -> None:
    text = (GOLDEN / f"{case}{view}.{SUFFIXES[format_]}").read_text(encoding="utf-8")
    assert not [secret for secret in secrets(golden_cases()[case]) if secret in text]


def test_no_golden_file_is_left_over() -> None:
    expected = {f"{case}{view}.{SUFFIXES[format_]}" for case, format_, view in CASES}
    assert {file.name for suffix in SUFFIXES.values() for file in GOLDEN.glob(f"*.{suffix}")} == expected
