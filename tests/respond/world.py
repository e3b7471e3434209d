"""A small Cloudflare with one leaked credential of each kind, and everything that is needed to act on it."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, NamedTuple

from cf_secret_guard.cloudflare.base import Bearer
from cf_secret_guard.cloudflare.transport import Transport
from cf_secret_guard.connection.wire import Timeouts
from cf_secret_guard.model import Kind
from cf_secret_guard.respond import admin
from cf_secret_guard.respond.base import ActionStatus, Verb
from cf_secret_guard.respond.confirm import Asker
from cf_secret_guard.respond.delivery import FileDelivery
from cf_secret_guard.respond.journal import Journal
from cf_secret_guard.respond.plan import Plan, Planner, Rules
from cf_secret_guard.respond.reach import Reach
from cf_secret_guard.respond.resume import resume
from cf_secret_guard.respond.revoke import Applied, Tools, apply
from cf_secret_guard.secret import Secret
from cf_secret_guard.simulator.policies import ACCOUNT, GROUPS, ZONE
from cf_secret_guard.simulator.token_form import TokenForm
from cf_secret_guard.verify.base import Leak, Verdict
from cf_secret_guard.verify.live import LiveVerifier
from tests import tokens

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from cf_secret_guard.respond.base import ActionRecord
    from cf_secret_guard.respond.delivery import Delivery
    from cf_secret_guard.simulator.server import Simulator

NOW = "2026-11-21T12:00:00Z"
EVERYTHING = tuple(group.name for group in GROUPS if group.scope in {ACCOUNT, ZONE})
CONDITION: dict[str, object] = {"request_ip": {"not_in": ["192.0.2.0/24", "203.0.113.9/32"]}}
PATIENT, IMPATIENT = Timeouts(5.0, 10.0, 20.0), Timeouts(5.0, 0.15, 0.4)


class Leaks(NamedTuple):
    """One of each kind that an API can take away."""

    user: Leak
    account: Leak
    legacy: Leak
    cert: Leak
    r2: Leak
    service: Leak
    tunnel: Leak
    credentials: Leak
    turnstile: Leak


class World:
    """Everything in one place.

    Args:
        simulator: running.
        folder: for the journal and for new values.
    """

    def __init__(self, simulator: Simulator, folder: Path) -> None:
        self.simulator = simulator
        self.folder = folder
        self.state = state = simulator.state
        self.user = state.create_user("ada@example.com")
        self.account = state.create_account(self.user)
        self.zone = state.create_zone(self.account, "example.com")
        self.user_admin = state.create_user_token(
            self.user, "API Tokens Write", "Zone Read", form=TokenForm(name="admin")
        )
        self.account_admin = state.create_account_token(self.account, *EVERYTHING, form=TokenForm(name="admin"))
        form = TokenForm(name="deploy", condition=CONDITION, expires_on="2099-01-01T00:00:00Z")
        self.user_token = state.create_user_token(self.user, "DNS Write", "Zone Read", form=form)
        self.account_token = state.create_account_token(self.account, "Workers Scripts Write", "Zone Read", form=form)
        self.legacy_token = state.create_user_token(
            self.user, "DNS Write", form=form._replace(value=tokens.legacy_token("response"))
        )
        self.cert_token = state.create_account_token(self.account, "Cloudflare Tunnel Write", "DNS Write", form=form)
        self.r2_token = state.create_account_token(self.account, "Workers R2 Storage Write", form=form)
        self.service_token = state.create_service_token(self.account)
        self.tunnel = state.create_tunnel(self.account, connectors=2)
        self.other_tunnel = state.create_tunnel(self.account, connectors=1)
        self.widget = state.create_widget(self.account)
        self.admin_values = [self.user_admin.value, self.account_admin.value]
        self.transport = self._transport(PATIENT)
        self.deliveries: Callable[[object], Delivery] | None = lambda _: FileDelivery(str(folder / "new"))
        self.tries = 3

    @property
    def leaks(self) -> Leaks:
        """The leaked values with what stands around them."""
        here = (self.account.id,)
        pair = self.state.r2_pair(self.r2_token)
        return Leaks(
            Leak(Kind.USER_API_TOKEN, Secret(self.user_token.value)),
            Leak(Kind.ACCOUNT_API_TOKEN, Secret(self.account_token.value), here),
            Leak(Kind.API_TOKEN, Secret(self.legacy_token.value)),
            Leak(Kind.ORIGIN_CERT, Secret(self.cert_token.value), here),
            Leak(Kind.R2_SECRET_ACCESS_KEY, Secret(pair.value), here, access_key_id=pair.id),
            Leak(
                Kind.ACCESS_SERVICE_TOKEN,
                Secret(self.service_token.value),
                here,
                client_id=self.service_token.client_id,
            ),
            Leak(Kind.TUNNEL_TOKEN, Secret(self.tunnel.value.rstrip("=")), here, tunnel_id=self.tunnel.id),
            Leak(Kind.TUNNEL_CREDENTIALS, Secret(self.other_tunnel.secret), here, tunnel_id=self.other_tunnel.id),
            Leak(Kind.TURNSTILE_SECRET_KEY, Secret(self.widget.value), here),
        )

    @property
    def journal(self) -> Journal:
        return Journal(self.folder / "state", lambda: NOW)

    @property
    def reach(self) -> Reach:
        return Reach(self.transport, admin.load({admin.VARIABLE: "\n".join(self.admin_values)}))

    def _transport(self, timeouts: Timeouts) -> Transport:
        return Transport(self.simulator.base_url, timeouts=timeouts, spacing=0, budget=60, sleep=lambda _: None)

    def fresh(self, timeouts: Timeouts = PATIENT) -> None:
        """Begin a new run: nothing of the last one's transport stays."""
        self.transport.close()
        self.transport = self._transport(timeouts)

    @property
    def verifier(self) -> LiveVerifier:
        return LiveVerifier(self.transport, admin=[Bearer(Secret(value)) for value in self.admin_values])

    def verdicts(self, leaks: Sequence[Leak]) -> Mapping[str, Verdict]:
        return self.verifier.verify(leaks)

    def plan(
        self,
        leaks: Sequence[Leak],
        verb: Verb = Verb.DISABLE,
        rules: Rules | None = None,
        environment: Mapping[str, str] | None = None,
        verdicts: Mapping[str, Verdict] | None = None,
    ) -> Plan:
        planner = Planner(self.reach, environment or {}, self.journal.intents(), rules or Rules(delivers=True))
        return planner.plan(leaks, self.verdicts(leaks) if verdicts is None else verdicts, verb)

    @property
    def tools(self) -> Tools:
        asker = Asker(self.verifier, sleep=lambda _: None, tries=self.tries)
        return Tools(self.reach, self.journal, asker, lambda: NOW, self.deliveries)

    def apply(self, plan: Plan) -> list[Applied]:
        return list(apply(plan, self.tools))

    def act(self, leak: Leak, verb: Verb = Verb.DISABLE, rules: Rules | None = None) -> ActionRecord:
        """Plan and do one thing."""
        (applied,) = self.apply(self.plan([leak], verb, rules))
        return applied.record

    def act_again(self, leak: Leak, verb: Verb) -> list[Applied]:
        """Plan and do it once more."""
        return self.apply(self.plan([leak], verb))

    def resume(self, *leaks: Leak) -> list[ActionRecord]:
        """What the next run does first."""
        self.fresh()
        return list(resume(self.journal, leaks, self.verdicts(leaks), self.reach, NOW))

    def changes(self) -> list[str]:
        """Every request that changed, or could change, something."""
        return [f"{one.method} {one.path}" for one in self.simulator.requests if one.method != "GET"]

    @property
    def secrets(self) -> list[str]:
        """Every value that no output may hold."""
        state = self.state
        values = [token.value for token in state.tokens.values()]
        values += [one.value for one in state.service_tokens.values()]
        values += [secret for one in state.tunnels.values() for secret in (one.secret, self.tunnel.value)]
        values += [one.secret for one in state.widgets.values()]
        values += [leak.secret.reveal() for leak in self.leaks] + self.admin_values
        values += [hashlib.sha256(value.encode()).hexdigest() for value in values]
        return values


def outcome(record: ActionRecord) -> tuple[ActionStatus, str]:
    return record.status, record.reason
