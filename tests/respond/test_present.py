from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cf_secret_guard.model import Kind
from cf_secret_guard.report.sweep import Sweeper
from cf_secret_guard.respond.base import Verb
from cf_secret_guard.respond.capability import Capability
from cf_secret_guard.respond.plan import Disposition, Plan, PlannedAction
from cf_secret_guard.respond.present import Presenter
from cf_secret_guard.respond.reach import Actor
from cf_secret_guard.respond.severity import Severity
from cf_secret_guard.respond.target import Target, TargetType
from cf_secret_guard.secret import Secret
from cf_secret_guard.verify.base import Leak
from tests import tokens
from tests.report.reports import finding

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cf_secret_guard.model import Finding

LEAK = Leak(Kind.USER_API_TOKEN, Secret(tokens.user_token()))
ACTING = PlannedAction(
    Verb.DISABLE,
    Disposition.ACT,
    (LEAK,),
    Target(TargetType.USER_TOKEN, "0123"),
    Actor("user token 4567", Secret(tokens.user_token("admin")), "4567"),
    ("set its status to disabled",),
)
ABLE = Capability("0123", "deploy", "Can edit DNS of all 14 zones.", Severity.HIGH, "DNS Write")


def text(
    *actions: PlannedAction, findings: Sequence[Finding] = (finding(),), where: str | None = None, secret: str = ""
) -> str:
    sweeper = Sweeper([LEAK.secret, *([Secret(secret)] if secret else [])])
    return Presenter(findings, {LEAK.fingerprint: ABLE}, sweeper, where).text(Plan(actions))


def test_an_action_is_shown_with_what_on_what_by_whom_and_if_it_can_be_undone() -> None:
    assert text(ACTING).splitlines() == [
        "Plan:",
        "  disable user token 0123",
        f"    leaked as   cfut_******** in config/prod.env:3, fingerprint {LEAK.fingerprint}",
        "    it can      edit DNS of all 14 zones.",
        "    severity    high: DNS Write",
        "    who acts    user token 4567 (administrator)",
        "    how         set its status to disabled",
        "    undo        yes: it can be enabled again, its name and permissions stay",
    ]


@pytest.mark.parametrize(
    ("action", "part"),
    [
        (ACTING._replace(verb=Verb.DELETE), "undo        no: it is gone for good"),
        (ACTING._replace(verb=Verb.ROLL), "undo        no: the old value never works again"),
        (ACTING._replace(reason="its state is not known; forced"), "mind        its state is not known; forced"),
        (
            ACTING._replace(actor=Actor("the leaked token itself (user token 0123)", LEAK.secret, is_leaked=True)),
            "who acts    the leaked token itself (user token 0123)",
        ),
        (
            ACTING._replace(disposition=Disposition.NOTHING, reason="it is revoked already"),
            "Nothing to do:\n  user token 0123: it is revoked already",
        ),
        (
            ACTING._replace(disposition=Disposition.REFUSED, reason="it is in use", next_step="Stop that."),
            "Not done by this program:\n  disable user token 0123: it is in use\n    instead     Stop that.",
        ),
        (
            ACTING._replace(
                disposition=Disposition.BY_HAND,
                reason="no API",
                steps=("Log in.", "Change it."),
                next_step="By hand: …",
            ),
            "disable user token 0123: no API\n    by hand     Log in.\n                Change it.",
        ),
    ],
)
def test_every_outcome_has_its_words(action: PlannedAction, part: str) -> None:
    shown = text(action)
    assert part in shown
    assert "By hand: …" not in shown


@pytest.mark.parametrize(
    ("where", "shown"),
    [
        ("file:new-{id}", "goes to new-{id}"),
        ("command:gh secret set TOKEN", "goes to the standard input of gh"),
        ("terminal", "goes to terminal"),
    ],
)
def test_a_roll_says_where_the_new_value_goes(where: str, shown: str) -> None:
    assert f"new value   {shown}" in text(ACTING._replace(verb=Verb.ROLL), where=where)


def test_the_places_are_counted_and_a_value_that_was_handed_in_has_none() -> None:
    assert "in config/prod.env:3 and 1 more, fingerprint" in text(ACTING, findings=[finding(), finding(path="b")])
    assert "leaked as   cfut_********, fingerprint" in text(ACTING, findings=[finding(path="<given>")])
    assert f"leaked as   fingerprint {LEAK.fingerprint}" in text(ACTING, findings=[])


def test_an_empty_plan_says_nothing() -> None:
    assert text() == ""


def test_no_line_shows_a_secret_or_moves_a_cursor() -> None:
    value = tokens.legacy_token()
    hostile = ACTING._replace(reason=f"{value}\x1b[2J\n{LEAK.secret.reveal()}")
    shown = text(hostile, secret=value)
    assert value not in shown
    assert LEAK.secret.reveal() not in shown
    assert "\x1b" not in shown
