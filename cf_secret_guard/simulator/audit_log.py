"""Entries of the audit log, version 2 (https://developers.cloudflare.com/fundamentals/account/account-security/audit-logs/)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cf_secret_guard.simulator.answers import JsonObject


@dataclass(slots=True)
class AuditEntry:
    """One change that somebody made. Reading is not logged."""

    time: str
    """RFC 3339."""
    action_type: str = "update"
    """``create``, ``delete``, ``view`` or ``update``."""
    description: str = ""
    action_result: str = "success"
    actor_context: str = "api_token"
    """``api_key``, ``api_token``, ``dash``, ``oauth`` or ``origin_ca_key``."""
    actor_type: str = "user"
    """``account``, ``cloudflare_admin``, ``system`` or ``user``."""
    actor_id: str = ""
    actor_email: str = ""
    actor_ip_address: str = "198.51.100.20"
    actor_token_id: str = ""
    actor_token_name: str = ""
    method: str = "PUT"
    uri: str = ""
    status_code: int = 200
    resource_type: str = ""
    resource_id: str = ""
    zone_id: str = ""
    zone_name: str = ""
    account_id: str = ""
    """Filled in when it is added."""
    account_name: str = ""
    id: str = ""

    def shown(self) -> JsonObject:
        """Return it as the API gives it, with the actor's personal data."""
        return {
            "id": self.id,
            "account": {"id": self.account_id, "name": self.account_name},
            "action": {
                "description": self.description,
                "result": self.action_result,
                "time": self.time,
                "type": self.action_type,
            },
            "actor": {
                "id": self.actor_id,
                "context": self.actor_context,
                "email": self.actor_email,
                "ip_address": self.actor_ip_address,
                "token_id": self.actor_token_id,
                "token_name": self.actor_token_name,
                "type": self.actor_type,
            },
            "raw": {
                "cf_ray_id": "8f0000000000abcd",
                "method": self.method,
                "status_code": self.status_code,
                "uri": self.uri,
                "user_agent": "cloudflare-python/5.0",
            },
            "resource": {"id": self.resource_id, "product": self.resource_type, "type": self.resource_type},
            "zone": {"id": self.zone_id, "name": self.zone_name},
        }
