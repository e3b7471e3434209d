from __future__ import annotations

import logging
import re
import subprocess
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from cf_secret_guard.cloudflare.transport import Transport
from cf_secret_guard.model import Kind
from cf_secret_guard.simulator import Fault, Options, TokenForm
from cf_secret_guard.verify.base import Status
from cf_secret_guard.verify.live import LiveVerifier
from tests import tokens
from tests.cloudflare.broken import Server, say
from tests.verify.asking import leak

if TYPE_CHECKING:
    from cf_secret_guard.verify.base import Leak, Verifier
    from tests.cloudflare.world import World

NOW = datetime(2026, 11, 21, 12, 30, 15, tzinfo=UTC)


def user_leaks(world: World, count: int) -> list[Leak]:
    return [leak(Kind.USER_API_TOKEN, world.state.create_user_token(world.user).value) for _ in range(count)]


def test_each_distinct_secret_is_asked_about_once_and_in_order(world: World) -> None:
    asked = user_leaks(world, 5)
    verifier: Verifier = LiveVerifier(world.transport, now=lambda: NOW)
    verdicts = verifier.verify([*asked, *reversed(asked)])
    assert list(verdicts) == [one.fingerprint for one in asked]
    assert {verdict.status for verdict in verdicts.values()} == {Status.LIVE}
    assert {verdict.checked_at for verdict in verdicts.values()} == {"2026-11-21T12:30:15Z"}
    assert len(world.paths()) == 5


def test_httpx_is_loaded_only_when_a_transport_is_made() -> None:
    code = """if True:
        import sys
        import cf_secret_guard.verify.live, cf_secret_guard.cloudflare.transport
        assert not {"httpx", "httpcore", "ssl", "socket"} & set(sys.modules), "loaded too early"
        cf_secret_guard.cloudflare.transport.Transport("http://127.0.0.1:1/client/v4")
        assert "httpx" in sys.modules
    """
    subprocess.run([sys.executable, "-c", code], check=True)


def test_what_is_not_asked_about_is_stamped_too(world: World) -> None:
    asked = leak(Kind.DEPLOY_HOOK, "https://example.com")
    found = LiveVerifier(world.transport).verify([asked])[asked.fingerprint]
    assert found.status is Status.NOT_CHECKABLE
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", found.checked_at)
    assert not world.paths()


@pytest.mark.parametrize("fault", [Fault.THROTTLE, Fault.MAX_AUTH_FAILURES])
def test_the_first_sign_of_a_throttle_ends_the_run(world: World, fault: Fault) -> None:
    asked = user_leaks(world, 12)
    world.simulator.fault("*", fault, times=None)
    verdicts = LiveVerifier(world.transport).verify(asked)
    assert {verdict.status for verdict in verdicts.values()} == {Status.UNKNOWN}
    assert all("throttle" in verdict.reason for verdict in verdicts.values())
    assert len(world.paths()) <= 2


def test_a_rate_limit_that_outlasts_us_ends_the_run(world: World) -> None:
    asked = user_leaks(world, 12)
    world.simulator.fault("*", Fault.RATE_LIMIT, times=None, options=Options(retry_after="300"))
    verdicts = LiveVerifier(world.transport).verify(asked)
    assert {verdict.status for verdict in verdicts.values()} == {Status.UNKNOWN}
    assert len(world.paths()) <= 2


def test_what_was_answered_before_a_throttle_keeps_its_verdict(world: World) -> None:
    asked = user_leaks(world, 1)
    verifier = LiveVerifier(world.transport)
    assert verifier.verify(asked)[asked[0].fingerprint].status is Status.LIVE
    later = user_leaks(world, 1)
    world.simulator.fault("*", Fault.THROTTLE)
    assert verifier.verify(later)[later[0].fingerprint].status is Status.UNKNOWN
    assert verifier.verify(asked)[asked[0].fingerprint].status is Status.UNKNOWN


def test_an_api_that_does_not_answer_is_not_asked_about_everything() -> None:
    asked = [leak(Kind.USER_API_TOKEN, tokens.user_token(f"u{number}")) for number in range(20)]
    with Server(say(b"")) as server, Transport(server.base, spacing=0, sleep=lambda _seconds: None) as transport:
        verdicts = LiveVerifier(transport).verify(asked)
        assert len(server.received) <= 4 * 3
    assert {verdict.status for verdict in verdicts.values()} == {Status.UNKNOWN}
    assert all(verdict.reason for verdict in verdicts.values())


def test_ctrl_c_ends_the_run_without_asking_on(world: World) -> None:
    asked = user_leaks(world, 9)
    calls = 0

    def interrupted() -> datetime:
        nonlocal calls
        calls += 1
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        LiveVerifier(world.transport, now=interrupted).verify(asked)
    assert world.transport.stopped
    assert len(world.paths()) < 9


def test_no_chain_begins_behind_the_time_limit(world: World) -> None:
    asked = user_leaks(world, 3)
    times = iter([0.0, 1.0, 9.0, 9.0])
    verdicts = LiveVerifier(world.transport, clock=lambda: next(times), time_limit=5.0).verify(asked)
    assert sorted(verdict.status for verdict in verdicts.values()) == [Status.LIVE, Status.UNKNOWN, Status.UNKNOWN]
    assert len(world.paths()) == 1


@pytest.mark.parametrize(
    ("status", "expected"), [("active", Status.LIVE), ("disabled", Status.DISABLED), ("gone", Status.INVALID)]
)
def test_an_r2_pair_has_the_verdict_of_its_token(world: World, status: str, expected: Status) -> None:
    made = world.state.create_user_token(world.user)
    if status == "gone":
        del world.state.tokens[made.id]
    else:
        world.state.tokens[made.id].status = status
    pair = leak(Kind.R2_SECRET_ACCESS_KEY, tokens.r2_secret(made.value))
    parent = leak(Kind.USER_API_TOKEN, made.value)
    verdicts = LiveVerifier(world.transport).verify([pair, parent])
    assert list(verdicts) == [pair.fingerprint, parent.fingerprint]
    assert verdicts[pair.fingerprint].status is expected
    assert verdicts[pair.fingerprint].token_id == verdicts[parent.fingerprint].token_id
    assert "API token" in verdicts[pair.fingerprint].reason
    assert len(world.paths()) == 1


def test_an_r2_pair_of_another_token_is_not_checkable(world: World) -> None:
    pair = leak(Kind.R2_SECRET_ACCESS_KEY, tokens.r2_secret(tokens.user_token("other")))
    found = LiveVerifier(world.transport).verify([pair, *user_leaks(world, 1)])
    assert found[pair.fingerprint].status is Status.NOT_CHECKABLE


def test_no_secret_and_no_personal_data_is_shown_at_any_verbosity(
    world: World, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    for name in ("httpx", "httpcore.http11", "httpcore.connection"):
        logging.getLogger(name).setLevel(logging.DEBUG)
    state = world.state
    tunnel, widget = state.create_tunnel(world.account), state.create_widget(world.account)
    key = state.global_key(world.user).value
    values = {
        Kind.USER_API_TOKEN: state.create_user_token(world.user).value,
        Kind.ACCOUNT_API_TOKEN: state.create_account_token(world.account, "DNS Write").value,
        Kind.API_TOKEN: state.create_user_token(world.user, form=TokenForm(value=tokens.legacy_token())).value,
        Kind.GLOBAL_API_KEY: key,
        Kind.OAUTH_TOKEN: state.create_grant(world.user).value,
        Kind.TUNNEL_TOKEN: tunnel.value,
        Kind.TURNSTILE_SECRET_KEY: widget.value,
    }
    asked = [
        leak(kind, value, account_ids=(world.account.id,), emails=(world.user.email,)) for kind, value in values.items()
    ]
    verdicts = LiveVerifier(world.transport, admin=(world.admin, world.key())).verify(asked)
    assert {verdict.status for verdict in verdicts.values()} == {Status.LIVE}
    shown = caplog.text + "".join(capfd.readouterr()) + repr(verdicts) + repr(world.transport) + repr(world.admin)
    secret = [*values.values(), tunnel.secret, world.admin.token.reveal(), world.user.email]
    assert not [value for value in secret if value in shown]
    assert not [request for request in world.simulator.requests if request.path == "/user"]
    assert world.simulator.most_at_once <= 2
