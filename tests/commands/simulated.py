"""The simulator for tests of commands: what the environment names, with a token to lose and one to act with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cf_secret_guard.simulator import Simulator, TokenForm

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


class Cloud:
    """A Cloudflare with one user.

    Args:
        simulator: running.
        monkeypatch: sets the environment.
        folder: for the journal.
    """

    def __init__(self, simulator: Simulator, monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
        self.simulator = simulator
        state = simulator.state
        user = state.create_user("ada@example.com")
        state.create_zone(state.create_account(user), "example.com")
        self.admin = state.create_user_token(user, "API Tokens Write", form=TokenForm(name="admin"))
        self.token = state.create_user_token(user, "DNS Write", form=TokenForm(name="deploy"))
        self.key = state.global_key(user)
        monkeypatch.setenv("CF_SECRET_GUARD_API_BASE", simulator.base_url)
        monkeypatch.setenv("CF_SECRET_GUARD_ADMIN_TOKEN", self.admin.value)
        monkeypatch.setenv("XDG_STATE_HOME", str(folder / "state"))

    @property
    def status(self) -> str:
        """Of the token that leaked."""
        return self.simulator.state.tokens[self.token.id].status
