"""Recall and look-alikes of the development corpus, which lies beside the repository in our workplace only."""

from __future__ import annotations

import importlib.util
import json
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest

from cf_secret_guard.model import Confidence
from cf_secret_guard.scanner import Scanner
from cf_secret_guard.sources.base import Window

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import ModuleType

    from cf_secret_guard.model import Finding

CORPUS = Path(__file__).resolve().parents[3] / "shared" / "corpus"
if not (CORPUS / "expand.py").is_file():
    pytest.skip(f"the shared corpus is not at {CORPUS}", allow_module_level=True)

LEAST_RECALL = {"core": 1.0, "adjacent": 1.0, "hard": 0.9}
KINDS = {
    "user_token": {"cloudflare-user-api-token"},
    "account_token": {"cloudflare-account-api-token"},
    "global_key": {"cloudflare-global-api-key"},
    "legacy_token": {"cloudflare-api-token", "cloudflare-origin-cert"},
    "legacy_global_key": {"cloudflare-global-api-key"},
    "origin_ca_key": {"cloudflare-origin-ca-key"},
    "access_client_secret": {"cloudflare-access-service-token"},
    "wrangler_oauth": {"cloudflare-oauth-token"},
    "tunnel_token": {"cloudflare-tunnel-token"},
    "tunnel_credentials": {"cloudflare-tunnel-credentials"},
    "r2_secret": {"cloudflare-r2-secret-access-key"},
    "turnstile_secret": {"cloudflare-turnstile-secret-key"},
}


class Expected(NamedTuple):
    """One line of a file that a finding should stand on."""

    kind: str
    line: int
    end_line: int = 0
    any_line: bool = False
    dup_of_line: int = 0

    def on(self, finding: Finding) -> bool:
        return self.any_line or self.line <= finding.line <= max(self.line, self.end_line)


class Record(NamedTuple):
    """One file of the corpus, expanded."""

    name: str
    tier: str
    expect: tuple[Expected, ...]
    findings: tuple[Finding, ...]


def expander() -> ModuleType:
    spec = importlib.util.spec_from_file_location("corpus_expand", CORPUS / "expand.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def expanded(name: str) -> Iterator[Record]:
    module, scanner = expander(), Scanner()
    for line in (CORPUS / name).read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        data: bytes = module.encode(module.expand(row["id"], row["text"]), row["encoding"])
        outcome = scanner.inspect(Window(path=row["path"].encode(), blob=None, data=data))
        shown = tuple(finding for finding in outcome.findings if finding.confidence >= Confidence.MEDIUM)
        expect = tuple(Expected(**wanted) for wanted in row["expect"])
        yield Record(f"{row['id']} ({row['why']})", row["tier"], expect, shown)


@pytest.fixture(scope="module")
def positives() -> list[Record]:
    return list(expanded("positives.jsonl"))


def missed(record: Record) -> list[Expected]:
    """What no finding stands for; each finding stands for one expectation, as score.py of the corpus counts."""
    left, lost = list(record.findings), []
    for wanted in record.expect:
        hit = next((finding for finding in left if wanted.on(finding)), None)
        if hit is not None:
            left.remove(hit)
        elif not any(other.line == wanted.dup_of_line for other in record.expect):
            lost.append(wanted)
    return lost


@pytest.mark.parametrize("tier", LEAST_RECALL)
def test_the_recall_of_a_tier_is_held(positives: list[Record], tier: str) -> None:
    total, lost = Counter[str](), list[str]()
    for record in positives:
        total[record.tier] += len(record.expect)
        if record.tier == tier:
            lost += [f"{record.name}: line {wanted.line}, {wanted.kind}" for wanted in missed(record)]
    assert total[tier] > 0
    assert len(lost) <= (1 - LEAST_RECALL[tier]) * total[tier], lost


def test_what_is_found_has_the_right_kind(positives: list[Record]) -> None:
    wrong = [
        f"{record.name}: {finding.kind} on line {finding.line}"
        for record in positives
        for finding in record.findings
        if not any(wanted.on(finding) and finding.kind in KINDS[wanted.kind] for wanted in record.expect)
    ]
    assert wrong == []


def test_no_look_alike_is_flagged() -> None:
    flagged = [
        f"{record.name}: {finding.kind} on line {finding.line}"
        for record in expanded("negatives.jsonl")
        for finding in record.findings
    ]
    assert flagged == []
