"""From an event to what has to be scanned, by git and the event alone: nothing is fetched, and nobody is asked.

The rule behind all of it: whatever a ref gains is scanned by the event that says so. Too much is scanned where that is
not known, never too little.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from cf_secret_guard.ci.event import PULL_REQUEST, PULL_REQUEST_TARGET
from cf_secret_guard.errors import IncompleteError, UsageError
from cf_secret_guard.model import Problem
from cf_secret_guard.report.neutral import neutral
from cf_secret_guard.report.sweep import Sweeper
from cf_secret_guard.sources.base import WINDOW_BYTES
from cf_secret_guard.sources.commit_texts import facts
from cf_secret_guard.sources.selection import Selection, is_zero, peel, short, span
from cf_secret_guard.sources.windows import take

if TYPE_CHECKING:
    from cf_secret_guard.ci.event import Event
    from cf_secret_guard.ci.inputs import Inputs
    from cf_secret_guard.git import Repository

DEPTH_STEP = "Give actions/checkout `fetch-depth: 0`."
_TRACKING = "refs/remotes/origin/"
"""Where actions/checkout puts the remote's branches."""
_RANGED = frozenset({"push", "merge_group", *PULL_REQUEST, PULL_REQUEST_TARGET})


class Plan(NamedTuple):
    """What is scanned, and why."""

    mode: str
    """``full``, ``history``, ``range`` or ``nothing``."""
    reason: str
    """As sentences, safe to show."""
    selection: Selection | None = None
    """Of mode ``range``."""
    problems: tuple[Problem, ...] = ()
    """What the event asks for and this checkout does not have."""


def choose(event: Event, inputs: Inputs, repository: Repository | None) -> Plan:
    """Decide what is scanned.

    Args:
        event: what happened.
        inputs: what the workflow asks for, which wins over the event.
        repository: the checkout; None if there is none.

    Raises:
        UsageError: a range is asked for, and there is none; or ``base`` or ``head`` is no commit.
        IncompleteError: a range is needed, and there is no repository.
    """
    if inputs.mode == "full":
        return Plan("full", "All files of the checkout, as the input `mode` says.")
    if repository is None:
        step = "Add actions/checkout in front of this step, and check the input `path`."
        raise IncompleteError("There is no git repository to scan", step)
    if inputs.mode == "history":
        return Plan("history", "All of the history, as the input `mode` says.")
    if inputs.base:
        chosen = span(repository, inputs.base, inputs.head or "HEAD")
        return Plan("range", "The commits between the inputs `base` and `head`.", chosen)
    plan = _of_event(event, repository)
    if inputs.mode == "range" and plan.mode == "full":
        step = "Give the input `base`, or use `mode: auto`."
        raise UsageError(f"The input `mode` is range, and this event has none. {plan.reason}".rstrip("."), step)
    return plan


def _of_event(event: Event, repository: Repository) -> Plan:
    if event.name not in _RANGED:
        return Plan("full", f"All files of the checkout: the event {_shown(event.name) or '(none)'} names no range.")
    if not (event.after or event.head):
        why = event.problem or "it names no commit"
        problem = Problem(f"The commits of this {event.name} are not known: {why}", "Look at the workflow's event.")
        reason = f"All files of the checkout: the event {event.name} does not tell its commits."
        return Plan("full", reason, problems=(problem,))
    if event.name == "push":
        return _push(event, repository)
    if event.name == "merge_group":
        return _between(event, repository, "Merge group: its commits.", (event.head,))
    return _pull_request(event, repository)


def _push(event: Event, repository: Repository) -> Plan:
    ref = _shown(event.ref) or "a ref"
    if is_zero(event.after):
        return Plan("nothing", f"{ref} was deleted: nothing came in.")
    pushed, absent = peel(repository, [(event.ref.encode("utf-8", "surrogateescape"), event.after)])
    problems = tuple(Problem(f"Not in this checkout: {short(oid)}, which was pushed", DEPTH_STEP) for oid in absent)
    if absent:
        here = _present(repository, event.sha, "HEAD")[:1]
        pushed = pushed._replace(tips=pushed.tips or here)
    excluded = () if is_zero(event.before) else _present(repository, event.before)
    if excluded:
        what = "the push was forced" if event.forced else "what the push brought in"
        return _plan(f"Push to {ref}: {what}.", pushed, excluded, problems)
    what = "it is new" if is_zero(event.before) else "what it was before is not in this checkout"
    # Other branches are not taken for known: they may be as new, from the same push, and then none would be scanned.
    is_default = event.ref == f"refs/heads/{event.default_branch}"
    excluded = () if is_default else _branch(repository, event.default_branch)
    since = f"what {_shown(event.default_branch)} does not have" if excluded else "everything that it reaches"
    return _plan(f"Push to {ref}: {what}, so {since}.", pushed, excluded, problems)


def _pull_request(event: Event, repository: Repository) -> Plan:
    """All commits of the pull request, and its merge if that is what was checked out."""
    tips: tuple[str, ...] = (event.head,)
    merged_into: tuple[str, ...] = ()
    reason = f"Pull request {event.number}: all of its commits"
    here = repository.resolve("HEAD") or ""
    parents = _parents(repository, here)
    if event.name in PULL_REQUEST and len(parents) > 1 and parents[1] == event.head:
        tips, merged_into = (event.head, here), parents[:1]
        reason += ", and the merge that is checked out"
    return _between(event, repository, f"{reason}.", tips, merged_into)


def _between(
    event: Event, repository: Repository, reason: str, tips: tuple[str, ...], merged_into: tuple[str, ...] = ()
) -> Plan:
    """What ``tips`` have and the base does not have."""
    found = _present(repository, *tips)
    excluded = _present(repository, event.base, *merged_into) or _branch(repository, event.base_branch)
    absent = [] if tips[0] in found else [f"its last commit {short(tips[0])}"]
    absent += [] if excluded else [f"the commit that it is merged into, {short(event.base) or 'not named'}"]
    step = DEPTH_STEP
    if not found and event.name == PULL_REQUEST_TARGET:
        step = "Run it on `pull_request`, which checks the pull request out and has no secrets to lose."
    problems = (Problem(f"Not in this checkout: {' and '.join(absent)}", step),) if absent else ()
    return _plan(reason, Selection("", found or _present(repository, "HEAD")), excluded, problems)


def _plan(reason: str, selection: Selection, excluded: tuple[str, ...], problems: tuple[Problem, ...]) -> Plan:
    ends = [*selection.tags, *selection.tips, *selection.trees, *(oid for _, oid in selection.blobs)]
    end = short(ends[0]) if ends else ""
    label = f"{short(excluded[0])}..{end}" if excluded else end
    return Plan("range", reason, selection._replace(label=label, excluded=excluded), problems)


def _present(repository: Repository, *revisions: str) -> tuple[str, ...]:
    """The commits among ``revisions`` that are here, each once."""
    found = (repository.resolve(revision) for revision in revisions if revision)
    return tuple(dict.fromkeys(oid for oid in found if oid))


def _branch(repository: Repository, name: str) -> tuple[str, ...]:
    """The remote's branch of that name, as far as it is here."""
    return _present(repository, f"{_TRACKING}{name}") if name else ()


def _parents(repository: Repository, commit: str) -> tuple[str, ...]:
    """The parents that a commit names, even if a shallow clone does not have them."""
    for found in repository.read_blobs([commit] if commit else []):
        return facts(take(found.read, WINDOW_BYTES)).parents if found.size is not None else ()
    return ()


def _shown(name: str) -> str:
    return neutral(Sweeper(()).clean(name))
