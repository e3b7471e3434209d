"""A small simulated Cloudflare for the tests of endpoints and of verification."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from cf_secret_guard.cloudflare.base import Bearer, KeyPair
from cf_secret_guard.cloudflare.transport import Transport
from cf_secret_guard.connection.wire import Timeouts
from cf_secret_guard.secret import Secret

if TYPE_CHECKING:
    from cf_secret_guard.simulator import Simulator, State
    from cf_secret_guard.simulator.handles import Created, CreatedAccount, CreatedUser

ADMIN = (
    "API Tokens Write",
    "Account API Tokens Write",
    "Account Settings Read",
    "Access: Service Tokens Write",
    "Cloudflare Tunnel Write",
    "Turnstile Sites Write",
    "Zone Read",
)


class World(NamedTuple):
    """One user with one account, an administrator's token, and a way to ask."""

    simulator: Simulator
    user: CreatedUser
    account: CreatedAccount
    other: CreatedAccount
    """Another user's."""
    admin: Bearer
    transport: Transport

    @property
    def state(self) -> State:
        return self.simulator.state

    def key(self) -> KeyPair:
        return KeyPair(Secret(self.state.global_key(self.user).value), self.user.email)

    def paths(self) -> list[str]:
        """What was asked so far."""
        return [f"{request.method} {request.path}" for request in self.simulator.requests]


def bearer(made: Created) -> Bearer:
    return Bearer(Secret(made.value))


def build(simulator: Simulator) -> World:
    state = simulator.state
    user, stranger = state.create_user(), state.create_user()
    account, other = state.create_account(user), state.create_account(stranger, name="Another account")
    admin = bearer(state.create_user_token(user, *ADMIN))
    transport = Transport(
        simulator.base_url, timeouts=Timeouts(2.0, 5.0, 10.0), spacing=0.0, sleep=lambda _seconds: None
    )
    return World(simulator, user, account, other, admin, transport)
