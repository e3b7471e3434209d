"""``explain``: what a kind of credential is and how to revoke it."""

from __future__ import annotations

from typing import NamedTuple

from cf_secret_guard.catalog import CATALOG, Entry
from cf_secret_guard.errors import UsageError
from cf_secret_guard.model import ExitCode
from cf_secret_guard.terminal import emit

_FAMILY = "cloudflare-"


class ExplainSettings(NamedTuple):
    """Options of ``explain``."""

    kind: str | None = None
    """None: list all."""
    format: str = "text"
    """``text`` or ``json``."""


def run(settings: ExplainSettings) -> ExitCode:
    """Print what is known about a kind, or the list of kinds.

    Raises:
        UsageError: there is no such kind.
    """
    kinds = list(CATALOG) if settings.kind is None else [resolve(settings.kind)]
    if settings.format == "json":
        emit(_json(kinds))
    elif settings.kind is None:
        emit(_list(kinds))
    else:
        emit(_text(kinds[0], CATALOG[kinds[0]]))
    return ExitCode.CLEAN


def resolve(name: str) -> str:
    """Find the kind that ``name`` means; case and ``cloudflare-`` do not matter.

    Raises:
        UsageError: there is no such kind.
    """
    wanted = name.strip().lower()
    for kind in CATALOG:
        if wanted in (kind, kind.removeprefix(_FAMILY)):
            return kind
    from difflib import get_close_matches

    names = {kind.removeprefix(_FAMILY): kind for kind in CATALOG}
    near = get_close_matches(wanted.removeprefix(_FAMILY), names, n=1, cutoff=0.4)
    hint = f"Did you mean {names[near[0]]}? " if near else ""
    raise UsageError(f"There is no kind {name!r}", f"{hint}`cf-secret-guard explain` lists the kinds.")


def _json(kinds: list[str]) -> str:
    import json

    return json.dumps({"kinds": [{"kind": str(kind)} | CATALOG[kind]._asdict() for kind in kinds]}, indent=2) + "\n"


def _list(kinds: list[str]) -> str:
    width = max(map(len, kinds))
    rows = [f"{kind:<{width}}  {CATALOG[kind].title}" for kind in kinds]
    return "\n".join([*rows, "", "`cf-secret-guard explain KIND` tells more.", ""])


def _text(kind: str, known: Entry) -> str:
    lines = [f"{known.title} ({kind})", ""]
    lines += ["What it can do", f"  {known.power}", ""]
    lines += ["How it is recognised", f"  {known.recognised}", ""]
    lines += ["How to revoke it", *(f"  {number}. {step}" for number, step in enumerate(known.revoke, 1))]
    lines += [f"  Dashboard: {known.url}", ""]
    lines += ["Also", *(f"  - {text}" for text in known.also), ""]
    lines += [f"Documentation: {known.docs}", ""]
    return "\n".join(lines)
