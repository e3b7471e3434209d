from __future__ import annotations

import hashlib

from cf_secret_guard.model import Kind
from cf_secret_guard.respond.incidents.grouping import grouped, r2_fingerprints
from cf_secret_guard.secret import fingerprint
from tests.respond.incidents.cases import TOKEN, finding
from tests.tokens import r2_secret, user_token

R2 = finding(r2_secret(TOKEN), kind=Kind.R2_SECRET_ACCESS_KEY, path="rclone.conf")


def test_all_places_of_one_secret_are_one_incident() -> None:
    places = (finding(line=1), finding(line=2), finding(path="b"))
    assert grouped(places) == (places,)


def test_two_secrets_are_two_incidents() -> None:
    one, other = finding(), finding(user_token("b"))
    assert grouped((one, other)) == ((one,), (other,))


def test_an_r2_secret_and_its_token_are_one_incident_and_the_token_comes_first() -> None:
    token = finding()
    assert grouped((R2, token)) == ((token, R2),)


def test_an_r2_secret_of_another_token_is_an_incident_of_its_own() -> None:
    other = finding(user_token("b"))
    assert grouped((R2, other)) == ((R2,), (other,))


def test_an_r2_secret_is_named_by_a_keyed_fingerprint_and_never_by_the_hash_of_its_token() -> None:
    digest = hashlib.sha256(TOKEN.encode()).hexdigest()
    assert r2_fingerprints((finding(),)) == (fingerprint(digest),)
    assert digest[:16] not in r2_fingerprints((finding(),))[0]


def test_what_is_no_api_token_has_no_r2_secret() -> None:
    assert r2_fingerprints((R2, finding(kind=Kind.GLOBAL_API_KEY))) == ()
