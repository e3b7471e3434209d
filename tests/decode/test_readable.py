from __future__ import annotations

import hashlib

import pytest

from cf_secret_guard.decode.readable import has_text, marked, read

NOISE = hashlib.sha512(b"noise").digest()


@pytest.mark.parametrize(
    ("payload", "codec", "unit"),
    [
        (b"plain text, as it is", "", 1),
        (b"\x00\x01" + b"text with a few strange bytes, as a long one may have" * 2, "", 1),
        ("Ключ для зоны, никому не показывать".encode(), "", 1),
        ("wide text in here".encode("utf-16-le"), "utf-16-le", 2),
        ("wide text in here".encode("utf-16-be"), "utf-16-be", 2),
    ],
)
def test_text_is_read(payload: bytes, codec: str, unit: int) -> None:
    reading = read(payload)
    assert reading is not None
    assert (reading.codec, reading.unit) == (codec, unit)


@pytest.mark.parametrize("payload", [NOISE, NOISE[:16], b"\x00" * 64, bytes(range(128, 192)), b"ab\x80cd\x81"])
def test_noise_is_not(payload: bytes) -> None:
    assert read(payload) is None


def test_noise_with_a_token_is_marked() -> None:
    assert marked(NOISE) is None
    assert marked(NOISE + b"cf_short") is None
    reading = marked(NOISE + b"cfut_" + b"a" * 40)
    assert reading is not None
    assert reading.text.encode("latin-1").startswith(NOISE)


def test_a_stretch_of_text_in_noise_is_seen() -> None:
    assert not has_text(NOISE)
    assert has_text(NOISE + b"a stretch of ordinary text" + NOISE)
