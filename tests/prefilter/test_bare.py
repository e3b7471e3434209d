"""Which files are looked at for their name alone."""

from __future__ import annotations

import pytest

from cf_secret_guard.prefilter.bare import is_vouched_for
from tests import tokens

NAME = b"secrets/cloudflare-token.txt"
RUN = tokens.legacy_token().encode()


@pytest.mark.parametrize(
    ("path", "data"),
    [
        (NAME, RUN),
        (NAME, b"the one:\n" + RUN + b"\n"),
        (NAME, tokens.legacy_key().encode()),
        (NAME, tokens.legacy_token().encode("utf-16-le")),
        (b"cloudflare/key", RUN),
        (b"CLOUDFLARE_API_TOKEN=" + RUN + b"/b.env", b"1"),
        (b"notes/" + tokens.user_token().encode() + b".txt", b"nothing"),
    ],
    ids=[
        "token",
        "token on a line",
        "key",
        "UTF-16",
        "named by its directory",
        "a token in a directory's name",
        "a token for a name",
    ],
)
def test_a_name_vouches_for(path: bytes, data: bytes) -> None:
    assert is_vouched_for(path, data)


@pytest.mark.parametrize(
    ("path", "data"),
    [
        (b"src/main.c", RUN),
        (NAME, b""),
        (NAME, b"int main(void) { return run_the_whole_thing(); }\n" * 100),
        (NAME, b" ".join([RUN] * 7000)),
    ],
    ids=["another name", "an empty file", "code", "a large file"],
)
def test_a_name_does_not_vouch_for(path: bytes, data: bytes) -> None:
    assert not is_vouched_for(path, data)
