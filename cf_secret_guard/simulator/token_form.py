"""What a test can say of a token that it creates."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from cf_secret_guard.simulator.answers import JsonObject


class TokenForm(NamedTuple):
    """Everything about a token; what is left out is made up. Times are RFC 3339."""

    name: str = "ci"
    value: str = ""
    """For instance a legacy value; without it a new one of the new format."""
    id: str = ""
    policies: tuple[JsonObject, ...] = ()
    """See :func:`cf_secret_guard.simulator.policies.policy`."""
    condition: JsonObject | None = None
    """For instance ``{"request_ip": {"in": ["192.0.2.0/24"]}}``."""
    status: str = "active"
    """``active``, ``disabled`` or ``revoked (exposed)``; a token expires through ``expires_on``."""
    expires_on: str | None = None
    not_before: str | None = None
    issued_on: str = ""
    last_used_on: str | None = None

    def __repr__(self) -> str:
        return f"<token form {self.name}>"
