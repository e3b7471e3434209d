"""The inputs of the action, checked: each comes as an environment variable, never as a part of a command line."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from cf_secret_guard.errors import UsageError
from cf_secret_guard.model import Confidence
from cf_secret_guard.respond.base import Verb

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

PREFIX = "INPUT_"
MODES = ("auto", "range", "full", "history")
_FAIL_ON = ("any", "live", "live-or-unknown", "never")
_VERBS = {"false": None, "true": Verb.DISABLE, "disable": Verb.DISABLE, "delete": Verb.DELETE}
_LEVELS = {level.label: level for level in Confidence}
_LONGEST_SHOWN = 20
"""Longer than any of the words, shorter than any credential."""


class Inputs(NamedTuple):
    """What the workflow asks for."""

    paths: tuple[str, ...] = (".",)
    mode: str = "auto"
    """One of MODES."""
    base: str = ""
    """A revision; empty: the event tells."""
    head: str = ""
    verify: bool = False
    revoke: Verb | None = None
    admin_token: str = ""
    """One API token a line."""
    min_confidence: Confidence | None = None
    fail_on: str = "any"
    sarif: str = ""
    """Where the SARIF file goes; empty: there is none."""
    comment: bool = False
    summary: bool = True
    incident: str = ""
    """A directory, or :data:`~cf_secret_guard.settings.GITHUB`; empty: no notes."""
    config: str = ""


def read(environ: Mapping[str, str]) -> Inputs:
    """Read the inputs.

    Args:
        environ: holds them as ``INPUT_PATH``, ``INPUT_MIN_CONFIDENCE`` and so on; one that is missing or empty has its
            default.

    Raises:
        UsageError: a value, or a combination, makes no sense.
    """
    given = _Given(environ)
    inputs = Inputs(
        paths=tuple(filter(None, map(str.strip, given.text("path").split("\n")))) or (".",),
        mode=given.one_of("mode", MODES) or "auto",
        base=given.text("base"),
        head=given.text("head"),
        verify=given.flag("verify", default=False),
        revoke=_VERBS[given.one_of("revoke", _VERBS) or "false"],
        admin_token=environ.get(f"{PREFIX}ADMIN_TOKEN", ""),
        min_confidence=_LEVELS.get(given.one_of("min-confidence", _LEVELS)),
        fail_on=given.one_of("fail-on", _FAIL_ON) or "any",
        sarif=given.text("sarif"),
        comment=given.flag("comment", default=False),
        summary=given.flag("summary", default=True),
        incident=given.text("incident"),
        config=given.text("config"),
    )
    _refuse_contradictions(inputs)
    return inputs


class _Given:
    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = environ

    def text(self, name: str) -> str:
        value = self._environ.get(PREFIX + name.upper().replace("-", "_"), "").strip()
        if "\0" in value or not all(char.isprintable() or char == "\n" for char in value):
            raise UsageError(f"The input `{name}` holds characters that are not printable", "Take them out.")
        return value

    def one_of(self, name: str, values: Collection[str]) -> str:
        """One of ``values``, or nothing.

        Raises:
            UsageError: it is something else.
        """
        value = self.text(name)
        if value and value not in values:
            # Somebody may have put a credential into the wrong input.
            shown = repr(value) if len(value) <= _LONGEST_SHOWN else f"a text of {len(value)} characters"
            raise UsageError(f"The input `{name}` is {shown}", f"It takes one of: {', '.join(values)}.")
        return value

    def flag(self, name: str, *, default: bool) -> bool:
        value = self.one_of(name, ("true", "false"))
        return value == "true" if value else default


def _refuse_contradictions(inputs: Inputs) -> None:
    if inputs.fail_on.startswith("live") and not (inputs.verify or inputs.revoke):
        step = "Add `verify: true`, or use `fail-on: any`."
        raise UsageError(f"The input `fail-on` is {inputs.fail_on}, and nobody asks what is live", step)
    if inputs.head and not inputs.base:
        raise UsageError("The input `head` is given without `base`", "Give both, or leave it to the event.")
    if inputs.base and inputs.mode in {"full", "history"}:
        step = "Leave `base` and `head` out, or use `mode: range`."
        raise UsageError(f"The input `mode` is {inputs.mode}, which takes no range", step)
