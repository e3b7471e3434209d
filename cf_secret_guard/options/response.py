"""Options about what was found: asking if it is live, taking it away, writing it down. Shared by several commands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cf_secret_guard.errors import UsageError
from cf_secret_guard.settings import ResponseSettings

if TYPE_CHECKING:
    from argparse import Namespace, _ArgumentGroup

    from cf_secret_guard.respond.base import Verb

VERBS = ("disable", "delete", "roll")
PLACES = ("file:", "command:", "terminal")
"""What ``--new-value-to`` takes."""
_ONLY_REVOKING = ("yes", "force", "allow_self_revoke", "new_value_to")


def declare_acting(group: _ArgumentGroup) -> None:
    """Add the options about taking a credential away."""
    add = group.add_argument
    add("--yes", action="store_true", help="act without asking; needed where there is no terminal")
    add("--force", action="store_true", help="act also on what this run uses itself, and on what may not be live")
    add("--allow-self-revoke", action="store_true", help="let a leaked token take itself away if nothing else can")
    add(
        "--new-value-to",
        metavar="WHERE",
        help="where a rolled value goes: file:PATH, command:COMMAND (its standard input) or terminal; {id} in it"
        " stands for the public id",
    )


def declare_common(group: _ArgumentGroup) -> None:
    """Add the options that asking and acting share."""
    group.add_argument(
        "--email",
        action="append",
        default=[],
        metavar="ADDRESS",
        help="of the user whose Global API Key it may be; repeatable",
    )
    group.add_argument(
        "--incident",
        metavar="DIR|github",
        help="write or update an incident note in this directory; github: a draft security advisory, or an issue of a"
        " private repository (a directory of that name is ./github)",
    )


def settings(given: Namespace, *, verify: bool, revoke: str | None) -> ResponseSettings:
    """Turn parsed options into settings.

    Args:
        given: has the options of :func:`declare_common`, and may have those of :func:`declare_acting`.
        verify: Cloudflare is to be asked.
        revoke: one of VERBS; None: nothing is taken away.

    Raises:
        UsageError: a value or a combination makes no sense.
    """
    acting = {name: getattr(given, name, None) for name in _ONLY_REVOKING}
    if revoke is None:
        _refuse_without_revoke(acting)
    if given.email and not (verify or revoke):
        raise UsageError("--email is for asking Cloudflare, which this run does not", "Add --verify, or leave it out.")
    if any("@" not in address.strip("@") or not address.isprintable() for address in given.email):
        raise UsageError("--email is not an e-mail address", "Give the address that the user logs in with.")
    if given.incident == "":
        raise UsageError("--incident needs a directory", "Name one: --incident incidents; or --incident github.")
    return ResponseSettings(
        verify=verify or revoke is not None,
        revoke=_verb(revoke),
        yes=bool(acting["yes"]),
        force=bool(acting["force"]),
        allow_self_revoke=bool(acting["allow_self_revoke"]),
        emails=tuple(given.email),
        new_value_to=_place(acting["new_value_to"], revoke),
        incident=given.incident,
    )


def _refuse_without_revoke(acting: dict[str, object]) -> None:
    for name, value in acting.items():
        if value:
            option = f"--{name.replace('_', '-')}"
            raise UsageError(f"{option} is about revoking, which is not asked for", "Add --revoke, or leave it out.")


def _verb(revoke: str | None) -> Verb | None:
    if revoke is None:
        return None
    from cf_secret_guard.respond.base import Verb

    return Verb(revoke)


def _place(where: object, revoke: str | None) -> str | None:
    """Check where new values go.

    Raises:
        UsageError: it is no such place, or it is missing, or there will be no new value.
    """
    step = "Name a place: --new-value-to file:PATH, command:COMMAND or terminal."
    if where is None:
        if revoke == "roll":
            raise UsageError("A rolled credential has a new value, and nobody said where it goes", step)
        return None
    text = str(where)
    if revoke != "roll":
        raise UsageError("--new-value-to is about rolling: nothing else makes a new value", "Leave it out.")
    if text != "terminal" and (text in PLACES or not text.startswith(PLACES[:2])):
        raise UsageError("--new-value-to does not name a place", step)
    return text
