"""What happened, as the runner tells it: a name in the environment and a file of JSON.

The file is GitHub's, but names and texts in it are those of whoever pushed or asked: nothing is taken from it that is
not an id, the name of a ref or a number. Fields: https://docs.github.com/en/webhooks/webhook-events-and-payloads
"""

from __future__ import annotations

import json
import os
import re
import stat
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

_LARGEST = 32 * 1024 * 1024
"""Bytes of an event file; GitHub's own limit for a payload is 25 MB."""
_ID = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
# What `git check-ref-format` takes, as far as it matters here.
_REF = re.compile(r"(?!-)[^\x00-\x20\x7f~^:?*\[\\]{1,1000}")
_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
PULL_REQUEST = frozenset({"pull_request", "pull_request_review", "pull_request_review_comment"})
"""Events whose checkout is the merge of a pull request, and whose token is read-only if it comes from a fork."""
PULL_REQUEST_TARGET = "pull_request_target"
"""Runs on the base branch, with its secrets, whoever opened the pull request."""


class Event(NamedTuple):
    """What happened. A field that the event does not have, or that is not what it should be, is empty."""

    name: str
    """Of the event: ``push``, ``pull_request`` ...; empty outside of GitHub Actions."""
    sha: str = ""
    """The commit that GitHub names for this run."""
    ref: str = ""
    """What was pushed: ``refs/heads/main``, ``refs/tags/v1``."""
    before: str = ""
    """What the ref was before the push; all zeros if it is new."""
    after: str = ""
    """What the ref is now; all zeros if it was deleted."""
    forced: bool = False
    base: str = ""
    """The commit that a pull request or merge group is to be merged into."""
    base_branch: str = ""
    head: str = ""
    """The last commit of a pull request or merge group."""
    number: int = 0
    """Of a pull request."""
    default_branch: str = ""
    from_fork: bool = False
    """A pull request whose commits are in another repository, or in one that is gone."""
    triggered_by: str = ""
    """Of a ``workflow_run``: the event of the workflow before it."""
    about_pull_request: bool = False
    """Of an ``issue_comment``: somebody wrote on a pull request."""
    problem: str = ""
    """Why the event file told nothing, as part of a sentence."""


def read(environ: Mapping[str, str]) -> Event:
    """Read the event of this run. Never fails: what cannot be read is the event's ``problem``.

    Args:
        environ: ``GITHUB_EVENT_NAME``, ``GITHUB_EVENT_PATH`` and ``GITHUB_SHA``.
    """
    name = environ.get("GITHUB_EVENT_NAME", "")
    sha = _id(environ.get("GITHUB_SHA"))
    payload, problem = _payload(environ.get("GITHUB_EVENT_PATH", ""))
    default = _branch(_at(payload, "repository", "default_branch"))
    event = Event(name, sha, default_branch=default, problem=problem)
    match name:
        case "push":
            return event._replace(
                ref=_branch(_at(payload, "ref")),
                before=_id(_at(payload, "before")),
                after=_id(_at(payload, "after")),
                forced=_at(payload, "forced") is True,
            )
        case "merge_group":
            group = _at(payload, "merge_group")
            return event._replace(base=_id(_at(group, "base_sha")), head=_id(_at(group, "head_sha")))
        case "workflow_run":
            trigger = _at(payload, "workflow_run", "event")
            return event._replace(triggered_by=trigger if isinstance(trigger, str) else "")
        case "issue_comment":
            return event._replace(about_pull_request=_at(payload, "issue", "pull_request") is not None)
        case _:
            pull = _at(payload, "pull_request")
            return _of_pull_request(event, pull) if name in {*PULL_REQUEST, PULL_REQUEST_TARGET} else event


def _of_pull_request(event: Event, pull: object) -> Event:
    number = _at(pull, "number")
    ours, theirs = _at(pull, "base", "repo", "id"), _at(pull, "head", "repo", "id")
    return event._replace(
        base=_id(_at(pull, "base", "sha")),
        base_branch=_branch(_at(pull, "base", "ref")),
        head=_id(_at(pull, "head", "sha")),
        number=number if type(number) is int and number > 0 else 0,
        # Whatever is not known to be ours is somebody else's.
        from_fork=not (type(ours) is int and type(theirs) is int and ours == theirs),
    )


def _payload(path: str) -> tuple[object, str]:
    """Read the event file.

    Returns:
        What it holds, and why that is nothing.
    """
    if not path:
        return None, "GITHUB_EVENT_PATH names no event file"
    try:
        descriptor = os.open(path, _FLAGS)
        with open(descriptor, "rb") as stream:  # noqa: PTH123 - a descriptor
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                return None, "the event file is no regular file"
            data = stream.read(_LARGEST + 1)
    except (OSError, ValueError) as error:
        why = (error.strerror if isinstance(error, OSError) else None) or "its name is not valid"
        return None, f"the event file cannot be read: {why}"
    if len(data) > _LARGEST:
        return None, f"the event file is larger than {_LARGEST // 1024**2} MiB"
    try:
        payload = json.loads(data)
    except (ValueError, RecursionError):
        return None, "the event file is not JSON"
    return (payload, "") if isinstance(payload, dict) else (None, "the event file is no JSON object")


def _at(value: object, *keys: str) -> object:
    """Follow ``keys`` through objects; None where there is no such way."""
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value


def _id(value: object) -> str:
    return value if isinstance(value, str) and _ID.fullmatch(value) else ""


def _branch(value: object) -> str:
    """Take the name of a ref or branch that git would take too."""
    return value if isinstance(value, str) and _REF.fullmatch(value) and ".." not in value else ""
