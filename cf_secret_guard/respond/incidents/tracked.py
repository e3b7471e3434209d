"""Incidents on GitHub: found by their fingerprints, opened once, updated in place, opened again if need be.

A draft security advisory is the right place: only administrators, security managers and whom they invite see it. An
issue does where those who can read the repository are few: in a private one. In a public or internal one it would tell
many more people than had the credential so far where to look for it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, cast

from cf_secret_guard.errors import IncompleteError
from cf_secret_guard.github.advisories import Advisories
from cf_secret_guard.github.base import GitHubError, Trouble
from cf_secret_guard.github.issues import Issues
from cf_secret_guard.github.repositories import PRIVATE, PUBLIC, look
from cf_secret_guard.respond.incidents import assess, body, merge
from cf_secret_guard.respond.incidents.cleaning import Cleaner, everywhere
from cf_secret_guard.respond.incidents.store import now
from cf_secret_guard.respond.incidents.values import CLOSED, OPEN, EventRow

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from cf_secret_guard.github.base import Item, Repo, Tracker
    from cf_secret_guard.github.transport import Transport
    from cf_secret_guard.respond.incidents.values import Incident, State

_NOT_THERE = {Trouble.FORBIDDEN, Trouble.NOT_FOUND, Trouble.INVALID, Trouble.GONE}
"""Refusals that leave the other place to try."""


class _Found(NamedTuple):
    tracker: Tracker
    item: Item


class Tracked:
    """The incidents of one repository.

    Args:
        transport: where to ask.
        repo: the repository.

    Raises:
        GitHubError: it could not be looked at.
    """

    def __init__(self, transport: Transport, repo: Repo) -> None:
        self._repository = look(transport, repo)
        self._trackers: list[Tracker] = [Advisories(transport, self._repository.repo)]
        if self._repository.visibility == PRIVATE and self._repository.has_issues:
            self._trackers.append(Issues(transport, self._repository.repo))
        self._refusals: dict[str, GitHubError] = {}
        self._known: list[list[_Found]] = []

    def open_or_update(self, incident: Incident) -> str:
        """Write down what a run knows: in the incident's advisory or issue if there is one, else in a new one.

        Args:
            incident: what the run knows; at least one finding.

        Returns:
            Its address.

        Raises:
            IncompleteError: it could not be written. If it was all the same, the next run finds it.
        """
        at = incident.at or now()
        clean = Cleaner.of(incident, names=False)
        names = merge.fingerprints(incident)
        found = self._about(names)
        if not found:
            state = merge.merged(merge.opened(incident, at), incident, at, clean)
            made = self._create(state)
            self._known[0].append(made)
            found = self._met(made, names)
            if found[0].item.id == made.item.id:
                return self._address(made)
        return self._update(found, incident, at, clean)

    def _about(self, names: frozenset[str]) -> list[_Found]:
        """Find what is there about these secrets, the oldest first; each list is asked for once a run."""
        for number, listing in enumerate((_items, _others)):
            if number == len(self._known):
                self._known.append([found for tracker in self._trackers for found in self._listed(tracker, listing)])
            about = [one for one in self._known[number] if not names.isdisjoint(body.fingerprints(one.item.body))]
            if about:
                return sorted(about, key=lambda one: one.item.age)
        return []

    def _listed(self, tracker: Tracker, listing: Callable[[Tracker], Iterator[Item]]) -> list[_Found]:
        if tracker.noun in self._refusals:
            return []
        try:
            return [_Found(tracker, item) for item in listing(tracker) if body.fingerprints(item.body)]
        except GitHubError as error:
            if error.trouble not in _NOT_THERE:
                raise
            # What cannot be read is not written to either: nobody could say what is there twice then.
            self._refusals[tracker.noun] = error
            return []

    def _create(self, state: State) -> _Found:
        for tracker in self._trackers:
            if tracker.noun in self._refusals:
                continue
            try:
                return self._created(tracker, state)
            except GitHubError as error:
                if error.is_unclear or error.trouble not in _NOT_THERE:
                    raise
                self._refusals[tracker.noun] = error
        raise self._refused()

    def _refused(self) -> IncompleteError:
        repo, visibility, has_issues = self._repository
        reasons = [error.message for error in self._refusals.values()]
        if visibility != PRIVATE:
            readers = "everybody" if visibility == PUBLIC else "everybody in the enterprise"
            reasons.append(f"no issue is opened, because {repo} is {visibility} and {readers} would read of the leak")
        elif not has_issues:
            reasons.append(f"issues are switched off in {repo}")
        step = "Use a token that may write security advisories (docs/incidents.md), or a directory: --incident DIR."
        return IncompleteError("; and ".join(reasons), step)

    def _created(self, tracker: Tracker, state: State) -> _Found:
        text = body.fresh(state, tracker.noun, tracker.largest)
        try:
            return _Found(tracker, tracker.create(body.title(state), text, state.severity))
        except GitHubError as error:
            # It is never sent twice: the answer may be lost, and the incident not.
            lost = self._newest(tracker, state.fingerprints) if error.is_unclear else []
            if not lost:
                raise
            return lost[0]

    def _met(self, made: _Found, names: frozenset[str]) -> list[_Found]:
        """Look again: another run may have opened one for the same secret at the same time. The older one stays."""
        about = {one.item.id: one for one in (made, *self._newest(made.tracker, names))}
        return sorted(about.values(), key=lambda one: one.item.age)

    def _newest(self, tracker: Tracker, names: frozenset[str]) -> list[_Found]:
        try:
            items = tracker.newest()
        except GitHubError:
            return []  # what was made is made; the next run puts right what is there twice
        about = (item for item in items if not names.isdisjoint(body.fingerprints(item.body)))
        return [_Found(tracker, item) for item in sorted(about, key=lambda item: item.age)]

    def _update(self, found: list[_Found], incident: Incident, at: str, clean: Cleaner) -> str:
        first, *others = found
        tracker, item = first
        if item.frozen:
            raise IncompleteError(
                f"The {tracker.noun} {item.id} is about this secret and is not written to: {item.frozen}",
                "Write there by hand what others may read, and keep the incident in a directory: --incident DIR.",
            )
        written = body.read(clean.written(item.body))
        old = _as_on_github(written.state or merge.opened(incident, at), item, at)
        state = merge.merged(cast("State", everywhere(old, clean.name)), incident, at, clean)
        text = body.updated(state, written, tracker.noun, tracker.largest)
        tracker.update(item, body.title(state), text, state.severity, is_open=state.status == OPEN)
        for other in others:
            if not other.item.frozen:
                other.tracker.close(other.item, body.replaced(clean.written(other.item.body), self._address(first)))
        return self._address(first)

    def _address(self, found: _Found) -> str:
        return found.item.url or f"{found.tracker.noun} {found.item.id} of {self._repository.repo}"


def _items(tracker: Tracker) -> Iterator[Item]:
    return tracker.items()


def _others(tracker: Tracker) -> Iterator[Item]:
    return tracker.others()


def _as_on_github(state: State, item: Item, at: str) -> State:
    """Who closes or reopens it there closes or reopens the incident; nobody asked there if it was over."""
    if item.is_open and state.status == CLOSED:
        event = EventRow(at, "reopened", assess.status_of(state), "Opened again on GitHub")
        return state._replace(status=OPEN, events=(*state.events, event))
    if not item.is_open and state.status == OPEN:
        event = EventRow(at, CLOSED, "", "Closed on GitHub")
        return state._replace(status=CLOSED, events=(*state.events, event))
    return state
