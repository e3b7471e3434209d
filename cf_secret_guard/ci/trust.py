"""Whom an event may be trusted: whose ignores count, who may ask Cloudflare, and who may have something revoked."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from cf_secret_guard.ci.event import PULL_REQUEST, PULL_REQUEST_TARGET
from cf_secret_guard.settings import GITHUB, ResponseSettings

if TYPE_CHECKING:
    from cf_secret_guard.ci.event import Event
    from cf_secret_guard.ci.inputs import Inputs
    from cf_secret_guard.git import Repository

_JUDGED = frozenset({*PULL_REQUEST, PULL_REQUEST_TARGET, "merge_group"})
"""Events that ask whether commits may be merged: what they bring must not decide how they are judged."""

_OURS = frozenset({"push", "schedule", "workflow_dispatch"})
"""Events behind a ``workflow_run`` that nobody from outside can cause."""


class Permission(NamedTuple):
    """What a run may do."""

    response: ResponseSettings
    admin_token: str
    """Empty if nothing may be revoked, whatever the workflow gave."""
    fail_on: str
    refused: str = ""
    """What is asked for and not done, and why, without a full stop; empty if nothing is refused."""


def permission(event: Event, inputs: Inputs) -> Permission:
    """Decide what may be done about findings of this event.

    Args:
        event: what happened.
        inputs: what the workflow asks for.
    """
    incident = inputs.incident or None
    why = _scan_only(event)
    if why:
        named = {"verify": inputs.verify, "revoke": inputs.revoke, "incident": incident}
        refused = " and ".join(f"`{name}`" for name, is_asked in named.items() if is_asked)
        # Nobody knows now what is live. Then all of it counts.
        fail_on = "any" if inputs.fail_on.startswith("live") else inputs.fail_on
        return Permission(ResponseSettings(), "", fail_on, f"{refused}: not done, because {why}" if refused else "")
    wishes = ResponseSettings(
        verify=inputs.verify or inputs.revoke is not None, revoke=inputs.revoke, yes=True, incident=incident
    )
    if event.from_fork:
        return _of_fork(inputs, wishes)
    return Permission(wishes, inputs.admin_token, inputs.fail_on)


def _of_fork(inputs: Inputs, wishes: ResponseSettings) -> Permission:
    """What is left for a pull request from a fork: asking without a credential, and notes on the runner's disk."""
    to_github = wishes.incident == GITHUB
    named = {"revoke": inputs.revoke, "admin-token": inputs.admin_token, "incident": to_github}
    refused = " and ".join(f"`{name}`" for name, is_asked in named.items() if is_asked)
    asks = wishes._replace(
        verify=inputs.verify, revoke=None, yes=False, incident=None if to_github else wishes.incident
    )
    # What `revoke` alone would have asked is not known now. Then all of it counts.
    fail_on = inputs.fail_on if inputs.verify or not inputs.fail_on.startswith("live") else "any"
    why = "because this pull request comes from a fork"
    return Permission(asks, "", fail_on, f"{refused}: not used, {why}" if refused else "")


def may_write(event: Event) -> bool:
    """Say if the token of this run can be one that writes: that of a pull request from a fork never is.

    https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows#pull_request
    """
    return not (event.name in PULL_REQUEST and event.from_fork)


def base_revision(event: Event, repository: Repository | None) -> str | None:
    """Return the revision that configuration, ignores and baseline come from; None: the checkout's own count.

    Where the base is not in this checkout it is the empty tree, so that no ignores count at all.
    """
    branch = event.base_branch if event.name in _JUDGED else event.default_branch
    if repository is None or not (event.name in _JUDGED or _scan_only(event)):
        return None
    tracking = f"refs/remotes/origin/{branch}" if branch else ""
    found = (repository.resolve(revision) for revision in (event.base, tracking) if revision)
    return next((oid for oid in found if oid), repository.empty_tree)


def _scan_only(event: Event) -> str:
    """Say why a run must do nothing but scan; empty if it may do more."""
    if event.name == PULL_REQUEST_TARGET:
        return "pull_request_target runs with this repository's secrets whoever opened the pull request"
    if event.name == "workflow_run" and event.triggered_by not in _OURS:
        return "the workflow before this one may have run for a pull request"
    if event.about_pull_request:
        return "anybody may write on a pull request"
    if event.problem:
        return f"nobody knows what this event is about: {event.problem}"
    return ""
