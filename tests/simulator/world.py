"""A small Cloudflare and a way to ask it, on the standard library, so that every byte is ours."""

from __future__ import annotations

import http.client
import json
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlencode

from cf_secret_guard.simulator.policies import ACCOUNT, GROUPS, ZONE

if TYPE_CHECKING:
    from cf_secret_guard.simulator.server import Simulator

EVERYTHING = tuple(group.name for group in GROUPS if group.scope in {ACCOUNT, ZONE})
PERIOD = "since=2020-01-01&before=2100-01-01"


class Reply(NamedTuple):
    """An answer."""

    status: int
    text: str
    headers: dict[str, str]

    @property
    def body(self) -> dict[str, object]:
        read = json.loads(self.text)
        assert isinstance(read, dict)
        return read

    @property
    def result(self) -> dict[str, object]:
        assert self.body["success"] is True
        result = self.body["result"]
        assert isinstance(result, dict)
        return result

    @property
    def rows(self) -> list[dict[str, object]]:
        assert self.body["success"] is True
        result = self.body["result"]
        assert isinstance(result, list)
        return result

    @property
    def names(self) -> list[object]:
        return [row["name"] for row in self.rows]

    @property
    def string(self) -> str:
        assert self.body["success"] is True
        result = self.body["result"]
        assert isinstance(result, str)
        return result

    @property
    def error(self) -> tuple[int, int, str]:
        """Status, code and message of the first error."""
        errors = self.body["errors"]
        assert isinstance(errors, list)
        return self.status, errors[0]["code"], errors[0]["message"]


class World:
    """A user with an account and a zone in it, an administrator's token of each kind, and somebody else's account."""

    def __init__(self, simulator: Simulator) -> None:
        self.simulator = simulator
        self.state = state = simulator.state
        self.user = state.create_user("ada@example.com")
        self.key = state.global_key(self.user)
        self.account = state.create_account(self.user)
        self.zone = state.create_zone(self.account)
        self.elsewhere = state.create_account(state.create_user(), name="Elsewhere")
        self.user_admin = state.create_user_token(self.user, "API Tokens Write", "User Details Read")
        self.admin = state.create_account_token(self.account, *EVERYTHING)
        self.narrow = state.create_user_token(self.user, "DNS Write")
        self.narrow_account = state.create_account_token(self.account, "Cache Purge")

    @property
    def base(self) -> str:
        return f"/accounts/{self.account.id}"

    def ask(
        self,
        request: str,
        bearer: str | None = None,
        body: object = None,
        *,
        headers: dict[str, str] | None = None,
        form: dict[str, str] | None = None,
        timeout: float = 10,
    ) -> Reply:
        """Send ``METHOD /path`` with a credential and a JSON body or a form."""
        method, path = request.split(" ", 1)
        sent = {"Authorization": f"Bearer {bearer}"} if bearer else {}
        data = None
        if form is not None:
            sent["Content-Type"], data = "application/x-www-form-urlencoded", urlencode(form)
        elif body is not None:
            sent["Content-Type"], data = "application/json", body if isinstance(body, str) else json.dumps(body)
        host = self.simulator.origin.removeprefix("http://")
        connection = http.client.HTTPConnection(host, timeout=timeout)
        prefix = "" if path.startswith(("/turnstile/", "/oauth2/")) else "/client/v4"
        try:
            connection.request(method, prefix + path, data, {**sent, **(headers or {})})
            response = connection.getresponse()
            text = response.read().decode()
        finally:
            connection.close()
        return Reply(response.status, text, {name.lower(): value for name, value in response.getheaders()})
