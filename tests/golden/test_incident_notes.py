"""Golden incident notes. To write them anew: ``GOLDEN=write python -m pytest tests/golden``, then read ``git diff``."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from cf_secret_guard.respond.incidents import store
from tests.respond.incidents.cases import T3, golden_cases, only, secrets_of

GOLDEN = Path(__file__).parent / "incidents"


@pytest.mark.parametrize("name", golden_cases())
def test_the_note_is_the_golden_one(name: str, tmp_path: Path) -> None:
    case = golden_cases()[name]
    for run in case.runs:
        store.open_or_update(str(tmp_path), run)
    if case.close:
        store.close(str(tmp_path), only(tmp_path).stem, note=case.close, at=T3)
    text = only(tmp_path).read_text(encoding="utf-8")
    file = GOLDEN / f"{name}.md"
    if os.environ.get("GOLDEN") == "write":
        file.write_text(text, encoding="utf-8", newline="\n")
    assert file.read_text(encoding="utf-8") == text


@pytest.mark.parametrize("name", golden_cases())
def test_no_golden_note_holds_a_secret(name: str) -> None:
    text = (GOLDEN / f"{name}.md").read_text(encoding="utf-8")
    assert not [secret for run in golden_cases()[name].runs for secret in secrets_of(run) if secret in text]


def test_no_golden_note_is_left_over() -> None:
    assert {file.stem for file in GOLDEN.iterdir()} == set(golden_cases())
