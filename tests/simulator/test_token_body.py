from __future__ import annotations

import json

from cf_secret_guard.simulator import State, TokenForm
from cf_secret_guard.simulator.policies import ZONE, policy
from cf_secret_guard.simulator.routing import Call
from cf_secret_guard.simulator.token_body import TokenBody, shown

ON_ALL = policy(["DNS Write"], {f"{ZONE}.*": "*"})


def body(state: State, **fields: object) -> TokenBody:
    sent = json.dumps({"name": "new", "policies": [ON_ALL]} | fields).encode()
    return TokenBody.read(Call(state, "PUT", "/", [], {}, sent, "192.0.2.1"))


def test_what_is_sent_as_null_is_not_set() -> None:
    read = body(State(), condition=None, expires_on=None, not_before=None)
    assert (read.condition, read.expires_on, read.not_before, read.status) == (None, None, None, None)


def test_a_policy_keeps_the_id_it_comes_with_and_gets_one_otherwise() -> None:
    state = State()
    token = state.tokens[state.create_user_token(state.create_user()).id]
    body(state, policies=[ON_ALL | {"id": "9" * 32}, ON_ALL]).replace(token, state)
    assert token.policies[0]["id"] == "9" * 32
    assert len(str(token.policies[1]["id"])) == 32


def test_a_shown_token_names_its_groups_and_leaves_out_what_is_not_set() -> None:
    state = State()
    made = state.create_user_token(state.create_user(), form=TokenForm(policies=(ON_ALL,)))
    token = shown(state.tokens[made.id], state.now())
    assert set(token) == {"id", "name", "status", "issued_on", "modified_on", "policies"}
    assert made.value not in json.dumps(token)
    [one] = state.tokens[made.id].policies
    [given] = token["policies"] if isinstance(token["policies"], list) else []
    assert given["id"] == one["id"]
    assert [group["name"] for group in given["permission_groups"]] == ["DNS Write"]


def test_a_replacement_makes_a_new_token_of_what_it_names() -> None:
    form = body(State(), expires_on="2099-01-01T00:00:00Z").form()
    assert (form.name, form.policies, form.expires_on) == ("new", (ON_ALL,), "2099-01-01T00:00:00Z")
