"""Files whose name alone says Cloudflare: could their content be a credential, or its encoded form?"""

from __future__ import annotations

from cf_secret_guard.prefilter.literals import path_triggers

_WORD = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
# (characters, the shortest run of them that can be a credential or the base64 of one): import paths are neither.
_RUNS = tuple(
    (bytes(120 if code in members else 32 for code in range(256)), b"x" * shortest)
    for members, shortest in ((frozenset(_WORD + b"_-"), 33), (frozenset(_WORD + b"+/="), 48))
)
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
    return b"\0" in data or any(shortest in data.translate(table) for table, shortest in _RUNS)
