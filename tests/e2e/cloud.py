"""A simulated Cloudflare that knows what was planted, and the environment that leads the installed command to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cf_secret_guard.model import Kind
from cf_secret_guard.simulator import Simulator, TokenForm
from tests import tokens
from tests.e2e.planting import PLANTED

if TYPE_CHECKING:
    from pathlib import Path

DEBUG = """\
import logging
logging.basicConfig(level=1)
for name in ("httpx", "httpcore", "httpcore.http11", "httpcore.connection", "h11", "http.client", "urllib3"):
    logging.getLogger(name).setLevel(1)
import http.client
http.client.HTTPConnection.debuglevel = 1
logging.getLogger("talkative").debug("everything is logged")
"""


class Cloud:
    """One user with one account, in which every planted secret that an API can know is live.

    Args:
        simulator: running.
        folder: for the journal, and for what makes every library as talkative as it can be.
    """

    def __init__(self, simulator: Simulator, folder: Path) -> None:
        self.simulator = simulator
        state = simulator.state
        secret = {kind: value for kind, (value, _text) in PLANTED.items()}
        user = state.create_user("ada@example.com", global_key=secret[Kind.GLOBAL_API_KEY])
        account = state.create_account(user)
        state.create_zone(account, "example.com")
        self.user_token = state.create_user_token(
            user, "DNS Write", form=TokenForm(name="deploy", value=secret[Kind.USER_API_TOKEN])
        )
        state.create_account_token(account, "DNS Write", form=TokenForm(value=secret[Kind.ACCOUNT_API_TOKEN]))
        state.create_user_token(user, "DNS Write", form=TokenForm(value=secret[Kind.API_TOKEN]))
        state.create_account_token(account, "DNS Write", form=TokenForm(value=secret[Kind.ORIGIN_CERT]))
        state.create_user_token(user, "Workers R2 Storage Write", form=TokenForm(value=tokens.user_token("r2")))
        state.create_grant(user, access=secret[Kind.OAUTH_TOKEN])
        admin = state.create_user_token(user, "API Tokens Write", "Account Settings Read", form=TokenForm(name="admin"))
        self.admin = admin.value
        (folder / "talkative").mkdir()
        (folder / "talkative" / "sitecustomize.py").write_text(DEBUG, encoding="utf-8")
        self.environment = {
            "CF_SECRET_GUARD_API_BASE": simulator.base_url,
            "CF_SECRET_GUARD_ADMIN_TOKEN": admin.value,
            "XDG_STATE_HOME": str(folder / "home" / "state"),
            "PYTHONPATH": str(folder / "talkative"),
            "PYTHONDEVMODE": "1",
            "HTTPX_LOG_LEVEL": "trace",
        }

    @property
    def status(self) -> str:
        """Of the planted user token."""
        return self.simulator.state.tokens[self.user_token.id].status

    def all_values(self) -> list[str]:
        """Every value that was ever valid here, rolled ones too."""
        return list(self.simulator.state._names)
