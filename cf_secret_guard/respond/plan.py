"""What would be done about each leak, as values: shown first, applied only then."""

from __future__ import annotations

from enum import Enum, auto
from typing import TYPE_CHECKING, NamedTuple

from cf_secret_guard.respond import by_hand
from cf_secret_guard.respond.admin import running_on
from cf_secret_guard.respond.base import ActionRecord, ActionStatus, Verb
from cf_secret_guard.respond.locate import locate
from cf_secret_guard.respond.reach import Actor
from cf_secret_guard.respond.target import TargetType
from cf_secret_guard.verify.base import Status, Verdict

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from cf_secret_guard.respond.journal import Intent
    from cf_secret_guard.respond.reach import Reach
    from cf_secret_guard.respond.target import Target
    from cf_secret_guard.verify.base import Leak

    Refusal = tuple[str, str]  # why, and the next step

_NOT_ASKED = Verdict(Status.UNKNOWN, "it was not asked")
_GIVE_ADMIN = "Set CF_SECRET_GUARD_ADMIN_TOKEN to a token that may edit it"
_FORCE = "Give the job another credential first, or run again with --force."


class Disposition(Enum):
    """What will happen to an action."""

    ACT = auto()
    REFUSED = auto()
    NOTHING = auto()
    """It is dead already."""
    BY_HAND = auto()
    """No API does it, or nothing that we have reaches it: a person must."""


class Rules(NamedTuple):
    """What the user allowed."""

    force: bool = False
    allow_self_revoke: bool = False
    delivers: bool = False
    """The user said where new values go; without that nothing is rolled."""


class PlannedAction(NamedTuple):
    """One action on one target, or why there is none. Can be shown whole: it holds no secret that prints."""

    verb: Verb
    disposition: Disposition
    leaks: tuple[Leak, ...]
    """The leaked values that end with it, the one that is asked about first."""
    target: Target | None = None
    actor: Actor | None = None
    steps: tuple[str, ...] = ()
    """In words; for BY_HAND what a person does."""
    reason: str = ""
    next_step: str = ""
    unfinished: Intent | None = None
    """An interrupted action that this one finishes."""
    is_forced: bool = False
    """Its state is not known; --force acts all the same."""

    @property
    def name(self) -> str:
        """The target's public name, or the leak's kind and fingerprint if there is none."""
        return str(self.target) if self.target else f"{self.leaks[0].kind} {self.leaks[0].fingerprint}"

    def record(self, at: str) -> ActionRecord | None:
        """Return it as a record of the contract before anything is done; None if there is nothing to do.

        Args:
            at: RFC 3339, UTC.
        """
        match self.disposition:
            case Disposition.NOTHING:
                return None
            case Disposition.ACT:
                return ActionRecord(self.verb, self.name, ActionStatus.PLANNED, self.reason, at)
            case Disposition.REFUSED | Disposition.BY_HAND:
                reason = ". ".join(filter(None, (self.reason, self.next_step)))
                return ActionRecord(self.verb, self.name, ActionStatus.REFUSED, reason, at)


class Plan(NamedTuple):
    """Everything that is planned, in the order of the leaks."""

    actions: tuple[PlannedAction, ...]

    @property
    def acting(self) -> tuple[PlannedAction, ...]:
        """The actions that need a yes."""
        return tuple(action for action in self.actions if action.disposition is Disposition.ACT)


class Planner:
    """Plans.

    Args:
        reach: what the administrator credentials can reach.
        environment: where CI keeps what it deploys with; usually ``os.environ``.
        intents: of the journal.
        rules: what the user allowed.
    """

    def __init__(
        self, reach: Reach, environment: Mapping[str, str], intents: Sequence[Intent], rules: Rules | None = None
    ) -> None:
        self._reach = reach
        self._environment = environment
        self._intents = intents
        self._rules = rules or Rules()

    def plan(self, leaks: Sequence[Leak], verdicts: Mapping[str, Verdict], verb: Verb) -> Plan:
        """Plan one verb for every leak. Reads at Cloudflare which credential serves which target; changes nothing.

        Args:
            leaks: distinct secrets.
            verdicts: by fingerprint.
            verb: what is asked for.
        """
        planned: list[PlannedAction] = []
        for leak in leaks:
            action = self._one(leak, verdicts.get(leak.fingerprint, _NOT_ASKED), verb)
            twin = next((n for n, other in enumerate(planned) if _same(action, other)), None)
            if twin is None:
                planned.append(action)
            else:
                planned[twin] = planned[twin]._replace(leaks=(*planned[twin].leaks, leak))
        return Plan(tuple(planned))

    def _one(self, leak: Leak, verdict: Verdict, verb: Verb) -> PlannedAction:
        unfinished = self._unfinished(leak)
        if unfinished is not None:
            return self._finish(leak, unfinished)
        base = PlannedAction(verb, Disposition.REFUSED, (leak,))
        if verdict.status.is_dead and not _can_still_end(verdict, verb):
            return base._replace(disposition=Disposition.NOTHING, reason=f"it is {verdict.status} already")
        refusal = self._refusal(leak, verdict)
        if refusal is not None:
            return base._replace(reason=refusal[0], next_step=refusal[1])
        reason = by_hand.why_not(leak.kind)
        if reason is not None:
            return _hand(base, verdict, reason)
        found = locate(leak, verdict, self._reach, self._intents)
        if found.target is None:
            return _hand(base, verdict, found.why_not)
        return self._on_target(base._replace(target=found.target), found.target, verdict)

    def _refusal(self, leak: Leak, verdict: Verdict) -> Refusal | None:
        """What --force overrides, before anything is looked for."""
        if self._rules.force:
            return None
        admin = self._reach.admins.holds(leak.secret)
        if admin is not None:
            return f"it is {admin.label}, which this run uses", _FORCE
        variable = running_on(leak.secret, self._environment)
        if variable is not None:
            return f"it is the credential in {variable}, which this job runs on or deploys with", _FORCE
        if verdict.status is Status.UNKNOWN:
            why = f"whether it is live is not known: {verdict.reason or 'no clear answer'}"
            return why, "Run again later, or with --force."
        return None

    def _on_target(self, base: PlannedAction, target: Target, verdict: Verdict) -> PlannedAction:
        actor = self._actor(base.leaks[0], target, verdict)
        if actor is None:
            offers = target.is_api_token and verdict.status.is_live
            offer = ", or let the leaked token do it with --allow-self-revoke" if offers else ""
            return _hand(base, verdict, "no administrator credential can reach it", f"{_GIVE_ADMIN}{offer}.")
        steps = tuple(step.words for step in self._reach.thing(actor, target).steps(base.verb))
        refusal = self._own(target) or _impossible(base.verb, target, steps) or self._roll_blocked(base, target)
        if refusal is not None:
            return base._replace(reason=refusal[0], next_step=refusal[1])
        return base._replace(
            disposition=Disposition.ACT,
            actor=actor,
            steps=steps,
            reason=_caution(verdict),
            is_forced=verdict.status is Status.UNKNOWN,
        )

    def _own(self, target: Target) -> Refusal | None:
        """A target that is an administrator credential of this run, although another value of it leaked."""
        if self._rules.force or not target.is_api_token:
            return None
        own = next((one.label for one in self._reach.actors() if one.token_id == target.id), None)
        return (f"it is {own}, which this run uses", _FORCE) if own else None

    def _roll_blocked(self, base: PlannedAction, target: Target) -> Refusal | None:
        if base.verb is not Verb.ROLL:
            return None
        if not self._rules.delivers:
            return "nobody said where the new value goes", "Name a file, a command or the terminal for it."
        same = [one for one in self._intents if one.target == target and one.verb is Verb.ROLL]
        mine = [one for one in same if base.leaks[0].fingerprint in one.fingerprints]
        if any(one.is_open for one in same):
            why = "an earlier roll of it was interrupted, and whether it took effect is not known"
            return why, "Use --revoke=disable, or roll it by hand."
        if not target.is_api_token and any(one.took_effect for one in mine):
            return "an earlier run rolled it, so the leaked value is not the current one", "Roll by hand if need be."
        return None

    def _actor(self, leak: Leak, target: Target, verdict: Verdict) -> Actor | None:
        """Choose who acts: an administrator credential that is not the leaked value itself, if there is one."""
        actor = self._reach.serving(target, but_not=leak.secret)
        if actor is not None:
            return actor
        if self._rules.allow_self_revoke and verdict.status.is_live and target.is_api_token:
            return Actor(f"the leaked token itself ({target})", leak.secret, target.id, is_leaked=True)
        return None

    def _unfinished(self, leak: Leak) -> Intent | None:
        """An interrupted action whose first steps are done; only those on tunnels have several."""
        mine = [one for one in self._intents if one.is_open and leak.fingerprint in one.fingerprints]
        begun = [one for one in mine if one.done and one.target.type is TargetType.TUNNEL]
        return begun[-1] if begun else None

    def _finish(self, leak: Leak, intent: Intent) -> PlannedAction:
        """Do what an interrupted action with several steps has left."""
        base = PlannedAction(intent.verb, Disposition.REFUSED, (leak,), intent.target, unfinished=intent)
        actor = self._reach.serving(intent.target)
        if actor is None:
            reason = "an interrupted action is not finished, and no administrator credential can reach it"
            return base._replace(reason=reason, next_step=f"{_GIVE_ADMIN}.")
        steps = self._reach.thing(actor, intent.target).steps(intent.verb)
        left = tuple(step.words for step in steps if step.name not in intent.done)
        return base._replace(
            disposition=Disposition.ACT, actor=actor, steps=left, reason="finishes an interrupted action"
        )


_PAST = {Verb.DISABLE: "disabled", Verb.DELETE: "deleted by this program", Verb.ROLL: "rolled"}


def _impossible(verb: Verb, target: Target, steps: tuple[str, ...]) -> Refusal | None:
    """A verb that the API does not offer for such a target."""
    if steps:
        return None
    return f"a {target.type.noun} cannot be {_PAST[verb]}", "Run again with --revoke=roll."


def _hand(base: PlannedAction, verdict: Verdict, reason: str, next_step: str = "") -> PlannedAction:
    steps = by_hand.steps(base.leaks[0], verdict)
    said = next_step or f"By hand: {' '.join(steps)}"
    return base._replace(disposition=Disposition.BY_HAND, steps=steps, reason=reason, next_step=said)


def _can_still_end(verdict: Verdict, verb: Verb) -> bool:
    """A disabled token can be enabled again, so deleting or rolling it still does something."""
    return verdict.status is Status.DISABLED and verb is not Verb.DISABLE and verdict.token_id is not None


def _caution(verdict: Verdict) -> str:
    """What the reader of a plan should know."""
    if verdict.status is Status.NOT_CHECKABLE:
        return "whether the leaked value is the current one cannot be asked"
    return "its state is not known; forced" if verdict.status is Status.UNKNOWN else ""


def _same(one: PlannedAction, other: PlannedAction) -> bool:
    """Two leaks behind one target, such as an API token and its R2 key, are one action."""
    acts = one.disposition is Disposition.ACT and other.disposition is Disposition.ACT
    return acts and one.target == other.target
