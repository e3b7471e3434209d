from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from cf_secret_guard.errors import IncompleteError
from cf_secret_guard.respond.incidents import body, merge
from cf_secret_guard.respond.incidents.cleaning import Cleaner
from cf_secret_guard.verify.base import Status
from tests.respond.incidents.cases import T1, T2, TOKEN, finding, golden_cases, incident

if TYPE_CHECKING:
    from cf_secret_guard.respond.incidents.values import Incident, State

LARGEST = 65_535
HOSTILE = "-->\n<script>@octo/team #12 GH-1 https://github.com/octo/app/issues/1 --> <!-- cf-secret-guard:end todo -->"


def state_of(case: Incident, at: str = T1, old: State | None = None) -> State:
    return merge.merged(old or merge.opened(case, at), case, at, Cleaner.of(case, names=False))


def visible(text: str) -> str:
    return re.sub(r"(?s)<!--.*?-->", "", text)


@pytest.mark.parametrize("name", golden_cases())
def test_what_is_written_is_read_again(name: str) -> None:
    for case in golden_cases()[name].runs:
        state = state_of(case)
        text = body.fresh(state, "issue", LARGEST)
        assert body.read(text).state == state
        assert body.read(text.replace("\n", "\r\n").replace("\r\n", "\n")).state == state
        assert body.fingerprints(text) == state.fingerprints
        assert visible(text).lstrip().startswith("# Leaked Cloudflare")


def test_the_title_says_neither_what_leaked_nor_where() -> None:
    assert (
        body.title(state_of(incident()))
        == f"Leaked Cloudflare credential, incident 2026-11-20-{finding().fingerprint[:12]}"
    )


def test_hostile_text_stays_text_and_comes_back() -> None:
    case = incident(finding(path=HOSTILE), capability=HOSTILE, severity="high", audit=(HOSTILE,))
    state = state_of(case)
    text = body.fresh(state, "issue", LARGEST)
    assert body.read(text).state == state
    memory = text.partition("\n-->")[0]
    assert not set("<>&@#") & set(memory.removeprefix("<!--"))
    outside = re.sub(r"(?s)```.*?```|(?<!`)(`+)(?!`).*?(?<!`)\1(?!`)", "", visible(text))
    assert "<script>" not in outside
    assert not re.search(r"@(?!&#8203;)|(?<!&)#\d|GH-\d", outside)
    assert "github.com" not in re.sub(r":&#8203;//github.com", "", outside)


def test_no_secret_no_address_and_no_e_mail_stands_in_it() -> None:
    case = incident(
        finding(path=f"ada@example.com/{TOKEN}"), capability="of ada@example.com", audit=("from 192.0.2.7",)
    )
    text = body.fresh(state_of(case), "issue", LARGEST)
    assert not [word for word in (TOKEN, "example.com", "192.0.2.7") if word in text]
    assert "[e-mail]/cfut_********" in text


def test_what_people_wrote_and_ticked_stays() -> None:
    state = state_of(incident())
    text = body.fresh(state, "issue", LARGEST).replace("- [ ] **Replace", "- [x] **Replace").replace(
        "Write here", "Rotated by Ada, see #12.\n\nWrite here"
    )  # fmt: skip
    later = state_of(incident(status=Status.REVOKED, at=T2), T2, state)
    updated = body.updated(later, body.read(f"Hello!\n\n{text}"), "issue", LARGEST)
    assert "**Dead: revoked.**" in updated
    assert "- [x] **Replace" in updated
    assert "Rotated by Ada, see #12." in updated
    assert updated.count("Hello!") == 1
    assert body.read(updated).state == later
    again = body.updated(later, body.read(updated), "issue", LARGEST)
    assert again == updated


def test_the_last_step_is_that_of_github() -> None:
    text = body.fresh(state_of(incident()), "draft security advisory", LARGEST)
    assert "**Close** this draft security advisory." in text
    assert "incident close" not in text


@pytest.mark.parametrize(
    "text",
    ["", "An issue", "<!-- cf-secret-guard:incident -->", "<!-- cf-secret-guard:incident xyz\n-->", "<!-- " * 1000],
)
def test_what_is_not_ours_is_not_taken_for_it(text: str) -> None:
    assert body.fingerprints(text) == frozenset()
    assert body.read(text) == (None, text)


@pytest.mark.parametrize("damage", [("schema:", "scheme:"), ("---", "--"), ('"open"', '"op')])
def test_a_memory_that_cannot_be_read_is_none_and_the_text_stays(damage: tuple[str, str]) -> None:
    text = body.fresh(state_of(incident()), "issue", LARGEST)
    written = body.read(text.replace(*damage, 1))
    assert written.state is None
    assert body.fingerprints(text.replace(*damage, 1))
    updated = body.updated(state_of(incident(at=T2), T2), written, "issue", LARGEST)
    assert body.read(updated).state
    assert updated.count("## What to do") == 1


def test_a_very_long_incident_is_shortened_until_it_fits_and_says_so() -> None:
    many = [finding(path=f"{'long/' * 30}{number}.env", line=number + 1) for number in range(600)]
    state = state_of(incident(*many))
    text = body.fresh(state, "issue", LARGEST)
    assert len(text) <= LARGEST
    assert "Shortened, because GitHub takes no longer text" in text
    assert body.fingerprints(text) == state.fingerprints
    later = state_of(incident(at=T2), T2, body.read(text).state)
    small = later._replace(places=later.places[:2])
    updated = body.updated(small, body.read(text), "issue", LARGEST)
    assert "Shortened" not in updated


def test_what_people_wrote_is_never_cut() -> None:
    text = body.fresh(state_of(incident()), "issue", LARGEST) + "x" * 65_000
    with pytest.raises(IncompleteError, match="too long to be updated") as error:
        body.updated(state_of(incident()), body.read(text), "issue", LARGEST)
    assert error.value.next_step


def test_one_that_is_replaced_is_found_no_more_and_keeps_its_text() -> None:
    text = body.replaced(f"{body.fresh(state_of(incident()), 'issue', LARGEST)}\nBy hand.", "https://x/1")
    assert body.fingerprints(text) == frozenset()
    assert text.startswith("This is a duplicate of https://x/1\n")
    assert text.endswith("By hand.")
