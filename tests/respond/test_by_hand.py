from __future__ import annotations

import pytest

from cf_secret_guard.model import Kind
from cf_secret_guard.respond import by_hand
from cf_secret_guard.secret import Secret
from cf_secret_guard.verify.base import Leak, Owner, Status, Verdict

NO_API = {Kind.GLOBAL_API_KEY, Kind.ORIGIN_CA_KEY, Kind.OAUTH_TOKEN, Kind.DEPLOY_HOOK}


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_has_steps_with_an_address(kind: Kind) -> None:
    steps = by_hand.steps(Leak(kind, Secret("the value")), None)
    assert any("https://dash.cloudflare.com/" in step for step in steps)
    assert all(step.endswith(".") for step in steps)
    assert "the value" not in " ".join(steps)


@pytest.mark.parametrize("kind", Kind)
def test_only_what_no_api_takes_away_is_for_people_alone(kind: Kind) -> None:
    assert (by_hand.why_not(kind) is not None) == (kind in NO_API)
    assert by_hand.why_not("something-else") is not None


@pytest.mark.parametrize(
    ("kind", "verdict", "first", "words"),
    [
        (Kind.USER_API_TOKEN, None, "profile/api-tokens", "Find the token;"),
        (Kind.API_TOKEN, Verdict(Status.LIVE, "", "t1", owner=Owner.USER), "profile/api-tokens", "the id t1"),
        (Kind.ACCOUNT_API_TOKEN, None, "?to=/:account/api-tokens", "Find the token;"),
        (Kind.ORIGIN_CERT, Verdict(Status.LIVE, "", "t1", "a1", Owner.ACCOUNT),
         "dash.cloudflare.com/a1/api-tokens", "the id t1"),
        (Kind.API_TOKEN, None, "profile/api-tokens", "If it is not there: open https://dash"),
    ],
)  # fmt: skip
def test_the_steps_fit_what_is_known(kind: Kind, verdict: Verdict | None, first: str, words: str) -> None:
    steps = by_hand.steps(Leak(kind, Secret("x")), verdict)
    assert first in steps[0]
    assert words in " ".join(steps)


def test_the_surroundings_tell_the_account_and_the_id_of_an_r2_pair() -> None:
    steps = by_hand.steps(Leak(Kind.R2_SECRET_ACCESS_KEY, Secret("x"), ("a1",), access_key_id="k1"), None)
    assert "https://dash.cloudflare.com/a1/api-tokens" in " ".join(steps)
    assert "the id k1" in " ".join(steps)
