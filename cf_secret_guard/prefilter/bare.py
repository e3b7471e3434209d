"""Files whose name alone says Cloudflare: could their content be a credential, or its encoded form?"""

from __future__ import annotations

from cf_secret_guard.prefilter.literals import path_triggers

_MEMBERS = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-+/=.%")
_TABLE = bytes(120 if code in _MEMBERS else 32 for code in range(256))
_SHORTEST = b"x" * 33
_MOST_BYTES = 256 * 1024
"""What only a name vouches for is a bare credential, and that is a small file."""


def is_vouched_for(path: bytes, data: bytes) -> bool:
    """Say if the detectors must see a file that the prefilter passed over, because of what it is called.

    Args:
        path: with ``/``.
        data: the content, or its first window.

    Returns:
        False for nearly all source code and prose, whatever it is called.
    """
    if len(data) > _MOST_BYTES or not path_triggers(path):
        return False
    return _has_long_run(data) or any(map(_has_long_run, path.split(b"/")))


def _has_long_run(data: bytes) -> bool:
    """True if there is a run of token characters as long as a credential, or if one cannot tell, as in UTF-16."""
    return b"\0" in data or _SHORTEST in data.translate(_TABLE)
