"""The prefilter of the standard library, on its own."""

from __future__ import annotations

import subprocess
import sys

import pytest

from cf_secret_guard.prefilter.base import Literals
from cf_secret_guard.prefilter.literals import LITERALS
from cf_secret_guard.prefilter.plain import PlainPrefilter


@pytest.fixture(scope="module")
def plain() -> PlainPrefilter:
    return PlainPrefilter(LITERALS)


@pytest.mark.parametrize("kind", [bytes, bytearray, memoryview])
def test_every_kind_of_buffer_is_taken(plain: PlainPrefilter, kind: type) -> None:
    assert plain.triggers(kind(b"x CLOUDFLARE y"))
    assert not plain.triggers(kind(b"nothing here"))


def test_a_stem_at_the_very_edge_does_not_reach_before_the_data() -> None:
    plain = PlainPrefilter(Literals(exact=(), caseless=(b"xxcf",)))
    assert not plain.triggers(b"cf")
    assert not plain.triggers(b"xcf")
    assert plain.triggers(b"xXcF")


def test_literals_that_share_a_stem_are_told_apart() -> None:
    plain = PlainPrefilter(Literals(exact=(b"cfA1",), caseless=(b"acf_", b"bcf-")))
    assert [plain.triggers(data) for data in (b"bcf_ acf-", b"cfa1", b"cfA1", b"BCF-")] == [False, False, True, True]


def test_an_exact_literal_counts_only_in_its_own_case() -> None:
    plain = PlainPrefilter(Literals(exact=(b"Zm9vYmFy",), caseless=()))
    assert plain.triggers(b"...Zm9vYmFy...")
    assert not plain.triggers(b"...zm9vymfy... Zm9vYmFz")


def test_shapes_and_wide_texts_trigger(plain: PlainPrefilter) -> None:
    assert plain.triggers(b"id: " + b"0123456789abcdef" * 2 + b".access")
    assert plain.triggers("CloudFlare".encode("utf-16"))
    assert not plain.triggers("nothing".encode("utf-16"))


def test_nothing_expensive_is_imported() -> None:
    code = (
        "import sys; before = set(sys.modules)\n"
        "from cf_secret_guard.prefilter.choose import choose\n"
        "choose(bulk=False).triggers(b'int main')\n"
        "print(*sorted(set(sys.modules) - before))"
    )
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert "cf_secret_guard.prefilter.plain" in loaded
    assert not {"hyperscan", "regex", "threading", "base64"}.intersection(loaded)
