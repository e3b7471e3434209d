"""What every chain of questions shares: where to ask, with whose help, what time it is, and how a verdict is made."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from cf_secret_guard.cloudflare.ids import HEX32
from cf_secret_guard.cloudflare.signs import Sign
from cf_secret_guard.connection.base import Fault
from cf_secret_guard.verify.base import Status, Verdict

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from cf_secret_guard.cloudflare.base import Answer, Credential
    from cf_secret_guard.cloudflare.signs import Meaning
    from cf_secret_guard.cloudflare.transport import Transport

MOST_IDS = 3
"""Account ids, or e-mail addresses, that are tried for one secret: every wrong one counts as a failed login."""
_CLIENT_ERRORS = range(400, 500)


def usable(account_ids: tuple[str, ...]) -> tuple[str, ...]:
    """The account ids that have the form of one, each once."""
    lower = dict.fromkeys(one.lower() for one in account_ids)
    return tuple(one for one in lower if HEX32.fullmatch(one))


class Api(NamedTuple):
    """Where and how to ask."""

    transport: Transport
    admins: tuple[Credential, ...]
    """Administrator credentials of the user's own; never one that was read from a repository."""
    now: Callable[[], datetime]


def unknown(api: Api, reason: str) -> Verdict:
    """A verdict that is none; if we were stopped, that is the reason."""
    return Verdict(Status.UNKNOWN, api.transport.stopped or reason)


def not_checkable(reason: str) -> Verdict:
    """An honest refusal to ask."""
    return Verdict(Status.NOT_CHECKABLE, reason)


def ends_chain(answer: Answer, meaning: Meaning) -> bool:
    """Whether asking on would be useless or harmful: we are throttled, or the API is not well or not reached."""
    if meaning.sign is Sign.THROTTLED or answer.fault is not None:
        return True
    return meaning.sign is Sign.UNCLEAR and answer.status not in _CLIENT_ERRORS


def was_not_sent(answer: Answer) -> bool:
    """Whether the credential has characters that no header can hold."""
    return answer.fault is Fault.UNSENDABLE
