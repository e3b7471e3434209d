"""Section 3.1 of the facts, row by row, and the fixture bodies of section 12."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cf_secret_guard.cloudflare.base import Answer, ApiError, Call
from cf_secret_guard.cloudflare.envelope import read
from cf_secret_guard.cloudflare.signs import NO_CODE, Ask, Bearing, Sign
from cf_secret_guard.cloudflare.table import TABLE, meaning
from cf_secret_guard.connection.base import Fault, Response
from cf_secret_guard.verify.base import Owner, Status

if TYPE_CHECKING:
    from collections.abc import Mapping

USER, ACCOUNT, LEGACY, OAUTH, KEY = (Bearing.USER, Bearing.ACCOUNT, Bearing.LEGACY, Bearing.OAUTH, Bearing.KEY)
TOKENS = (USER, ACCOUNT, LEGACY, OAUTH)
VERIFY, THERE, LIST = Ask.USER_VERIFY, Ask.ACCOUNT_VERIFY, Ask.ACCOUNTS
UNAUTHORIZED = "Unauthorized to access requested resource"
NOT_USER = "Valid user-level authentication not found"
LOCATION = "Cannot use the access token from location: 203.0.113.7"
MAX = "Max auth failures reached, please check your Authorization header"
OWNED = "List accounts endpoint does not support account owned tokens"
SLOW = "Please wait and consider throttling your request speed"


class Case(NamedTuple):
    """An answer with one error, where it was asked, and who gets which verdict; whoever is not named: unknown."""

    http: int
    code: int
    message: str
    ask: Ask
    sign: Sign
    verdicts: Mapping[Bearing, Status] = {}
    chain: tuple[int, ...] = ()


def each(status: Status, *bearings: Bearing) -> dict[Bearing, Status]:
    return dict.fromkeys(bearings, status)


CASES: dict[str, Case] = {
    "401 1000 at the user's verify": Case(
        401, 1000, "Invalid API Token", VERIFY, Sign.UNKNOWN_HERE, each(Status.INVALID, USER)
    ),
    "401 1000 at an account's verify": Case(401, 1000, "Invalid API Token", THERE, Sign.UNKNOWN_HERE),
    "401 1000 elsewhere": Case(401, 1000, "Invalid API Token", LIST, Sign.UNCLEAR),
    "200 1000 is no refusal": Case(200, 1000, "Invalid API Token", VERIFY, Sign.UNCLEAR),
    "504 1000 request timeout": Case(504, 1000, "Request timeout", VERIFY, Sign.UNCLEAR),
    "401 1000 request timeout": Case(401, 1000, "Request timeout", VERIFY, Sign.UNCLEAR),
    "400 1001 no Authorization header": Case(400, 1001, 'Missing "Authorization" header', VERIFY, Sign.UNCLEAR),
    "400 1001 account owned": Case(400, 1001, OWNED, LIST, Sign.LIVE, each(Status.LIVE, *TOKENS)),
    "400 6003 6111": Case(
        400,
        6003,
        "Invalid request headers",
        VERIFY,
        Sign.MALFORMED,
        each(Status.INVALID, USER, ACCOUNT, LEGACY),
        (6111,),
    ),
    "400 6003 6103": Case(
        400, 6003, "Invalid request headers", LIST, Sign.MALFORMED, each(Status.INVALID, KEY), (6103,)
    ),
    "400 6003 6102": Case(400, 6003, "Invalid request headers", LIST, Sign.BAD_EMAIL, {}, (6102,)),
    "400 6003 without a chain": Case(400, 6003, "Invalid request headers", VERIFY, Sign.UNCLEAR),
    "400 9103": Case(400, 9103, "Unknown X-Auth-Key or X-Auth-Email", LIST, Sign.WRONG_PAIR),
    "403 9103": Case(403, 9103, "Unknown X-Auth-Key or X-Auth-Email", LIST, Sign.WRONG_PAIR),
    "400 9106 missing": Case(
        400, 9106, "Missing X-Auth-Key, X-Auth-Email or Authorization headers", LIST, Sign.UNCLEAR
    ),
    "400 9106 failed": Case(400, 9106, "Authentication failed (status: 400)", LIST, Sign.UNCLEAR),
    "400 9107": Case(400, 9107, "Missing X-Auth-Key header", LIST, Sign.UNCLEAR),
    "403 9109 invalid, accounts": Case(
        403, 9109, "Invalid access token", LIST, Sign.REFUSED, each(Status.INVALID, *TOKENS)
    ),
    "403 9109 invalid, zones": Case(
        403, 9109, "Invalid access token", Ask.ZONES, Sign.REFUSED, each(Status.INVALID, *TOKENS)
    ),
    "403 9109 invalid, user's verify": Case(
        403, 9109, "Invalid access token", VERIFY, Sign.UNKNOWN_HERE, each(Status.INVALID, USER)
    ),
    "403 9109 invalid, account's verify": Case(403, 9109, "Invalid access token", THERE, Sign.UNKNOWN_HERE),
    "500 9109 invalid": Case(500, 9109, "Invalid access token", LIST, Sign.UNCLEAR),
    "403 9109 unauthorized": Case(403, 9109, UNAUTHORIZED, LIST, Sign.LIVE, each(Status.LIVE, *TOKENS)),
    "403 9109 not user-level": Case(403, 9109, NOT_USER, VERIFY, Sign.LIVE, each(Status.LIVE, *TOKENS)),
    "403 9109 from location": Case(403, 9109, LOCATION, VERIFY, Sign.RESTRICTED, each(Status.RESTRICTED, *Bearing)),
    "403 9109 max auth failures": Case(403, 9109, MAX, VERIFY, Sign.THROTTLED),
    "429 9109 max auth failures": Case(429, 9109, MAX, LIST, Sign.THROTTLED),
    "403 9109 another message": Case(403, 9109, "Something new", LIST, Sign.UNCLEAR),
    "401 10000": Case(401, 10000, "Authentication error", LIST, Sign.UNCLEAR),
    "403 10000": Case(403, 10000, "Authentication error", VERIFY, Sign.UNCLEAR),
    "400 10001 not allowed": Case(400, 10001, "Method not allowed for token", LIST, Sign.UNCLEAR),
    "500 10001 internal error": Case(500, 10001, "internal error", LIST, Sign.UNCLEAR),
    "400 7000": Case(400, 7000, "No route for that URI", THERE, Sign.UNCLEAR),
    "404 7003": Case(
        404, 7003, "Could not route to /x, perhaps your object identifier is invalid?", THERE, Sign.UNCLEAR
    ),
    "404 7003 for an object": Case(404, 7003, "not found", Ask.OBJECT, Sign.UNCLEAR),
    "403 7403": Case(403, 7403, "The given account is not valid or is not authorized", THERE, Sign.UNCLEAR),
    "400 1011": Case(
        400,
        1011,
        "Page Rules endpoint does not support account owned tokens",
        LIST,
        Sign.LIVE,
        each(Status.LIVE, *TOKENS),
    ),
    "429 971": Case(429, 971, SLOW, VERIFY, Sign.THROTTLED),
    "403 971": Case(403, 971, SLOW, VERIFY, Sign.THROTTLED),
    "403 971 in a chain": Case(403, 1, "x", VERIFY, Sign.THROTTLED, {}, (971,)),
    "429 10100": Case(429, 10100, f"More than 1200 requests per 300 seconds reached. {SLOW}", LIST, Sign.THROTTLED),
    "429 10429": Case(429, 10429, "x", LIST, Sign.THROTTLED),
    "429 10502": Case(429, 10502, "x", LIST, Sign.THROTTLED),
    "404 12000": Case(404, 12000, "x", Ask.OBJECT, Sign.GONE),
    "404 not found": Case(404, 1234, "Not found", Ask.OBJECT, Sign.GONE),
    "404 12000 at verify": Case(404, 12000, "Not found", VERIFY, Sign.UNCLEAR),
    "404 with another code": Case(404, 1234, "x", Ask.OBJECT, Sign.UNCLEAR),
    "503 with a code": Case(503, 1, "x", LIST, Sign.UNCLEAR),
    "418": Case(418, 1, "x", LIST, Sign.UNCLEAR),
}


def answer_of(case: Case) -> Answer:
    return Answer(case.http, errors=(ApiError(case.code, case.message, case.chain),))


@pytest.mark.parametrize("name", CASES)
def test_row(name: str) -> None:
    case = CASES[name]
    told = meaning(answer_of(case), case.ask)
    assert told.sign is case.sign
    assert {bearing: told.status(bearing) for bearing in Bearing} == each(Status.UNKNOWN, *Bearing) | dict(
        case.verdicts
    )
    assert told.reason
    assert "203.0.113.7" not in told.reason


@pytest.mark.parametrize("name", CASES)
def test_upper_case_and_a_longer_message_mean_the_same(name: str) -> None:
    case = CASES[name]
    changed = case._replace(message=f"[api]  {case.message.upper()}.")
    assert meaning(answer_of(changed), case.ask).sign is case.sign


@pytest.mark.parametrize("row", TABLE, ids=[row.name for row in TABLE])
def test_every_row_is_reached_by_an_answer_of_its_own(row: object) -> None:
    fits = [meaning(answer_of(case), case.ask).row for case in CASES.values()]
    fits += [meaning(Answer(404), Ask.OBJECT).row, meaning(Answer(502), LIST).row]
    assert next(known.name for known in TABLE if known is row) in fits


def test_the_names_of_the_rows_are_distinct() -> None:
    assert len({row.name for row in TABLE}) == len(TABLE)


@pytest.mark.parametrize("code", [None, NO_CODE])
def test_404_without_a_code_says_that_an_object_is_gone(code: int | None) -> None:
    errors = () if code is None else (ApiError(code, ""),)
    assert meaning(Answer(404, errors=errors), Ask.OBJECT).sign is Sign.GONE


@pytest.mark.parametrize("fault", Fault)
@pytest.mark.parametrize("status", [None, 200, 401, 403, 503])
@pytest.mark.parametrize("ask", Ask)
def test_a_fault_proves_nothing_at_any_status(fault: Fault, status: int | None, ask: Ask) -> None:
    told = meaning(Answer(status, fault, success=True), ask)
    assert told.sign is Sign.UNCLEAR
    assert not told.verdicts
    assert str(fault) in told.reason


def test_429_is_a_throttle_even_on_a_web_page() -> None:
    assert meaning(Answer(429, Fault.HTML), VERIFY).sign is Sign.THROTTLED


def test_a_success_is_a_success() -> None:
    told = meaning(Answer(200, success=True), LIST)
    assert (told.sign, told.reason) == (Sign.OK, "")


@pytest.mark.parametrize(
    ("errors", "sign"),
    [
        ((ApiError(9109, "Invalid access token"), ApiError(10000, "Authentication error")), Sign.UNCLEAR),
        ((ApiError(9109, "Invalid access token"), ApiError(9109, UNAUTHORIZED)), Sign.UNCLEAR),
        ((ApiError(9109, "Invalid access token"), ApiError(5, "new")), Sign.UNCLEAR),
        ((ApiError(9109, "Invalid access token"), ApiError(9109, "Invalid access token")), Sign.REFUSED),
        ((ApiError(9109, "Invalid access token"), ApiError(971, "x")), Sign.THROTTLED),
    ],
)
def test_errors_that_do_not_agree_prove_nothing(errors: tuple[ApiError, ...], sign: Sign) -> None:
    assert meaning(Answer(403, errors=errors), LIST).sign is sign


def test_an_error_in_what_calls_itself_a_success_proves_nothing() -> None:
    answer = Answer(403, success=True, errors=(ApiError(9109, "Invalid access token"),))
    assert meaning(answer, LIST).sign is Sign.UNCLEAR


def test_an_account_token_shows_itself_by_its_refusal() -> None:
    assert meaning(answer_of(CASES["403 9109 not user-level"]), VERIFY).owner is Owner.ACCOUNT


DEAD_WORDS = ("invalid access token", "invalid api token", "invalid request headers")


@given(
    st.integers(100, 599),
    st.integers(0, 20000),
    st.text(max_size=60),
    st.sampled_from(list(Ask)),
    st.booleans(),
)
def test_nothing_but_the_known_words_is_ever_dead(
    status: int,
    code: int,
    message: str,
    ask: Ask,
    success: bool,  # noqa: FBT001 - hypothesis gives it
) -> None:
    told = meaning(Answer(status, success=success, errors=(ApiError(code, message),)), ask)
    if not any(word in message.lower() for word in DEAD_WORDS):
        assert not any(told.status(bearing).is_dead for bearing in Bearing)


def fixture(status: int, body: str, content_type: str = "application/json") -> Answer:
    response = Response(status, {"content-type": content_type}, body.encode())
    return read(response, Call("GET", ("x",), keep=("id", "status")), 0.0)


def failed(code: int, message: str, chain: str = "") -> str:
    error = f'{{"code":{code},"message":{json.dumps(message)}{chain}}}'
    return f'{{"success":false,"errors":[{error}],"messages":[],"result":null}}'


_LIVE = (
    '{"result":{"id":"00000000000000000000000000000001","status":"active"},"success":true,"errors":[],'
    '"messages":[{"code":10000,"message":"This API Token is valid and active","type":null}]}'
)
_CHAIN = ',"error_chain":[{"code":6111,"message":"Invalid format for Authorization header"}]'


@pytest.mark.parametrize(
    ("status", "body", "ask", "sign"),
    [
        pytest.param(200, _LIVE, VERIFY, Sign.OK, id="verify live"),
        pytest.param(401, failed(1000, "Invalid API Token"), VERIFY, Sign.UNKNOWN_HERE, id="verify unknown"),
        pytest.param(
            400, failed(6003, "Invalid request headers", _CHAIN), VERIFY, Sign.MALFORMED, id="verify malformed"
        ),
        pytest.param(403, failed(9109, "Invalid access token"), Ask.ZONES, Sign.REFUSED, id="zones, dead token"),
        pytest.param(403, failed(9109, UNAUTHORIZED), LIST, Sign.LIVE, id="no permission"),
        pytest.param(403, failed(9109, NOT_USER), VERIFY, Sign.LIVE, id="account token at /user"),
        pytest.param(403, failed(9109, LOCATION), VERIFY, Sign.RESTRICTED, id="IP filter"),
        pytest.param(429, failed(971, SLOW), VERIFY, Sign.THROTTLED, id="throttle"),
    ],
)
def test_fixture(status: int, body: str, ask: Ask, sign: Sign) -> None:
    assert meaning(fixture(status, body), ask).sign is sign


def test_fixture_of_the_firewall() -> None:
    told = meaning(fixture(403, "<html>error code: 1010</html>", "text/html"), VERIFY)
    assert told.sign is Sign.UNCLEAR
    assert not any(told.status(bearing).is_dead for bearing in Bearing)


def test_what_siteverify_says_would_prove_nothing_here() -> None:
    body = '{"success":false,"error-codes":["invalid-input-secret"]}'
    assert meaning(fixture(200, body), Ask.OBJECT).sign is Sign.UNCLEAR
