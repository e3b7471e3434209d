"""What a leaked API token can do, in a sentence that a person understands, and how bad that is."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from cf_secret_guard.respond import moments
from cf_secret_guard.respond.grants import Access, Extent, Grant, plain, read_policies
from cf_secret_guard.respond.severity import Severity, judge

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

_MOST_NAMED = 3
_EVERYWHERE = frozenset({"0.0.0.0/0", "::/0"})
_OURSELVES = timedelta(minutes=2)
"""A use as young as this may be our own question."""
_VERBS = {Access.EDIT: "edit", Access.READ: "read", Access.PURGE: "purge"}


class TokenFacts(NamedTuple):
    """What the API says of a token; never its value."""

    id: str
    name: str
    status: str
    """As the API words it; ``active`` is the only one that means usable."""
    policies: tuple[object, ...]
    """As the API gives them."""
    condition: Mapping[str, object]
    issued_on: str | None = None
    expires_on: str | None = None
    not_before: str | None = None
    last_used_on: str | None = None


class Surroundings(NamedTuple):
    """What makes the sentence concrete; all of it optional."""

    zone_count: int | None = None
    """Of all zones that the token's owner has."""
    zone_names: Mapping[str, str] = {}
    """By zone id."""
    account_names: Mapping[str, str] = {}
    """By account id."""


class Capability(NamedTuple):
    """What a credential can do."""

    token_id: str
    name: str
    sentence: str
    """``Can edit DNS of all 14 zones, no IP restriction, no expiry, last used yesterday.``"""
    severity: Severity
    reason: str
    """Why this severity."""
    grants: tuple[Grant, ...] = ()
    status: str = ""
    issued_on: str | None = None
    expires_on: str | None = None
    last_used_on: str | None = None


def describe(facts: TokenFacts, now: datetime, around: Surroundings | None = None) -> Capability:
    """Describe a token.

    Args:
        facts: what the API said.
        now: for the relative times.
        around: counts and names, if they are known.
    """
    grants = read_policies(facts.policies)
    only, but_not = _addresses(facts.condition)
    severity, reason = judge(grants, has_address_limit=bool(only))
    if facts.status != "active":
        severity, reason = Severity.LOW, f"it cannot be used now: its status is {plain(facts.status)}"
    parts = [
        _abilities(grants, around or Surroundings()),
        _restriction(only, but_not),
        _times(facts, now),
        _last_use(facts, now),
    ]
    if facts.status != "active":
        parts.append(f"now {plain(facts.status)}")
    sentence = ", ".join(filter(None, parts)) + "."
    return Capability(
        facts.id,
        plain(facts.name),
        sentence,
        severity,
        reason,
        grants,
        plain(facts.status),
        facts.issued_on,
        facts.expires_on,
        facts.last_used_on,
    )


def _abilities(grants: Sequence[Grant], around: Surroundings) -> str:
    allowed = _by_place([grant for grant in grants if not grant.is_denied], around)
    denied = _by_place([grant for grant in grants if grant.is_denied], around)
    if not allowed:
        return "What it can do is not known"
    return f"Can {_join(allowed)}" + (f", but must not {_join(denied)}" if denied else "")


def _by_place(grants: Sequence[Grant], around: Surroundings) -> list[str]:
    """One phrase for each access and place: ``edit DNS and Zone of all zones``. The dangerous first."""
    order = list(Access.__members__.values())
    subjects: dict[tuple[Access, str], list[str]] = {}
    for grant in sorted(grants, key=lambda one: -order.index(one.access)):
        subjects.setdefault((grant.access, _place(grant, around)), []).append(grant.subject)
    ranked = sorted(subjects.items(), key=lambda item: item[0][0] is Access.READ)
    return [f"{_VERBS[access]} {_join(_unique(names))} {place}" for (access, place), names in ranked]


def _place(grant: Grant, around: Surroundings) -> str:
    match grant.extent:
        case Extent.ALL_ZONES:
            count = around.zone_count
            words = "of all zones" if count is None else f"of all {count} zones" if count != 1 else "of the only zone"
        case Extent.ZONES:
            words = _named("zone", grant.ids, around.zone_names)
        case Extent.ALL_ACCOUNTS:
            words = "of all accounts"
        case Extent.ACCOUNTS:
            words = _named("account", grant.ids, around.account_names)
        case Extent.USER:
            words = "of its user"
        case Extent.BUCKETS:
            words = _named("bucket", grant.ids, {})
        case Extent.OTHER:
            words = f"of {_join(list(grant.ids))}"
    return words


def _named(noun: str, ids: Sequence[str], names: Mapping[str, str]) -> str:
    if len(ids) > _MOST_NAMED:
        return f"of {len(ids)} {noun}s"
    shown = [plain(names.get(one, one)) for one in ids]
    return f"of the {noun} {shown[0]}" if len(shown) == 1 else f"of the {noun}s {_join(shown)}"


def _addresses(condition: Mapping[str, object]) -> tuple[list[str], list[str]]:
    """The addresses that it works from, empty if from everywhere, and those that it does not work from."""
    limits = condition.get("request_ip")
    if not isinstance(limits, dict):
        return [], []
    only, but_not = (
        [plain(str(one)) for one in limits.get(key) or () if isinstance(one, str)] for key in ("in", "not_in")
    )
    return ([] if _EVERYWHERE & set(only) else only), but_not


def _restriction(only: list[str], but_not: list[str]) -> str:
    if not only and not but_not:
        return "no IP restriction"
    parts = [f"only from {_some(only)}"] if only else []
    return " and ".join([*parts, *([f"not from {_some(but_not)}"] if but_not else [])])


def _some(addresses: list[str]) -> str:
    more = len(addresses) - _MOST_NAMED
    return _join(addresses) if more <= 0 else f"{', '.join(addresses[:_MOST_NAMED])} and {more} more"


def _times(facts: TokenFacts, now: datetime) -> str:
    ends, begins = moments.parse(facts.expires_on), moments.parse(facts.not_before)
    later = f"usable only {moments.ahead(begins, now)}" if begins and begins > now else ""
    if ends is None:
        end = "no expiry" if not facts.expires_on else "an expiry that could not be read"
    elif ends <= now:
        end = f"expired {moments.ago(ends, now)}"
    else:
        end = f"expires {moments.ahead(ends, now)}"
    return ", ".join(filter(None, (later, end)))


def _last_use(facts: TokenFacts, now: datetime) -> str:
    used = moments.parse(facts.last_used_on)
    if used and now - used < _OURSELVES:
        return "last used just now (perhaps by this check)"
    return f"last used {moments.ago(used, now)}" if used else "no use recorded"


def _join(words: Sequence[str]) -> str:
    return " and ".join(filter(None, (", ".join(words[:-1]), words[-1])))


def _unique(words: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(words))
