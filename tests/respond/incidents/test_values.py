from __future__ import annotations

from cf_secret_guard.respond.incidents.values import SecretRow, State


def test_a_state_is_found_by_every_fingerprint_it_knows() -> None:
    state = State(fingerprint="a", related=("b",), secrets=(SecretRow("a"), SecretRow("c")))
    assert state.fingerprints == {"a", "b", "c"}
