from __future__ import annotations

import os
import re
import threading
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cf_secret_guard.errors import IncompleteError, UsageError
from cf_secret_guard.model import Kind
from cf_secret_guard.respond.base import ActionRecord, ActionStatus, Verb
from cf_secret_guard.respond.incidents import document, store
from cf_secret_guard.respond.incidents.values import CLOSED, OPEN, Incident
from cf_secret_guard.secret import Secret
from cf_secret_guard.verify.base import Status
from tests.respond.incidents.cases import T1, T2, T3, TOKEN, exposed, finding, golden_cases, incident, verdict
from tests.tokens import legacy_token, r2_secret, user_token

if TYPE_CHECKING:
    from pathlib import Path

    from cf_secret_guard.model import Finding

R2 = finding(r2_secret(TOKEN), kind=Kind.R2_SECRET_ACCESS_KEY, path="rclone.conf")


def saved(place: Path, *runs: Incident) -> store.Note:
    for run in runs:
        store.open_or_update(str(place), run)
    (note,), troubles = store.notes(str(place))
    assert not troubles
    return note


def test_a_note_is_named_by_the_day_of_its_opening_and_the_fingerprint(tmp_path: Path) -> None:
    path = store.open_or_update(str(tmp_path / "new"), incident())
    assert path == tmp_path / "new" / f"2026-11-20-{finding().fingerprint[:12]}.md"
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700


def test_a_later_run_updates_the_note_whatever_it_is_called_now(tmp_path: Path) -> None:
    path = store.open_or_update(str(tmp_path), incident(status=Status.LIVE))
    renamed = path.rename(tmp_path / "the big one.md")
    assert store.open_or_update(str(tmp_path), incident(at=T2, status=Status.DISABLED)) == renamed
    note = saved(tmp_path)
    assert [row.status for row in note.state.verdicts] == ["live", "disabled"]
    assert (note.state.opened, note.state.updated) == (T1, T2)


def test_two_secrets_never_share_a_note(tmp_path: Path) -> None:
    for value in (user_token("a"), user_token("b")):
        store.open_or_update(str(tmp_path), incident(finding(value)))
    assert len(store.notes(str(tmp_path))[0]) == 2


@pytest.mark.parametrize("order", [(finding(), R2), (R2, finding())])
def test_an_r2_secret_and_its_token_share_a_note_in_whichever_order_they_are_found(
    order: tuple[Finding, ...],
    tmp_path: Path,
) -> None:
    note = saved(tmp_path, *(incident(item, at=at) for item, at in zip(order, (T1, T2), strict=True)))
    assert {row.kind for row in note.state.secrets} == {Kind.USER_API_TOKEN, Kind.R2_SECRET_ACCESS_KEY}


def test_a_file_of_the_same_name_that_is_something_else_stays(tmp_path: Path) -> None:
    other = tmp_path / f"2026-11-20-{finding().fingerprint[:12]}.md"
    other.write_text("# my own\n")
    path = store.open_or_update(str(tmp_path), incident())
    assert path.stem == f"{other.stem}-2"
    assert store.find(str(tmp_path), path.stem).state.id == path.stem
    assert other.read_text() == "# my own\n"


def test_what_a_person_wrote_survives_every_run(tmp_path: Path) -> None:
    path = store.open_or_update(str(tmp_path), incident(status=Status.LIVE))
    text = (
        path.read_text()
        .replace("- [ ] **Tell**", "- [x] **Tell**")
        .replace("## Notes\n", "## Notes\n\n* Ann knows.\r\n")
    )
    path.write_text(text.replace("\nstatus:", "\nowner: ann\nstatus:"), newline="")
    note = saved(tmp_path, incident(at=T2, status=Status.DISABLED), incident(at=T3, status=Status.REVOKED))
    assert "\n* Ann knows.\r\n" in note.text
    assert "tell" in document.ticked(note.body)
    assert note.state.extra == (("owner", "ann"),)
    assert "**Dead: revoked.**" in note.text


def test_no_run_leaves_a_secret_in_a_note_wherever_it_came_in(tmp_path: Path) -> None:
    value, other = legacy_token("x"), legacy_token("other")
    item = finding(
        value,
        kind=Kind.API_TOKEN,
        path=f"dir/{value}/{other}.env",
        evidence=(f"value {value}",),
        companions=(("account_id", value),),
    )
    action = ActionRecord(Verb.DISABLE, f"user token {value}", ActionStatus.FAILED, f"said {other}", T1)
    run = incident(
        item,
        verdicts=((item.fingerprint, verdict(reason=f"got {value}")),),
        exposures=(exposed(item, first_path=value, remotes=(f"origin/{value}",), tags=(value,), authors=(value,)),),
        capability=f"can {value}",
        severity=value,
        actions=(action,),
        audit=(f"{value[::-1]} {value.encode().hex()}",),
        secrets=(Secret(other),),
    )
    path = store.open_or_update(str(tmp_path), run)
    path.write_text(f"{path.read_text()}\nI pasted {value} here.\n")
    text = saved(tmp_path, run._replace(at=T2)).text
    assert not [form for form in (value, other, value[::-1], value.encode().hex()) if form in text]
    assert "I pasted ******** here." in text


def test_what_was_written_before_a_secret_was_known_is_cleaned_when_it_is(tmp_path: Path) -> None:
    value = legacy_token("later")
    store.open_or_update(str(tmp_path), incident(finding(path=f"{value}.env")))
    assert value in saved(tmp_path).text
    assert value not in saved(tmp_path, incident(at=T2, secrets=(Secret(value),))).text


HOSTILE = st.text(st.characters(), max_size=30) | st.sampled_from(
    [
        "a\n---\nstatus: closed\n---\n",
        "x\n<!-- cf-secret-guard:end where -->\n## Notes",
        "<!-- cf-secret-guard:begin todo -->",
        '", "line": 9}',
        "- [x] done <!-- step:revoke -->",
        "``` `` `",
        "a | b\r\n| --- |",
        "\u202egnp.exe\u2066",
        "<script>alert(1)</script>",
        "]]> {{x}} [a](javascript:b)",
    ]
)


@settings(deadline=None, max_examples=60)
@given(path=HOSTILE, evidence=HOSTILE, reason=HOSTILE, other=HOSTILE)
def test_nothing_hostile_becomes_more_than_text(
    path: str, evidence: str, reason: str, other: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    place = tmp_path_factory.mktemp("notes")
    item = finding(path=path, evidence=(evidence,), companions=(("account_id", other),), decoded_via=(other,))
    run = incident(
        item,
        verdicts=((item.fingerprint, verdict(reason=reason)),),
        exposures=(exposed(item, first_path=other, remotes=(other,), limits=(reason,)),),
        capability=other,
        severity=reason,
        audit=(evidence,),
        personal=True,
    )
    note = saved(place, run)
    assert note.state.status == OPEN
    assert not document.ticked(note.body)
    assert [row.path for row in note.state.places] == [escaped(path)]
    assert note.state.secrets[0].evidence == (escaped(evidence),)
    assert note.state.verdicts[0].reason == escaped(reason)
    assert re.findall(r"^<!-- cf-secret-guard:begin (\w+) -->$", note.text, re.MULTILINE) == list(document.ORDER)
    assert not [char for char in note.text if not char.isprintable() and char != "\n"]
    again = saved(place, run._replace(at=T2))
    assert len(again.state.places) == 1


def escaped(text: str) -> str:
    return "".join(f"\\x{ord(c) - 0xDC00:02x}" if "\udc80" <= c <= "\udcff" else odd(c) for c in text)


def odd(char: str) -> str:
    return f"\\u{ord(char):04x}" if "\ud800" <= char <= "\udfff" else char


def test_two_runs_at_once_lose_neither_history(tmp_path: Path) -> None:
    pids = []
    for number in range(8):
        pid = os.fork()
        if not pid:
            try:
                store.open_or_update(str(tmp_path), incident(status=Status.LIVE, at=f"2026-11-20T09:00:0{number}Z"))
            except BaseException:  # noqa: BLE001 - the child must end here
                os._exit(1)
            os._exit(0)
        pids.append(pid)
    assert [os.waitpid(pid, 0)[1] for pid in pids] == [0] * 8
    assert len(saved(tmp_path).state.verdicts) == 8


def test_two_threads_at_once_lose_neither_history(tmp_path: Path) -> None:
    runs = [incident(status=Status.LIVE, at=f"2026-11-20T09:00:0{number}Z") for number in range(4)]
    threads = [threading.Thread(target=store.open_or_update, args=(str(tmp_path), run)) for run in runs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(saved(tmp_path).state.verdicts) == 4


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("\nplaces:", "\nplaces: ]"), "not valid YAML"),
        (("incident/1", "incident/9"), "Upgrade"),
        (("\n---\n", "\n"), "has no end"),
        (("## Notes", "## N\udcf6tes"), "not UTF-8"),
    ],
)
def test_a_broken_note_is_neither_lost_nor_doubled(change: tuple[str, str], message: str, tmp_path: Path) -> None:
    path = store.open_or_update(str(tmp_path), incident())
    broken = path.read_text().replace(*change).encode("utf-8", "surrogateescape")
    path.write_bytes(broken)
    with pytest.raises(IncompleteError, match=message) as caught:
        store.open_or_update(str(tmp_path), incident(at=T2))
    assert caught.value.next_step
    assert path.read_bytes() == broken
    assert len(list(tmp_path.glob("*.md"))) == 1
    found, troubles = store.notes(str(tmp_path))
    assert (found, len(troubles)) == ((), 1)


def test_a_broken_note_about_something_else_is_in_nobodys_way(tmp_path: Path) -> None:
    path = store.open_or_update(str(tmp_path), incident())
    path.write_text(path.read_text().replace("\nplaces:", "\nplaces: ]"))
    store.open_or_update(str(tmp_path), incident(finding(user_token("b"))))
    assert len(list(tmp_path.glob("*.md"))) == 2


def test_a_link_in_the_place_of_a_note_is_refused_and_other_links_are_left_alone(tmp_path: Path) -> None:
    (tmp_path / "readme.md").symlink_to("/etc/hostname")
    os.mkfifo(tmp_path / "fifo.md")
    path = store.open_or_update(str(tmp_path), incident())
    moved = path.rename(tmp_path / "elsewhere.txt")
    path.symlink_to(moved)
    with pytest.raises(IncompleteError, match="symbolic link"):
        store.open_or_update(str(tmp_path), incident(at=T2))
    assert T2 not in moved.read_text()


def test_other_markdown_is_no_note(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("---\ntitle: x\n---\n")
    assert store.notes(str(tmp_path)) == ((), ())


def test_an_incident_without_findings_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        store.open_or_update(str(tmp_path), Incident(()))


def test_the_time_is_now_if_none_is_given(tmp_path: Path) -> None:
    assert saved(tmp_path, incident(at="")).state.opened >= "2026"
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", store.now())


def test_an_incident_is_named_by_id_file_or_fingerprint(tmp_path: Path) -> None:
    path = store.open_or_update(str(tmp_path), incident())
    path.rename(tmp_path / "mine.md")
    for name in (path.stem, path.name, "mine", "mine.md", finding().fingerprint, finding().fingerprint[:8]):
        assert store.find(str(tmp_path), name).path.name == "mine.md"


@pytest.mark.parametrize("name", ["", "nothing", "../x", finding().fingerprint[:4]])
def test_a_name_that_means_nothing_is_refused(name: str, tmp_path: Path) -> None:
    store.open_or_update(str(tmp_path), incident())
    with pytest.raises(UsageError, match="no incident") as caught:
        store.find(str(tmp_path), name)
    assert "incident list" in caught.value.next_step


def test_a_name_that_means_two_is_refused(tmp_path: Path) -> None:
    path = store.open_or_update(str(tmp_path), incident())
    (tmp_path / "copy.md").write_text(path.read_text())
    with pytest.raises(UsageError, match="more than one"):
        store.find(str(tmp_path), path.stem)


@pytest.mark.parametrize("status", [Status.LIVE, Status.RESTRICTED, Status.UNKNOWN])
def test_what_may_work_is_closed_only_with_force(status: Status, tmp_path: Path) -> None:
    note = saved(tmp_path, incident(status=status))
    with pytest.raises(UsageError, match=f"the last verdict is {status}") as caught:
        store.close(str(tmp_path), note.state.id)
    assert "--force" in caught.value.next_step
    store.close(str(tmp_path), note.state.id, force=True, at=T3)
    assert saved(tmp_path).state.status == CLOSED


@pytest.mark.parametrize("status", [Status.NOT_CHECKABLE, None])
def test_what_nobody_can_check_is_closed_when_its_revocation_is_ticked(status: Status | None, tmp_path: Path) -> None:
    note = saved(tmp_path, incident(status=status))
    with pytest.raises(UsageError, match="not known to be over"):
        store.close(str(tmp_path), note.state.id)
    note.path.write_text(note.text.replace("- [ ] **Revoke", "- [x] **Revoke"))
    store.close(str(tmp_path), note.state.id)
    assert saved(tmp_path).state.status == CLOSED


def test_closing_says_when_and_why_and_not_who(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("USER", "ann")
    note = saved(tmp_path, incident(status=Status.REVOKED))
    store.close(str(tmp_path), note.state.id, note=f"done, it was {TOKEN}", at=T3)
    text = saved(tmp_path).text
    assert "closed, last verdict: revoked. done, it was cfut\\_\\*" in text
    assert TOKEN not in text
    assert "ann" not in text.replace("channel", "")
    with pytest.raises(UsageError, match="closed already"):
        store.close(str(tmp_path), note.state.id)


def test_a_closed_incident_that_works_again_is_open_again(tmp_path: Path) -> None:
    note = saved(tmp_path, incident(status=Status.DISABLED))
    store.close(str(tmp_path), note.state.id, at=T2)
    again = saved(tmp_path, incident(status=Status.LIVE, at=T3))
    assert again.state.status == OPEN
    assert "revoke it again" in again.text


@pytest.mark.parametrize("name", golden_cases())
def test_saving_the_same_run_twice_changes_nothing(name: str, tmp_path: Path) -> None:
    runs = golden_cases()[name].runs
    first = saved(tmp_path, *runs).text
    assert saved(tmp_path, runs[-1]).text == first
