"""What a 7z header is written in: bytes, numbers, bits and checksums (7zFormat.txt in the LZMA SDK)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

_LONG = 8  # bytes


class Digests(NamedTuple):
    """CRC-32s of several things, as they stand in the header: there may be millions."""

    given: bytes
    """For each thing 1 if there is one of it."""
    values: bytes
    """Of these, 4 bytes each."""

    def each(self) -> Iterator[int | None]:
        """Yield that of each thing, None where none is given."""
        at = 0
        for is_given in self.given:
            yield int.from_bytes(self.values[at : at + 4], "little") if is_given else None
            at += 4 * is_given


class HeaderBytes:
    """A cursor; IndexError where the header ends too early."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def byte(self) -> int:
        """Return the next byte."""
        self._at += 1
        return self._data[self._at - 1]

    def take(self, count: int) -> bytes:
        """Return the next ``count`` bytes."""
        if count > len(self._data) - self._at:
            raise IndexError
        self._at += count
        return self._data[self._at - count : self._at]

    def rest(self) -> bytes:
        """Return all that is left."""
        return self.take(len(self._data) - self._at)

    def number(self, most: int | None = None) -> int:
        """Return a number of up to 64 bits, whose first byte tells how many bytes follow."""
        first, value, mask = self.byte(), 0, 0x80
        for place in range(_LONG):
            if not first & mask:
                value |= (first & (mask - 1)) << (8 * place)
                break
            value |= self.byte() << (8 * place)
            mask >>= 1
        if most is not None and value > most:
            raise IndexError
        return value

    def count(self) -> int:
        """Return a number of things of which each takes up a byte of the header at least."""
        return self.number(len(self._data))

    def bits(self, count: int) -> bytes:
        """Return ``count`` bits as bytes of 0 or 1."""
        packed = self.take((count + 7) // 8)
        return bytes(packed[at // 8] >> (7 - at % 8) & 1 for at in range(count))

    def digests(self, count: int) -> Digests:
        """Return the checksums of ``count`` things, as far as they are given."""
        if self.byte():
            values = self.take(4 * count)  # before anything is made of a count that may be a lie
            return Digests(bytes([1]) * count, values)
        given = self.bits(count)
        return Digests(given, self.take(4 * sum(given)))
