from __future__ import annotations

import pytest

from cf_secret_guard.cloudflare.base import Answer, ApiError
from cf_secret_guard.connection.base import Fault
from cf_secret_guard.respond.objects.base import Effect, Sight, done, refusal, seen, unsent


def answer(status: int | None, code: int = 0, message: str = "", fault: Fault | None = None) -> Answer:
    return Answer(status, fault, errors=(ApiError(code, message),) if code else ())


GONE, FORBIDDEN = answer(404, 12000, "Not found"), answer(403, 9109, "Unauthorized to access requested resource")
THROTTLED = answer(429, 971, "Please wait and consider throttling your request speed")


@pytest.mark.parametrize(
    ("given", "sight"),
    [
        (GONE, Sight.GONE),
        (answer(404), Sight.GONE),
        (answer(404, 7003, "perhaps your object identifier is invalid?"), Sight.UNKNOWN),
        (answer(404, fault=Fault.HTML), Sight.UNKNOWN),
        (FORBIDDEN, Sight.UNKNOWN),
        (THROTTLED, Sight.UNKNOWN),
        (answer(None, fault=Fault.TIMEOUT), Sight.UNKNOWN),
        (answer(500), Sight.UNKNOWN),
    ],
)
def test_only_a_clear_answer_says_that_an_object_is_gone(given: Answer, sight: Sight) -> None:
    assert seen(given).sight is sight


@pytest.mark.parametrize(
    ("given", "is_removal", "effect"),
    [
        (Answer(200, success=True), False, Effect.DONE),
        (GONE, True, Effect.DONE),
        (GONE, False, Effect.REFUSED),
        (answer(404, fault=Fault.HTML), True, Effect.UNCLEAR),
        (FORBIDDEN, False, Effect.REFUSED),
        (THROTTLED, False, Effect.REFUSED),
        (answer(400, 1004, "no"), False, Effect.REFUSED),
        (answer(403, fault=Fault.HTML), False, Effect.UNCLEAR),
        (answer(502), False, Effect.UNCLEAR),
        (answer(200, fault=Fault.TRUNCATED), False, Effect.UNCLEAR),
        (answer(200), False, Effect.UNCLEAR),
        (answer(307, fault=Fault.REDIRECT), False, Effect.UNCLEAR),
        *((answer(None, fault=fault), False, Effect.UNCLEAR) for fault in Fault),
    ],
)
def test_a_change_is_done_refused_or_unclear(given: Answer, effect: Effect, *, is_removal: bool) -> None:
    assert done(given, is_removal=is_removal).effect is effect


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (THROTTLED, "wait, then run again"),
        (answer(403, 9109, "Max auth failures reached, please check"), "wait, then run again"),
        (FORBIDDEN, "permission to write"),
        (answer(401, 10000, "Authentication error"), "permission to write"),
        (answer(400, 1004, "secret words of the server"), "Cloudflare refused it (HTTP 400, code 1004)"),
    ],
)
def test_a_refusal_says_what_to_do_and_nothing_that_the_server_wrote(given: Answer, words: str) -> None:
    assert words in refusal(given)
    assert "secret words" not in refusal(given)


@pytest.mark.parametrize("fault", Fault)
def test_what_never_left_is_known(fault: Fault) -> None:
    never = {Fault.CONNECT, Fault.DNS, Fault.UNSENDABLE, Fault.STOPPED}
    assert unsent(answer(None, fault=fault)) == (fault in never)
    assert not unsent(answer(200, fault=fault))
