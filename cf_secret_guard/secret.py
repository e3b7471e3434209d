"""A secret value that cannot be shown by accident, its redacted form and its fingerprint."""

from __future__ import annotations

from typing import NoReturn

_FINGERPRINT_LABEL = b"cf-secret-guard/fingerprint/1"
_FINGERPRINT_BYTES = 16
_MASK = "********"
# The longest first: cfat_ must not hide behind a shorter one.
_PUBLIC_PREFIXES = ("cfast_", "cfoat_", "cfort_", "cfut_", "cfat_", "cfk_", "v1.0-", "eyJ")


def fingerprint(value: str) -> str:
    """Name a secret without revealing it.

    HMAC-SHA-256 under a fixed public label, truncated. Never a plain SHA-256: the SHA-256 of an API token *is* its R2
    secret access key (https://developers.cloudflare.com/r2/api/tokens/).

    Args:
        value: the secret.

    Returns:
        32 lowercase hex digits, the same for the same secret in every run and every version with this label.
    """
    import hmac  # only runs with a finding pay for it

    return hmac.digest(_FINGERPRINT_LABEL, value.encode("utf-8", "surrogatepass"), "sha256")[:_FINGERPRINT_BYTES].hex()


class Secret:
    """A credential's value, kept away from output.

    ``str``, ``repr``, ``format`` and ``%s`` give the redacted form; pickling and JSON fail. The value leaves only
    through :meth:`reveal`, so that every use can be found by searching for that word.
    """

    __slots__ = ("_fingerprint", "_value")

    def __init__(self, value: str) -> None:
        self._value = value
        self._fingerprint: str | None = None

    def reveal(self) -> str:
        """Return the value itself. Whoever calls it must not let it reach any output."""
        return self._value

    @property
    def redacted(self) -> str:
        """The public prefix, if it has one, and a mask of fixed length."""
        for prefix in _PUBLIC_PREFIXES:
            if self._value.startswith(prefix):
                return prefix + _MASK
        return _MASK

    @property
    def fingerprint(self) -> str:
        """See :func:`fingerprint`."""
        if self._fingerprint is None:
            self._fingerprint = fingerprint(self._value)
        return self._fingerprint

    def __repr__(self) -> str:
        return f"<Secret {self.redacted}>"

    __str__ = __repr__

    def __format__(self, spec: str) -> str:
        return format(repr(self), spec)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Secret):
            return NotImplemented
        import hmac

        mine, theirs = (value.encode("utf-8", "surrogatepass") for value in (self._value, other._value))
        return hmac.compare_digest(mine, theirs)

    def __hash__(self) -> int:
        return hash(self._value)

    def __reduce_ex__(self, _protocol: object) -> NoReturn:
        raise TypeError("a Secret is never serialised")
