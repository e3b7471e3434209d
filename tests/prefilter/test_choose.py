"""Which prefilter is chosen."""

from __future__ import annotations

import sys

import pytest

from cf_secret_guard.prefilter import choose as module
from cf_secret_guard.prefilter.base import Literals
from cf_secret_guard.prefilter.choose import choose
from cf_secret_guard.prefilter.plain import PlainPrefilter
from cf_secret_guard.prefilter.vector import VectorPrefilter


def test_bulk_work_gets_the_fast_one() -> None:
    assert isinstance(choose(bulk=True), VectorPrefilter)


def test_without_hyperscan_bulk_work_gets_the_plain_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "hyperscan", None)
    monkeypatch.delitem(sys.modules, "cf_secret_guard.prefilter.vector")
    found = choose(bulk=True)
    assert isinstance(found, PlainPrefilter)
    assert found.triggers(b"cloudflare")


def test_a_few_blobs_never_load_the_fast_one_and_many_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "VECTOR_PAYS_BYTES", 1000)
    found = choose(bulk=False)
    assert isinstance(getattr(found, "_chosen"), PlainPrefilter)  # noqa: B009 - a private name, on purpose
    assert not found.triggers(b"x" * 1000)
    assert isinstance(getattr(found, "_chosen"), PlainPrefilter)  # noqa: B009 - as above
    assert found.triggers(b"x cfut_")
    assert isinstance(getattr(found, "_chosen"), VectorPrefilter)  # noqa: B009 - as above
    assert not found.triggers(b"x" * 5000)


@pytest.mark.parametrize("bulk", [True, False])
def test_literals_of_custom_detectors_are_looked_for_as_well(*, bulk: bool) -> None:
    extra = Literals(exact=(b"AcmeKey",), caseless=(b"acme-",))
    found = choose(bulk=bulk, extra=extra)
    assert [found.triggers(data) for data in (b"AcmeKey", b"acmekey", b"ACME-", b"CLOUDFLARE")] == [
        True,
        False,
        True,
        True,
    ]
