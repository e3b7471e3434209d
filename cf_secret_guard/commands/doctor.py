"""``doctor``: what is wrong with this machine or repository."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from cf_secret_guard.doctor import clone, configuration, hooks, machine
from cf_secret_guard.doctor.base import Check, Status, failed
from cf_secret_guard.errors import GuardError
from cf_secret_guard.model import ExitCode
from cf_secret_guard.report.neutral import neutral
from cf_secret_guard.report.sweep import Sweeper
from cf_secret_guard.terminal import emit

if TYPE_CHECKING:
    from collections.abc import Callable

    from cf_secret_guard.git import Repository

MACHINE: tuple[Callable[[], Check], ...] = (machine.python, machine.git, machine.prefilter)
REPOSITORY: tuple[tuple[str, Callable[[Repository], Check]], ...] = (
    ("objects", clone.completeness),
    ("hooks path", hooks.shadow),
    ("pre-commit hook", hooks.commit),
    ("commit-msg hook", hooks.message),
    ("pre-push hook", hooks.push),
)


class DoctorSettings(NamedTuple):
    """Options of ``doctor``."""

    format: str = "text"
    """``text`` or ``json``."""


def run(settings: DoctorSettings) -> ExitCode:
    """Run every check and print the answers; INCOMPLETE if one failed."""
    checks = examine()
    emit(_json(checks) if settings.format == "json" else _text(checks))
    return ExitCode.INCOMPLETE if any(check.status is Status.FAIL for check in checks) else ExitCode.CLEAN


def examine() -> list[Check]:
    """Return the outcome of every check that applies here."""
    checks = [check() for check in MACHINE]
    repository, found = clone.discover()
    checks += [found, configuration.configuration(repository), configuration.baseline(repository)]
    if repository is not None:
        for name, check in REPOSITORY:
            try:
                checks.append(check(repository))
            except GuardError as error:
                checks.append(failed(name, error))
    return checks


def _text(checks: list[Check]) -> str:
    width = max(len(check.name) for check in checks)
    lines = []
    for check in checks:
        lines.append(f"{check.status:<4}  {check.name:<{width}}  {check.message}")
        if check.next_step:
            lines.append(f"{'':<{width + 6}}  {check.next_step}")
    sweeper = Sweeper(())
    return "".join(neutral(sweeper.clean(line)) + "\n" for line in lines)


def _json(checks: list[Check]) -> str:
    import json

    sweeper = Sweeper(())
    rows = [{key: sweeper.clean(str(value)) for key, value in check._asdict().items() if value} for check in checks]
    return json.dumps({"checks": rows}, indent=2) + "\n"
