from __future__ import annotations

import json

from cf_secret_guard.report.json_text import dump
from cf_secret_guard.report.sweep import Sweeper
from cf_secret_guard.secret import Secret
from tests import tokens


def test_every_string_is_swept_however_deep_it_is() -> None:
    value = tokens.user_token()
    text = dump({"a": [{"b": f"see {value}"}], "c": (1, None)}, Sweeper([Secret(value)]))
    assert json.loads(text) == {"a": [{"b": "see cfut_********"}], "c": [1, None]}


def test_a_document_is_ascii_and_ends_with_a_newline() -> None:
    text = dump(["é\udcff"], Sweeper([]))
    assert text.isascii()
    assert text.endswith("]\n")
    assert json.loads(text) == ["é\\xff"]
