"""What the API's answers mean: the decision table, as data, and the one function that reads it.

The same code means different things by its message, and the same dead token is refused in different words by different
services, so a row asks for endpoint, status, code, message and chain. What fits no row is unclear, and unclear is never
dead. The letters in brackets say how sure a row is: [D] documented, [S] source, [P] probed, [O] observed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cf_secret_guard.cloudflare.signs import NO_CODE, Ask, Bearing, Meaning, Row, Sign
from cf_secret_guard.verify.base import Owner, Status

if TYPE_CHECKING:
    from cf_secret_guard.cloudflare.base import Answer, ApiError

_TOKENS = frozenset({Bearing.USER, Bearing.ACCOUNT, Bearing.LEGACY, Bearing.OAUTH})
_ANY = frozenset(Bearing)
_LISTS = frozenset({Ask.ACCOUNTS, Ask.ZONES})
_REFUSALS = frozenset({401, 403})
_CLIENT_ERRORS = frozenset(range(400, 500))
_TOO_MANY = 429


def _each(bearings: frozenset[Bearing], status: Status) -> dict[Bearing, Status]:
    return dict.fromkeys(bearings, status)


_LIVE = _each(_TOKENS, Status.LIVE)
_RESTRICTED = _each(_ANY, Status.RESTRICTED)
_NO_TOKEN = {
    Bearing.USER: Status.INVALID,
    Bearing.ACCOUNT: Status.INVALID,
    Bearing.LEGACY: Status.INVALID,
}

# The first row that fits counts: what throttles or proves life stands before what refuses.
TABLE: tuple[Row, ...] = (
    Row("971 throttle [O]", Sign.THROTTLED, "Cloudflare throttles us", code=971),
    Row("971 in a chain [O]", Sign.THROTTLED, "Cloudflare throttles us", chain=971),
    Row(
        "Max auth failures [O]",
        Sign.THROTTLED,
        "Cloudflare refuses more questions after too many bad tokens",
        text="max auth failures",
    ),
    Row("429 [D]", Sign.THROTTLED, "Cloudflare answers that we ask too often", http=frozenset({_TOO_MANY})),
    Row("1000 request timeout [O]", Sign.UNCLEAR, "the API's own gateway ran out of time", code=1000, text="timeout"),
    Row(
        "9109 from location [O]",
        Sign.RESTRICTED,
        "it is live, but bound to other addresses than ours",
        code=9109,
        text="from location",
        http=_CLIENT_ERRORS,
        verdicts=_RESTRICTED,
    ),
    Row(
        "9109 unauthorized [O]",
        Sign.LIVE,
        "it is accepted, but lacks permission for the question",
        code=9109,
        text="unauthorized to access requested resource",
        http=_CLIENT_ERRORS,
        verdicts=_LIVE,
    ),
    Row(
        "9109 not user-level [O]",
        Sign.LIVE,
        "it is accepted, but belongs to no user",
        code=9109,
        text="valid user-level authentication not found",
        http=_CLIENT_ERRORS,
        verdicts=_LIVE,
        owner=Owner.ACCOUNT,
    ),
    Row(
        "1001 account tokens unsupported [O]",
        Sign.LIVE,
        "it is accepted as an account token",
        code=1001,
        text="does not support account owned tokens",
        http=_CLIENT_ERRORS,
        verdicts=_LIVE,
        owner=Owner.ACCOUNT,
    ),
    Row(
        "1011 account tokens unsupported [O]",
        Sign.LIVE,
        "it is accepted as an account token",
        code=1011,
        text="does not support account owned tokens",
        http=_CLIENT_ERRORS,
        verdicts=_LIVE,
        owner=Owner.ACCOUNT,
    ),
    Row(
        "1000 at the user's verify [P]",
        Sign.UNKNOWN_HERE,
        "Cloudflare knows no such user token",
        code=1000,
        text="invalid api token",
        http=_REFUSALS,
        asks=frozenset({Ask.USER_VERIFY}),
        verdicts={Bearing.USER: Status.INVALID},
    ),
    Row(
        "1000 at an account's verify",
        Sign.UNKNOWN_HERE,
        "the account does not know the token, which may belong to another one",
        code=1000,
        text="invalid api token",
        http=_REFUSALS,
        asks=frozenset({Ask.ACCOUNT_VERIFY}),
    ),
    Row(
        "1001 no Authorization header [P]",
        Sign.UNCLEAR,
        "the API did not get our Authorization header",
        code=1001,
        text='missing "authorization" header',
    ),
    Row(
        "6003/6111 malformed bearer [P]",
        Sign.MALFORMED,
        "Cloudflare says that it does not have the form of a token",
        code=6003,
        chain=6111,
        http=frozenset({400}),
        verdicts=_NO_TOKEN,
    ),
    Row(
        "6003/6103 malformed key [O]",
        Sign.MALFORMED,
        "Cloudflare says that it does not have the form of a Global API Key",
        code=6003,
        chain=6103,
        http=frozenset({400}),
        verdicts={Bearing.KEY: Status.INVALID},
    ),
    Row(
        "6003/6102 malformed e-mail [O]",
        Sign.BAD_EMAIL,
        "the e-mail address that stands near it is not one",
        code=6003,
        chain=6102,
        http=frozenset({400}),
    ),
    Row(
        "9103 unknown pair [O]",
        Sign.WRONG_PAIR,
        "the key is dead, or belongs to another e-mail address: Cloudflare answers both alike",
        code=9103,
        text="unknown x-auth-key or x-auth-email",
        http=_CLIENT_ERRORS,
    ),
    Row("9106 missing headers [O]", Sign.UNCLEAR, "the API did not get our headers, or could not read them", code=9106),
    Row("9107 missing header [O]", Sign.UNCLEAR, "the API did not get our headers", code=9107),
    Row(
        "9109 invalid access token, lists [P]",
        Sign.REFUSED,
        "Cloudflare knows no such token",
        code=9109,
        text="invalid access token",
        http=_REFUSALS,
        asks=_LISTS,
        verdicts=_each(_TOKENS, Status.INVALID),
    ),
    Row(
        "9109 invalid access token, user's verify [P]",
        Sign.UNKNOWN_HERE,
        "Cloudflare knows no such token",
        code=9109,
        text="invalid access token",
        http=_REFUSALS,
        asks=frozenset({Ask.USER_VERIFY}),
        verdicts={Bearing.USER: Status.INVALID},
    ),
    Row(
        "9109 invalid access token, account's verify",
        Sign.UNKNOWN_HERE,
        "the account does not know the token, which may belong to another one",
        code=9109,
        text="invalid access token",
        http=_REFUSALS,
        asks=frozenset({Ask.ACCOUNT_VERIFY}),
    ),
    Row(
        "10000 authentication error [P]",
        Sign.UNCLEAR,
        "the API refuses it without saying whether it is dead, lacks permission or is bound to addresses",
        code=10000,
        text="authentication error",
    ),
    Row(
        "10001 method not allowed [O]",
        Sign.UNCLEAR,
        "the API does not take this kind of credential here",
        code=10001,
        text="method not allowed",
    ),
    Row("10001 internal error [O]", Sign.UNCLEAR, "the API had an internal error", code=10001, text="internal error"),
    Row(
        "7003 no such object",
        Sign.UNCLEAR,
        "the API does not know this address, or an id in it is not valid",
        code=7003,
    ),
    Row("7000 no route [O]", Sign.UNCLEAR, "the API does not know this address", code=7000),
    Row(
        "7403 not this account [O]",
        Sign.UNCLEAR,
        "the account is not valid, or the credential may not use it",
        code=7403,
    ),
    Row(
        "404 not found [O]",
        Sign.GONE,
        "there is no such object",
        text="not found",
        http=frozenset({404}),
        asks=frozenset({Ask.OBJECT}),
    ),
    Row(
        "404 12000 [O]",
        Sign.GONE,
        "there is no such object",
        code=12000,
        http=frozenset({404}),
        asks=frozenset({Ask.OBJECT}),
    ),
    Row(
        "404 without a code [S]",
        Sign.GONE,
        "there is no such object",
        code=NO_CODE,
        http=frozenset({404}),
        asks=frozenset({Ask.OBJECT}),
    ),
    Row("5xx", Sign.UNCLEAR, "the API has trouble of its own", http=frozenset(range(500, 600))),
)


def meaning(answer: Answer, ask: Ask) -> Meaning:
    """Read an answer by the table.

    Args:
        answer: whatever came.
        ask: where we asked.

    Returns:
        What it means; ``Sign.UNCLEAR`` with the reason for everything that no row names.
    """
    if answer.status is None or (answer.fault is not None and answer.status != _TOO_MANY):
        return _unclear("fault", answer)
    if answer.ok:
        return Meaning("ok", Sign.OK, "")
    row = _agreed([_row(answer.status, error, ask) for error in answer.errors or (None,)])
    if row is None or (answer.success and row.sign is not Sign.THROTTLED):
        return _unclear("no row", answer)
    return Meaning(row.name, row.sign, row.reason, row.verdicts, row.owner)


def _agreed(rows: list[Row | None]) -> Row | None:
    """A throttle if any error is one; else the first, but only if all say the same: else they prove nothing."""
    throttle = next((row for row in rows if row and row.sign is Sign.THROTTLED), None)
    same = len({row and row.sign for row in rows}) == 1
    return throttle or (rows[0] if same else None)


def _row(status: int, error: ApiError | None, ask: Ask) -> Row | None:
    return next((row for row in TABLE if row.fits(status, error, ask)), None)


def _unclear(row: str, answer: Answer) -> Meaning:
    return Meaning(row, Sign.UNCLEAR, f"no clear answer: {answer.brief}")
