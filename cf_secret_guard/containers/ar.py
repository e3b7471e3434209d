"""ar: Debian packages, and libraries of object files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cf_secret_guard.containers.base import ContainerError, Member, NotAContainerError
from cf_secret_guard.containers.streams import DAMAGED, DAMAGED_STEP, Part

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cf_secret_guard.containers.base import Allowance, Stream

_MAGIC_BYTES = 8
_HEADER_BYTES = 60
_END = b"`\n"


class Ar:
    """See Format; the header is that of ar(5)."""

    via = "ar"
    seeks = False
    is_hungry = False

    def members(self, stream: Stream, path: bytes, allowed: Allowance) -> Iterator[Member]:  # noqa: ARG002 - Format
        """See Format."""
        Part(stream.read, _MAGIC_BYTES).finish()
        is_first = True
        while header := Part(stream.read, _HEADER_BYTES).whole():
            size = header[48:58].strip()
            if len(header) < _HEADER_BYTES or not header.endswith(_END) or not size.isdigit():
                if is_first:
                    raise NotAContainerError
                raise ContainerError(DAMAGED, DAMAGED_STEP)
            is_first = False
            part = Part(stream.read, int(size))
            yield Member(header[:16].rstrip().removesuffix(b"/") or b"/", part.read, is_plain=True)
            part.finish()
            Part(stream.read, int(size) % 2).finish()


AR = Ar()
