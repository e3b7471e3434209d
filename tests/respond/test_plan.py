from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cf_secret_guard.model import Kind
from cf_secret_guard.respond.admin import DEPLOYS_WITH
from cf_secret_guard.respond.base import ActionStatus, Verb
from cf_secret_guard.respond.plan import Disposition, PlannedAction, Rules
from cf_secret_guard.respond.target import Target, TargetType
from cf_secret_guard.secret import Secret
from cf_secret_guard.simulator import Fault, TokenForm
from cf_secret_guard.verify.base import Leak, Owner, Status, Verdict
from tests import tokens
from tests.respond.world import EVERYTHING, NOW

if TYPE_CHECKING:
    from tests.respond.world import World

DELIVERS = Rules(delivers=True)
FORCED = Rules(force=True, delivers=True)
ALONE = Rules(allow_self_revoke=True, delivers=True)


def only(world: World, leak: Leak, verb: Verb = Verb.DISABLE, rules: Rules = DELIVERS, **more: object) -> PlannedAction:
    (action,) = world.plan([leak], verb, rules, **more).actions  # type: ignore[arg-type]
    assert world.changes() == []
    return action


def test_a_plan_names_the_target_the_steps_and_who_acts_by_public_ids_only(world: World) -> None:
    action = only(world, world.leaks.account)
    assert action.disposition is Disposition.ACT
    assert action.name == f"account token {world.account_token.id} in account {world.account.id}"
    assert action.actor is not None
    assert action.actor.label == f"account token {world.account_admin.id}"
    assert action.steps == ("set its status to disabled; name, policies, conditions and times stay as they are",)
    record = action.record(NOW)
    assert record is not None
    assert (record.status, record.target, record.at) == (ActionStatus.PLANNED, action.name, NOW)
    assert not [secret for secret in world.secrets if secret in f"{action!r}{record}"]


def test_each_target_gets_the_credential_that_serves_it(world: World) -> None:
    leaks = [leak for leak in world.leaks if leak.kind != Kind.TURNSTILE_SECRET_KEY]
    plan = world.plan(leaks, Verb.DELETE)
    assert {action.disposition for action in plan.actions} == {Disposition.ACT}
    for action in plan.acting:
        assert action.target is not None
        assert action.actor is not None
        of_user = action.target.type is TargetType.USER_TOKEN
        assert action.actor.token_id == (world.user_admin if of_user else world.account_admin).id


def test_a_dead_value_needs_nothing(world: World) -> None:
    world.state.tokens.pop(world.user_token.id)
    action = only(world, world.leaks.user)
    assert action.disposition is Disposition.NOTHING
    assert action.record(NOW) is None
    assert "invalid" in action.reason
    assert world.apply(world.plan([world.leaks.user])) == []


@pytest.mark.parametrize(("verb", "acts"), [(Verb.DISABLE, False), (Verb.DELETE, True), (Verb.ROLL, True)])
def test_a_disabled_token_can_still_be_deleted_or_rolled(world: World, verb: Verb, *, acts: bool) -> None:
    world.state.tokens[world.user_token.id].status = "disabled"
    assert (only(world, world.leaks.user, verb).disposition is Disposition.ACT) == acts


@pytest.mark.parametrize("name", DEPLOYS_WITH)
def test_what_ci_deploys_with_is_refused_without_force(world: World, name: str) -> None:
    environment = {name: world.user_token.value}
    action = only(world, world.leaks.user, environment=environment)
    assert action.disposition is Disposition.REFUSED
    assert name in action.reason
    assert "--force" in action.next_step
    forced = only(world, world.leaks.user, rules=FORCED, environment=environment)
    assert forced.disposition is Disposition.ACT


def test_the_r2_pair_of_what_ci_deploys_with_is_refused_too(world: World) -> None:
    action = only(world, world.leaks.r2, environment={"CLOUDFLARE_API_TOKEN": world.r2_token.value})
    assert action.disposition is Disposition.REFUSED


def test_the_credential_that_we_run_on_is_refused_and_with_force_still_does_not_act_on_itself(world: World) -> None:
    leak = Leak(Kind.ACCOUNT_API_TOKEN, Secret(world.account_admin.value), (world.account.id,))
    action = only(world, leak)
    assert action.disposition is Disposition.REFUSED
    assert "administrator credential 2" in action.reason
    forced = only(world, leak, rules=FORCED)
    assert forced.disposition is Disposition.BY_HAND
    both = only(world, leak, rules=FORCED._replace(allow_self_revoke=True))
    assert both.disposition is Disposition.ACT
    assert both.actor is not None
    assert both.actor.is_leaked


def test_with_force_another_administrator_takes_the_credential_that_we_run_on(world: World) -> None:
    other = world.state.create_account_token(world.account, *EVERYTHING)
    world.admin_values.append(other.value)
    leak = Leak(Kind.ACCOUNT_API_TOKEN, Secret(world.account_admin.value), (world.account.id,))
    action = only(world, leak, rules=FORCED)
    assert action.actor is not None
    assert action.actor.token_id == other.id


def test_the_r2_pair_of_the_credential_that_we_run_on_is_refused(world: World) -> None:
    pair = world.state.r2_pair(world.account_admin)
    leak = Leak(Kind.R2_SECRET_ACCESS_KEY, Secret(pair.value), (world.account.id,), access_key_id=pair.id)
    assert only(world, leak).disposition is Disposition.REFUSED
    mistyped = leak._replace(secret=Secret(tokens.r2_secret("another")))
    action = only(world, mistyped)
    assert action.disposition is Disposition.REFUSED
    assert f"account token {world.account_admin.id}" in action.reason


@pytest.mark.parametrize("fault", [Fault.MAX_AUTH_FAILURES, Fault.ERROR_502, Fault.CHALLENGE_403])
def test_what_is_not_known_is_refused_without_force(world: World, fault: Fault) -> None:
    world.simulator.fault("GET /user/tokens/verify", fault, times=None)
    verdicts = world.verdicts([world.leaks.user])
    world.simulator.faults.clear()
    world.fresh()
    action = only(world, world.leaks.user, verdicts=verdicts)
    assert action.disposition is Disposition.REFUSED
    assert "not known" in action.reason


def test_what_nobody_asked_about_is_not_known(world: World) -> None:
    assert only(world, world.leaks.user, verdicts={}).disposition is Disposition.REFUSED


def test_with_force_the_unknown_is_acted_on_if_its_id_is_known(world: World) -> None:
    leak = world.leaks.user
    known = Verdict(Status.UNKNOWN, "no answer", world.user_token.id, owner=Owner.USER)
    action = only(world, leak, rules=FORCED, verdicts={leak.fingerprint: known})
    assert (action.disposition, action.is_forced) == (Disposition.ACT, True)
    nameless = only(world, leak, rules=FORCED, verdicts={leak.fingerprint: Verdict(Status.UNKNOWN, "no answer")})
    assert nameless.disposition is Disposition.BY_HAND
    assert "id" in nameless.reason


def test_without_an_administrator_a_person_must_or_the_leaked_token_may(world: World) -> None:
    world.admin_values.clear()
    action = only(world, world.leaks.user)
    assert action.disposition is Disposition.BY_HAND
    assert "CF_SECRET_GUARD_ADMIN_TOKEN" in action.next_step
    assert "--allow-self-revoke" in action.next_step
    assert any("https://dash.cloudflare.com/profile/api-tokens" in step for step in action.steps)
    record = action.record(NOW)
    assert record is not None
    assert record.status is ActionStatus.REFUSED
    alone = only(world, world.leaks.user, rules=ALONE)
    assert alone.disposition is Disposition.ACT
    assert alone.actor is not None
    assert alone.actor.is_leaked


def test_a_tunnel_has_no_way_to_end_itself(world: World) -> None:
    world.admin_values.clear()
    action = only(world, world.leaks.tunnel, Verb.ROLL, ALONE)
    assert action.disposition is Disposition.BY_HAND
    assert "--allow-self-revoke" not in action.next_step


@pytest.mark.parametrize(
    ("leak", "words"),
    [
        (
            Leak(Kind.GLOBAL_API_KEY, Secret(tokens.global_key()), emails=("ada@example.com",)),
            "no API to change a Global",
        ),
        (Leak(Kind.ORIGIN_CA_KEY, Secret(tokens.origin_ca_key())), "no API to change an Origin CA"),
        (Leak(Kind.OAUTH_TOKEN, Secret(tokens.oauth_token())), "no secret is sent anywhere but to the API"),
        (Leak(Kind.DEPLOY_HOOK, Secret("https://example.com/hook")), "would start a build"),
        (Leak("my-own-kind", Secret("x")), "not Cloudflare's"),
    ],
)
def test_what_no_api_takes_away_is_never_claimed(world: World, leak: Leak, words: str) -> None:
    verdict = Verdict(Status.NOT_CHECKABLE, "x")
    plan = world.plan([leak], verdicts={leak.fingerprint: verdict})
    (action,) = plan.actions
    assert action.disposition is Disposition.BY_HAND
    assert words in action.reason
    assert action.steps
    (applied,) = world.apply(plan)
    assert applied.record.status is ActionStatus.REFUSED
    assert world.changes() == []
    assert "ada@example.com" not in str(applied)


def test_nothing_is_rolled_when_nobody_said_where_the_new_value_goes(world: World) -> None:
    action = only(world, world.leaks.user, Verb.ROLL, Rules())
    assert action.disposition is Disposition.REFUSED
    assert "where the new value goes" in action.reason


def test_a_roll_whose_outcome_is_not_known_blocks_another_but_not_disabling(world: World) -> None:
    target = Target(TargetType.USER_TOKEN, world.user_token.id)
    world.journal.begin(Verb.ROLL, target, (world.leaks.user.fingerprint,), "me")
    blocked = only(world, world.leaks.user, Verb.ROLL)
    assert blocked.disposition is Disposition.REFUSED
    assert "--revoke=disable" in blocked.next_step
    assert only(world, world.leaks.user).disposition is Disposition.ACT


def test_what_was_rolled_and_cannot_be_asked_about_is_not_rolled_again(world: World) -> None:
    assert world.act(world.leaks.service, Verb.ROLL).status is ActionStatus.APPLIED
    (action,) = world.plan([world.leaks.service], Verb.ROLL).actions
    assert action.disposition is Disposition.REFUSED
    assert "an earlier run rolled it" in action.reason


def test_what_cannot_be_asked_about_says_so(world: World) -> None:
    assert "cannot be asked" in only(world, world.leaks.service).reason


def test_an_interrupted_tunnel_is_finished_although_its_value_is_dead(world: World) -> None:
    target = Target(TargetType.TUNNEL, world.tunnel.id, world.account.id)
    intent = world.journal.begin(Verb.ROLL, target, (world.leaks.tunnel.fingerprint,), "me")
    world.state.tunnels[world.tunnel.id].secret = world.other_tunnel.secret
    world.journal.step(intent, "rotate")
    action = only(world, world.leaks.tunnel, Verb.DISABLE)
    assert (action.disposition, action.verb) == (Disposition.ACT, Verb.ROLL)
    assert action.steps == ("drop all its connections; connectors need the new token to come back",)
    world.admin_values.clear()
    alone = only(world, world.leaks.tunnel)
    assert alone.disposition is Disposition.REFUSED
    assert "not finished" in alone.reason


def test_an_old_admin_that_is_a_global_user_of_another_person_does_not_serve(world: World) -> None:
    stranger = world.state.create_user()
    world.admin_values[:] = [
        world.state.create_user_token(stranger, "API Tokens Write", form=TokenForm(name="x")).value
    ]
    assert only(world, world.leaks.user).disposition is Disposition.BY_HAND


@pytest.mark.parametrize("fault", [one for one in Fault if one not in {Fault.ANSWER, Fault.HANG, Fault.SLOW_DRIP}])
def test_a_fault_while_planning_changes_nothing_and_raises_nothing(world: World, fault: Fault) -> None:
    leaks = list(world.leaks)
    verdicts = world.verdicts(leaks)
    world.simulator.fault("*", fault, times=None)
    plan = world.plan(leaks, Verb.DELETE, verdicts=verdicts)
    assert plan.acting == ()
    assert world.changes() == []
    assert not [secret for secret in world.secrets if secret in repr(plan)]
