from __future__ import annotations

import re
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from cf_secret_guard.cloudflare.address import VARIABLE
from cf_secret_guard.errors import UsageError
from cf_secret_guard.respond import admin, means

if TYPE_CHECKING:
    from pathlib import Path

    from tests.respond.world import World


def test_the_time_is_utc_to_the_second() -> None:
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", means.now())


def test_the_means_reach_what_the_environment_names(world: World, tmp_path: Path) -> None:
    environ = {
        VARIABLE: world.simulator.base_url,
        admin.VARIABLE: world.user_admin.value,
        "XDG_STATE_HOME": str(tmp_path / "state"),
    }
    with means.Means(environ) as made:
        verdicts = made.verifier.verify([world.leaks.user])
        assert verdicts[world.leaks.user.fingerprint].status == "live"
        assert [actor.token_id for actor in made.reach.actors()] == [world.user_admin.id]
        assert made.journal.directory == tmp_path / "state" / "cf-secret-guard"


@pytest.mark.parametrize(
    "environ",
    [{VARIABLE: "http://example.com/client/v4"}, {admin.VARIABLE: "short"}, {admin.FILE_VARIABLE: "/nowhere"}],
)
def test_what_is_wrong_with_the_environment_is_found_out_first(environ: dict[str, str]) -> None:
    with pytest.raises(UsageError):
        means.check(environ)
    with pytest.raises(UsageError):
        means.Means(environ)


def test_checking_does_not_load_the_network() -> None:
    program = "import sys; from cf_secret_guard.respond import means; means.check({}); print('httpx' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, text=True)
    assert done.stdout == "False\n"
