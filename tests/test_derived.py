"""R2 secrets that stand bare beside the token that they are the hash of."""

from __future__ import annotations

import pytest

from cf_secret_guard.model import Confidence, Kind
from cf_secret_guard.related import relate
from cf_secret_guard.scanner import Scanner
from cf_secret_guard.sources.base import Window
from tests import tokens

TOKEN = tokens.user_token()
SECRET = tokens.r2_secret(TOKEN)


def found(text: str) -> dict[str, tuple[int, Confidence]]:
    findings = relate(Scanner().inspect(Window(b"notes.txt", None, text.encode())).findings)
    return {finding.kind: (finding.line, finding.confidence) for finding in findings}


@pytest.mark.parametrize(
    "text", [f"{TOKEN}\n{SECRET}\n", f"sha256 of {TOKEN}\nis {SECRET}.\n", f"x{TOKEN}\n/{SECRET}/"]
)
def test_the_hash_of_a_token_is_its_r2_secret_whatever_it_is_called(text: str) -> None:
    assert found(text)[Kind.R2_SECRET_ACCESS_KEY] == (2, Confidence.CERTAIN)


def test_the_hash_of_something_else_is_nothing() -> None:
    assert set(found(f"{TOKEN}\n{tokens.r2_secret('another')}\n")) == {Kind.USER_API_TOKEN}


def test_a_named_secret_keeps_its_own_evidence() -> None:
    findings = (
        Scanner().inspect(Window(b"a.env", None, f"T={TOKEN}\nR2_SECRET_ACCESS_KEY={SECRET}\n".encode())).findings
    )
    [key] = [finding for finding in findings if finding.kind == Kind.R2_SECRET_ACCESS_KEY]
    assert "named as an R2 secret" in key.evidence
