from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from cf_secret_guard.cloudflare.base import Answer, ApiError
from cf_secret_guard.cloudflare.signs import Ask
from cf_secret_guard.cloudflare.table import meaning
from cf_secret_guard.connection.base import Fault
from cf_secret_guard.verify.asking import Api, ends_chain, not_checkable, unknown, usable, was_not_sent
from cf_secret_guard.verify.base import Status

if TYPE_CHECKING:
    from tests.cloudflare.world import World


@pytest.mark.parametrize(
    ("answer", "ends"),
    [
        (Answer(None, Fault.TIMEOUT), True),
        (Answer(403, Fault.HTML), True),
        (Answer(429), True),
        (Answer(500, errors=(ApiError(1, "x"),)), True),
        (Answer(200), True),
        (Answer(401, errors=(ApiError(10000, "Authentication error"),)), False),
        (Answer(404, errors=(ApiError(7003, "x"),)), False),
        (Answer(200, success=True), False),
    ],
)
def test_a_chain_ends_where_asking_on_would_be_useless_or_harmful(answer: Answer, *, ends: bool) -> None:
    assert ends_chain(answer, meaning(answer, Ask.ACCOUNTS)) is ends


def test_account_ids_are_used_once_and_only_in_their_form() -> None:
    good = "ab" * 16
    assert usable((good, good.upper(), "", "x", good + "0", "0" * 32)) == (good, "0" * 32)


def test_only_what_no_header_holds_was_not_sent() -> None:
    assert was_not_sent(Answer(None, Fault.UNSENDABLE))
    assert not was_not_sent(Answer(None, Fault.TIMEOUT))


def test_a_stop_is_the_reason_of_everything_behind_it(world: World) -> None:
    api = Api(world.transport, (), lambda: datetime.now(UTC))
    assert unknown(api, "why").reason == "why"
    world.transport.stopped = "we are throttled"
    assert unknown(api, "why").reason == "we are throttled"
    assert not_checkable("why").status is Status.NOT_CHECKABLE
