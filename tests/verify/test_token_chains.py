from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cf_secret_guard.model import Kind
from cf_secret_guard.secret import Secret
from cf_secret_guard.simulator import Fault, Options, TokenForm
from cf_secret_guard.simulator.answers import Failure
from cf_secret_guard.verify.base import Owner, Status, Verdict
from cf_secret_guard.verify.live import LiveVerifier
from tests import tokens
from tests.verify.asking import leak, verdict

if TYPE_CHECKING:
    from cf_secret_guard.simulator.handles import Created
    from tests.cloudflare.world import World

ELSEWHERE: dict[str, object] = {"request_ip": {"in": ["192.0.2.0/24"]}}
VERIFY, ACCOUNTS, ZONES = "GET /user/tokens/verify", "GET /accounts", "GET /zones"
FOREIGN = tokens.hexadecimal("foreign account", 32)


def there(account_id: str) -> str:
    return f"GET /accounts/{account_id}/tokens/verify"


class TestUserToken:
    def ask(self, world: World, made: Created) -> Verdict:
        found = verdict(world, leak(Kind.USER_API_TOKEN, made.value, account_ids=(world.account.id,)))
        assert world.paths() == [VERIFY]
        return found

    @pytest.mark.parametrize(
        ("form", "status"),
        [
            (TokenForm(), Status.LIVE),
            (TokenForm(status="disabled"), Status.DISABLED),
            (TokenForm(expires_on="2020-01-01T00:00:00Z"), Status.EXPIRED),
            (TokenForm(not_before="2099-01-01T00:00:00Z"), Status.RESTRICTED),
            (TokenForm(condition=ELSEWHERE), Status.RESTRICTED),
        ],
    )
    def test_one_question_is_enough(self, world: World, form: TokenForm, status: Status) -> None:
        found = self.ask(world, world.state.create_user_token(world.user, form=form))
        assert found.status is status
        assert found.owner is Owner.USER

    def test_a_live_one_tells_its_id_and_end(self, world: World) -> None:
        made = world.state.create_user_token(world.user, form=TokenForm(expires_on="2099-01-01T00:00:00Z"))
        found = self.ask(world, made)
        assert (found.token_id, found.expires_on, found.account_id) == (made.id, "2099-01-01T00:00:00Z", None)

    @pytest.mark.parametrize(("shown", "status"), [("unknown", Status.INVALID), ("status", Status.REVOKED)])
    def test_one_that_cloudflare_revoked_is_dead_either_way(self, world: World, shown: str, status: Status) -> None:
        world.state.switches.exposed_at_verify = shown
        made = world.state.create_user_token(world.user)
        world.state.expose(made)
        assert self.ask(world, made).status is status

    def test_a_deleted_one_is_invalid(self, world: World) -> None:
        made = world.state.create_user_token(world.user)
        del world.state.tokens[made.id]
        assert self.ask(world, made).status is Status.INVALID


class TestAccountToken:
    def ask(self, world: World, made: Created, *account_ids: str) -> Verdict:
        return verdict(world, leak(Kind.ACCOUNT_API_TOKEN, made.value, account_ids=account_ids))

    def test_with_the_account_beside_it_one_question_is_enough(self, world: World) -> None:
        made = world.state.create_account_token(world.account, "DNS Write")
        found = self.ask(world, made, world.account.id)
        assert (found.status, found.token_id, found.account_id) == (Status.LIVE, made.id, world.account.id)
        assert found.owner is Owner.ACCOUNT
        assert world.paths() == [there(world.account.id)]

    def test_without_it_the_token_names_its_account(self, world: World) -> None:
        made = world.state.create_account_token(world.account, "DNS Write")
        found = self.ask(world, made)
        assert (found.status, found.token_id, found.account_id) == (Status.LIVE, made.id, world.account.id)
        assert world.paths() == [ACCOUNTS, there(world.account.id)]

    @pytest.mark.parametrize(
        "failure",
        [
            Failure(401, 1000, "Invalid API Token"),
            Failure(403, 1000, "Invalid API Token"),
            Failure(403, 9109, "Invalid access token"),
            Failure(401, 10000, "Authentication error"),
            Failure(403, 7403, "The given account is not valid or is not authorized to access this service"),
            Failure(404, 7003, "Could not route"),
        ],
    )
    def test_the_wrong_account_beside_it_never_makes_it_dead(self, world: World, failure: Failure) -> None:
        world.state.switches.wrong_account_at_verify = failure
        made = world.state.create_account_token(world.account, "DNS Write")
        found = self.ask(world, made, FOREIGN, world.other.id)
        assert (found.status, found.account_id) == (Status.LIVE, world.account.id)
        assert world.paths() == [there(FOREIGN), there(world.other.id), ACCOUNTS, there(world.account.id)]

    def test_no_more_than_three_accounts_are_tried(self, world: World) -> None:
        made = world.state.create_account_token(world.account, "DNS Write")
        ids = [tokens.hexadecimal(f"id {number}", 32) for number in range(9)]
        self.ask(world, made, *ids, *ids)
        assert world.paths() == [*map(there, ids[:3]), ACCOUNTS, there(world.account.id)]

    def test_an_id_of_another_form_is_passed_over(self, world: World) -> None:
        made = world.state.create_account_token(world.account, "DNS Write")
        assert self.ask(world, made, "../x", "", world.account.id.upper()).status is Status.LIVE
        assert world.paths() == [there(world.account.id)]

    def test_a_dead_one_is_invalid_by_the_words_of_the_list_only(self, world: World) -> None:
        made = world.state.create_account_token(world.account)
        del world.state.tokens[made.id]
        found = self.ask(world, made, world.account.id)
        assert found.status is Status.INVALID
        assert world.paths() == [there(world.account.id), ACCOUNTS]

    def test_where_the_list_takes_no_account_tokens_the_zones_name_the_account(self, world: World) -> None:
        world.state.switches.accounts_lists_for_account_tokens = False
        world.state.create_zone(world.account)
        made = world.state.create_account_token(world.account, "Zone Read")
        found = self.ask(world, made)
        assert (found.status, found.token_id) == (Status.LIVE, made.id)
        assert world.paths() == [ACCOUNTS, ZONES, there(world.account.id)]

    @pytest.mark.parametrize("zones", ["refuse", "empty"])
    def test_a_narrow_one_is_live_although_it_lists_nothing(self, world: World, zones: str) -> None:
        world.state.switches.accounts_lists_for_account_tokens = False
        world.state.switches.zones_without_permission = zones
        found = self.ask(world, world.state.create_account_token(world.account, "Workers R2 Storage Write"))
        assert found.status is Status.LIVE
        assert found.token_id is None
        assert found.reason

    def test_one_that_is_bound_elsewhere_is_restricted(self, world: World) -> None:
        made = world.state.create_account_token(world.account, form=TokenForm(condition=ELSEWHERE))
        assert self.ask(world, made).status is Status.RESTRICTED
        assert world.paths() == [ACCOUNTS]

    @pytest.mark.parametrize(
        ("form", "status"),
        [
            (TokenForm(status="disabled"), Status.DISABLED),
            (TokenForm(expires_on="2020-01-01T00:00:00Z"), Status.EXPIRED),
            (TokenForm(not_before="2099-01-01T00:00:00Z"), Status.RESTRICTED),
        ],
    )
    def test_with_its_account_its_state_is_known(self, world: World, form: TokenForm, status: Status) -> None:
        made = world.state.create_account_token(world.account, form=form)
        assert self.ask(world, made, world.account.id).status is status

    def test_answers_that_contradict_each_other_prove_nothing(self, world: World) -> None:
        world.state.switches.accounts_lists_for_account_tokens = False
        made = world.state.create_account_token(world.account)
        world.simulator.before(ZONES, lambda call: call.state.tokens.clear())
        assert self.ask(world, made).status is Status.UNKNOWN

    def test_a_list_without_the_account_at_its_verify_is_still_proof(self, world: World) -> None:
        made = world.state.create_account_token(world.account, "DNS Write")
        failure = Failure(401, 1000, "Invalid API Token")
        world.simulator.fault("*/tokens/verify", Fault.ANSWER, options=_answer(failure))
        found = self.ask(world, made)
        assert (found.status, found.account_id, found.token_id) == (Status.LIVE, world.account.id, None)


def _answer(failure: Failure) -> Options:
    return Options(failure=failure)


class TestLegacyToken:
    def ask(self, world: World, made: Created, *account_ids: str) -> Verdict:
        return verdict(world, leak(Kind.API_TOKEN, made.value, account_ids=account_ids))

    def form(self, **fields: str) -> TokenForm:
        return TokenForm(value=tokens.legacy_token(), **fields)  # type: ignore[arg-type]

    def test_a_users_is_known_after_one_question(self, world: World) -> None:
        made = world.state.create_user_token(world.user, form=self.form())
        found = self.ask(world, made, world.account.id)
        assert (found.status, found.owner, found.token_id) == (Status.LIVE, Owner.USER, made.id)
        assert world.paths() == [VERIFY]

    def test_an_accounts_is_found_through_the_list(self, world: World) -> None:
        made = world.state.create_account_token(world.account, "DNS Write", form=self.form())
        found = self.ask(world, made)
        assert (found.status, found.owner, found.token_id) == (Status.LIVE, Owner.ACCOUNT, made.id)
        assert world.paths() == [VERIFY, ACCOUNTS, there(world.account.id)]

    def test_a_narrow_accounts_is_found_through_what_stands_beside_it(self, world: World) -> None:
        world.state.switches.accounts_lists_for_account_tokens = False
        made = world.state.create_account_token(world.account, form=self.form())
        found = self.ask(world, made, world.account.id)
        assert (found.status, found.owner, found.token_id) == (Status.LIVE, Owner.ACCOUNT, made.id)
        assert world.paths() == [VERIFY, ACCOUNTS, ZONES, there(world.account.id)]

    def test_a_dead_one_fails_twice_and_no_more(self, world: World) -> None:
        made = world.state.create_user_token(world.user, form=self.form())
        del world.state.tokens[made.id]
        assert self.ask(world, made, world.account.id).status is Status.INVALID
        assert world.paths() == [VERIFY, ACCOUNTS]

    def test_an_answer_of_the_users_verify_alone_is_never_death(self, world: World) -> None:
        made = world.state.create_account_token(world.account, form=self.form())
        failure = Failure(401, 10000, "Authentication error")
        world.simulator.fault("GET /accounts*", Fault.ANSWER, times=None, options=_answer(failure))
        world.simulator.fault("GET /zones*", Fault.ANSWER, times=None, options=_answer(failure))
        assert self.ask(world, made, world.account.id).status is Status.UNKNOWN

    def test_one_that_is_bound_elsewhere_is_restricted(self, world: World) -> None:
        made = world.state.create_user_token(world.user, form=self.form()._replace(condition=ELSEWHERE))
        assert self.ask(world, made).status is Status.RESTRICTED


EVERY_FAULT = [fault for fault in Fault if fault not in {Fault.HANG, Fault.SLOW_DRIP, Fault.ANSWER}]
STEPS = {
    "the user's verify": (Kind.USER_API_TOKEN, "user", VERIFY, ()),
    "the account's verify": (Kind.ACCOUNT_API_TOKEN, "account", "GET /accounts/*/tokens/verify", ("own",)),
    "the accounts": (Kind.ACCOUNT_API_TOKEN, "account", ACCOUNTS, ()),
    "the verify behind the accounts": (Kind.ACCOUNT_API_TOKEN, "account", "GET /accounts/*/tokens/verify", ()),
    "the legacy token's user verify": (Kind.API_TOKEN, "legacy", VERIFY, ()),
    "the legacy token's accounts": (Kind.API_TOKEN, "legacy", ACCOUNTS, ()),
}


@pytest.mark.parametrize("fault", EVERY_FAULT)
@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("alive", [True, False], ids=["live", "dead"])
def test_no_fault_at_any_step_makes_a_token_dead(world: World, step: str, fault: Fault, *, alive: bool) -> None:
    kind, owner, path, beside = STEPS[step]
    form = TokenForm(value=tokens.legacy_token()) if owner == "legacy" else TokenForm()
    if owner == "user":
        made = world.state.create_user_token(world.user, form=form)
    else:
        made = world.state.create_account_token(world.account, "DNS Write", form=form)
    world.simulator.fault(path, fault, times=None)
    if not alive:
        del world.state.tokens[made.id]
    found = verdict(world, leak(kind, made.value, account_ids=(world.account.id,) if beside else ()))
    reached = alive or step != "the verify behind the accounts"
    assert found.status.is_dead is not reached
    assert found.status in {Status.UNKNOWN, Status.LIVE, Status.INVALID}
    assert found.status is not Status.LIVE or alive
    assert found.reason
    assert made.value not in repr(found)
    assert len(world.paths()) <= 5


def test_a_hanging_api_gives_unknown(world: World) -> None:
    from cf_secret_guard.cloudflare.transport import Transport
    from cf_secret_guard.connection.wire import Timeouts

    made = world.state.create_user_token(world.user)
    world.simulator.fault("*", Fault.HANG, times=None)
    quick = Timeouts(1.0, 0.1, 0.2)
    with Transport(world.simulator.base_url, timeouts=quick, spacing=0, sleep=lambda _seconds: None) as transport:
        asked = leak(Kind.USER_API_TOKEN, made.value)
        found = LiveVerifier(transport).verify([asked])[asked.fingerprint]
    assert found.status is Status.UNKNOWN
    assert "in time" in found.reason


def test_a_disabled_token_is_confirmed_dead_and_a_deleted_one_too(world: World) -> None:
    made = world.state.create_account_token(world.account, "DNS Write")
    asked = leak(Kind.ACCOUNT_API_TOKEN, made.value, account_ids=(world.account.id,))
    assert verdict(world, asked).status is Status.LIVE
    world.state.tokens[made.id].status = "disabled"
    assert verdict(world, asked).status is Status.DISABLED
    world.state.roll(made.id)
    assert verdict(world, asked).status is Status.INVALID
    assert Secret(made.value) == asked.secret
