"""The text of an incident on GitHub: that of a note, with its memory in a comment that a reader does not see.

The memory begins with a mark and the fingerprints, by which later runs find the incident. What people write there and
which boxes they tick stays, as in a note; see :mod:`.document`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from cf_secret_guard.errors import ConfigError, IncompleteError
from cf_secret_guard.respond.incidents import checklist, document, front_matter, render
from cf_secret_guard.respond.incidents.checklist import Step
from cf_secret_guard.respond.incidents.inert import inert

if TYPE_CHECKING:
    from collections.abc import Callable

    from cf_secret_guard.respond.incidents.values import State

_MARK = re.compile(r"^<!-- cf-secret-guard:incident((?: [0-9a-f]{32}){1,40})\n(.*?)^-->\n?", re.MULTILINE | re.DOTALL)
# All strings of the memory are quoted, and these have a meaning to HTML or to GitHub.
_QUOTED = {ord(sign): f"\\x{ord(sign):02x}" for sign in "<>&@#"}
_FEWER = (1000, 300, 100, 30, 10, 3)
_SHORTENED = ("shortened", True)
_SHORTENED_LINE = "- Shortened, because GitHub takes no longer text: the report of a run has every place."


class Written(NamedTuple):
    """What stands on GitHub."""

    state: State | None
    """What the incident remembers; None if somebody changed that so that it cannot be read."""
    text: str
    """All but the memory."""


def title(state: State) -> str:
    """Return the title. It goes into e-mails and chats, so it does not say what leaked or where."""
    return f"Leaked Cloudflare credential, incident {state.id}"


def fingerprints(text: str) -> frozenset[str]:
    """Return the fingerprints that an advisory or issue is about; none if it is not ours."""
    found = _MARK.search(text)
    return frozenset(found[1].split()) if found else frozenset()


def read(text: str) -> Written:
    """Read an advisory or issue of ours."""
    found = _MARK.search(text)
    if found is None:
        return Written(None, text)
    rest = text[: found.start()] + text[found.end() :]
    halves = document.split(found[2])
    try:
        return Written(front_matter.read(halves[0], "the incident") if halves else None, rest)
    except ConfigError:
        return Written(None, rest)


def fresh(state: State, noun: str, largest: int) -> str:
    """Return the text of a new incident.

    Args:
        state: what is known.
        noun: what it is called on GitHub.
        largest: characters that GitHub takes.
    """
    return _fitting(state, lambda some: document.fresh(_memory(some), _parts(some, noun)), largest)


def updated(state: State, written: Written, noun: str, largest: int) -> str:
    """Return the text of an incident that is there already; what people wrote stays.

    Args:
        state: what is known now.
        written: what stands there.
        noun: what it is called on GitHub.
        largest: characters that GitHub takes.

    Raises:
        IncompleteError: it is too long however much of ours is left out.
    """
    old = _parts(written.state or state, noun)
    return _fitting(state, lambda some: document.updated(_memory(some), written.text, old, _parts(some, noun)), largest)


def replaced(text: str, by: str) -> str:
    """Return the text of an incident that was opened twice, without its memory.

    Args:
        text: of the second one.
        by: where the first one is.
    """
    return f"This is a duplicate of {by}\n{read(text).text}"


def _memory(state: State) -> str:
    names = " ".join([state.fingerprint, *sorted(state.fingerprints - {state.fingerprint})])
    yaml = front_matter.write(state, title(state)).translate(_QUOTED)
    return f"<!-- cf-secret-guard:incident {names}\n{yaml}\n-->"


def _parts(state: State, noun: str) -> document.Parts:
    """What is generated, with the last step as it is done on GitHub."""
    sections = {name: list(inert(lines)) for name, lines in render.sections(state).items()}
    if _SHORTENED in state.extra:
        sections["where"].append(_SHORTENED_LINE)
    *steps, last = checklist.steps(state)
    steps.append(Step(last.key, f"**Close** this {noun}.", last.lines, last.done))
    return document.Parts(sections, [_inert(step) for step in steps])


def _inert(step: Step) -> Step:
    return step._replace(title="".join(inert([step.title])), lines=tuple(inert(step.lines)))


def _fitting(state: State, text_of: Callable[[State], str], largest: int) -> str:
    text = text_of(state._replace(extra=tuple(item for item in state.extra if item != _SHORTENED)))
    for most in _FEWER:
        if len(text) <= largest:
            return text
        text = text_of(_shortened(state, most))
    if len(text) > largest:
        raise IncompleteError(
            f"The incident {state.id} on GitHub is too long to be updated",
            "Move what people wrote in it into comments, then run again.",
        )
    return text


def _shortened(state: State, most: int) -> State:
    """Keep the first places, and the last of what happened; the first event says when it was opened."""
    return state._replace(
        secrets=tuple(row._replace(evidence=row.evidence[:most]) for row in state.secrets),
        places=state.places[:most],
        exposures=state.exposures[:most],
        verdicts=state.verdicts[-most:],
        actions=state.actions[-most:],
        audit=state.audit[-most:],
        events=(*state.events[:1], *state.events[1:][-most:]),
        extra=(*(item for item in state.extra if item != _SHORTENED), _SHORTENED),
    )
