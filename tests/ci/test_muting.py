"""Ignores that only a pull request has: the finding is reported, and the ignore is named."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cf_secret_guard import pipeline
from cf_secret_guard.ci.muting import remarks
from cf_secret_guard.git import Repository
from cf_secret_guard.secret import fingerprint
from cf_secret_guard.settings import ScanSettings
from tests import tokens

if TYPE_CHECKING:
    from tests.gitrepo import GitRepo

TOKEN = tokens.user_token()
LEAK = f"CLOUDFLARE_API_TOKEN={TOKEN}\n"
CONFIG, IGNORED, BASELINE = ".cf-secret-guard.yaml", ".cf-secret-guard-ignore", ".cf-secret-guard.baseline.jsonl"
_ENTRY = f'{{"fingerprint": "{fingerprint(TOKEN)}", "kind": "cloudflare-user-api-token", "reason": "it is mine"}}\n'
_KNOWN = f'{{"schema": "cf-secret-guard/baseline/1"}}\n{_ENTRY}'
_SECRETS = f"ignore:\n  fingerprints:\n    - fingerprint: {fingerprint(TOKEN)}\n      reason: a test value\n"
BROUGHT = {
    "configuration would hide this (a test value": {CONFIG: _SECRETS},
    "baseline would hide this (it is mine)": {BASELINE: _KNOWN},
    "ignored paths would hide this (ignored by": {IGNORED: "*.env\n"},
    "configuration is not valid": {CONFIG: "min_confidence: 7\n"},
    "The pull request's own configuration is not valid: ": {BASELINE: "no baseline\n"},
}


def judge(repo: GitRepo, base: str) -> list[str]:
    """The messages about a tree, judged by ``base``."""
    settings = ScanSettings(config_from=base)
    report = pipeline.scan(settings)
    assert [finding.secret.reveal() for finding in report.findings] == [TOKEN]
    repository = Repository.discover()
    assert repository is not None
    found = remarks(report, settings, repository, repo.oid("HEAD"))
    assert not any(problem.incomplete for problem in found)
    return [problem.message for problem in found]


@pytest.mark.parametrize("words", BROUGHT)
def test_what_a_pull_request_brings_along_hides_nothing_and_is_named(words: str, repo: GitRepo) -> None:
    base = repo.commit({"README": "x\n"})
    repo.commit({"a.env": LEAK, **BROUGHT[words]})
    (message,) = judge(repo, base)
    assert words in message
    assert TOKEN not in message


def test_a_pull_request_without_ignores_of_its_own_gets_no_remark(repo: GitRepo) -> None:
    base = repo.commit({"README": "x\n", IGNORED: "docs/\n"})
    repo.commit({"a.env": LEAK})
    assert judge(repo, base) == []


def test_an_inline_ignore_of_its_own_is_named_by_triage_and_not_twice(repo: GitRepo) -> None:
    base = repo.commit({"README": "x\n"})
    mark = "# cf-secret-guard: ignore[cloudflare-user-api-token] only a test"
    repo.commit({"a.env": f"{LEAK.strip()}  {mark}\n"})
    assert judge(repo, base) == []
    report = pipeline.scan(ScanSettings(config_from=base))
    assert [problem.message for problem in report.errors] == [
        "a.env line 1: an ignore that is not in the base revision"
    ]


def test_with_the_empty_tree_as_base_no_ignore_counts(repo: GitRepo) -> None:
    repo.commit({"a.env": LEAK, IGNORED: "*.env\n"})
    repository = Repository.discover()
    assert repository is not None
    (message,) = judge(repo, repository.empty_tree)
    assert "ignored paths would hide this" in message
