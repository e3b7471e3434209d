from __future__ import annotations

import os
import pty
import select
import subprocess
import time
from typing import TYPE_CHECKING

import pytest

from cf_secret_guard.catalog import entry
from cf_secret_guard.model import Kind
from cf_secret_guard.respond.incidents import checklist
from cf_secret_guard.respond.incidents.checklist import steps
from cf_secret_guard.respond.incidents.values import ExposureRow, PlaceRow, SecretRow, State, VerdictRow
from tests.tokens import user_token

if TYPE_CHECKING:
    from pathlib import Path

TOKEN = SecretRow("t", Kind.USER_API_TOKEN, identifiers=("account_id 22",))
R2 = SecretRow("r", Kind.R2_SECRET_ACCESS_KEY)


def state(*secrets: SecretRow, verdict: str = "", **more: object) -> State:
    verdicts = (VerdictRow("t", verdict, "", "id1", checked_at="2026-11-21T10:00:00Z"),) if verdict else ()
    known = State(
        "2026-11-20-abc", "t", secrets=secrets or (TOKEN,), verdicts=verdicts, places=(PlaceRow("t", "a.env"),)
    )
    return known._replace(**more)  # type: ignore[arg-type]


def keys(known: State) -> list[str]:
    return [step.key for step in steps(known)]


def text(known: State, key: str) -> str:
    (step,) = (step for step in steps(known) if step.key == key)
    return "\n".join((step.title, *step.lines))


@pytest.mark.parametrize("kind", Kind)
def test_each_kind_says_where_to_revoke_it_and_what_to_look_for(kind: Kind) -> None:
    known = state(SecretRow("t", kind))
    assert entry(kind).url in text(known, "revoke")
    assert f"Look for {checklist._LOOK_FOR[kind]}" in text(known, "audit")
    assert "https://" in text(known, "audit")


def test_the_most_urgent_comes_first_and_closing_last() -> None:
    assert keys(state()) == ["revoke", "replace", "audit", "tell", "remove", "purge", "close"]


def test_a_custom_kind_has_a_list_too() -> None:
    assert "Revoke it where it was issued" in text(state(SecretRow("t", "my-kind")), "revoke")
    assert checklist.AUDIT_LOG in text(state(SecretRow("t", "my-kind")), "audit")


def test_what_is_dead_needs_no_revoking_and_what_is_disabled_needs_deleting() -> None:
    first, second, *_ = steps(state(verdict="disabled"))
    assert first.done
    assert "disabled when asked at 2026-11-21 10:00 UTC" in first.title
    assert second.key == "delete"
    assert "delete" not in keys(state(verdict="revoked"))


def test_an_r2_secret_is_revoked_with_its_token() -> None:
    assert [key for key in keys(state(TOKEN, R2)) if key.startswith("revoke")] == ["revoke"]
    assert "R2 > Manage API tokens" in text(state(R2), "revoke")


def test_two_kinds_of_one_secret_have_a_step_each() -> None:
    assert keys(state(TOKEN, SecretRow("t", Kind.ORIGIN_CERT)))[:2] == ["revoke", "revoke-2"]


def test_the_token_is_found_by_what_is_known_of_it() -> None:
    assert "`token id id1`, `account_id 22`" in text(state(verdict="live"), "revoke")
    assert "Filter by token id `id1`." in text(state(verdict="live"), "audit")


def test_an_origin_ca_key_is_not_said_to_need_revoking() -> None:
    assert "stopped working on 2026-09-30" in text(state(SecretRow("t", Kind.ORIGIN_CA_KEY)), "revoke")


def test_the_audit_log_is_read_from_the_first_commit_on() -> None:
    assert "from 2026-01-02 on" in text(state(exposures=(ExposureRow(first_date="2026-01-02T00:00:00Z"),)), "audit")


def test_what_was_never_committed_needs_no_purge() -> None:
    assert "purge" not in keys(state(exposures=(ExposureRow(committed=False),)))
    for committed in (True, None):
        assert "purge" in keys(state(exposures=(ExposureRow(committed=False), ExposureRow(committed=committed))))


def test_what_stands_encoded_is_removed_with_its_file() -> None:
    place = PlaceRow("t", "it's.yaml", decoded_via=("base64",))
    odd = PlaceRow("t", "a\nb", decoded_via=("base64",))
    assert """`git filter-repo --force --invert-paths --path 'it'"'"'s.yaml'`""" in text(
        state(places=(place, odd)), "purge"
    )
    assert "Remove those files as well." in text(state(places=(odd,)), "purge")


def test_many_files_are_counted() -> None:
    places = tuple(PlaceRow("t", f"{number}.env") for number in range(25))
    assert text(state(places=places), "remove").endswith("`19.env` and 5 more.")


def test_every_step_is_one_line_and_its_key_unique() -> None:
    known = state(TOKEN, R2, SecretRow("t", Kind.ORIGIN_CERT), places=(PlaceRow("t", "a\nb\u2028c"),))
    assert len(set(keys(known))) == len(keys(known))
    assert all(len(line.splitlines()) <= 1 for step in steps(known) for line in (step.title, *step.lines))


FILTER_REPO = """#!/bin/sh
echo "$@" > "$OUT/arguments"
cp -p "$3" "$OUT/given"
cat /proc/[0-9]*/cmdline > "$OUT/processes" 2>/dev/null
"""


def test_the_purge_steps_show_the_secret_to_nobody_and_leave_nothing_behind(tmp_path: Path) -> None:
    """They are pasted into a shell on a terminal, with a stand-in for git-filter-repo."""
    out, work = tmp_path / "out", tmp_path / "work"
    out.mkdir()
    work.mkdir()
    subprocess.run(["git", "init", "--quiet", "--bare", str(tmp_path / "remote")], check=True)
    (tmp_path / "git-filter-repo").write_text(FILTER_REPO)
    (tmp_path / "git-filter-repo").chmod(0o755)
    script = checklist._PURGE.replace("REPOSITORY", str(tmp_path / "remote"))
    variables = os.environ | {"PATH": f"{tmp_path}:{os.environ['PATH']}", "TMPDIR": str(work), "OUT": str(out)}
    secret = user_token()
    shown = typed(script, secret, variables)
    assert (out / "arguments").read_text().startswith("--sensitive-data-removal --replace-text")
    assert (out / "given").read_text() == f"literal:{secret}==>REMOVED\n"
    assert (out / "given").stat().st_mode & 0o777 == 0o600
    assert secret not in (out / "processes").read_text(errors="replace")
    assert secret not in shown
    assert [path.name for path in work.glob("*/*")] == ["repository"]


def typed(script: str, secret: str, variables: dict[str, str]) -> str:
    """Paste a script into a shell on a terminal, answer its prompt, and return what the terminal showed."""
    master, slave = pty.openpty()
    with subprocess.Popen(
        ["sh"], stdin=slave, stdout=slave, stderr=slave, env=variables, start_new_session=True
    ) as shell:
        os.close(slave)
        os.write(master, f"{script}\n".encode())
        shown, answered = "", False
        deadline = time.monotonic() + 30
        while shell.poll() is None and time.monotonic() < deadline:
            if select.select([master], [], [], 0.1)[0]:
                try:
                    shown += os.read(master, 65536).decode(errors="replace")
                except OSError:  # the terminal was closed
                    break
            if not answered and "Secret: " in shown.rpartition("Working in /")[2] and "Working in /" in shown:
                time.sleep(0.3)  # stty comes after the prompt
                os.write(master, f"{secret}\nexit\n".encode())
                answered = True
        shell.kill()
    os.close(master)
    return shown
