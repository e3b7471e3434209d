"""Ids and credential values for the simulator: made at run time, the same in every run with the same seed."""

from __future__ import annotations

import base64
import hashlib
import json
import string
import zlib

ALNUM = string.ascii_letters + string.digits
URLSAFE = ALNUM + "-_"
HEX = "0123456789abcdef"
_BODY = 40
_CHECKSUM = 8
_CHECKED_PREFIXES = ("cfut_", "cfat_", "cfk_", "cfast_")


class Mint:
    """A source of ids and values that never gives one twice.

    Args:
        seed: two mints with the same seed give the same values in the same order.
    """

    def __init__(self, seed: str = "") -> None:
        self._seed = seed
        self._count = 0

    def characters(self, alphabet: str, count: int) -> str:
        """Return ``count`` characters of ``alphabet``."""
        self._count += 1
        start = hashlib.sha256(f"simulator|{self._seed}|{self._count}".encode()).digest()
        data = hashlib.shake_256(start).digest(count * 2)
        pairs = zip(data[::2], data[1::2], strict=True)
        return "".join(alphabet[(high * 256 + low) % len(alphabet)] for high, low in pairs)

    def identifier(self) -> str:
        """Return 32 lowercase hex digits, as accounts, zones, users and tokens have."""
        return self.characters(HEX, 32)

    def uuid(self) -> str:
        """Return a version 4 UUID, as tunnels and service tokens have."""
        digits = self.characters(HEX, 32)
        return f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-a{digits[17:20]}-{digits[20:]}"

    def checked(self, prefix: str) -> str:
        """Return ``prefix``, 40 letters and digits, and the CRC-32 of these 40 as 8 lowercase hex digits."""
        body = self.characters(ALNUM, _BODY)
        return f"{prefix}{body}{zlib.crc32(body.encode()):08x}"

    def oauth(self, prefix: str) -> str:
        """Return an OAuth token: ``prefix``, then twice 43 base64url characters around a dot."""
        return f"{prefix}{self.characters(URLSAFE, 43)}.{self.characters(URLSAFE, 43)}"

    def tunnel_secret(self) -> str:
        """Return 32 bytes as base64."""
        return base64.b64encode(self.characters(ALNUM, 32).encode()).decode()

    def turnstile(self, length: int) -> str:
        """Return a Turnstile site key (24 characters) or secret key (35)."""
        return "0x4" + "A" * 6 + self.characters(URLSAFE, length - 9)


def checksum_fails(value: str) -> bool:
    """Tell whether ``value`` has a prefix that promises a CRC-32 and does not keep it."""
    prefix = next((prefix for prefix in _CHECKED_PREFIXES if value.startswith(prefix)), None)
    if prefix is None:
        return False
    body, checksum = value[len(prefix) : -_CHECKSUM], value[-_CHECKSUM:]
    return len(body) != _BODY or f"{zlib.crc32(body.encode('utf-8', 'replace')):08x}" != checksum


def tunnel_token(account_id: str, tunnel_id: str, secret: str) -> str:
    """Return what ``cloudflared tunnel run --token`` takes."""
    document = {"a": account_id, "t": tunnel_id, "s": secret}
    return base64.b64encode(json.dumps(document, separators=(",", ":")).encode()).decode()


def r2_secret(token_value: str) -> str:
    """Return the R2 secret access key that belongs to an API token (https://developers.cloudflare.com/r2/api/tokens/)."""
    return hashlib.sha256(token_value.encode()).hexdigest()
