from __future__ import annotations

from cf_secret_guard.simulator.token_form import TokenForm


def test_what_is_printed_holds_no_value() -> None:
    assert "hidden" not in repr(TokenForm(name="ci", value="hidden"))
    assert "ci" in repr(TokenForm(name="ci"))
