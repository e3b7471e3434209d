from __future__ import annotations

import base64
import codecs
import html
import json
import textwrap
import urllib.parse
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cf_secret_guard.decode.base import Decoder, View
from cf_secret_guard.decode.charset import root_views
from cf_secret_guard.decode.registry import DECODERS, Limits, decode_all
from cf_secret_guard.scanner import Scanner
from cf_secret_guard.sources.base import Window
from tests import tokens
from tests.decode.finding import search
from tests.growth import grows_linearly

if TYPE_CHECKING:
    from collections.abc import Callable

# Bytes that the decoders care about, so that arbitrary data gets far into them.
PIECES = [
    *(chr(code) for code in range(256)),
    *('" + "', "' . '", '", "', "\\\n", "=\n", "=3D", "%41", "%u0041", "&#65;", "&lt;", "\\u0041", "\\x41", "\\101"),
    *('\\n",\n "', "${'a'}", "cfut_", "_tufc", "0x41,", "65,", "chr(65).", "[char]65+", "\u00e2\u0080\u008b", "<wbr>"),
    *("\n- a", "QUFB" * 8, "4142" * 16, "0x41, " * 20, "65, " * 20, "chr(65)." * 20, "H4sIAAAA" * 4, "A" * 64 + "\n"),
    *(
        "a\0b\0" * 10,
        "\0a\0b" * 10,
        "\u00ff\u00fe",
        "cf[a]",
        "\n00000000  41 41 41",
        "0000000: 4141 4141  AA",
        "<b>",
        "\x1b[0m",
        "\t",
        "\r\n",
        " " * 30,
    ),
    *(
        "\x1f\x8b\x08",
        '"x\x9c',
        "PK\x03\x04",
        "BZh91AY&SY",
        "\u00fd7zXZ\0",
        "H4sIAAAA",
        "eJwrSS0uAQAEXQHB",
        "gzinflate(",
        "31, 139, 8, ",
    ),
    *("143 146 ", "0143, ", "01100011 ", "0110001101100110" * 30, "MNTHK5C7" * 9, "@qKk*?", "V`g=9U", "psx_", "Fd1Z2Y"),
    *("begin 644 a\n", "#86)C\n", "0000000   c   f", "0000000 143 146", "0000000 6663 7475", "{\\rtf", "\\'5f"),
    *('a = "abc123def4"\n', "a + a", "${a}${a}", "a1b2c3d4" * 6 + " " + "a1b2c3d4" * 6, "#define b "),
]
CONTENT = st.lists(st.sampled_from(PIECES), max_size=60).map("".join)
TOKEN = st.builds(tokens.prefixed, st.sampled_from(["cfut", "cfat", "cfk"]), st.integers(0, 10_000).map(str))
# What stands around a value: nothing that would become a part of it.
AROUND = st.text("abc xyz\n.,;:(){}", max_size=80)


@pytest.mark.parametrize("decoder", DECODERS, ids=lambda decoder: decoder.name)
@given(content=CONTENT | st.binary(max_size=400).map(lambda data: data.decode("latin-1")) | st.text(max_size=200))
def test_any_text_gives_views_whose_offsets_stay_inside_their_span(decoder: Decoder, content: str) -> None:
    parent = View(content)
    for view in decoder.views(parent):
        start, end = view.span
        assert 0 <= start < end <= len(content)
        offsets = [view.to_parent(offset) for offset in range(len(view.text) + 2)]
        assert all(start <= offset <= end for offset in offsets)
        assert offsets == sorted(offsets)
        assert view.parent is parent
        assert view.via[0] == decoder.name


@given(data=CONTENT.map(lambda text: text.encode("latin-1")) | st.binary(max_size=400))
def test_any_bytes_are_read_and_decoded_with_extents_inside_the_blob(data: bytes) -> None:
    for root in root_views(data):
        for view in (root, *decode_all(root)):
            start, end = view.extent(0, len(view.text))
            assert 0 <= start <= end <= len(data)


ENCODERS: dict[str, Callable[[str], str]] = {
    "base64": lambda text: base64.b64encode(text.encode()).decode(),
    "percent": lambda text: "".join(f"%{byte:02x}" for byte in text.encode()),
    "escapes": lambda text: "".join(f"\\u{ord(c):04x}" for c in text),
    "entities": lambda text: "".join(f"&#x{ord(c):x};" for c in text),
    "hex": lambda text: text.encode().hex(),
    "charcodes": lambda text: ",".join(str(ord(c)) for c in text),
    "concatenation": lambda text: '"' + '" + "'.join((text[:9], text[9:30], text[30:])) + '"',
    "join": lambda text: '["' + '", "'.join((text[:9], text[9:30], text[30:])) + '"]',
    "continuation": lambda text: f"{text[:9]}\\\n{text[9:]}",
    "reversed": lambda text: text[::-1],
    "base32": lambda text: base64.b32encode(text.encode()).decode(),
    "base85": lambda text: base64.b85encode(text.encode()).decode(),
    "rot13": lambda text: codecs.encode(text, "rot13"),
}


@pytest.mark.parametrize("name", ENCODERS)
@given(token=TOKEN, before=AROUND, after=AROUND)
def test_what_is_encoded_is_decoded_and_points_into_the_encoded_part(
    name: str, token: str, before: str, after: str
) -> None:
    encoded = ENCODERS[name](token)
    content = f"{before} {encoded} {after}"
    found = [place for place in search(content, token) if name in place.via]
    assert found
    begin = len(before.encode()) + 1
    for place in found:
        assert begin <= place.start
        assert place.start + len(place.source) <= begin + len(encoded)
        assert len(place.source) >= len(encoded) * 0.9 - 6


@given(token=TOKEN, first=st.sampled_from(sorted(ENCODERS)), second=st.sampled_from(["json", "url", "html", "base64"]))
def test_two_encodings_inside_each_other_are_both_undone(token: str, first: str, second: str) -> None:
    outer: dict[str, Callable[[str], str]] = {
        "json": json.dumps,
        "url": lambda text: urllib.parse.quote(text, safe=""),
        "html": html.escape,
        "base64": ENCODERS["base64"],
    }
    assert search(f"value: {outer[second](ENCODERS[first](token))}\n", token)


EXACT: dict[str, Callable[[str], str]] = {
    **{name: ENCODERS[name] for name in ("base64", "percent", "escapes", "entities", "hex")},
    "octal escapes": lambda text: "".join(f"\\{ord(c):03o}" for c in text),
    "wrapped base64": lambda text: "\n".join(textwrap.wrap(ENCODERS["base64"](text), 64)),
}
"""What encodes every character of a text, so that the value fills what it is encoded in."""


@settings(deadline=None)
@given(
    token=TOKEN, layers=st.lists(st.sampled_from(sorted(EXACT)), min_size=1, max_size=3), before=AROUND, after=AROUND
)
def test_the_place_is_exactly_that_of_the_encoded_value_through_three_layers(
    token: str, layers: list[str], before: str, after: str
) -> None:
    encoded = token
    for layer in layers:
        encoded = EXACT[layer](encoded)
    begin = len(before) + 1
    end = begin + len(encoded)
    data = f"{before}\n{encoded}\n{after}".encode()
    outcome = Scanner().inspect(Window(b"a.txt", None, data))
    (finding,) = (finding for finding in outcome.findings if finding.secret.reveal() == token)
    assert (finding.line, finding.column) == (before.count("\n") + 2, 1)
    hits = [hit for hit in Scanner().hits(data, "") if hit.match.secret.reveal() == token]
    assert [hit.start for hit in hits] == [begin]
    # Padding stands for nothing, and may be escaped like the rest: up to six characters a layer.
    assert end - 2 * 6 ** len(layers) <= hits[0].end <= end


@given(content=CONTENT)
def test_no_limit_stops_what_is_decoded_from_a_small_text_without_a_note(content: str) -> None:
    notes: list[str] = []
    views = list(decode_all(View(content), Limits(views=50, growth=1, allowance=100), notes.append))
    assert len(views) <= 50
    assert notes or sum(len(view.text) for view in views) <= len(content) + 100


@pytest.mark.parametrize("piece", [piece for piece in PIECES if len(piece) > 1] + ['"', "\\", "%", "&", "'a'", " "])
def test_the_time_grows_with_the_size_whatever_is_repeated(piece: str) -> None:
    def decode(size: int) -> None:
        view = View(piece * (size // len(piece)))
        for decoder in DECODERS:
            for _ in decoder.views(view):
                pass

    assert grows_linearly(decode, 20_000)
