"""A run of the action from its environment to its exit code."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from cf_secret_guard import cli, pipeline
from cf_secret_guard.ci import event as ci_event
from cf_secret_guard.ci import inputs as ci_inputs
from cf_secret_guard.ci import masks, muting, places, ranges, trust
from cf_secret_guard.ci.comment import comment
from cf_secret_guard.ci.console import Console
from cf_secret_guard.ci.publish import count, publish
from cf_secret_guard.commands.scan import outcome
from cf_secret_guard.errors import GuardError
from cf_secret_guard.model import ExitCode, Problem, Report, ScanSummary
from cf_secret_guard.respond import admin
from cf_secret_guard.settings import GITHUB, ScanSettings

if TYPE_CHECKING:
    from collections.abc import MutableMapping

    from cf_secret_guard.ci.event import Event
    from cf_secret_guard.ci.inputs import Inputs
    from cf_secret_guard.ci.ranges import Plan
    from cf_secret_guard.ci.trust import Permission
    from cf_secret_guard.git import Repository

_ADMIN = (f"{ci_inputs.PREFIX}ADMIN_TOKEN", admin.VARIABLE, admin.FILE_VARIABLE)
_CREDENTIALS = (*_ADMIN, "GITHUB_TOKEN", "GH_TOKEN")
"""Variables that no other program, git above all, is handed on."""
_MODES = {"full": "worktree", "history": "history", "range": "range"}
_INSTEAD = "It is done for commits on a branch of this repository: on push, schedule or workflow_dispatch."


def main(environ: MutableMapping[str, str]) -> ExitCode:
    """Run the action.

    Args:
        environ: usually ``os.environ``; credentials are taken out of it.

    Returns:
        What the process ends with. Everything that failed has been said.
    """
    told = dict(environ)
    for name in _CREDENTIALS:
        environ.pop(name, None)
    console = Console(told)
    try:
        code = _run(told, console)
    except GuardError as error:
        code = cli.exit_code(error)
        _fail(console, str(error))
    except KeyboardInterrupt:
        code = ExitCode.INCOMPLETE
        _fail(console, "The run was interrupted. Run it again: only a part was done.")
    except Exception as error:  # noqa: BLE001 - as in cli: a bug becomes exit code 4 and not a traceback
        code = ExitCode.INTERNAL
        _fail(console, cli.crash_report(error))
    try:
        console.output("exit-code", str(code.value))
    except GuardError as error:
        code = code or cli.exit_code(error)
        _fail(console, str(error))
    return code


def _fail(console: Console, message: str) -> None:
    console.hide(())
    console.say("error", message)


def _run(environ: dict[str, str], console: Console) -> ExitCode:
    event = ci_event.read(environ)
    console.output("may-write", str(trust.may_write(event)).lower())
    inputs = _placed(ci_inputs.read(environ), environ)
    permission = trust.permission(event, inputs)
    means = _means(environ, permission)
    repository = pipeline.repository_of(ScanSettings(paths=inputs.paths[:1]))
    plan = ranges.choose(event, inputs, repository)
    settings = _settings(inputs, plan, permission, trust.base_revision(event, repository))
    own = [one.secret for one in admin.load(means).credentials]
    report = _scan(settings, plan, repository)
    console.hide(masks.forms([*own, *masks.secrets_of(report)]))
    report = _remarked(report, permission, settings, repository, event)
    report = _respond(report, settings, means, repository, console)
    code = outcome(report, permission.fail_on)
    count(report, console)
    publish(report, code, console, environ, summary=inputs.summary, sarif=inputs.sarif)
    if inputs.sarif and not trust.may_write(event):
        why = "a pull request from a fork gets a token that only reads"
        console.say("notice", f"The SARIF file cannot be uploaded by this run: {why}.")
    return comment(report, code, event, environ, console) if inputs.comment else code


def _placed(inputs: Inputs, environ: dict[str, str]) -> Inputs:
    """Make all paths absolute, then go to where the first thing to scan is: its repository is the one that counts."""
    paths = tuple(os.path.abspath(path) for path in inputs.paths)  # noqa: PTH100 - symlinks are for git to judge
    placed = inputs._replace(
        paths=paths,
        sarif=places.inside(inputs.sarif, "sarif", environ) if inputs.sarif else "",
        incident=_noted(inputs.incident, environ),
        config=str(Path(inputs.config).absolute()) if inputs.config else "",
    )
    start = Path(paths[0])
    os.chdir(start if start.is_dir() else start.parent if start.parent.is_dir() else ".")
    return placed


def _noted(incident: str, environ: dict[str, str]) -> str:
    return incident if incident in {"", GITHUB} else places.inside(incident, "incident", environ)


def _means(environ: dict[str, str], permission: Permission) -> dict[str, str]:
    """The environment that asking and acting get: with the administrator credential of the input, or with none.

    Raises:
        UsageError: with what the workflow gave, nobody could ask or act.
    """
    means = {name: value for name, value in environ.items() if name not in _ADMIN}
    if permission.admin_token:
        means[admin.VARIABLE] = permission.admin_token
    if permission.response.incident == GITHUB:
        from cf_secret_guard.respond import tracking

        tracking.check(means, None)
    if permission.response.verify:
        from cf_secret_guard.respond.means import check

        check(means)
    return means


def _settings(inputs: Inputs, plan: Plan, permission: Permission, base: str | None) -> ScanSettings:
    return ScanSettings(
        paths=inputs.paths,
        mode=_MODES.get(plan.mode, ""),
        min_confidence=inputs.min_confidence,
        config=inputs.config or None,
        config_from=base,
        progress=False,
        response=permission.response,
    )


def _scan(settings: ScanSettings, plan: Plan, repository: Repository | None) -> Report:
    """Scan what is planned; the plan's reason and its problems go into the report."""
    if plan.mode == "nothing":
        report = Report((), ScanSummary("range", None, 0, 0, 0, (), 0.0, commits=0), ())
    else:
        only = repository is not None and [repository.relative(path) for path in settings.paths] != [b""]
        report = pipeline.scan(settings._replace(paths_given=only), selection=plan.selection)
    scan = report.scan._replace(remark=plan.reason)
    return report._replace(scan=scan, errors=(*plan.problems, *report.errors))


def _remarked(
    report: Report, permission: Permission, settings: ScanSettings, repository: Repository | None, event: Event
) -> Report:
    """Add what the reader must know about whose word counted, and what was not done for that reason."""
    extra: list[Problem] = []
    if permission.refused:
        extra.append(Problem(permission.refused, _INSTEAD, incomplete=False))
    if settings.config_from is not None and repository is not None and report.findings:
        head = repository.resolve(event.head) or repository.resolve("HEAD")
        extra += muting.remarks(report, settings, repository, head) if head else ()
    return report._replace(errors=(*report.errors, *extra))


def _respond(
    report: Report, settings: ScanSettings, means: dict[str, str], repository: Repository | None, console: Console
) -> Report:
    wishes = settings.response
    if not wishes.is_wanted or not (report.findings or wishes.revoke):
        return report
    from cf_secret_guard.respond.course import Person, respond

    nobody = Person(console.text, lambda: False, lambda: False)
    answered = respond(report, wishes, means, nobody, repository)
    console.hide(masks.forms(masks.secrets_of(answered)))
    return answered
