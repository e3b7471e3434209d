from __future__ import annotations

import base64
import hashlib
import json
from urllib.parse import quote

import pytest

from cf_secret_guard.ci.masks import forms, secrets_of
from cf_secret_guard.secret import Secret
from tests import tokens
from tests.report.reports import full

TOKEN = tokens.user_token()


@pytest.mark.parametrize(
    "shown",
    [
        TOKEN,
        f"Bearer {TOKEN}",
        json.dumps({"token": TOKEN}),
        TOKEN.encode().hex(),
        hashlib.sha256(TOKEN.encode()).hexdigest(),
        *(
            base64.b64encode(f"{'x' * shift}{TOKEN}{'y' * end}".encode()).decode()
            for shift in range(4)
            for end in (0, 1)
        ),
        *(base64.urlsafe_b64encode(f"{'x' * shift}{TOKEN}".encode()).decode() for shift in range(3)),
    ],
)
def test_each_way_to_show_a_token_is_hidden(shown: str) -> None:
    hidden = shown
    for form in forms([Secret(TOKEN)]):
        hidden = hidden.replace(form, "***")
    assert "***" in hidden
    assert len(hidden) <= len("{'token': ***}") + 8


@pytest.mark.parametrize("value", ['a "quoted" secret+value', "secret/with=signs&more", "back\\slash-secret"])
def test_what_needs_escapes_is_hidden_with_them(value: str) -> None:
    found = forms([Secret(value)])
    assert {value, quote(value, safe=""), json.dumps(value)[1:-1]} <= set(found)


def test_a_value_of_several_lines_is_hidden_line_by_line_without_what_is_no_secret() -> None:
    body = tokens.chars("body", tokens.ALNUM, 64)
    found = forms([Secret(f"-----BEGIN ARGO TUNNEL TOKEN-----\n{body}\nshort\n-----END ARGO TUNNEL TOKEN-----\n")])
    assert body in found
    assert not [form for form in found if "\n" in form or "\r" in form or form.startswith("-----") or len(form) < 8]


def test_each_form_is_told_once() -> None:
    found = forms([Secret(TOKEN), Secret(TOKEN)])
    assert len(found) == len(set(found))


def test_ignored_findings_and_what_the_run_knows_are_hidden_too() -> None:
    report = full()._replace(secrets=(Secret(TOKEN),))
    found = secrets_of(report)
    assert {item.finding.secret for item in report.scan.ignored} < set(found)
    assert {item.secret for item in report.findings} < set(found)
    assert Secret(TOKEN) in found
