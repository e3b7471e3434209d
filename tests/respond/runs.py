"""Whole responses against the simulator: a world, its environment, and a person who answers what a test says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cf_secret_guard.cloudflare.address import VARIABLE as BASE
from cf_secret_guard.respond import admin
from cf_secret_guard.respond.course import Person, respond
from cf_secret_guard.settings import ResponseSettings
from tests.report.reports import finding, report

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cf_secret_guard.git import Repository
    from cf_secret_guard.model import Finding, Report
    from cf_secret_guard.verify.base import Leak
    from tests.respond.world import World


def found(leak: Leak, **changes: object) -> Finding:
    """The finding that a leak comes from."""
    beside = [("account_id", value) for value in leak.account_ids]
    beside += [("email", value) for value in leak.emails]
    known = {"client_id": leak.client_id, "tunnel_id": leak.tunnel_id, "access_key_id": leak.access_key_id}
    beside += [(name, value) for name, value in known.items() if value]
    return finding(leak.secret.reveal(), kind=leak.kind, companions=tuple(beside), **changes)


class Run:
    """One run of the program in a world.

    Args:
        world: where.
        agrees: what the person answers.
    """

    def __init__(self, world: World, *, agrees: bool = False) -> None:
        self.world = world
        self.agrees = agrees
        self.said: list[str] = []
        self.asked = 0
        self.environ: dict[str, str] = {
            BASE: world.simulator.base_url,
            admin.VARIABLE: "\n".join(world.admin_values),
            "XDG_STATE_HOME": str(world.folder / "xdg"),
        }

    def __call__(
        self,
        *findings: Finding,
        wishes: ResponseSettings | None = None,
        repository: Repository | None = None,
        environ: Mapping[str, str] | None = None,
    ) -> Report:
        """Respond to a report of these findings."""
        person = Person(self.said.append, self._agree, lambda: False)
        chosen = wishes or ResponseSettings(verify=True)
        return respond(report(*findings), chosen, {**self.environ, **(environ or {})}, person, repository)

    def _agree(self) -> bool:
        self.asked += 1
        return self.agrees
