"""Everything that the simulated Cloudflare knows, and how tests put things into it."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from cf_secret_guard.simulator.handles import (
    Created,
    CreatedAccount,
    CreatedGrant,
    CreatedServiceToken,
    CreatedTunnel,
    CreatedUser,
    CreatedZone,
)
from cf_secret_guard.simulator.limits import Limits
from cf_secret_guard.simulator.policies import usual_policies
from cf_secret_guard.simulator.records import (
    EXPOSED,
    Account,
    ApiToken,
    Connection,
    Grant,
    ServiceToken,
    Tunnel,
    User,
    Widget,
    Zone,
    written,
)
from cf_secret_guard.simulator.switches import Switches
from cf_secret_guard.simulator.token_form import TokenForm
from cf_secret_guard.simulator.values import Mint, r2_secret, tunnel_token

if TYPE_CHECKING:
    from cf_secret_guard.simulator.audit_log import AuditEntry

WRANGLER = "54d11594-84e4-41aa-b438-e81b8fa78ee7"
"""The public OAuth client id of wrangler."""


class State:
    """The store. Records can be read, and changed for a test, through the dictionaries, which are keyed by public id.

    Args:
        seed: two states with the same seed make the same ids and values in the same order.
        at: the time that the simulator lives in; without it the real one. :meth:`advance` moves either.
    """

    def __init__(self, *, seed: str = "", at: datetime | None = None) -> None:
        self.lock = threading.RLock()
        """Held while a request is answered."""
        self.switches = Switches()
        self.limits = Limits()
        self.client_ip = "198.51.100.20"
        """Where requests seem to come from, unless they carry ``X-Simulator-Client-IP``."""
        self.users: dict[str, User] = {}
        self.accounts: dict[str, Account] = {}
        self.zones: dict[str, Zone] = {}
        self.tokens: dict[str, ApiToken] = {}
        self.service_tokens: dict[str, ServiceToken] = {}
        self.tunnels: dict[str, Tunnel] = {}
        self.widgets: dict[str, Widget] = {}
        self.grants: dict[str, Grant] = {}
        self.audit_log: list[AuditEntry] = []
        self.mint = Mint(seed)
        self._at = at
        self._names: dict[str, str] = {}
        self._offset = timedelta()

    def now(self) -> datetime:
        """Return the time that the simulator lives in."""
        return (self._at or datetime.now(UTC)) + self._offset

    def stamp(self) -> str:
        """Return :meth:`now` as RFC 3339."""
        return written(self.now())

    def advance(self, seconds: float) -> None:
        """Move the simulator's time forward."""
        with self.lock:
            self._offset += timedelta(seconds=seconds)

    def remember(self, value: str, name: str) -> str:
        """Name a secret for the request log, also after it is dead, and return it."""
        with self.lock:
            self._names[value] = name
            return value

    def name_of(self, value: str) -> str | None:
        """Return the public name of a secret that was ever valid here."""
        return self._names.get(value)

    def without_secrets(self, text: str) -> str:
        """Return ``text`` with every secret that was ever valid here replaced by its name."""
        with self.lock:
            for value, name in self._names.items():
                text = text.replace(value, f"<{name}>")
            return text

    def create_user(self, email: str = "", *, global_key: str = "", user_id: str = "") -> CreatedUser:
        """Add a user, who always has a Global API Key (``users[id].global_key``)."""
        with self.lock:
            made = user_id or self.mint.identifier()
            address = email or f"person{len(self.users) + 1}@example.com"
            key = self.remember(global_key or self.mint.checked("cfk_"), f"global key {made}")
            self.users[made] = User(made, address, key)
            return CreatedUser(made, address)

    def global_key(self, user: CreatedUser) -> Created:
        """Return a user's Global API Key."""
        return Created(user.id, self.users[user.id].global_key)

    def create_account(
        self, *members: CreatedUser, name: str = "Example account", account_id: str = ""
    ) -> CreatedAccount:
        """Add an account that ``members`` administer."""
        with self.lock:
            made = account_id or self.mint.identifier()
            self.accounts[made] = Account(made, name, tuple(member.id for member in members))
            return CreatedAccount(made, name)

    def create_zone(self, account: CreatedAccount, name: str = "") -> CreatedZone:
        """Add a zone to an account."""
        with self.lock:
            made = CreatedZone(self.mint.identifier(), name or f"zone{len(self.zones) + 1}.example", account.id)
            self.zones[made.id] = Zone(made.id, made.name, made.account_id)
            return made

    def create_user_token(self, user: CreatedUser, *permissions: str, form: TokenForm | None = None) -> Created:
        """Add a user token.

        Args:
            user: its owner.
            permissions: names of permission groups, given on everything the user has, beside the form's policies.
            form: everything else that can be said of it; without it a plain active token.
        """
        return self.add_token(user.id, None, form or TokenForm(), *permissions)

    def create_account_token(
        self, account: CreatedAccount, *permissions: str, form: TokenForm | None = None
    ) -> Created:
        """Add an account token; see :meth:`create_user_token`."""
        return self.add_token(None, account.id, form or TokenForm(), *permissions)

    def add_token(self, user_id: str | None, account_id: str | None, form: TokenForm, *permissions: str) -> Created:
        """Add a token of a user or of an account, whichever is given."""
        with self.lock:
            made = form.id or self.mint.identifier()
            kind, prefix = ("account token", "cfat_") if account_id else ("user token", "cfut_")
            value = self.remember(form.value or self.mint.checked(prefix), f"{kind} {made}")
            policies = [*form.policies, *usual_policies(permissions, user_id=user_id, account_id=account_id)]
            self.tokens[made] = ApiToken(
                id=made,
                name=form.name,
                value=value,
                user_id=user_id,
                account_id=account_id,
                policies=[one | {"id": self.mint.identifier()} for one in policies],
                issued_on=form.issued_on or self.stamp(),
                modified_on=form.issued_on or self.stamp(),
                status=form.status,
                condition=form.condition,
                expires_on=form.expires_on,
                not_before=form.not_before,
                last_used_on=form.last_used_on,
            )
            return Created(made, self.tokens[made].value)

    def roll(self, token_id: str) -> str:
        """Give a token a new value of the new format, and return it; an exposed token is active again."""
        with self.lock:
            token = self.tokens[token_id]
            prefix = "cfut_" if token.account_id is None else "cfat_"
            token.value = self.remember(self.mint.checked(prefix), f"{token.kind} {token.id}")
            token.status = "active" if token.status == EXPOSED else token.status
            token.modified_on = self.stamp()
            return token.value

    def expose(self, token: Created) -> None:
        """Do to a token what Cloudflare does when GitHub reports it."""
        with self.lock:
            self.tokens[token.id].status = EXPOSED

    def r2_pair(self, token: Created) -> Created:
        """Return the R2 access key id and secret access key that an API token is as well."""
        record = self.tokens[token.id]
        return Created(record.id, r2_secret(record.value))

    def create_service_token(
        self, account: CreatedAccount, name: str = "ci", *, value: str = "", client_id: str = ""
    ) -> CreatedServiceToken:
        """Add an Access service token, good for a year."""
        with self.lock:
            made = CreatedServiceToken(
                self.mint.uuid(), value or self.mint.checked("cfast_"), client_id or f"{self.mint.identifier()}.access"
            )
            ends = written(self.now() + timedelta(days=365))
            self.service_tokens[made.id] = ServiceToken(
                made.id, made.client_id, name, account.id, made.value, ends, self.stamp()
            )
            self.remember(made.value, f"service token {made.id}")
            return made

    def service_token_works(self, client_id: str, secret: str) -> bool:
        """Tell whether a protected application would let a service token in."""
        with self.lock:
            found = [one for one in self.service_tokens.values() if one.client_id == client_id and one.enabled]
            return any(one.accepts(secret, self.now()) for one in found)

    def create_tunnel(
        self, account: CreatedAccount, name: str = "tunnel", *, connectors: int = 0, secret: str = ""
    ) -> CreatedTunnel:
        """Add a tunnel with that many running connectors.

        Args:
            account: its owner.
            name: shown to people.
            connectors: how many are running.
            secret: base64.
        """
        with self.lock:
            made, key = self.mint.uuid(), secret or self.mint.tunnel_secret()
            self.tunnels[made] = Tunnel(made, name, account.id, key, self.stamp())
            token = self.remember(tunnel_token(account.id, made, key), f"tunnel {made}")
            self.remember(key, f"tunnel {made}")
            for _ in range(connectors):
                self.connect(token)
            return CreatedTunnel(made, token, key)

    def connect(self, token: str) -> bool:
        """Start a connector with a tunnel token, as cloudflared does.

        Returns:
            Whether the token was accepted.
        """
        with self.lock:
            for tunnel in self.tunnels.values():
                if tunnel.deleted_at is None and tunnel_token(tunnel.account_id, tunnel.id, tunnel.secret) == token:
                    opened = Connection(self.mint.uuid(), self.mint.uuid(), self.stamp())
                    tunnel.connections.append(opened)
                    return True
            return False

    def create_widget(self, account: CreatedAccount, name: str = "login", *, secret: str = "") -> Created:
        """Add a Turnstile widget: its id is the site key, its value the secret key."""
        with self.lock:
            made = Created(self.mint.turnstile(24), secret or self.mint.turnstile(35))
            self.widgets[made.id] = Widget(made.id, name, account.id, made.value)
            self.remember(made.value, f"widget {made.id}")
            return made

    def create_grant(
        self, user: CreatedUser, *, access: str = "", refresh: str = "", client_id: str = WRANGLER
    ) -> CreatedGrant:
        """Add an OAuth login of a user, by default through wrangler."""
        with self.lock:
            made = CreatedGrant(
                self.mint.uuid(), access or self.mint.oauth("cfoat_"), refresh or self.mint.oauth("cfort_")
            )
            self.grants[made.id] = Grant(made.id, user.id, client_id, made.value, made.refresh)
            self.remember(made.value, f"grant {made.id}")
            self.remember(made.refresh, f"grant {made.id} (refresh)")
            return made

    def create_audit_entry(self, account: CreatedAccount, entry: AuditEntry) -> None:
        """Add something that happened before the simulator was started."""
        with self.lock:
            entry.account_id, entry.account_name = account.id, account.name
            entry.id = entry.id or self.mint.uuid()
            self.audit_log.append(entry)
