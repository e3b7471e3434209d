from __future__ import annotations

import base64
import hashlib
import json
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cf_secret_guard.report.base import FORMATS, Appearance, renderer
from cf_secret_guard.report.sweep import Sweeper
from cf_secret_guard.secret import Secret
from tests import tokens
from tests.growth import grows_linearly
from tests.report.reports import finding, full, report, secrets

if TYPE_CHECKING:
    from collections.abc import Callable

LEGACY = tokens.legacy_token()
DIGEST = hashlib.sha256(LEGACY.encode()).digest()
FORMS: dict[str, Callable[[str], str]] = {
    "plain": str,
    "reversed": lambda value: value[::-1],
    "glued": lambda value: f"abc{value}def",
    "base64": lambda value: base64.b64encode(value.encode()).decode(),
    "base64 without padding": lambda value: base64.b64encode(value.encode()).decode().rstrip("="),
    "base64 for addresses": lambda value: base64.urlsafe_b64encode(value.encode()).decode(),
    "base64 at offset 1": lambda value: base64.b64encode(b"x" + value.encode() + b"yz").decode(),
    "base64 at offset 2": lambda value: base64.b64encode(b"xx" + value.encode() + b"y").decode(),
    "base64 of UTF-16": lambda value: base64.b64encode(value.encode("utf-16-le")).decode(),
    "percent": lambda value: quote(value, safe=""),
    "percent of every byte": lambda value: "".join(f"%{byte:02X}" for byte in value.encode()),
    "hex": lambda value: value.encode().hex(),
    "upper hex": lambda value: value.encode().hex().upper(),
    "a JSON string": lambda value: json.dumps(f"a {value}"),
    "unicode escapes": lambda value: "".join(f"\\u{ord(char):04x}" for char in value),
    "Markdown": lambda value: value.replace("_", "\\_"),
    "SHA-256": lambda value: hashlib.sha256(value.encode()).hexdigest(),
    "SHA-256 in base64": lambda value: base64.b64encode(hashlib.sha256(value.encode()).digest()).decode(),
}
VALUES = {
    "user token": tokens.user_token(),
    "legacy token": LEGACY,
    "legacy key": tokens.legacy_key(),
    "tunnel token": tokens.tunnel_token(),
    "with signs": 'p"a\\ss/wörd+%_longer',
}


@pytest.mark.parametrize("value", VALUES.values(), ids=VALUES)
@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_a_found_secret_is_taken_out_in_every_form(form: Callable[[str], str], value: str) -> None:
    shown = form(value)
    cleaned = Sweeper([Secret(value)]).clean(f"before {shown} after")
    assert cleaned.startswith("before ")
    assert cleaned.endswith(" after")
    assert "********" in cleaned
    assert not common_part(shown, cleaned, 12)


@pytest.mark.parametrize("around", [b"\xff", b"?", b"~", b"\x00", "”".encode()])
@pytest.mark.parametrize("shift", range(3))
def test_base64_is_taken_out_whatever_stands_around_the_secret_in_it(around: bytes, shift: int) -> None:
    value = tokens.legacy_token()[:-1] + "o"
    shown = base64.b64encode(bytes(shift) + around + value.encode() + around * 3).decode()
    for text in (shown, shown.replace("+", "-").replace("/", "_"), f"a/{shown}"):
        assert not common_part(base64.b64encode(value.encode()).decode(), Sweeper([Secret(value)]).clean(text), 12)
        assert "********" in Sweeper([Secret(value)]).clean(text)


def common_part(one: str, other: str, length: int) -> set[str]:
    """The substrings of ``length`` that both have."""
    return {one[at : at + length] for at in range(len(one) - length + 1)} & {
        other[at : at + length] for at in range(len(other) - length + 1)
    }


@pytest.mark.parametrize("prefix", ["cfut", "cfat", "cfk", "cfast"])
def test_a_token_that_proves_itself_is_taken_out_although_it_was_not_found(prefix: str) -> None:
    token = tokens.prefixed(prefix)
    assert Sweeper(()).clean(f"a/{token}.txt") == f"a/{prefix}_********.txt"
    assert token not in Sweeper(()).clean(f"x{prefix}{token}{token}")
    assert Sweeper(()).clean(token.replace("_", "\\_")) == f"{prefix}\\_********"


BODY = tokens.user_token()[5:]
NAMES: dict[str, str] = {
    "wrong checksum": tokens.prefixed("cfut", valid=False),
    "percent": f"cfut%5F{BODY}",
    "percent twice": f"cfut%255F{BODY}",
    "a letter of the prefix": f"c%66ut_{BODY}",
    "unicode escape": f"cfut\\u005f{BODY}",
    "character reference": f"cfut&#95;{BODY}",
    "named reference": f"cfut&lowbar;{BODY}",
    "quoted-printable": f"cfut=5F{BODY}",
    "several kinds": f"cfu%74&#95;{BODY[:10]}\\u{ord(BODY[10]):04x}{BODY[11:]}",
    "another separator": f"cfut.{BODY}",
    "longer": f"cfut%5F{BODY}{BODY}",
    "base64": base64.b64encode(tokens.user_token().encode()).decode(),
    "base64 twice": base64.b64encode(base64.b64encode(tokens.user_token().encode())).decode(),
    "hex": tokens.user_token().encode().hex(),
    "reversed": tokens.user_token()[::-1],
    "OAuth": tokens.oauth_token(),
    "assigned": f"CLOUDFLARE_API_TOKEN={LEGACY}",
    "assigned, percent": f"cf-api-token%3D{LEGACY}",
}


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_what_looks_like_a_token_in_any_spelling_is_never_shown_in_a_path(name: str) -> None:
    for shown in (name, f"a/{name}/b.txt", f"'{name}' does not exist"):
        cleaned = Sweeper(()).clean(shown)
        assert "********" in cleaned
        assert not common_part(shown, cleaned, 25)


@pytest.mark.parametrize(
    "path",
    [
        "src/main/java/com/example/application/service/ApplicationServiceFactory.java",
        "cfk/cloudflare_api_token_test.py",
        f"dist/cloudflare-{tokens.hexadecimal('x', 40)}.js",
        "a%20b/c%3Dd &amp; e.txt",
        f"objects/{tokens.hexadecimal('x', 64)}",
    ],
)
def test_ordinary_paths_stay_as_they_are(path: str) -> None:
    assert Sweeper([Secret(LEGACY)]).clean(path) == path


def test_a_secret_of_several_lines_is_taken_out_line_by_line_too() -> None:
    lines = [tokens.chars(f"line{number}", tokens.ALNUM, 64) for number in range(3)]
    secret = Secret("\n".join(["-----BEGIN X-----", *lines, "-----END X-----"]))
    sweeper = Sweeper([secret])
    for shown in (*lines, "\n".join(lines), "".join(lines), json.dumps("\n".join(lines))):
        assert not common_part("".join(lines), sweeper.clean(f"at {shown}."), 20)


def test_where_one_secret_contains_another_both_go() -> None:
    short, long = "A1b2C3d4E5f6G7h8", "A1b2C3d4E5f6G7h8-and-more"
    assert Sweeper([Secret(short), Secret(long)]).clean(f"{long} {short}") == "******** ********"


def test_words_too_short_to_be_told_from_text_stay() -> None:
    assert Sweeper([Secret("path")]).clean("the path of it") == "the path of it"


def test_the_ignored_findings_of_a_report_are_swept_too() -> None:
    sweeper = Sweeper.of(full())
    for value in secrets(full()):
        assert value not in sweeper.clean(f"see {value}")


@given(st.text())
def test_text_without_secrets_is_left_alone(text: str) -> None:
    assert Sweeper([Secret(LEGACY)]).clean(text) == text


def test_many_secrets_and_much_text_take_linear_time() -> None:
    sweeper = Sweeper(Secret(tokens.legacy_key(str(number))) for number in range(500))
    text = "a/rather/ordinary/path/" * 20_000
    assert sweeper.clean(text) == text
    assert grows_linearly(lambda size: sweeper.clean(text[:size]), len(text) // 8)


@pytest.mark.parametrize("rendering", sorted(FORMATS.keys() - {"html", "markdown"}))  # those are cut
def test_a_report_of_very_many_secrets_takes_linear_time(rendering: str) -> None:
    found = [finding(tokens.user_token(str(number)), path=f"some/directory/{number}.env") for number in range(8_000)]
    render = renderer(rendering)
    assert render(report(*found), Appearance()).count("********") >= len(found)
    assert grows_linearly(lambda size: render(report(*found[:size]), Appearance()), len(found) // 8)


def test_secrets_that_end_alike_take_linear_time() -> None:
    values = [f"{number:05}{LEGACY}" for number in range(5_000)]

    def shown(size: int) -> set[str]:
        sweeper = Sweeper(map(Secret, values[:size]))
        return {sweeper.clean(f"see {value}") for value in values[:size]}

    assert shown(len(values)) == {"see ********"}
    assert grows_linearly(shown, len(values) // 8)


def test_what_the_run_knows_beside_the_findings_is_taken_out_too() -> None:
    knows = report()._replace(secrets=(Secret(LEGACY),))
    assert LEGACY not in Sweeper.of(knows).clean(f"the administrator's {LEGACY}")
