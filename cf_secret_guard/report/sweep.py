"""Redaction by value: whatever is shown is searched for every secret that was found, in each form it can take.

The text is decoded, not the secrets encoded: a secret costs a few table entries, and nearly no text needs decoding.
"""

from __future__ import annotations

import re
from binascii import a2b_base64, b2a_base64
from typing import TYPE_CHECKING, NamedTuple

from cf_secret_guard.decode.base import View

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cf_secret_guard.model import Report
    from cf_secret_guard.secret import Secret

_KEY = 8
"""Characters by which a form is looked up. Shorter secrets cannot be told from ordinary text and are left alone."""
_MASK = "********"
_LONG_LINE = 20
_SHORTEST_VALUE = 37
_BLOCK = 64 * 1024
_SHORTEST_TOKEN = 43
"""Characters of the shortest text that looks like a credential by itself."""
# Credentials that nothing found may stand in a path too: whatever their checksum says, they are not shown.
_PREFIXED = re.compile(
    r"(cf(?:ut|at|k|ast|oat|ort)(?:=5[Ff]|[^A-Za-z0-9\n]{1,4}+))([A-Za-z0-9_-]{40,}+(?:\.[A-Za-z0-9_-]{20,}+)?)"
)
_NAMED = re.compile(
    r"(?i)((?:cloudflare|(?<![a-z0-9])cf)[a-z0-9_.-]{0,40}?(?:token|key|secret|auth)[a-z0-9_.-]{0,20}?[\"']?[=:][\"']?)"
    r"([a-z0-9_-]{37,}+)"
)
_SIMPLE = re.compile(r"[A-Za-z0-9_.~-]+")
_SIGNS = ("%", "\\", "&", '"', "'")
_CODES = re.compile(r"(?:[0-9]{2,3}[,; +]{1,2}){20}")
_CODED = 20
_LONG_RUN = 40
"""Characters of a run that may be a credential, reversed or in base64."""
_STANDARD = str.maketrans("-_", "+/")
_ADDRESSES = str.maketrans("+/", "-_")
_ROUNDS = 3


class _Span(NamedTuple):
    """A part of a text that must not be shown."""

    start: int
    end: int
    redacted: str


class Sweeper:
    """Replaces secrets in text by their redacted form.

    Args:
        secrets: what was found. What looks like a token is replaced in any case.
    """

    def __init__(self, secrets: Iterable[Secret]) -> None:
        self._forms: dict[str, str] = {}
        self._tails: dict[str, tuple[int, ...]] = {}
        self._seen: dict[str, str] = {}
        values = {secret.reveal(): secret.redacted for secret in secrets}
        for value, redacted in values.items():
            for form in _forms(value):
                self._add(form, redacted)
        size = max(_KEY, min((len(value.strip()) for value in values), default=_SHORTEST_VALUE))
        self._shortest = min(size, _SHORTEST_VALUE)
        words = all(_SIMPLE.fullmatch(value) and "~" not in value for value in values)
        # Base64 of words has neither + nor / nor what stands for them, but at its end: paths are no runs.
        run = min(self._shortest * 8 // 6 - 1, _LONG_RUN)
        self._base64 = re.compile(f"[A-Za-z0-9{'' if words else '+/_-'}]{{{run},}}+")
        self._hex = re.compile(f"[0-9A-Fa-f]{{{self._shortest * 2},}}+")
        # Nearly all text has no word that is long enough for a form, and needs no closer look.
        self._word = re.compile(rf"[\w.~+/-]{{{self._shortest}}}" if words else "")

    @classmethod
    def of(cls, report: Report) -> Sweeper:
        """Sweep for everything that ``report`` knows: ignored findings, administrator credentials, new values."""
        ignored = (item.finding.secret for item in report.scan.ignored)
        return cls([*(finding.secret for finding in report.findings), *ignored, *report.secrets])

    def clean(self, text: str) -> str:
        """Return ``text`` without any of the secrets."""
        if len(text) < self._shortest:
            return text
        known = self._seen.get(text)
        if known is None:
            known = self._seen[text] = self._swept(text)
        return known

    def _add(self, form: str, redacted: str) -> None:
        if len(form) < _KEY:
            return
        self._forms[form] = redacted
        size, tail = len(form), form[-_KEY:]
        sizes = self._tails.setdefault(tail, (size,))
        if size not in sizes:
            self._tails[tail] = tuple(sorted((*sizes, size), reverse=True))

    def _swept(self, text: str) -> str:
        root = View(text if text.isascii() else text.encode("utf-8", "surrogatepass").decode("latin-1"))
        spans = [
            _Span(*view.extent(span.start, span.end), span.redacted)
            for view in self._views(root)
            for span in (*self._found(view.text), *_likely(view.text))
        ]
        if not spans:
            return text
        return _without(root.text, spans).encode("latin-1").decode("utf-8", "surrogatepass")

    def _views(self, root: View) -> Iterator[View]:
        """Yield everything that a text can be read as; mostly only itself."""
        text = root.text
        if self._word.search(text) is not None:
            yield root
        decoded = list(self._runs(root))
        yield from decoded
        has_sign = any(sign in text for sign in _SIGNS)
        if has_sign:
            yield from _unescaped(root)
        # What the scanner's decoders could read as something else.
        if decoded or has_sign or (text.count(",") > _CODED and _CODES.search(text)):
            from cf_secret_guard.decode.registry import decode_all

            yield from decode_all(root)

    def _runs(self, root: View) -> Iterator[View]:
        """Yield what long runs of base64 and hex digits decode to."""
        for run in self._base64.finditer(root.text):
            end = run.end() + (root.text[run.end() : run.end() + 1] in {"+", "/", "-", "_"})
            for view in _base64_views(root, run.start(), end):
                yield from _with_wide(view)
            for inner in self._hex.finditer(root.text, *run.span()):  # longer than its base64, so inside of such a run
                for view in _hex_views(root, *inner.span()):
                    yield from _with_wide(view)

    def _found(self, text: str) -> Iterator[_Span]:
        """Find the forms of known secrets."""
        tails = self._tails
        last = len(text) - _KEY + 1 if tails and len(text) >= self._shortest else 0
        for block in range(0, last, _BLOCK):
            pieces = [text[at : at + _KEY] for at in range(block, min(block + _BLOCK, last))]
            if tails.keys().isdisjoint(pieces):
                continue
            for end, piece in enumerate(pieces, block + _KEY):
                if piece in tails and (span := self._ending(text, end)) is not None:
                    yield span

    def _ending(self, text: str, end: int) -> _Span | None:
        """The longest form that ends at an offset where the end of one was seen."""
        for size in self._tails[text[end - _KEY : end]]:
            redacted = self._forms.get(text[end - size : end]) if size <= end else None
            if redacted is not None:
                return _Span(end - size, end, redacted)
        return None


def _likely(text: str) -> Iterator[_Span]:
    """Find what looks like a credential, known or not."""
    lower = text.lower()
    if "cf" in lower or "cloudflare" in lower:
        for match in _PREFIXED.finditer(text):
            yield _Span(match.start(), match.end(), match[1] + _MASK)
        for match in _NAMED.finditer(text):
            yield _Span(match.start(2), match.end(2), _MASK)


def _without(text: str, spans: Iterable[_Span]) -> str:
    """Replace ``spans``; those that overlap go together, under the name of the longest."""
    merged: list[_Span] = []
    for span in sorted(_widened(text, span) for span in spans):
        if merged and span.start < merged[-1].end:
            last = merged[-1]
            best = max(last, span, key=lambda item: item.end - item.start)
            merged[-1] = _Span(last.start, max(last.end, span.end), best.redacted)
        else:
            merged.append(span)
    parts: list[str] = []
    done = 0
    for span in merged:
        parts += (text[done : span.start], span.redacted)
        done = span.end
    return "".join((*parts, text[done:]))


def _widened(text: str, span: _Span) -> _Span:
    """Take whole characters of UTF-8, and the padding of base64."""
    start, end, redacted = span
    while 0 < start < len(text) and "\x80" <= text[start] <= "\xbf":
        start -= 1
    while end < len(text) and ("\x80" <= text[end] <= "\xbf" or (text[end] == "=" and redacted != text[start:end])):
        end += 1
    return _Span(start, end, redacted)


def _forms(value: str) -> Iterator[str]:
    """Yield what a decoded text is searched for, as the latin-1 reading of bytes."""
    from hashlib import sha256

    lines = [line for line in value.split() if len(line) >= _LONG_LINE]
    for text in {value, value.strip(), "".join(value.split()), *lines}:
        data = text.encode("utf-8", "surrogatepass")
        yield data.decode("latin-1")
        yield text[::-1].encode("utf-8", "surrogatepass").decode("latin-1")
        if not text.isascii():
            yield text.encode("utf-16-le", "surrogatepass").decode("latin-1")
        digest = sha256(data).digest()  # of an API token, this is its R2 secret access key
        yield digest.hex()
        yield digest.hex().upper()
        for shift in range(3):
            core = b2a_base64(bytes(shift) + digest, newline=False).decode("ascii")[(shift * 8 + 5) // 6 :]
            yield core[: (shift * 8 + 256) // 6 - (shift * 8 + 5) // 6]
            yield core[: (shift * 8 + 256) // 6 - (shift * 8 + 5) // 6].translate(_ADDRESSES)
        if _SIMPLE.fullmatch(text) is None:
            yield from _quoted(text)


def _quoted(text: str) -> Iterator[str]:
    """Yield the spellings of a value that itself looks escaped: unescaping the text would give something else."""
    from json import dumps

    data = text.encode("utf-8", "surrogatepass")
    yield text.replace("_", "\\_").encode("utf-8", "surrogatepass").decode("latin-1")  # Markdown
    yield dumps(text)[1:-1]
    yield dumps(text, ensure_ascii=False)[1:-1].encode("utf-8", "surrogatepass").decode("latin-1")
    for percent in ("%{:02x}", "%{:02X}"):
        yield "".join(chr(byte) if _SIMPLE.fullmatch(chr(byte)) else percent.format(byte) for byte in data)


def _base64_views(root: View, start: int, end: int) -> Iterator[View]:
    """Yield what a run of base64 decodes to at each alignment, the characters at its edges included."""
    run = root.text[start:end].translate(_STANDARD)
    for shift in range(4):
        body = run[shift:]
        body += "A" * (-len(body) % 4)
        text = a2b_base64(body).decode("latin-1")
        yield View(text, parent=root, span=(start + shift, end), breaks=((0, start + shift),), ratio=4 / 3)


def _hex_views(root: View, start: int, end: int) -> Iterator[View]:
    for first in (start, start + 1):
        last = end - (end - first) % 2
        text = bytes.fromhex(root.text[first:last]).decode("latin-1")
        yield View(text, parent=root, span=(first, last), breaks=((0, first),), ratio=2)


def _with_wide(view: View) -> Iterator[View]:
    """Yield a view, and what it is as UTF-16."""
    yield view
    if "\0" in view.text:
        for first in (0, 1):
            span = (first, len(view.text))
            yield View(view.text[first::2], parent=view, span=span, breaks=((0, first),), ratio=2)


def _unescaped(root: View) -> Iterator[View]:
    """Yield the text with escapes of every kind undone one behind the other, however they are mixed."""
    from cf_secret_guard.decode.entities import Entities
    from cf_secret_guard.decode.escapes import Escapes
    from cf_secret_guard.decode.percent import Percent

    views = [root]
    for decoder in (Percent(), Escapes(), Entities()) * _ROUNDS:
        after = [list(decoder.views(view)) for view in views]
        for found in after:
            yield from found
        views = [view for before, found in zip(views, after, strict=True) for view in (found or [before])]
