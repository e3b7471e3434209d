"""The Protocol of an object that can be looked at and taken away, and how an answer of the API is read for that."""

from __future__ import annotations

from enum import Enum, auto
from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable

    from cf_secret_guard.cloudflare.base import Answer, Credential
    from cf_secret_guard.cloudflare.transport import Transport
    from cf_secret_guard.respond.base import Verb
    from cf_secret_guard.secret import Secret

_CLIENT_ERROR = range(400, 500)
_NOT_FOUND = 404
_TOO_MANY = 429


class Session(NamedTuple):
    """Where to ask, and as whom."""

    transport: Transport
    credential: Credential


class Sight(Enum):
    """What looking at an object showed."""

    ACTIVE = auto()
    DISABLED = auto()
    GONE = auto()
    """The API says that there is none of that id, at least not for this credential."""
    UNKNOWN = auto()
    """No clear answer."""


class Look(NamedTuple):
    """What was seen, and how the API worded it."""

    sight: Sight
    words: str


class Effect(Enum):
    """What became of a step."""

    DONE = auto()
    REFUSED = auto()
    """A clear answer that nothing was changed."""
    UNCLEAR = auto()
    """Nobody knows: look before anything else is done."""


class Done(NamedTuple):
    """The outcome of one step."""

    effect: Effect
    reason: str = ""
    """Why it is not done; or what the reader must know although it is."""
    value: Secret | None = None
    """The new value, after a roll."""


class Step(NamedTuple):
    """One request that changes something."""

    name: str
    """For the journal."""
    words: str
    """For the plan: ``set its status to disabled, keep everything else``."""
    run: Callable[[], Done]


class Thing(Protocol):
    """One object at Cloudflare, seen through one credential. Nothing here raises for what the API or network does."""

    @property
    def comparing_proves(self) -> bool:
        """Whether a leaked value that is not the current one is dead for certain."""

    def look(self) -> Look:
        """Read its state; changes nothing."""

    def holds(self, leaked: Secret) -> bool | None:
        """Whether ``leaked`` is its current value; None if the API does not tell."""

    def steps(self, verb: Verb) -> tuple[Step, ...]:
        """What ``verb`` does, in order; empty if it cannot be done to such an object."""

    def current_value(self) -> Secret | None:
        """The current value, if the API gives it again after a roll whose answer was lost."""


def seen(answer: Answer) -> Look:
    """Read a GET that did not succeed."""
    from cf_secret_guard.cloudflare.signs import Ask, Sign
    from cf_secret_guard.cloudflare.table import meaning

    if meaning(answer, Ask.OBJECT).sign is Sign.GONE:
        return Look(Sight.GONE, "Cloudflare says that there is no such object")
    return Look(Sight.UNKNOWN, answer.brief)


def done(answer: Answer, *, is_removal: bool = False, value: Secret | None = None) -> Done:
    """Read the answer to a change.

    Args:
        answer: the last answer, after every retry.
        is_removal: it was a DELETE, for which "there is none" is what was wanted.
        value: the new value that came with it.
    """
    if answer.ok:
        return Done(Effect.DONE, value=value)
    if is_removal and answer.status == _NOT_FOUND and answer.fault is None:
        return Done(Effect.DONE, "it was gone already")
    # 429 turns a request away. Any other error of ours that the API itself words is an answer, a web page is not.
    if answer.status in _CLIENT_ERROR and answer.fault is None:
        return Done(Effect.REFUSED, refusal(answer))
    return Done(Effect.UNCLEAR, f"no clear answer ({answer.brief})")


def refusal(answer: Answer) -> str:
    """Say why the API refused, with the next step where there is one."""
    if answer.status == _TOO_MANY or answer.throttled_for_good:
        return f"Cloudflare throttles us ({answer.brief}): wait, then run again"
    if answer.status in {401, 403}:
        return f"the credential that acts may not do this ({answer.brief}): give one with the permission to write"
    return f"Cloudflare refused it ({answer.brief})"


def unsent(answer: Answer) -> bool:
    """Whether a call that is never sent twice did not leave this machine."""
    from cf_secret_guard.connection.base import Fault

    return answer.status is None and answer.fault in {Fault.CONNECT, Fault.DNS, Fault.UNSENDABLE, Fault.STOPPED}
