"""Test credentials, built at run time so that no file ever holds one with a valid checksum."""

from __future__ import annotations

import base64
import hashlib
import json
import string
import zlib

ALNUM = string.ascii_letters + string.digits
URLSAFE = ALNUM + "_-"
HEX = "0123456789abcdef"


def chars(seed: str, alphabet: str, count: int) -> str:
    """Return ``count`` characters of ``alphabet`` that follow from ``seed`` alone, the same in every run."""
    data = b""
    block = 0
    while len(data) < count:
        data += hashlib.sha512(f"cf-secret-guard-tests|{seed}|{block}".encode()).digest()
        block += 1
    return "".join(alphabet[byte % len(alphabet)] for byte in data[:count])


def prefixed(prefix: str, seed: str = "a", *, valid: bool = True) -> str:
    """A ``cfut``, ``cfat``, ``cfk`` or ``cfast`` token; with ``valid=False`` its checksum is wrong by one bit."""
    body = chars(f"{prefix}|{seed}", ALNUM, 40)
    crc = zlib.crc32(body.encode()) ^ (0 if valid else 1)
    return f"{prefix}_{body}{crc:08x}"


def user_token(seed: str = "a") -> str:
    return prefixed("cfut", seed)


def account_token(seed: str = "a") -> str:
    return prefixed("cfat", seed)


def global_key(seed: str = "a") -> str:
    return prefixed("cfk", seed)


def legacy_token(seed: str = "a") -> str:
    """40 characters of the legacy alphabet, with at least one ``-`` or ``_`` inside and neither at the edges."""
    text = chars(f"legacy|{seed}", ALNUM, 40)
    return text[:17] + "_" + text[18:30] + "-" + text[31:]


def legacy_key(seed: str = "a", length: int = 37) -> str:
    """A Global API Key of the old format: ``length`` lowercase hex digits, with letters and digits among the first."""
    return "c7" + chars(f"key|{seed}", HEX, length - 2)


def hexadecimal(seed: str, count: int) -> str:
    return chars(f"hex|{seed}", HEX, count)


def uuid(seed: str = "a") -> str:
    h = hexadecimal(f"uuid|{seed}", 32)
    return f"{h[:8]}-{h[8:12]}-4{h[13:16]}-a{h[17:20]}-{h[20:32]}"


def tunnel_token(seed: str = "a") -> str:
    secret = base64.b64encode(hashlib.sha256(f"tunnel|{seed}".encode()).digest()).decode()
    document = {"a": hexadecimal(f"acct|{seed}", 32), "t": uuid(seed), "s": secret}
    return base64.b64encode(json.dumps(document, separators=(",", ":")).encode()).decode()


def origin_ca_key(seed: str = "a") -> str:
    return f"v1.0-{hexadecimal(f'ca1|{seed}', 24)}-{hexadecimal(f'ca2|{seed}', 146)}"


def r2_secret(token: str) -> str:
    """The R2 secret access key of an API token: the SHA-256 of its value."""
    return hashlib.sha256(token.encode()).hexdigest()


def turnstile_secret(seed: str = "a") -> str:
    return "0x4AAAAAAB" + chars(f"turnstile|{seed}", ALNUM, 25)


def oauth_token(seed: str = "a", prefix: str = "cfoat_") -> str:
    return f"{prefix}{chars(f'oauth1|{seed}', URLSAFE, 43)}.{chars(f'oauth2|{seed}', URLSAFE, 43)}"


def access_id(seed: str = "a") -> str:
    return hexadecimal(f"access|{seed}", 32) + ".access"


def access_secret(seed: str = "a") -> str:
    return hexadecimal(f"accesssecret|{seed}", 64)
