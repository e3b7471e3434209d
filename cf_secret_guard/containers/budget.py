"""Counts what comes out of one blob, and says when that is more than anybody meant to give us."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cf_secret_guard.containers.base import LimitError

if TYPE_CHECKING:
    from collections.abc import Callable

    from cf_secret_guard.containers.base import Limits

UNPACK_STEP = "If you trust it, unpack it yourself and scan the directory."


class Budget:
    """What one blob may cost.

    Args:
        size: of the blob, in bytes.
        limits: the most of everything.
    """

    def __init__(self, size: int, limits: Limits) -> None:
        self._limits = limits
        self._members = 0
        self._unpacked = 0
        by_ratio = max(limits.ratio_from, limits.ratio * size)
        self._most = min(by_ratio, limits.unpacked)
        self._reason = (
            f"more than {limits.ratio} times as large unpacked as the file is"
            if by_ratio < limits.unpacked
            else f"more than {limits.unpacked} bytes unpacked"
        )

    def member(self) -> None:
        """Count one more member.

        Raises:
            LimitError: there are too many in this blob.
        """
        self._members += 1
        if self._members > self._limits.all_members:
            raise LimitError(f"there are more than {self._limits.all_members} members in the file", UNPACK_STEP)

    def counted(self, read: Callable[[int], bytes]) -> Callable[[int], bytes]:
        """Return a reader that counts what it gives; asked for more when that was too much, it raises LimitError.

        What was read is always given: nobody else looks at it.
        """

        def counting(count: int) -> bytes:
            self.spend(0)
            data = read(count)
            self._unpacked += len(data)
            return data

        return counting

    def spend(self, count: int) -> None:
        """Count ``count`` more bytes.

        Raises:
            LimitError: there are too many.
        """
        self._unpacked += count
        if self._unpacked > self._most:
            raise LimitError(self._reason, UNPACK_STEP)
