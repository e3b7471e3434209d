"""The response from start to end: ask, look what it can do, plan, agree, act, write it down. Loses no finding."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from cf_secret_guard.errors import GuardError
from cf_secret_guard.model import Kind, Problem
from cf_secret_guard.respond import known
from cf_secret_guard.respond.means import Means, now
from cf_secret_guard.settings import GITHUB
from cf_secret_guard.verify.leaks import leaks

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from cf_secret_guard.git import Repository
    from cf_secret_guard.model import Report
    from cf_secret_guard.respond.known import Known
    from cf_secret_guard.respond.plan import Plan
    from cf_secret_guard.settings import ResponseSettings
    from cf_secret_guard.verify.base import Leak

_KINDS = frozenset(Kind)


class Person(NamedTuple):
    """Whoever started the run."""

    say: Callable[[str], None]
    """Shows lines beside the report; they are safe to show."""
    agree: Callable[[], bool]
    """Asks for a yes."""
    has_terminal: Callable[[], bool]


def respond(
    report: Report,
    wishes: ResponseSettings,
    environ: Mapping[str, str],
    person: Person,
    repository: Repository | None = None,
) -> Report:
    """Do what the user wishes about the findings of a scan.

    Args:
        report: the outcome of the scan; only findings that count are asked about.
        wishes: what is to be done.
        environ: where credentials come from; usually ``os.environ``.
        person: is shown plans and asked.
        repository: where the findings are, for the history in incident notes.

    Returns:
        The report with verdicts, actions and notes. What could not be done is among its errors; an interrupt
        (Ctrl-C) gives what was done so far.
    """
    found = leaks(report, wishes.emails)
    run = _Run(report, wishes, person, known.Known(report), environ)
    if wishes.verify and (found or wishes.revoke):
        with Means(environ) as means:
            run.guarded(lambda: run.ask_and_act(means, found))
            if wishes.incident is not None and found:
                run.guarded(lambda: run.write(means, found, repository))
    elif wishes.incident is not None and found:
        run.guarded(lambda: run.write(None, found, repository))
    return run.known.report()


class _Run:
    def __init__(
        self, report: Report, wishes: ResponseSettings, person: Person, known: Known, environ: Mapping[str, str]
    ) -> None:
        self._findings = report.findings
        self._wishes = wishes
        self._person = person
        self.known = known
        self._environ = environ

    def guarded(self, step: Callable[[], None]) -> None:
        """Keep what is known, whatever ends a step."""
        try:
            step()
        except KeyboardInterrupt:
            again = "Run it again: it finds out what was begun, and does nothing twice."
            self.known.problems.append(Problem("The run was interrupted before everything was done", again))
        except GuardError as error:
            self.known.problems.append(Problem(error.message, error.next_step))

    def ask_and_act(self, means: Means, found: tuple[Leak, ...]) -> None:
        """Ask about every leak; then plan and act, if that is wished."""
        self.known.secrets += [one.secret for one in means.admins.credentials]
        for warning in means.admins.warnings:
            self._person.say(f"cf-secret-guard: {warning}")
        if self._wishes.revoke and not found and not means.journal.open_intents():
            return
        self.known.learn(means.verifier.verify(found).items())
        for leak in found:
            self.known.examine(leak, means)
        try:
            if self._wishes.revoke:
                self._act(means, found)
        finally:
            self.known.tell_unknown()

    def _act(self, means: Means, found: tuple[Leak, ...]) -> None:
        from cf_secret_guard.respond.plan import Planner, Rules
        from cf_secret_guard.respond.resume import resume

        verb = self._wishes.revoke
        if verb is None:
            return
        begun = {str(intent.target): intent.fingerprints for intent in means.journal.open_intents()}
        for record in resume(means.journal, found, self.known.verdicts, means.reach, now()):
            self.known.earlier(record, begun.get(record.target, ()))
        rules = Rules(self._wishes.force, self._wishes.allow_self_revoke, delivers=bool(self._wishes.new_value_to))
        planner = Planner(means.reach, means.environ, means.journal.intents(), rules)
        mine = [leak for leak in found if leak.kind in _KINDS]
        plan = planner.plan(mine, self.known.verdicts, verb)
        self.known.examine_targets(plan, means)
        self._show(plan)
        if plan.acting and not (self._wishes.yes or self._person.agree()):
            self.known.planned(plan)
            return
        self._apply(plan, means)

    def _show(self, plan: Plan) -> None:
        from cf_secret_guard.respond.present import Presenter

        presenter = Presenter(self._findings, self.known.capabilities, self.known.sweeper(), self._wishes.new_value_to)
        text = presenter.text(plan)
        if text:
            self._person.say(text)

    def _apply(self, plan: Plan, means: Means) -> None:
        from cf_secret_guard.respond.confirm import Asker
        from cf_secret_guard.respond.places import places, rescue
        from cf_secret_guard.respond.plan import Disposition
        from cf_secret_guard.respond.revoke import Tools, apply

        where, seen = self._wishes.new_value_to, self.known.secrets
        tools = Tools(
            reach=means.reach,
            journal=means.journal,
            asker=Asker(means.verifier),
            clock=now,
            deliveries=places(where, seen) if where else None,
            another=rescue(seen, has_terminal=self._person.has_terminal()),
        )
        told = [action for action in plan.actions if action.disposition is not Disposition.NOTHING]
        done = 0
        try:
            for action, applied in zip(told, apply(plan, tools), strict=True):
                self.known.applied(action, applied)
                done += 1
        finally:
            self.known.not_begun(told[done:])

    def write(self, means: Means | None, found: tuple[Leak, ...], repository: Repository | None) -> None:
        """Open or update an incident note for every leak."""
        from cf_secret_guard.respond.notes import write_notes

        if self._wishes.incident == GITHUB:
            from cf_secret_guard.respond.tracking import tracking

            with tracking(self._environ, repository, self.known.secrets) as keep:
                write_notes(self.known, means, found, keep, repository)
        else:
            from cf_secret_guard.respond.incidents import store

            directory = self._wishes.incident or ""
            write_notes(self.known, means, found, lambda one: str(store.open_or_update(directory, one)), repository)
