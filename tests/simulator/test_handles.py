from __future__ import annotations

import pytest

from cf_secret_guard.simulator.handles import Created, CreatedGrant, CreatedServiceToken, CreatedTunnel


@pytest.mark.parametrize(
    "handle",
    [
        Created("public", "hidden"),
        CreatedServiceToken("public", "hidden", "client"),
        CreatedTunnel("public", "hidden", "hidden too"),
        CreatedGrant("public", "hidden", "hidden too"),
    ],
)
def test_what_is_printed_names_the_id_and_no_secret(handle: object) -> None:
    for text in (repr(handle), str(handle), f"{handle}"):
        assert "public" in text
        assert "hidden" not in text
