from __future__ import annotations

import quopri

import pytest

from cf_secret_guard.decode.base import View
from cf_secret_guard.decode.continuation import Continuation
from tests import tokens
from tests.decode.finding import search

TOKEN = tokens.user_token("continuation")
A, B = TOKEN[:30], TOKEN[30:]
INVISIBLE = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
HITS = {
    "shell": f"TOKEN={A}\\\n{B}\nexport TOKEN\n",
    "windows": f"TOKEN={A}\\\r\n{B}\r\n",
    "properties": f"token={A}\\\n    {B}\n",
    "python": f't = "{A}\\\n{B}"\n',
    "mail": f"Content-Transfer-Encoding: quoted-printable\n\nThe key is {A}=\n{B}\n",
    "mail, by its escapes": f"key=3D{A}=\r\n{B}\r\n",
    "mail, underscore": f"Content-Transfer-Encoding: quoted-printable\n\n{TOKEN.replace('_', '=5F')}\n",
    "break opportunity": f"<td>{A}<wbr>{B}</td>",
    **{f"U+{ord(c):04X}": f"key: {A}{c}{B}" for c in INVISIBLE},
    "every eighth": "".join(c + "\u200b" * (i % 8 == 7) for i, c in enumerate(TOKEN)),
}


@pytest.mark.parametrize("content", HITS.values(), ids=HITS.keys())
def test_a_broken_token_is_mended(content: str) -> None:
    place = search(content, TOKEN)[0]
    assert place.via == ("continuation",)
    assert not place.view.proof_only
    assert place.source.startswith(b"cfut")
    assert place.source.decode("utf-8").rstrip(INVISIBLE).endswith(TOKEN[-4:])


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be"])
def test_invisible_characters_of_wide_text_are_left_out(codec: str) -> None:
    data = f"\ufeffthe key is {A}\u200b{B}, said the letter\n".encode(codec)
    assert (codec, "continuation") in {place.via for place in search(data, TOKEN)}


@pytest.mark.parametrize(
    "mark",
    [
        "\n",
        "\r\n",
        " \n  ",
        "\n> ",
        "\n# ",
        "</b>",
        "</span><span class='k'>",
        "</w:t></w:r>\n <w:t>",
        "\x1b[0;1m",
        " ",
    ],
)
def test_a_token_that_is_wrapped_or_marked_up_inside_is_mended_as_a_guess(mark: str) -> None:
    content = f"> here it is: {A[:12]}{mark}{A[12:]}{mark}{B} bye"
    place = search(content, TOKEN)[0]
    assert place.via == ("continuation",)
    assert place.view.proof_only


def test_quoted_printable_without_a_header_is_told_by_what_it_hides() -> None:
    hidden = "".join(f"={ord(char):02X}" for char in TOKEN)
    assert any(TOKEN in view.text for view in Continuation().views(View(f"x {hidden}\n")))


def test_real_quoted_printable_is_decoded() -> None:
    text = f"Schlüssel für die Zone, bitte sofort benutzen und danach wieder löschen: {TOKEN}\n"
    content = b"Content-Transfer-Encoding: quoted-printable\n\n" + quopri.encodestring(text.encode())
    assert search(content, TOKEN)


@pytest.mark.parametrize(
    "content",
    [
        "CLOUDFLARE_API_TOKEN=\nOTHER=abc\n",
        "curl -X POST \\\n  -d @file\n",
        "#define A \\\n  B\n",
        "cfut_",
        f"{TOKEN}.",
        "smart \u2018quotes\u2019 \u2014 and dashes",
        "a < b\n",
    ],
)
def test_lines_that_do_not_go_on_give_no_view(content: str) -> None:
    assert list(Continuation().views(View(content.encode().decode("latin-1")))) == []
