"""The decision table and the example answers of the fact sheet, row by row."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from cf_secret_guard.simulator import Fault, Options, TokenForm
from cf_secret_guard.simulator.answers import Failure
from cf_secret_guard.simulator.api import ROUTES
from tests import tokens

if TYPE_CHECKING:
    from collections.abc import Callable

    from cf_secret_guard.simulator.routing import Route
    from tests.simulator.world import Reply, World

VERIFY = "GET /user/tokens/verify"
ZONES = "GET /zones?per_page=5"
ACCOUNTS = "GET /accounts?per_page=5"
ELSEWHERE = {"X-Simulator-Client-IP": "203.0.113.7"}
ONE = "00000000000000000000000000000001"


def bound(world: World) -> str:
    form = TokenForm(condition={"request_ip": {"in": ["192.0.2.0/24"]}})
    return world.state.create_user_token(world.user, "Zone Read", "Account Settings Read", form=form).value


def exposed(world: World) -> str:
    token = world.state.create_user_token(world.user, form=TokenForm(id=ONE))
    world.state.expose(token)
    return token.value


def fails(world: World, fault: Fault, options: Options | None = None) -> Reply:
    world.simulator.fault("*", fault, options=options)
    return world.ask(VERIFY, world.narrow.value)


def key_headers(world: World, key: str = "", email: str = "ada@example.com") -> dict[str, str]:
    return {"X-Auth-Key": key or world.key.value, "X-Auth-Email": email}


def without_account_listing(world: World) -> Reply:
    world.state.switches.accounts_lists_for_account_tokens = False
    return world.ask(ACCOUNTS, world.narrow_account.value)


def after_bad_tokens(world: World) -> Reply:
    world.state.limits.auth_failures = 3
    for _ in range(3):
        world.ask(ZONES, tokens.user_token())
    return world.ask(VERIFY, world.narrow.value)


def beyond_the_quota(world: World) -> Reply:
    world.state.limits.quota = 1
    world.ask(VERIFY, world.narrow.value)
    return world.ask(VERIFY, world.narrow.value)


TABLE: list[tuple[str, Callable[[World], Reply], tuple[int, int, str]]] = [
    ("unknown token", lambda w: w.ask(VERIFY, tokens.user_token()), (401, 1000, "Invalid API Token")),
    ("unknown legacy", lambda w: w.ask(VERIFY, tokens.legacy_token()), (401, 1000, "Invalid API Token")),
    ("account token", lambda w: w.ask(VERIFY, w.narrow_account.value), (401, 1000, "Invalid API Token")),
    (
        "OAuth token",
        lambda w: w.ask(VERIFY, w.state.create_grant(w.user).value),
        (401, 1000, "Invalid API Token"),
    ),
    ("gateway", lambda w: fails(w, Fault.GATEWAY_TIMEOUT), (504, 1000, "Request timeout")),
    ("no header", lambda w: w.ask(VERIFY), (400, 1001, 'Missing "Authorization" header')),
    (
        "account token, historic",
        without_account_listing,
        (400, 1001, "List accounts endpoint does not support account owned tokens"),
    ),
    ("malformed", lambda w: w.ask(VERIFY, "abc-def"), (400, 6003, "Invalid request headers")),
    ("with spaces", lambda w: w.ask(VERIFY, f"{tokens.user_token()} x"), (400, 6003, "Invalid request headers")),
    (
        "key of the wrong length",
        lambda w: w.ask(ACCOUNTS, headers=key_headers(w, key="abc")),
        (400, 6003, "Invalid request headers"),
    ),
    (
        "token sent as a key",
        lambda w: w.ask(ACCOUNTS, headers=key_headers(w, key=w.narrow.value)),
        (400, 6003, "Invalid request headers"),
    ),
    (
        "e-mail of a wrong shape",
        lambda w: w.ask(ACCOUNTS, headers=key_headers(w, email="ada")),
        (400, 6003, "Invalid request headers"),
    ),
    (
        "wrong e-mail",
        lambda w: w.ask(ACCOUNTS, headers=key_headers(w, email="eve@example.com")),
        (403, 9103, "Unknown X-Auth-Key or X-Auth-Email"),
    ),
    (
        "dead key",
        lambda w: w.ask(ACCOUNTS, headers=key_headers(w, key=tokens.legacy_key())),
        (403, 9103, "Unknown X-Auth-Key or X-Auth-Email"),
    ),
    (
        "no credential",
        lambda w: w.ask(ZONES),
        (400, 9106, "Missing X-Auth-Key, X-Auth-Email or Authorization headers"),
    ),
    (
        "malformed at a product",
        lambda w: w.ask(f"GET {w.base}/cfd_tunnel", "abc-def"),
        (400, 9106, "Authentication failed (status: 400)"),
    ),
    (
        "key without e-mail",
        lambda w: w.ask(ZONES, headers={"X-Auth-Key": w.key.value}),
        (400, 9107, "Missing X-Auth-Email header"),
    ),
    (
        "e-mail without key",
        lambda w: w.ask(ZONES, headers={"X-Auth-Email": "ada@example.com"}),
        (400, 9107, "Missing X-Auth-Key header"),
    ),
    ("unknown at zones", lambda w: w.ask(ZONES, tokens.user_token()), (403, 9109, "Invalid access token")),
    (
        "no permission",
        lambda w: w.ask("GET /user/tokens", w.narrow.value),
        (403, 9109, "Unauthorized to access requested resource"),
    ),
    (
        "account token at a user endpoint",
        lambda w: w.ask("GET /user/tokens", w.narrow_account.value),
        (403, 9109, "Valid user-level authentication not found"),
    ),
    (
        "bound to an address",
        lambda w: w.ask(ZONES, bound(w), headers=ELSEWHERE),
        (403, 9109, "Cannot use the access token from location: 203.0.113.7"),
    ),
    (
        "too many bad tokens",
        after_bad_tokens,
        (403, 9109, "Max auth failures reached, please check your Authorization header"),
    ),
    (
        "too many bad tokens, as a fault",
        lambda w: fails(w, Fault.MAX_AUTH_FAILURES, Options(status=429)),
        (429, 9109, "Max auth failures reached, please check your Authorization header"),
    ),
    (
        "dead at a product",
        lambda w: w.ask(f"GET {w.base}/cfd_tunnel", tokens.account_token()),
        (401, 10000, "Authentication error"),
    ),
    (
        "no permission at a product",
        lambda w: w.ask(f"GET {w.base}/cfd_tunnel", w.narrow_account.value),
        (403, 10000, "Authentication error"),
    ),
    (
        "bound to an address, at a product",
        lambda w: w.ask(f"GET {w.base}/logs/audit", bound(w), headers=ELSEWHERE),
        (401, 10000, "Authentication error"),
    ),
    ("key as bearer", lambda w: w.ask(ZONES, tokens.global_key()), (400, 10000, "Authentication error")),
    (
        "OAuth token that manages tokens",
        lambda w: w.ask("GET /user/tokens", w.state.create_grant(w.user).value),
        (400, 10001, "Method not allowed for token"),
    ),
    (
        "internal error",
        lambda w: fails(w, Fault.ANSWER, Options(failure=Failure(500, 10001, "internal error"))),
        (500, 10001, "internal error"),
    ),
    ("no route", lambda w: w.ask("POST /user/tokens/x/roll", w.narrow.value), (400, 7000, "No route for that URI")),
    (
        "no such account",
        lambda w: w.ask("GET /accounts/nonsense/tokens/verify", w.narrow_account.value),
        (
            404,
            7003,
            "Could not route to /client/v4/accounts/nonsense/tokens/verify, perhaps your object identifier is invalid?",
        ),
    ),
    (
        "somebody else's account",
        lambda w: w.ask(f"GET /accounts/{w.elsewhere.id}/cfd_tunnel", w.admin.value),
        (403, 7403, "The given account is not valid or is not authorized to access this service"),
    ),
    (
        "account token at page rules",
        lambda w: w.ask(f"GET /zones/{w.zone.id}/pagerules", w.narrow_account.value),
        (400, 1011, "Page Rules endpoint does not support account owned tokens"),
    ),
    (
        "throttled",
        lambda w: fails(w, Fault.THROTTLE),
        (429, 971, "Please wait and consider throttling your request speed"),
    ),
    (
        "throttled inside another status",
        lambda w: fails(w, Fault.THROTTLE, Options(status=403)),
        (403, 971, "Please wait and consider throttling your request speed"),
    ),
    (
        "beyond the quota",
        beyond_the_quota,
        (
            429,
            10100,
            "More than 1200 requests per 300 seconds reached. Please wait and consider throttling your request speed",
        ),
    ),
    (
        "unconfirmed rate limits",
        lambda w: fails(w, Fault.ANSWER, Options(failure=Failure(429, 10429, "Too many requests"))),
        (429, 10429, "Too many requests"),
    ),
    (
        "gone",
        lambda w: w.ask(f"GET {w.base}/tokens/{ONE}", w.admin.value),
        (404, 12000, "Not found"),
    ),
]


@pytest.mark.parametrize(("ask", "expected"), [row[1:] for row in TABLE], ids=[row[0] for row in TABLE])
def test_every_refusal_of_the_decision_table_comes_out(
    world: World, ask: Callable[[World], Reply], expected: tuple[int, int, str]
) -> None:
    assert ask(world).error == expected


@pytest.mark.parametrize(
    ("chain", "ask"),
    [
        ((6111, "Invalid format for Authorization header"), lambda w: w.ask(VERIFY, "abc-def")),
        (
            (6103, "Invalid format for X-Auth-Key header"),
            lambda w: w.ask(ACCOUNTS, headers=key_headers(w, key="abc")),
        ),
        (
            (6102, "Invalid format for X-Auth-Email header"),
            lambda w: w.ask(ACCOUNTS, headers=key_headers(w, email="ada")),
        ),
    ],
)
def test_a_malformed_credential_is_explained_in_the_chain(
    world: World, chain: tuple[int, str], ask: Callable[[World], Reply]
) -> None:
    errors = ask(world).body["errors"]
    assert isinstance(errors, list)
    assert errors[0]["error_chain"] == [{"code": chain[0], "message": chain[1]}]


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        (TokenForm(), {"status": "active"}),
        (TokenForm(status="disabled"), {"status": "disabled"}),
        (
            TokenForm(expires_on="2020-01-01T00:00:00Z"),
            {"status": "expired", "expires_on": "2020-01-01T00:00:00Z"},
        ),
        (
            TokenForm(not_before="2100-01-01T00:00:00Z"),
            {"status": "active", "not_before": "2100-01-01T00:00:00Z"},
        ),
    ],
)
def test_verify_gives_the_status_of_a_token_that_is_known(
    world: World, form: TokenForm, expected: dict[str, str]
) -> None:
    token = world.state.create_user_token(world.user, form=form)
    assert world.ask(VERIFY, token.value).result == {"id": token.id, **expected}
    of_account = world.state.create_account_token(world.account, form=form)
    path = f"GET {world.base}/tokens/verify"
    assert world.ask(path, of_account.value).result == {"id": of_account.id, **expected}


def live(world: World) -> Reply:
    return world.ask(VERIFY, world.state.create_user_token(world.user, form=TokenForm(id=ONE)).value)


def delete(world: World) -> Reply:
    world.state.create_user_token(world.user, form=TokenForm(id=ONE))
    return world.ask(f"DELETE /user/tokens/{ONE}", world.user_admin.value)


def siteverify(world: World, secret: str) -> Reply:
    return world.ask("POST /turnstile/v0/siteverify", form={"secret": secret, "response": "dummy"})


NO = '"messages":[],"result":null}'
DENIED = '{"success":false,"errors":[{"code":9109,"message":"%s"}],' + NO
FIXTURES: list[tuple[str, Callable[[World], Reply], int, str]] = [
    (
        "verify live",
        live,
        200,
        (
            '{"result":{"id":"00000000000000000000000000000001","status":"active"},"success":true,"errors":[],'
            '"messages":[{"code":10000,"message":"This API Token is valid and active","type":null}]}'
        ),
    ),
    (
        "verify unknown",
        lambda w: w.ask(VERIFY, tokens.user_token()),
        401,
        '{"success":false,"errors":[{"code":1000,"message":"Invalid API Token"}],"messages":[],"result":null}',
    ),
    (
        "verify malformed",
        lambda w: w.ask(VERIFY, "abc-def"),
        400,
        (
            '{"success":false,"errors":[{"code":6003,"message":"Invalid request headers","error_chain":'
            '[{"code":6111,"message":"Invalid format for Authorization header"}]}],"messages":[],"result":null}'
        ),
    ),
    ("zones, dead token", lambda w: w.ask(ZONES, tokens.user_token()), 403, DENIED % "Invalid access token"),
    (
        "no permission",
        lambda w: w.ask("GET /user/tokens", w.narrow.value),
        403,
        DENIED % "Unauthorized to access requested resource",
    ),
    (
        "account token at /user",
        lambda w: w.ask("GET /user", w.narrow_account.value),
        403,
        DENIED % "Valid user-level authentication not found",
    ),
    (
        "IP filter",
        lambda w: w.ask(ZONES, bound(w), headers=ELSEWHERE),
        403,
        DENIED % "Cannot use the access token from location: 203.0.113.7",
    ),
    (
        "delete",
        delete,
        200,
        '{"success":true,"errors":[],"messages":[],"result":{"id":"00000000000000000000000000000001"}}',
    ),
    (
        "throttle",
        lambda w: fails(w, Fault.THROTTLE),
        429,
        (
            '{"success":false,"errors":[{"code":971,"message":'
            '"Please wait and consider throttling your request speed"}],"messages":[],"result":null}'
        ),
    ),
    (
        "siteverify live secret",
        lambda w: siteverify(w, w.state.create_widget(w.account).value),
        200,
        '{"success":false,"error-codes":["invalid-input-response"]}',
    ),
    (
        "siteverify dead secret",
        lambda w: siteverify(w, tokens.turnstile_secret()),
        200,
        '{"success":false,"error-codes":["invalid-input-secret"]}',
    ),
]


@pytest.mark.parametrize(("ask", "status", "body"), [row[1:] for row in FIXTURES], ids=[row[0] for row in FIXTURES])
def test_every_example_answer_comes_out_literally(
    world: World, ask: Callable[[World], Reply], status: int, body: str
) -> None:
    reply = ask(world)
    assert (reply.status, reply.body) == (status, json.loads(body))
    assert reply.headers["content-type"] == "application/json"


def test_an_exposed_token_is_unknown_to_verify_and_can_still_be_read(world: World) -> None:
    value = exposed(world)
    assert world.ask(VERIFY, value).error == (401, 1000, "Invalid API Token")
    shown = world.ask(f"GET /user/tokens/{ONE}", world.user_admin.value)
    assert shown.body | {"result": None} == {"success": True, "errors": [], "messages": [], "result": None}
    assert shown.result | {"id": ONE, "name": "ci", "status": "revoked (exposed)"} == shown.result
    world.state.switches.exposed_at_verify = "status"
    assert world.ask(VERIFY, value).result == {"id": ONE, "status": "revoked (exposed)"}


def test_a_roll_answers_with_the_bare_new_secret(world: World) -> None:
    reply = world.ask(f"PUT /user/tokens/{world.narrow.id}/value", world.user_admin.value, {})
    assert reply.body == {
        "success": True,
        "errors": [],
        "messages": [],
        "result": world.state.tokens[world.narrow.id].value,
    }


def test_a_throttle_says_when_to_come_back_and_a_challenge_is_a_page(world: World) -> None:
    assert fails(world, Fault.THROTTLE).headers["retry-after"] == "30"
    page = fails(world, Fault.CHALLENGE_403)
    assert (page.status, page.headers["content-type"]) == (403, "text/html")
    assert "error code: 1010" in page.text


def test_permission_refusals_can_carry_the_address_of_their_documentation(world: World) -> None:
    world.state.switches.documentation_urls = True
    errors = world.ask("GET /user/tokens", world.narrow.value).body["errors"]
    assert isinstance(errors, list)
    assert errors[0]["documentation_url"].startswith("https://developers.cloudflare.com/")


def test_no_route_hides_behind_an_earlier_one() -> None:
    for number, route in enumerate(ROUTES):
        path = route.pattern.replace("{", "").replace("}", "")
        assert next(i for i, other in enumerate(ROUTES) if other.match(route.method, path) is not None) == number


@pytest.mark.parametrize("route", ROUTES, ids=[f"{route.method} {route.pattern}" for route in ROUTES])
def test_every_route_says_what_it_does(route: Route) -> None:
    assert route.handler.__doc__


def test_what_is_left_of_the_quota_stands_in_the_headers(world: World) -> None:
    world.state.limits.quota = 3
    replies = [world.ask(VERIFY, world.narrow.value) for _ in range(4)]
    assert [reply.headers["ratelimit"].split(";")[1] for reply in replies] == ["r=2", "r=1", "r=0", "r=0"]
    assert replies[0].headers["ratelimit-policy"] == '"default";q=3;w=300'
    assert ["retry-after" in reply.headers for reply in replies] == [False, False, False, True]
    assert world.ask(VERIFY, world.user_admin.value).status == 429, "all credentials of a user count together"
    assert world.ask(ACCOUNTS, world.admin.value).status == 200
