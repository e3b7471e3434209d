"""Plants credentials in texts and says what the scanner makes of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from cf_secret_guard.decode.base import View
from cf_secret_guard.detectors.base import Subject
from cf_secret_guard.model import Confidence, Kind
from cf_secret_guard.scanner import Scanner
from tests import tokens

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from cf_secret_guard.detectors.base import Detector
    from cf_secret_guard.hits import Hit
    from cf_secret_guard.model import Match

SCANNER = Scanner()
PATH = "etc/things.txt"


class Text(NamedTuple):
    """A text with a hole ``{}`` for the value, and where it stands."""

    template: str
    path: str = PATH


class Family(NamedTuple):
    """A credential family as the tables of syntaxes need it: how it is named and what it looks like."""

    words: tuple[str, ...]
    """Lowercase words of its usual name."""
    build: Callable[[], str]
    kind: Kind


TOKEN = Family(("cloudflare", "api", "token"), tokens.legacy_token, Kind.API_TOKEN)
KEY = Family(("cf", "api", "key"), tokens.legacy_key, Kind.GLOBAL_API_KEY)
R2_SECRET = Family(
    ("r2", "secret", "access", "key"), lambda: tokens.r2_secret(tokens.legacy_token()), Kind.R2_SECRET_ACCESS_KEY
)
ACCESS_SECRET = Family(("cf", "access", "client", "secret"), tokens.access_secret, Kind.ACCESS_SERVICE_TOKEN)


def text(value: Text | str) -> Text:
    """A row of a table: a bare template stands in a file whose name says nothing."""
    return value if isinstance(value, Text) else Text(value)


def named(template: str, words: tuple[str, ...]) -> str:
    """Put a name in: ``ENV_NAME``, ``snake_name``, ``camelName``, ``PascalName``, ``kebab-name`` or ``dotted.name``."""
    pascal = "".join(word.capitalize() for word in words)
    forms = {
        "ENV_NAME": "_".join(words).upper(),
        "snake_name": "_".join(words),
        "camelName": words[0] + pascal[len(words[0]) :],
        "PascalName": pascal,
        "kebab-name": "-".join(words),
        "dotted.name": words[0] + "." + "-".join(words[1:]),
        "Plain Name": " ".join(word.capitalize() for word in words),
    }
    for form, name in forms.items():
        template = template.replace(form, name)
    return template


def plant(template: str, value: str) -> str:
    """Fill the holes: ``{}`` takes the value, the named ones take public companions."""
    fixed: Mapping[str, str] = {
        "{}": value,
        "{account}": tokens.hexadecimal("account", 32),
        "{zone}": tokens.hexadecimal("zone", 32),
        "{mail}": "ops@example.org",
        "{uuid}": tokens.uuid(),
        "{client}": tokens.access_id(),
    }
    for hole, filling in fixed.items():
        template = template.replace(hole, filling)
    return template


def scan(content: str, path: str = PATH, *, least: Confidence = Confidence.MEDIUM) -> list[Hit]:
    """What the scanner finds in a UTF-8 file, at ``least`` confidence."""
    return [hit for hit in SCANNER.hits(content.encode(), path) if hit.match.confidence >= least]


def found(
    content: str, path: str = PATH, *, least: Confidence = Confidence.MEDIUM
) -> list[tuple[str, Confidence, str]]:
    """Kind, confidence and the exact characters that each hit spans."""
    data = content.encode()
    return [
        (hit.match.kind, hit.match.confidence, data[slice(*hit.view.extent(hit.match.start, hit.match.end))].decode())
        for hit in scan(content, path, least=least)
    ]


def subject(content: str, path: str = PATH) -> Subject:
    """What a detector is given for a UTF-8 file: its bytes, read one character each."""
    raw = content.encode().decode("latin-1")
    return Subject(View(raw, span=(0, len(raw))), path)


def matches(detector: Detector, content: str, path: str = PATH) -> list[Match]:
    """What one detector alone claims."""
    return list(detector.find(subject(content, path)))


def spans(detector: Detector, content: str, path: str = PATH) -> list[str]:
    """The characters of each claim of one detector."""
    return [
        content.encode()[match.start : match.end].decode("utf-8", "replace")
        for match in matches(detector, content, path)
    ]
