from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from cf_secret_guard.commands import incident as command
from cf_secret_guard.errors import IncompleteError, UsageError
from cf_secret_guard.model import ExitCode
from cf_secret_guard.respond.incidents import store
from cf_secret_guard.verify.base import Status
from tests.respond.incidents.cases import TOKEN, finding, incident, only
from tests.tokens import user_token

if TYPE_CHECKING:
    from pathlib import Path

ID = f"2026-11-20-{finding().fingerprint[:12]}"


@pytest.fixture
def notes(tmp_path: Path) -> str:
    place = str(tmp_path / "notes")
    store.open_or_update(place, incident(finding(), finding(line=9), status=Status.LIVE, severity="high"))
    store.open_or_update(place, incident(finding(user_token("b"), kind="my-kind")))
    return place


def test_the_list_is_a_table_with_a_row_each(notes: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert command.list_incidents(notes) is ExitCode.CLEAN
    heading, *rows = capsys.readouterr().out.splitlines()
    assert heading.split() == ["ID", "OPENED", "KIND", "STATUS", "SEVERITY", "VERDICT", "PLACES"]
    assert f"{ID}  2026-11-20  cloudflare-user-api-token  open    high      live       2" in rows
    assert any(row.split()[2:] == ["my-kind", "open", "unknown", "not", "asked", "1"] for row in rows)


def test_the_list_for_programs_is_one_document(notes: str, capsys: pytest.CaptureFixture[str]) -> None:
    command.list_incidents(notes, format="json")
    document = json.loads(capsys.readouterr().out)
    assert document["schema"] == "cf-secret-guard/incidents/1"
    assert {row["verdict"] for row in document["incidents"]} == {"live", "not asked"}
    assert {row["places"] for row in document["incidents"]} == {1, 2}


def test_an_empty_directory_has_no_incidents(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert command.list_incidents(str(tmp_path)) is ExitCode.CLEAN
    assert capsys.readouterr().out == "No incidents.\n"


def test_a_note_that_cannot_be_read_is_named_and_the_list_incomplete(
    notes: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "notes" / "x.md").write_text("---\nschema: cf-secret-guard/incident/1\n")
    assert command.list_incidents(notes) is ExitCode.INCOMPLETE
    out, err = capsys.readouterr()
    assert ID in out
    assert "x.md cannot be used for incident notes: its front matter has no end. Correct it" in err


def test_a_directory_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(IncompleteError):
        command.list_incidents(str(tmp_path / "nowhere"))


def test_show_prints_the_note(notes: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert command.show(notes, ID) is ExitCode.CLEAN
    assert "**Live. Act now.**" in capsys.readouterr().out


def test_show_prints_neither_escapes_nor_a_token_that_somebody_pasted(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    store.open_or_update(str(tmp_path), incident())
    path = only(tmp_path)
    path.write_text(f"{path.read_text()}\x1b[31m {TOKEN}\n")
    command.show(str(tmp_path), ID)
    shown = capsys.readouterr().out
    assert "\\x1b[31m cfut_********" in shown
    assert TOKEN not in shown


def test_close_says_what_it_closed(notes: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(UsageError, match="is not over"):
        command.close(notes, ID)
    assert command.close(notes, ID, text="risk accepted", force=True) is ExitCode.CLEAN
    assert capsys.readouterr().out.endswith(f"{ID}.md\n")
    assert "risk accepted." in store.find(notes, ID).text
