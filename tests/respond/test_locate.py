from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cf_secret_guard.model import Kind
from cf_secret_guard.respond.base import Verb
from cf_secret_guard.respond.locate import locate
from cf_secret_guard.respond.target import Target, TargetType
from cf_secret_guard.secret import Secret
from cf_secret_guard.verify.base import Leak, Owner, Status, Verdict
from tests import tokens

if TYPE_CHECKING:
    from tests.respond.world import World

LIVE = Verdict(Status.LIVE)


def test_each_kind_is_found_by_public_ids(world: World) -> None:
    account = world.account.id
    wanted = {
        "user": Target(TargetType.USER_TOKEN, world.user_token.id),
        "account": Target(TargetType.ACCOUNT_TOKEN, world.account_token.id, account),
        "legacy": Target(TargetType.USER_TOKEN, world.legacy_token.id),
        "cert": Target(TargetType.ACCOUNT_TOKEN, world.cert_token.id, account),
        "r2": Target(TargetType.ACCOUNT_TOKEN, world.r2_token.id, account),
        "service": Target(TargetType.SERVICE_TOKEN, world.service_token.id, account),
        "tunnel": Target(TargetType.TUNNEL, world.tunnel.id, account),
        "credentials": Target(TargetType.TUNNEL, world.other_tunnel.id, account),
        "turnstile": Target(TargetType.TURNSTILE, world.widget.id, account),
    }
    verdicts = world.verdicts(list(world.leaks))
    for kind, leak in world.leaks._asdict().items():
        assert locate(leak, verdicts[leak.fingerprint], world.reach, []).target == wanted[kind]


@pytest.mark.parametrize("kind", ["r2", "service", "turnstile"])
def test_the_accounts_of_the_administrators_are_looked_at_too(world: World, kind: str) -> None:
    leak: Leak = getattr(world.leaks, kind)
    found = locate(leak._replace(account_ids=()), Verdict(Status.NOT_CHECKABLE), world.reach, [])
    assert found.target is not None
    assert found.target.account_id == world.account.id


def test_an_account_token_without_a_known_account_is_asked_at_the_administrators_accounts(world: World) -> None:
    leak = world.leaks.account._replace(account_ids=())
    found = locate(leak, LIVE._replace(owner=Owner.ACCOUNT), world.reach, [])
    assert found.target == Target(TargetType.ACCOUNT_TOKEN, world.account_token.id, world.account.id)


def test_a_live_token_of_somebody_elses_account_is_not_found(world: World) -> None:
    elsewhere = world.state.create_account(world.state.create_user())
    stranger = world.state.create_account_token(elsewhere, "DNS Write")
    leak = Leak(Kind.ACCOUNT_API_TOKEN, Secret(stranger.value))
    assert locate(leak, LIVE, world.reach, []).target is None


def test_the_journal_remembers_the_id_of_a_token_that_is_dead(world: World) -> None:
    leak, target = world.leaks.user, Target(TargetType.USER_TOKEN, world.user_token.id)
    world.journal.begin(Verb.DISABLE, target, (leak.fingerprint,), "me")
    unknown = Verdict(Status.UNKNOWN, "x")
    assert locate(leak, unknown, world.reach, world.journal.intents()).target == target
    assert locate(leak, unknown, world.reach, []).target is None
    assert locate(world.leaks.legacy, unknown, world.reach, world.journal.intents()).target is None


@pytest.mark.parametrize(
    ("leak", "words"),
    [
        (Leak(Kind.R2_SECRET_ACCESS_KEY, Secret("x")), "access key id was not found"),
        (Leak(Kind.R2_SECRET_ACCESS_KEY, Secret("x"), access_key_id="../user"), "access key id was not found"),
        (
            Leak(Kind.R2_SECRET_ACCESS_KEY, Secret("x"), access_key_id="0" * 32),
            "no administrator credential sees the API",
        ),
        (Leak(Kind.ACCESS_SERVICE_TOKEN, Secret("x")), "client id was not found"),
        (Leak(Kind.ACCESS_SERVICE_TOKEN, Secret("x"), client_id=tokens.access_id()), "sees a service token"),
        (Leak(Kind.TURNSTILE_SECRET_KEY, Secret(tokens.turnstile_secret())), "sees a widget"),
        (Leak(Kind.TUNNEL_CREDENTIALS, Secret("x"), tunnel_id=tokens.uuid()), "ids were not found"),
        (Leak(Kind.TUNNEL_CREDENTIALS, Secret("x"), ("a" * 32,)), "ids were not found"),
        (Leak(Kind.TUNNEL_TOKEN, Secret("eyJhIjoi")), "ids were not found"),
        (Leak(Kind.TUNNEL_TOKEN, Secret("WzFd")), "ids were not found"),  # base64 of [1]
        (Leak(Kind.TUNNEL_TOKEN, Secret("e30")), "ids were not found"),  # base64 of {}
        (Leak(Kind.USER_API_TOKEN, Secret("x")), "cannot be found out"),
    ],
)
def test_what_is_missing_is_named(world: World, leak: Leak, words: str) -> None:
    found = locate(leak, Verdict(Status.NOT_CHECKABLE), world.reach, [])
    assert found.target is None
    assert words in found.why_not


def test_a_tunnel_token_names_its_tunnel_itself(world: World) -> None:
    leak = Leak(Kind.TUNNEL_TOKEN, Secret(world.tunnel.value), ("f" * 32,), tunnel_id=tokens.uuid("other"))
    found = locate(leak, LIVE, world.reach, [])
    assert found.target == Target(TargetType.TUNNEL, world.tunnel.id, world.account.id)
    assert world.simulator.requests == []
