from __future__ import annotations

import pytest

from cf_secret_guard.ci import inputs
from cf_secret_guard.ci.inputs import Inputs
from cf_secret_guard.errors import UsageError
from cf_secret_guard.model import Confidence
from cf_secret_guard.respond.base import Verb
from tests.ci.runner import ACTION


def read(**given: str) -> Inputs:
    return inputs.read({f"INPUT_{name.upper()}": value for name, value in given.items()})


def test_nothing_given_is_the_basic_job() -> None:
    assert read() == Inputs()


def test_the_defaults_of_the_action_are_those_of_the_code() -> None:
    given = {name.replace("-", "_"): str(declared["default"]) for name, declared in ACTION["inputs"].items()}
    assert read(**given) == Inputs()


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"path": "a\n b \n\n"}, {"paths": ("a", "b")}),
        ({"mode": "history"}, {"mode": "history"}),
        ({"base": "v1", "head": "v2"}, {"base": "v1", "head": "v2"}),
        ({"verify": "true"}, {"verify": True}),
        ({"revoke": "true"}, {"revoke": Verb.DISABLE}),
        ({"revoke": "disable"}, {"revoke": Verb.DISABLE}),
        ({"revoke": "delete"}, {"revoke": Verb.DELETE}),
        ({"revoke": "false"}, {"revoke": None}),
        ({"admin_token": "one\ntwo"}, {"admin_token": "one\ntwo"}),
        ({"min_confidence": "certain"}, {"min_confidence": Confidence.CERTAIN}),
        ({"fail_on": "live", "verify": "true"}, {"fail_on": "live"}),
        ({"summary": "false", "comment": "true"}, {"summary": False, "comment": True}),
    ],
)
def test_values_are_read(given: dict[str, str], expected: dict[str, object]) -> None:
    found = read(**given)
    assert {name: getattr(found, name) for name in expected} == expected


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"mode": "everything"}, "The input `mode` is 'everything'. It takes one of: auto, range, full, history."),
        ({"verify": "yes"}, "The input `verify` is 'yes'. It takes one of: true, false."),
        ({"revoke": "roll"}, "The input `revoke` is 'roll'. It takes one of: false, true, disable, delete."),
        ({"mode": "x" * 60}, "The input `mode` is a text of 60 characters."),
        ({"min_confidence": "sure"}, "low, medium, high, certain"),
        ({"fail_on": "live"}, "nobody asks what is live. Add `verify: true`"),
        ({"head": "v2"}, "The input `head` is given without `base`"),
        ({"mode": "full", "base": "v1"}, "The input `mode` is full, which takes no range"),
        ({"path": "a\x1b[31m"}, "The input `path` holds characters that are not printable"),
        ({"sarif": "a\0b"}, "The input `sarif` holds characters"),
    ],
)
def test_an_error_names_the_input_and_what_it_takes(given: dict[str, str], words: str) -> None:
    with pytest.raises(UsageError) as caught:
        read(**given)
    assert words in str(caught.value)
