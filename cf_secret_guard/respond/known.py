"""What a run has learnt about the findings of a report, and the report that comes of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cf_secret_guard.model import Kind, Problem
from cf_secret_guard.report.sweep import Sweeper
from cf_secret_guard.respond.base import ActionRecord, ActionStatus
from cf_secret_guard.respond.examine import examine
from cf_secret_guard.respond.incidents.grouping import TOKENS
from cf_secret_guard.respond.means import now
from cf_secret_guard.respond.plan import Disposition
from cf_secret_guard.respond.target import Target, TargetType
from cf_secret_guard.verify.base import Owner, Status

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from cf_secret_guard.model import Finding, Report
    from cf_secret_guard.respond.capability import Capability
    from cf_secret_guard.respond.means import Means
    from cf_secret_guard.respond.plan import Plan, PlannedAction
    from cf_secret_guard.respond.revoke import Applied
    from cf_secret_guard.secret import Secret
    from cf_secret_guard.verify.base import Leak, Verdict

API_TOKENS = TOKENS | {Kind.R2_SECRET_ACCESS_KEY}
"""Kinds behind which an API token stands: only those have permissions, and entries in the audit log."""
_PAST = {"disable": "disabled", "delete": "deleted", "roll": "rolled"}
_UNKNOWN_STEP = "Treat it as live, and run again when what keeps it from being asked is over."
_LATER = "Run again: it finds out what happened, and does nothing twice."


class Known:
    """Gathers verdicts, abilities, actions and notes by fingerprint.

    Args:
        report: the outcome of the scan.
    """

    def __init__(self, report: Report) -> None:
        self._report = report
        self.verdicts: dict[str, Verdict] = {}
        self.history: list[tuple[str, Verdict]] = []
        """Every verdict of this run, oldest first."""
        self.capabilities: dict[str, Capability] = {}
        self.actions: dict[str, list[ActionRecord]] = {}
        self.notes: dict[str, str] = {}
        self.problems: list[Problem] = []
        self.secrets: list[Secret] = []
        """What must not be shown, beside the findings."""
        self._examined: dict[Target, Capability | None] = {}

    @property
    def findings(self) -> tuple[Finding, ...]:
        """The findings that count."""
        return self._report.findings

    def sweeper(self) -> Sweeper:
        """Make what takes every secret known so far out of a text."""
        return Sweeper.of(self._report._replace(secrets=tuple(self.secrets)))

    def learn(self, verdicts: Iterable[tuple[str, Verdict]]) -> None:
        """Take the latest answers."""
        for name, verdict in verdicts:
            self.verdicts[name] = verdict
            self.history.append((name, verdict))

    def examine(self, leak: Leak, means: Means) -> None:
        """Find out what a live API token can do."""
        verdict = self.verdicts.get(leak.fingerprint)
        target = _token(verdict) if verdict and leak.kind in API_TOKENS else None
        if verdict is not None and target is not None and verdict.status.is_live:
            self._look(leak, target, verdict, means)

    def examine_targets(self, plan: Plan, means: Means) -> None:
        """Find out what the API tokens can do that a plan found behind leaks; an R2 key does not tell its token."""
        for action in plan.acting:
            leak = action.leaks[0]
            verdict = self.verdicts.get(leak.fingerprint)
            if action.target and verdict is not None and action.target.is_api_token:
                self._look(leak, action.target, verdict, means)

    def _look(self, leak: Leak, target: Target, verdict: Verdict, means: Means) -> None:
        from datetime import UTC, datetime

        if target not in self._examined:
            self._examined[target] = examine(target, leak, verdict, means.reach, datetime.now(UTC)).capability
        able = self._examined[target]
        if able is not None:
            self.capabilities.setdefault(leak.fingerprint, able)

    def tell_unknown(self) -> None:
        """Add an error for every secret that was asked about in vain."""
        for name, verdict in self.verdicts.items():
            if verdict.status is Status.UNKNOWN:
                why = verdict.reason or "no clear answer"
                self._problem(f"Whether {self._called(name)} is live is not known: {why}", _UNKNOWN_STEP)

    def earlier(self, record: ActionRecord, fingerprints: Sequence[str]) -> None:
        """Take what came of an action that an earlier run began."""
        here = [name for name in fingerprints if any(one.fingerprint == name for one in self.findings)]
        for name in here:
            self.actions.setdefault(name, []).append(record)
        message = f"An earlier run began to {record.action} {record.target}: {record.status}, {record.reason}"
        done = record.status in {ActionStatus.APPLIED, ActionStatus.CONFIRMED}
        self.problems.append(Problem(message, "", incomplete=not done and not here))

    def planned(self, plan: Plan) -> None:
        """Take a plan that nobody agreed to."""
        for action in plan.actions:
            record = action.record(now())
            if record is not None:
                self._record(action, record)
        self._problem("Nothing was revoked, because nobody agreed to the plan", "Run again and type yes, or add --yes.")

    def applied(self, action: PlannedAction, applied: Applied) -> None:
        """Take what came of an action."""
        self.learn(applied.verdicts)
        self._record(action, applied.record)
        record = applied.record
        if action.disposition is not Disposition.ACT:
            explain = f"`cf-secret-guard explain {action.leaks[0].kind}` says how a person does it."
            step = explain if action.next_step.startswith("By hand:") else action.next_step
            self._problem(f"{action.name} was not {_PAST[action.verb]}: {action.reason}", step)
        elif record.status is ActionStatus.FAILED:
            self._problem(f"{action.name} was not {_PAST[action.verb]} for certain: {record.reason}", _LATER)
        elif record.status is ActionStatus.APPLIED and self._may_live(action):
            step = "Run `cf-secret-guard verify` again in a minute."
            self._problem(f"{action.name} was {_PAST[action.verb]}, but that is not confirmed: {record.reason}", step)

    def not_begun(self, actions: Sequence[PlannedAction]) -> None:
        """Take the actions that an interrupt or error kept from being done, the one that it came in first."""
        for action in actions:
            record = action.record(now())
            if record is not None:
                self._record(action, record)
        if actions:
            names = ", ".join(action.name for action in actions)
            self._problem(f"Not done, or not to the end: {names}", _LATER)

    def report(self) -> Report:
        """Return the report with everything that is known now."""
        findings = tuple(map(self._with_response, self.findings))
        errors = (*self._report.errors, *dict.fromkeys(self.problems))
        return self._report._replace(findings=findings, errors=errors, secrets=tuple(self.secrets))

    def _with_response(self, item: Finding) -> Finding:
        able = self.capabilities.get(item.fingerprint)
        return item._replace(
            verdict=self.verdicts.get(item.fingerprint),
            capability=able.sentence if able else "",
            severity=f"{able.severity.label}: {able.reason}" if able else "",
            actions=tuple(self.actions.get(item.fingerprint, ())),
            incident=self.notes.get(item.fingerprint, ""),
        )

    def _record(self, action: PlannedAction, record: ActionRecord) -> None:
        for leak in action.leaks:
            self.actions.setdefault(leak.fingerprint, []).append(record)

    def _may_live(self, action: PlannedAction) -> bool:
        latest = (self.verdicts.get(leak.fingerprint) for leak in action.leaks)
        return any(one and (one.status.is_live or one.status is Status.UNKNOWN) for one in latest)

    def _called(self, name: str) -> str:
        first = next((one for one in self.findings if one.fingerprint == name), None)
        return f"the {first.kind} in {first.path}:{first.line}" if first else f"the credential {name}"

    def _problem(self, message: str, next_step: str) -> None:
        self.problems.append(Problem(message, next_step))


def _token(verdict: Verdict) -> Target | None:
    """The API token that a verdict names, if it names one."""
    if verdict.token_id and verdict.owner is Owner.USER:
        return Target(TargetType.USER_TOKEN, verdict.token_id)
    if verdict.token_id and verdict.account_id and verdict.owner is Owner.ACCOUNT:
        return Target(TargetType.ACCOUNT_TOKEN, verdict.token_id, verdict.account_id)
    return None
