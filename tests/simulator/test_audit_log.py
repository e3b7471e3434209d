from __future__ import annotations

from cf_secret_guard.simulator.audit_log import AuditEntry


def test_an_entry_is_shown_in_the_parts_of_the_reference() -> None:
    shown = AuditEntry("2026-03-01T12:00:00Z", zone_name="example.com", uri="/x", resource_id="r").shown()
    assert set(shown) == {"id", "account", "action", "actor", "raw", "resource", "zone"}
    assert shown["zone"] == {"id": "", "name": "example.com"}
    action, actor = shown["action"], shown["actor"]
    assert isinstance(action, dict)
    assert isinstance(actor, dict)
    assert set(action) == {"description", "result", "time", "type"}
    assert set(actor) == {"id", "context", "email", "ip_address", "token_id", "token_name", "type"}
