"""Both prefilters trigger alike, and exactly when a literal or a shape stands in the data."""

from __future__ import annotations

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from cf_secret_guard.detectors import vocabulary
from cf_secret_guard.prefilter.base import Literals, may_be_encoded
from cf_secret_guard.prefilter.literals import LITERALS, SHAPES, encoded
from cf_secret_guard.prefilter.plain import PlainPrefilter
from cf_secret_guard.prefilter.vector import VectorPrefilter

VECTOR = VectorPrefilter(LITERALS)
PLAIN = PlainPrefilter(LITERALS)


def reference(data: bytes, literals: Literals = LITERALS) -> bool:
    return (
        stands(literals, data)
        or any(re.search(shape, data) for _gate, shape in SHAPES)
        or (literals.encoded is not None and may_be_encoded(data) and stands(literals.encoded(), data))
    )


def stands(literals: Literals, data: bytes) -> bool:
    low = data.lower()
    return any(literal in data for literal in literals.exact) or any(literal in low for literal in literals.caseless)


def shuffled_case(literal: bytes, mask: int) -> bytes:
    return bytes(
        ord(chr(byte).upper()) if mask >> (at % 16) & 1 and byte < 128 else byte for at, byte in enumerate(literal)
    )


NOISE = st.one_of(
    st.binary(max_size=40),
    st.text(alphabet="cfr2_-. \"'\\%&#0aAZtunelkyx=:\n\0", max_size=40).map(str.encode),
    st.text(alphabet="abcXYZ0123456789+/=", max_size=40).map(str.encode),
)
EXACT = st.sampled_from(LITERALS.exact)
CASELESS = st.builds(shuffled_case, st.sampled_from(LITERALS.caseless), st.integers(0, 0xFFFF))
# Behind a space, because a name begins at the edge of a word.
SHAPE = st.sampled_from(SHAPES).flatmap(lambda pair: st.from_regex(re.compile(pair[1]))).map(lambda text: b" " + text)
RUN = b" " + b"x" * 24
ENCODED = encoded()
ENCODED_EXACT = st.sampled_from(ENCODED.exact).map(lambda literal: literal + RUN)
ENCODED_CASELESS = st.builds(shuffled_case, st.sampled_from(ENCODED.caseless), st.integers(0, 0xFFFF)).map(RUN.__add__)
PLANTED = st.one_of(EXACT, CASELESS, SHAPE, ENCODED_EXACT, ENCODED_CASELESS)
# Nearly a literal: one byte less at either end, or in the wrong case.
NEARLY = st.one_of(PLANTED.map(lambda b: b[1:]), PLANTED.map(lambda b: b[:-1]), EXACT.map(bytes.swapcase))


@settings(max_examples=600, deadline=None)
@given(st.lists(st.one_of(NOISE, NEARLY), max_size=5).map(b"".join))
def test_both_prefilters_agree_with_the_slow_reference_on_anything(data: bytes) -> None:
    expected = reference(data)
    assert VECTOR.triggers(data) is expected
    assert PLAIN.triggers(data) is expected


@settings(max_examples=600, deadline=None)
@given(NOISE, PLANTED, NOISE)
def test_nothing_that_was_planted_is_lost(before: bytes, planted: bytes, after: bytes) -> None:
    data = before + planted + after
    assert VECTOR.triggers(data)
    assert PLAIN.triggers(data)


def test_every_literal_triggers_both_alone_and_in_the_middle() -> None:
    for literals, run in ((LITERALS, b""), (ENCODED, RUN)):
        for literal in (*literals.exact, *literals.caseless, *(word.upper() for word in literals.caseless)):
            for data in (literal + run, run + b"\xff." + literal + b".\n"):
                assert VECTOR.triggers(data), literal
                assert PLAIN.triggers(data), literal


def test_shapes_are_found_wherever_their_gates_stand_close_together() -> None:
    for distance in range(60, 70):
        for padding in range(70):
            data = b" cf" * 3 + b"." * distance + b"cf" + b"." * padding + b" CF_MY_OWN_DEPLOY_SECRET"
            assert PLAIN.triggers(data), (distance, padding)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.binary(min_size=1, max_size=6), max_size=4),
    st.lists(st.text(alphabet="abcf01-_\0", min_size=1, max_size=6).map(str.encode), max_size=4),
    NOISE,
    st.integers(0, 40),
)
def test_any_other_literals_are_treated_alike(exact: list[bytes], caseless: list[bytes], noise: bytes, at: int) -> None:
    literals = Literals(exact=tuple(dict.fromkeys(exact)), caseless=tuple(dict.fromkeys(caseless)))
    middle = b"".join([*exact[:1], *(word.upper() for word in caseless[:1])])
    for data in (noise, noise[:at] + middle + noise[at:]):
        expected = reference(data, literals)
        assert VectorPrefilter(literals).triggers(data) is expected
        assert PlainPrefilter(literals).triggers(data) is expected


def test_whatever_the_detectors_call_a_secret_of_the_vendor_triggers() -> None:
    roles = sorted(role for role in vocabulary.ROLES if role.isascii())
    names = [f"{vendor}_token" for vendor in sorted(vocabulary.VENDOR)]
    names += [f"CF_{role.upper()}" for role in roles] + [f"CF_PROD_{role.upper()}" for role in roles]
    names += [f"cf{role.capitalize()}" for role in roles]
    names += [f"cfProd{role}" for role in ("Token", "ApiKey", "Secret", "Password", "Credentials", "Authorization")]
    assert [name for name in names if not VECTOR.triggers(f"{name} = x".encode())] == []


def test_cloudflare_with_one_wrong_letter_triggers() -> None:
    right = "cloudflare"
    letters = "abcdefghijklmnopqrstuvwxyz"
    changed = {right[:at] + letter + right[at + 1 :] for at in range(1, 10) for letter in letters}
    changed |= {right[:at] + letter + right[at:] for at in range(1, 10) for letter in letters}
    changed |= {right[:at] + right[at + 1 :] for at in range(1, 10)}
    changed |= {right[:at] + right[at + 1] + right[at] + right[at + 2 :] for at in range(1, 9)}
    assert [word for word in sorted(changed) if not VECTOR.triggers(word.upper().encode())] == []
