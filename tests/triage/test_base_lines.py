from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cf_secret_guard.git import Repository
from cf_secret_guard.triage.base_lines import BaseLines
from cf_secret_guard.triage.marks import Mark, Target
from tests.tokens import user_token
from tests.triage.findings import USER, finding

if TYPE_CHECKING:
    from tests.gitrepo import GitRepo

TOKEN = user_token()
LINE = f"t={TOKEN} # cf-secret-guard: ignore[{USER}] ä"
BESIDE = Mark((Target(USER, ""),), "why", above=False)
ABOVE = BESIDE._replace(above=True)


def as_read(text: str) -> str:
    return text.encode().decode("latin-1")


@pytest.fixture
def base(repo: GitRepo) -> BaseLines:
    made = repo.commit({"a.env": f"x\r\n{LINE}\r\ny\n", "b.env": f"# note\nt={TOKEN}\n"})
    repo.commit({"a.env": "changed", "c.env": LINE})
    found = Repository.discover()
    assert found is not None
    return BaseLines(found, made)


def test_a_line_that_the_base_has_is_trusted(base: BaseLines) -> None:
    assert base.trust(finding(TOKEN, as_read(LINE)), BESIDE)
    assert base.trust(finding(TOKEN, as_read(LINE) + "\r"), BESIDE)
    assert base.trust(finding(TOKEN, f"t={TOKEN}", previous_line="# note", path="b.env"), ABOVE)


def test_a_line_that_is_new_changed_or_elsewhere_is_not(base: BaseLines) -> None:
    assert not base.trust(finding(TOKEN, as_read(LINE) + " "), BESIDE)
    assert not base.trust(finding(TOKEN, as_read(LINE), path="c.env"), BESIDE)
    assert not base.trust(finding(TOKEN, f"t={TOKEN}", previous_line="# new", path="b.env"), ABOVE)
    assert not base.trust(finding(TOKEN, as_read(LINE), previous_line="new"), ABOVE)


def test_a_secret_that_goes_on_below_the_line_is_trusted_only_if_pinned(base: BaseLines) -> None:
    spread = finding(user_token("other"), as_read(LINE))
    assert not base.trust(spread, BESIDE)
    assert base.trust(spread, Mark((Target(USER, spread.fingerprint[:8]),), "why", above=False))


def test_wide_text_is_not_trusted(base: BaseLines) -> None:
    assert not base.trust(finding(TOKEN, f"t={TOKEN} \u4e2d"), BESIDE)
