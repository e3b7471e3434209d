"""API tokens and Global API Keys of the 2026 format, which carry the CRC-32 of their body.

Prefix, 40 characters of ``[A-Za-z0-9]``, then ``zlib.crc32`` of those 40 as 8 lowercase hex digits.
Source: https://developers.cloudflare.com/fundamentals/api/get-started/token-formats/ and its published samples.
"""

from __future__ import annotations

import re
import zlib
from typing import TYPE_CHECKING

from cf_secret_guard.model import Checksum, Confidence, Kind, Match
from cf_secret_guard.secret import Secret

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cf_secret_guard.detectors.base import Subject

KIND_OF_PREFIX = {"cfut": Kind.USER_API_TOKEN, "cfat": Kind.ACCOUNT_API_TOKEN, "cfk": Kind.GLOBAL_API_KEY}
# No edge on either side: a valid checksum proves a token whatever is glued to it. Markdown may escape the underscore.
# Two patterns, because the first begins with a literal, which re searches for at the speed of memchr.
_PREFIX = re.compile(r"cf(?:ut|at|k)\\{0,2}_")
_BODY = re.compile(r"([A-Za-z0-9]{40})([0-9a-f]{8})")


def checksum_is_valid(body: str, checksum: str) -> bool:
    """Compare a token's checksum with the CRC-32 of its body.

    Args:
        body: the 40 characters behind the prefix.
        checksum: the 8 hex digits behind them.
    """
    return f"{zlib.crc32(body.encode()):08x}" == checksum


class PrefixedDetector:
    """``cfut_``, ``cfat_`` and ``cfk_``."""

    id = "prefixed"
    kinds = (Kind.USER_API_TOKEN, Kind.ACCOUNT_API_TOKEN, Kind.GLOBAL_API_KEY)

    def find(self, subject: Subject) -> Iterator[Match]:
        """Yield every token: certain with a valid checksum, low with an invalid one."""
        text = subject.text
        if "cf" not in text:
            return
        for head in _PREFIX.finditer(text):
            tail = _BODY.match(text, head.end())
            if tail is None:
                continue
            prefix = head[0].rstrip("_").rstrip("\\")
            valid = checksum_is_valid(tail[1], tail[2])
            yield Match(
                KIND_OF_PREFIX[prefix],
                head.start(),
                tail.end(),
                Secret(f"{prefix}_{tail[0]}"),
                Confidence.CERTAIN if valid else Confidence.LOW,
                Checksum.VALID if valid else Checksum.INVALID,
                (f"prefix {prefix}_", "valid CRC-32 checksum" if valid else "its CRC-32 checksum does not fit"),
            )
