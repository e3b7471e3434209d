"""The place where a value stands: the names it carries, what it stands inside of, what stands beside it."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING

from cf_secret_guard.detectors import assignment, labels, names, objects

if TYPE_CHECKING:
    from cf_secret_guard.detectors.landscape import Landscape
    from cf_secret_guard.detectors.names import Name

_LINES_UP = 160
_CHARS_UP = 16_000
_LINE_CLIP = 240
_INLINE = 2000
_MOST_ANCESTORS = 8
_SECTION = re.compile(r"^[ \t]*\[{1,2}\s*([^\]\n]{1,120}?)\s*\]{1,2}[ \t]*(?:[#;].*)?$")
_ELEMENTS = re.compile(r"(?i)<key[^<>]*>([^<>]{1,40})</key>\s*<(?:value|string)[^<>]*>([^<>]{1,80})</")
_HEADING = re.compile(r"^(?:>\s*)*(?:\#{1,6}|={2,6}|\*{1,4}|//+|--+|;+|/\*+|<!--|REM\s)\s*([^\n]{2,120})$")
_OPTION = re.compile(r"""^\s*(?:option|list|set)\s+(?:[\w.\-]+\s+){0,10}?([\w.\-]+)\s+["']?([^"'\s=]+)["']?\s*$""")
_PAIR = re.compile(
    r"""^[\s\-*>#;/{(\[]*(?:export\s+|set\s+|const\s+|let\s+|var\s+)?["'`]?([A-Za-z_$@][\w.$:\- ]{0,60}?)["'`]?\s*"""
    r"""(?:=>|:=|[:=])\s*["'`]?([^"'`,;\s}]{1,80})"""
)
_INLINE_PAIR = re.compile(
    r"""["'`]?([A-Za-z_$@][\w.$\-]{0,60})["'`]?\s*(?:=>|:=|[:=])\s*["'`]?([A-Za-z][\w.\-]{1,60})"""
)
_BARE = re.compile(r"[\s\"'`\-*,|>;=\\(\[{)\]}]|</?[A-Za-z][^<>]{0,80}>|(?<![\w])(?:export|return|echo)(?![\w])")
_HEADER = re.compile(r"^([^={]*?)(?:\s*(?:=>|:=|[:=])\s*[^\s{\[(|>&!\"'][^{]*|\s*[\[{(:=>|]*\s*)$")
_TITLE = re.compile(r"^(?:>\s*)*#{1,6}\s")
_HOST = re.compile(r"(?i)https?://(?:[^\s/@\"'`<>]*@)?([\w.\-]+)")
_OWNER_KEYS = frozenset({"provider", "dns_provider", "service", "vendor", "driver", "type"})
_PROVIDER_KEYS = frozenset(
    """provider dns_provider dnsprovider dns service service_name servicename protocol type vendor driver backend use
    platform issuer plugin title name login_type cloud kind solver registrar api label app resolver authenticator
    adapter engine module method dnsapi dns_api dnschallenge ddns_provider ddns website site url item product
    service_provider""".split()  # noqa: SIM905 - a list to read
)


class Place:
    """Where a candidate value stands in one text.

    Args:
        land: the index of the text.
        start: offset of the value.
        end: offset behind it.
    """

    def __init__(self, land: Landscape, start: int, end: int) -> None:
        self.land = land
        self.start = start
        self.end = end
        text = land.text
        floor = max(0, start - 4000)
        self.line_start = max(text.rfind("\n", floor, start), text.rfind("\r", floor, start), floor - 1) + 1
        stops = [at for at in (text.find("\n", end, end + 2000), text.find("\r", end, end + 2000)) if at >= 0]
        self.line_end = min(stops, default=min(len(text), end + 2000))

    @cached_property
    def left(self) -> str:
        """The line up to the value, at most assignment.REACH characters."""
        return _utf8(self.land.text[max(self.line_start, self.start - assignment.REACH) : self.start])

    @cached_property
    def right(self) -> str:
        """The line behind the value, at most 200 characters."""
        return _utf8(self.land.text[self.end : min(self.line_end, self.end + 200)])

    @cached_property
    def assigned(self) -> assignment.Assignment:
        """The names that the value carries on its own line."""
        return assignment.read(self.left)

    @cached_property
    def alone(self) -> bool:
        """True if the value is all that its line holds, but for quotes and punctuation."""
        return not _BARE.sub("", self.left) and not _BARE.sub("", self.right)

    @cached_property
    def above(self) -> list[str]:
        """The lines above, nearest first, bounded."""
        chunk = _utf8(self.land.text[max(0, self.line_start - _CHARS_UP) : self.line_start])
        lines = chunk.replace("\r\n", "\n").replace("\r", "\n").split("\n")[:-1]
        return [line[:_LINE_CLIP] for line in reversed(lines[-_LINES_UP:])]

    @cached_property
    def below(self) -> list[str]:
        """Up to 12 lines below, nearest first."""
        chunk = _utf8(self.land.text[self.line_end : self.line_end + 2400])
        return [line[:_LINE_CLIP] for line in chunk.replace("\r\n", "\n").replace("\r", "\n").split("\n")[1:13]]

    @cached_property
    def line(self) -> str:
        """The line around the value, without it."""
        return f"{self.left} {self.right}"

    @cached_property
    def keys(self) -> list[Name]:
        """Names of the value, nearest first; a carrier such as ``value`` gives way to the name that it carries for."""
        found = [names.read(name) for name in self.assigned.names]
        if _has_credential(found) and not labels.is_carrier(found[0].text):
            return found
        carried = any(labels.is_carrier(name.text) for name in found)
        apart = [names.read(name) for name in self._apart(carried=carried or (not found and self.alone)) if name]
        if carried and not _has_credential(apart):
            apart += [name for name, _ in self._indented()[:1]]
        return [*apart, *found]

    def _apart(self, *, carried: bool) -> list[str]:
        """Names that stand apart from the value, nearest first; some may be empty."""
        found = [labels.behind(self.right), labels.argument_above(self.above)]
        found += [labels.twin(name, (*self.above[:8], *self.below[:4])) for name in self.assigned.names[:1]]
        if carried:
            found += labels.partners(self.left, self.right, self.above, self.below)
            found += [name.text for name, _ in self._braces()[:1]]
        return [*found, labels.label_above(self.above) if self.alone else "", self.column_head]

    @cached_property
    def column_head(self) -> str:
        """The head of the value's column, if it stands in a table."""
        text = self.land.text
        full_left = _utf8(text[self.line_start : self.start])
        full_right = _utf8(text[self.end : self.line_end])
        first = text[: max(0, min(400, text.find("\n")))]
        return labels.column_head(full_left, full_right, self.above, _utf8(first)) if self.line_start else ""

    @cached_property
    def ancestors(self) -> list[tuple[Name, str]]:
        """What the value stands inside of, nearest first: (name of the block, its opening line)."""
        return [*self._braces(), *self._indented(), *self._section()]

    def _braces(self) -> list[tuple[Name, str]]:
        """Blocks that open on the same line: ``"cloudflare": {"api_key": "``."""
        left = self.land.text[max(self.line_start, self.start - _INLINE) : self.start]
        return [(names.read(opener[:-1]), opener) for opener in objects.openers(left)]

    def _indented(self) -> list[tuple[Name, str]]:
        """Lines above that are indented less: YAML, pretty JSON, HCL, code."""
        own = self.land.text[self.line_start : self.line_start + 200]
        current = _indent(own)
        found: list[tuple[Name, str]] = []
        for line in self.above:
            if current == 0 or len(found) >= _MOST_ANCESTORS:
                break
            stripped = line.strip()
            if not stripped or stripped in "{}[]()," or stripped[0] in "#;}])":
                continue
            indent = _indent(line)
            if indent < current:
                current = indent
                head = _HEADER.match(stripped.lstrip("- "))
                found.append((names.read((head[1] if head else stripped)[:80]), stripped))
        return found

    def _section(self) -> list[tuple[Name, str]]:
        """The ``[section]`` above, and the Markdown heading or comment heading above."""
        for line in self.above:
            section = _SECTION.match(line)
            if section:
                return [(names.read(section[1]), section[1])]
        return []

    @cached_property
    def heading(self) -> str:
        """The nearest comment or heading within 12 lines above, or the Markdown heading further up."""
        for line in self.above[:12]:
            heading = _HEADING.match(line.strip())
            if heading:
                return heading[1]
        return next((line.strip("# ") for line in self.above[12:] if _TITLE.match(line)), "")

    @cached_property
    def inline(self) -> list[str]:
        """The objects on the value's own line that it stands in, see :func:`objects.own_objects`."""
        text = self.land.text
        left = text[max(self.line_start, self.start - _INLINE) : self.start]
        return objects.own_objects(left, text[self.end : min(self.line_end, self.end + _INLINE)])

    @cached_property
    def block(self) -> list[str]:
        """Lines beside the value: same indentation or deeper, contiguous, at most 14 up and 10 down."""
        own = _indent(self.land.text[self.line_start : self.line_start + 200])
        lines: list[str] = []
        for side, most in ((self.above, 14), (self.below, 10)):
            for line in side[:most]:
                if line.strip() and (_indent(line) < own - 2 or _SECTION.match(line)):
                    break
                lines.append(line)
        return lines

    @cached_property
    def pairs(self) -> list[tuple[str, str]]:
        """(name, value) of the lines and entries beside the value."""
        if self.inline:
            return [(str(key), str(value)) for key, value in _INLINE_PAIR.findall(self.inline[0])]
        found = [(hit[1], hit[2]) for line in self.block if (hit := _OPTION.match(line) or _PAIR.match(line))]
        found += [pair for line in self.block for pair in _ELEMENTS.findall(line)]
        found += _INLINE_PAIR.findall(self.left[-240:])
        found += _INLINE_PAIR.findall(self.right)
        return found

    @cached_property
    def provider(self) -> str:
        """What a sibling such as ``provider: cloudflare`` or ``protocol=cloudflare`` names, lowercase; else empty."""
        levels = [
            self.pairs,
            *([(key, value) for key, value in _INLINE_PAIR.findall(part)] for part in self.inline[1:]),
        ]
        owners = _OWNER_KEYS | {"name"} if self.inline else _OWNER_KEYS
        for pairs in levels:
            named = [(key.lower().rsplit(".", 1)[-1].strip(), value) for key, value in pairs]
            if any(key in _PROVIDER_KEYS and names.read(value.split("/")[0]).strong_vendor for key, value in named):
                return "cloudflare"
            foreign = next((value for key, value in named if key in owners and names.read(value).foreign), "")
            if foreign:
                return foreign.lower()
        return ""

    @cached_property
    def sibling_names(self) -> list[Name]:
        """Names beside the value."""
        return [names.read(key) for key, _ in self.pairs]

    @cached_property
    def host(self) -> str:
        """The host of the URL that is nearest: on the same line, else within four lines; empty if there is none."""
        for text in (self.line, *(line for pair in zip(self.above[:4], self.below[:4], strict=False) for line in pair)):
            hosts = _HOST.findall(text)
            if hosts:
                ours = [host for host in hosts if "cloudflare" in host.lower()]
                return str((ours or hosts)[0]).lower()
        return ""

    def mentioned(self, *, lines: int, reach: int) -> bool:
        """True if Cloudflare is named within ``lines`` lines and ``reach`` characters."""
        return self.land.near(self.land.mentions, self.start, self.end, lines=lines, reach=reach) is not None

    def api_url(self) -> bool:
        """True if a URL of Cloudflare's API stands within 15 lines."""
        return self.land.near(self.land.api_urls, self.start, self.end, lines=15, reach=2500) is not None


def _has_credential(found: list[Name]) -> bool:
    return any(name.credential for name in found)


def _utf8(text: str) -> str:
    """Text whose bytes were read as latin-1, as the UTF-8 that it probably is."""
    if text.isascii():
        return text
    try:
        return text.encode("latin-1").decode("utf-8", "replace")
    except UnicodeError:
        return text


def _indent(line: str) -> int:
    """Width of the white space, quote marks and list dashes that a line begins with."""
    stripped = line.lstrip(" \t>")
    width = len(line) - len(stripped)
    if stripped.startswith("- "):
        width += 1
    return width
