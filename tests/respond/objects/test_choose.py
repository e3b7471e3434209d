from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cf_secret_guard.respond.base import Verb
from cf_secret_guard.respond.objects.choose import thing
from cf_secret_guard.respond.target import Target, TargetType
from cf_secret_guard.secret import Secret

if TYPE_CHECKING:
    from tests.respond.world import World


@pytest.mark.parametrize("kind", TargetType)
def test_every_target_is_an_object_that_can_be_rolled(world: World, kind: TargetType) -> None:
    made = thing(world.reach.session(Secret(world.account_admin.value)), Target(kind, "0" * 32, world.account.id))
    assert made.steps(Verb.ROLL)
    assert all(step.name and step.words for verb in Verb for step in made.steps(verb))
    assert made.comparing_proves == (kind is TargetType.TUNNEL)
