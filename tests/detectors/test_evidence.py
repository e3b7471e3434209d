from __future__ import annotations

import pytest

from cf_secret_guard.detectors.evidence import NEIGHBOUR, STATEMENT, STRUCTURAL, Clues, weigh
from cf_secret_guard.detectors.landscape import Landscape
from cf_secret_guard.detectors.place import Place

MARK = "@VALUE@"


def clues(text: str, path: str = "") -> Clues:
    start = text.index(MARK)
    return weigh([Place(Landscape(text, path), start, start + len(MARK))])


VENDOR = {
    "its own name": ("CLOUDFLARE_API_TOKEN=@VALUE@", STRUCTURAL, "assigned to CLOUDFLARE_API_TOKEN"),
    "the call that it is passed to": ("cloudflare.New(mail, '@VALUE@')", STRUCTURAL, "passed to cloudflare.New"),
    "the block around it": ("cloudflare:\n  token: @VALUE@\n", STRUCTURAL, "inside cloudflare"),
    "the provider beside it": (
        "provider: cloudflare\ntoken: @VALUE@\n",
        STRUCTURAL,
        "beside a setting that names Cloudflare as the provider",
    ),
    "the API's URL near it": (
        "get https://api.cloudflare.com/client/v4/zones\ntoken = @VALUE@\n",
        STRUCTURAL,
        "a URL of Cloudflare's API stands near",
    ),
    "its line": ("for cloudflare use the token @VALUE@ now\n", STATEMENT, "the same line names Cloudflare"),
    "names beside it": ("CF_ZONE_ID=1\nTOKEN=@VALUE@\n", STATEMENT, "names beside it are Cloudflare's"),
    "the heading above": (
        "# Cloudflare\n\ntoken: @VALUE@\n",
        STATEMENT,
        "the heading or comment above names Cloudflare",
    ),
    "the neighbourhood": (
        "cloudflare is here\n\n\ntoken = @VALUE@\n",
        NEIGHBOUR,
        "Cloudflare is named within five lines",
    ),
    "nothing": ("token = @VALUE@\n", 0, "assigned to token"),
}
ROLES = {
    "Bearer": ("Authorization: Bearer @VALUE@", STRUCTURAL, "token"),
    "a token's name": ("CF_API_TOKEN=@VALUE@", STRUCTURAL, "token"),
    "a key's name": ("CF_API_KEY=@VALUE@", STRUCTURAL, "key"),
    "a secret's name": ("cf_password=@VALUE@", STRUCTURAL, "secret"),
    "a word in the line": ("@VALUE@ is the key of cloudflare", STATEMENT, "token"),
    "no word at all": ("x @VALUE@ y", 0, ""),
}
VETOES = {
    "a hash": ("cloudflare sha1: @VALUE@", "stands as a hash or a revision"),
    "a commit": ("cloudflare commit @VALUE@", "stands as a hash or a revision"),
    "a pinned action": ("uses: cloudflare/x @VALUE@", "stands as a hash or a revision"),
    "a URL's path": ("https://cloudflare.example/files/@VALUE@", "part of a URL's path"),
    "SOPS": ("cf_token: ENC[AES256_GCM,data:@VALUE@]", "encrypted"),
    "another vendor's name": ("cloudflare:\n  stripe_key: @VALUE@\n", "named for another vendor or purpose"),
    "an id": ("cloudflare_zone_id=@VALUE@", "named as something public"),
    "an abbreviation of another": ("curseforge\nCF_API_KEY=@VALUE@\n", "CF is another vendor's abbreviation here"),
    "another provider": ("provider: fastly\ntoken: @VALUE@\n# cloudflare\n", "belongs to fastly"),
}
FREE = {
    "a hash's word in its own name": "CLOUDFLARE_API_TOKEN_COMMIT_KEY=@VALUE@",
    "Workers AI under another vendor's name": (
        "URL=https://api.cloudflare.com/client/v4/accounts/1/ai/v1\nOPENAI_API_KEY=@VALUE@\n"
    ),
    "an abbreviation where Cloudflare is named": "curseforge and cloudflare\nCF_API_KEY=@VALUE@\n",
    "a plain name": "CF_API_TOKEN=@VALUE@",
}


@pytest.mark.parametrize(("text", "strength", "reason"), VENDOR.values(), ids=VENDOR)
def test_cloudflare_is_said_by(text: str, strength: int, reason: str) -> None:
    read = clues(text)
    assert read.vendor == strength
    assert reason in read.reasons


@pytest.mark.parametrize(("path", "strength"), [("cloudflare.env", STATEMENT), ("cloudflare/app.env", NEIGHBOUR)])
def test_cloudflare_is_said_by_the_path(path: str, strength: int) -> None:
    assert clues("token = @VALUE@\n", path).vendor == strength


@pytest.mark.parametrize(("text", "strength", "kind"), ROLES.values(), ids=ROLES)
def test_a_credential_is_said_by(text: str, strength: int, kind: str) -> None:
    read = clues(text)
    assert (read.role, read.kind) == (strength, kind)


def test_a_name_with_a_word_that_nobody_knows_is_not_structural() -> None:
    read = clues("blorp_token=@VALUE@")
    assert 0 < read.role < STRUCTURAL
    assert read.kind == "token"


@pytest.mark.parametrize(("text", "veto"), VETOES.values(), ids=VETOES)
def test_a_value_is_refused_as(text: str, veto: str) -> None:
    assert clues(text).veto == veto


@pytest.mark.parametrize("text", FREE.values(), ids=FREE)
def test_nothing_speaks_against(text: str) -> None:
    assert clues(text).veto == ""


def test_a_foreign_block_hides_the_cloudflare_block_around_it() -> None:
    assert clues("cloudflare:\n  github:\n    token: @VALUE@\n").vendor < STRUCTURAL


def test_the_abbreviation_alone_is_a_weak_name() -> None:
    assert clues("CF_API_KEY=@VALUE@").weak_vendor
    assert not clues("CLOUDFLARE_API_KEY=@VALUE@").weak_vendor
    assert not clues("# cloudflare\nCF_API_KEY=@VALUE@").weak_vendor


def test_the_details_of_the_name_are_kept() -> None:
    read = clues("CLOUDFLARE_API_TOKEN=@VALUE@")
    assert (read.own_vendor, read.plain_name, read.tabular) == (True, True, False)
    assert not clues("BLORP_CF_TOKEN=@VALUE@").plain_name


def test_the_head_of_a_column_is_noticed() -> None:
    assert clues("| Cloudflare token |\n|---|\n| @VALUE@ |\n").tabular


def test_the_text_around_an_encoded_value_names_it() -> None:
    outer = "CLOUDFLARE_API_TOKEN: BASE64\n"
    inner = Place(Landscape(MARK, ""), 0, len(MARK))
    around = Place(Landscape(outer, ""), outer.index("BASE64"), len(outer) - 1)
    assert weigh([inner, around]).vendor == STRUCTURAL
    assert weigh([inner]).vendor == 0


@pytest.mark.parametrize("length", [61, 300])
def test_a_long_name_is_clipped_in_the_reasons(length: int) -> None:
    name = "CLOUDFLARE_API_TOKEN_" + "X" * length
    assert all(len(reason) < 100 for reason in clues(f"{name}={MARK}").reasons)
