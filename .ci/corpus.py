"""Score the scanner on a corpus that is not part of this repository, and fail below the bounds that we hold.

Usage: python .ci/corpus.py FOLDER, with expand.py, score.py, positives.jsonl and negatives.jsonl in FOLDER.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

LEAST_RECALL = {"core": 0.985, "adjacent": 0.93, "hard": 0.70}
MOST_LOOK_ALIKES = 0.01
# Our kinds in the corpus's words.
KINDS = {
    "cloudflare-access-service-token": "access_client_secret",
    "cloudflare-account-api-token": "account_token",
    "cloudflare-api-token": "legacy_token",
    "cloudflare-global-api-key": "global_key",
    "cloudflare-oauth-token": "wrangler_oauth",
    "cloudflare-origin-ca-key": "origin_ca_key",
    "cloudflare-r2-secret-access-key": "r2_secret",
    "cloudflare-tunnel-credentials": "tunnel_credentials",
    "cloudflare-tunnel-token": "tunnel_token",
    "cloudflare-turnstile-secret-key": "turnstile_secret",
    "cloudflare-user-api-token": "user_token",
}


class Score(NamedTuple):
    """What score.py counts."""

    recall: dict[str, tuple[int, int]]
    """For each tier: found, expected."""
    fp_records: int
    """Look-alikes that were flagged."""
    negatives: int
    """Look-alikes that there are."""


def main(folder: Path) -> int:
    """Expand, scan, score; return the exit code."""
    if not (folder / "score.py").is_file():
        print(f"no corpus in {folder}: left out")
        return 0
    with tempfile.TemporaryDirectory() as place:
        result = score(folder, Path(place))
    worse = [tier for tier, (found, expected) in result.recall.items() if found < LEAST_RECALL[tier] * expected]
    if result.fp_records > MOST_LOOK_ALIKES * result.negatives:
        worse.append("look-alikes")
    if worse:
        print(f"worse than the bounds: {', '.join(worse)}")
    return int(bool(worse))


def score(folder: Path, place: Path) -> Score:
    """Scan the expanded corpus, print its score and return it."""
    files, findings, numbers = place / "files", place / "findings.json", place / "numbers.json"
    run(folder / "expand.py", folder / "positives.jsonl", folder / "negatives.jsonl", files)
    scan = [sys.executable, "-m", "cf_secret_guard", "scan", ".", "--no-config", "--format", "json"]
    done = subprocess.run(scan, cwd=files, capture_output=True, check=False)
    if done.returncode not in {0, 1} or not done.stdout:
        sys.exit(f"the scan ended with exit code {done.returncode}: {done.stderr.decode(errors='replace')}")
    findings.write_text(json.dumps([row(finding) for finding in json.loads(done.stdout)["findings"]]))
    run(folder / "score.py", files / "expected.json", findings, "--show", "0", "--json", numbers)
    counted = json.loads(numbers.read_text())
    return Score(**{name: counted[name] for name in Score._fields})


def row(finding: dict[str, str]) -> dict[str, str]:
    """Return what score.py reads of a finding."""
    kind = KINDS.get(finding["kind"], finding["kind"])
    if kind == "global_key" and finding["checksum"] == "none":
        kind = "legacy_global_key"
    return {"path": finding["path"], "line": finding["line"], "kind": kind}


def run(*arguments: str | Path) -> None:
    """Run a Python program of the corpus; what it prints is shown."""
    sys.stdout.flush()
    subprocess.run([sys.executable, *arguments], check=True)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]).resolve()))
