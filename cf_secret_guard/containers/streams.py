"""Reads compressed bytes through a decompressor, in pieces of bounded size, whatever the input claims or expands to."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING, Protocol

from cf_secret_guard.containers.base import ContainerError, NotAContainerError

if TYPE_CHECKING:
    from collections.abc import Callable

    from cf_secret_guard.containers.base import Stream

_INPUT_BYTES = 64 * 1024
_PIECE_BYTES = 256 * 1024
_HEADER_BYTES = 18  # the longest header of a format: zstd's
DAMAGED = "it is damaged"
TRUNCATED = "it ends in the middle"
CHECKSUM = "it is damaged: its checksum is not the one that the archive gives"
DAMAGED_STEP = "What could be read was scanned. Replace it by an undamaged one, or exclude it."
ENCRYPTED = "encrypted"
DECRYPT_STEP = "Decrypt it and scan what comes out, or exclude it."
LARGEST_FILE = 2**63 - 1
"""Bytes; offsets beyond that are lies that no system call takes."""
EXTRACT_STEP = "Unpack it yourself and scan what comes out."

if TYPE_CHECKING:
    Read = Callable[[int], bytes]
    """Returns 1 to n further bytes, ``b""`` at the end."""


class Decompressor(Protocol):
    """One stream of compressed bytes; the objects that the standard library has for bzip2 and xz are such."""

    @property
    def eof(self) -> bool:
        """Whether the stream has come to its end."""

    @property
    def needs_input(self) -> bool:
        """Whether nothing more comes out of what was given."""

    @property
    def unused_data(self) -> bytes:
        """What was given and stands behind the end."""

    def decompress(self, data: bytes, max_length: int) -> bytes:
        """Take ``data``, and return at most ``max_length`` bytes; keep the rest."""


class Inflate:
    """zlib's decompressor, with the interface of the others.

    Args:
        wbits: which header there is; see inflateInit2 in zlib's manual.
    """

    def __init__(self, wbits: int) -> None:
        self._zlib = zlib.decompressobj(wbits)
        self._has_more = False  # it may hold output back without any input left

    @property
    def eof(self) -> bool:
        """See Decompressor."""
        return self._zlib.eof

    @property
    def needs_input(self) -> bool:
        """See Decompressor."""
        return not self._zlib.unconsumed_tail and not self._has_more

    @property
    def unused_data(self) -> bytes:
        """See Decompressor."""
        return self._zlib.unused_data

    def decompress(self, data: bytes, max_length: int) -> bytes:
        """See Decompressor."""
        out = self._zlib.decompress(self._zlib.unconsumed_tail + data, max_length)
        self._has_more = len(out) == max_length
        return out


class Unpacked:
    """What comes out of one compressed stream, or of several that follow each other.

    Args:
        read: gives the compressed bytes.
        start: makes a decompressor.
        errors: what the decompressor raises for bad input.
        input_bytes: how much the decompressor is given at once.
        single: there is one stream only, and what follows is something else.
        is_header: says if a stream's first bytes are the format's beyond doubt, so that what fails then is damage.
    """

    def __init__(
        self,
        read: Read,
        start: Callable[[], Decompressor],
        errors: tuple[type[Exception], ...],
        *,
        input_bytes: int = _INPUT_BYTES,
        single: bool = False,
        is_header: Callable[[bytes], bool] | None = None,
    ) -> None:
        self._read = read
        self._start = start
        self._errors = errors
        self._input_bytes = input_bytes
        self._single = single
        self._is_header = is_header
        self._header = b""
        self._current: Decompressor | None = None
        self._is_over = False
        self._ahead = b""
        self._excess, self._at = b"", 0
        self._is_first = True
        self._has_given = False

    def read(self, count: int) -> bytes:
        """Return 1 to ``count`` further bytes, ``b""`` at the end.

        Raises:
            NotAContainerError: nothing at all could be unpacked, and the header may be something else's.
            ContainerError: it goes no further.
        """
        data = self._excess[self._at : self._at + count]
        self._at += len(data)
        while not data and not self._is_over:
            try:
                self._current = self._current or self._start()
                data = self._step(self._current, count)
            except self._errors as error:
                self._give_up(DAMAGED, error)
            self._has_given = self._has_given or bool(data)
        if len(data) > count:  # zstandard knows no limit
            self._excess, self._at, data = data, count, data[:count]
        return data

    def behind(self, count: int) -> bytes:
        """Return what stands behind the end of a single stream, zeros left out; fewer bytes only at the file's end."""
        while len(self._ahead) < count and (data := self._read(self._input_bytes)):
            self._ahead += data
        return self._ahead[:count]

    def _step(self, current: Decompressor, count: int) -> bytes:
        """Get on by one piece; return what came out of it, if anything did."""
        if current.eof:
            self._go_on(current.unused_data)
            return b""
        data = b""
        if current.needs_input:
            data = self._ahead or self._read(self._input_bytes)
            self._ahead = data[self._input_bytes :]
            if not data:
                self._give_up(TRUNCATED)
                return b""
            self._header += data[: _HEADER_BYTES - len(self._header)]
        return current.decompress(data[: self._input_bytes], count)

    def _go_on(self, unused: bytes) -> None:
        """Start on the stream behind one that has ended, if there is one; zeros between them are padding."""
        rest = (unused + self._ahead).lstrip(b"\0")
        while not rest and not self._single and (data := self._read(self._input_bytes)):
            rest = data.lstrip(b"\0")
        self._ahead, self._is_first, self._has_given, self._header = rest, False, False, b""
        self._current, self._is_over = None, self._single or not rest

    def _give_up(self, reason: str, error: Exception | None = None) -> None:
        """Raise what the end means: no error if other data follows a stream, as behind a signed file."""
        self._is_over = True
        if error is not None and "emory" in str(error):
            reason = "unpacking it takes more memory than is allowed"
            raise ContainerError(reason, "Unpack it yourself and scan what comes out.") from None
        if self._has_given or (self._is_header is not None and self._is_header(self._header)):
            raise ContainerError(reason, DAMAGED_STEP) from None
        if self._is_first:
            raise NotAContainerError from None


def expected(read: Read) -> Read:
    """Say of a member that nothing comes out of that it is damaged: the archive is one, or nobody would ask."""

    def reading(count: int) -> bytes:
        try:
            return read(count)
        except NotAContainerError:
            raise ContainerError(DAMAGED, DAMAGED_STEP) from None

    return reading


def checked(read: Read, crc: Callable[[], int | None]) -> Read:
    """Hold what comes out against a CRC-32, and say at its end that it is damaged.

    Args:
        read: gives the bytes.
        crc: asked at the end; None: it is not known.

    Raises:
        ContainerError: by the reader, at the end.
    """
    total = 0

    def reading(count: int) -> bytes:
        nonlocal total
        data = read(count)
        total = zlib.crc32(data, total)
        if not data and crc() not in (None, total):
            raise ContainerError(CHECKSUM, DAMAGED_STEP)
        return data

    return reading


def read_at(stream: Stream, at: int, count: int) -> bytes:
    """Return ``count`` bytes from a place on, fewer only at the end; nothing from where no file can reach."""
    if not 0 <= at <= LARGEST_FILE:
        return b""
    stream.seek(at)
    parts = []
    while count > 0 and (data := stream.read(count)):
        parts.append(data)
        count -= len(data)
    return b"".join(parts)


class Part:
    """The next ``size`` bytes of what is read in one direction."""

    def __init__(self, read: Read, size: int) -> None:
        self._read = read
        self._left = size

    def read(self, count: int) -> bytes:
        """Return 1 to ``count`` further bytes, ``b""`` at the end.

        Raises:
            ContainerError: there are fewer.
        """
        data = self._read(min(count, self._left)) if self._left else b""
        if self._left and not data:
            raise ContainerError(TRUNCATED, DAMAGED_STEP)
        self._left -= len(data)
        return data

    def whole(self) -> bytes:
        """Return all of it; fewer bytes only if there are no more."""
        parts = []
        while self._left and (data := self._read(self._left)):
            self._left -= len(data)
            parts.append(data)
        return b"".join(parts)

    def finish(self) -> bool:
        """Go on behind it; return whether it was there to its end."""
        try:
            while self._left and (data := self._read(min(self._left, _PIECE_BYTES))):
                self._left -= len(data)
        except ContainerError:  # whoever read it knows already
            return False
        return not self._left


class Extent:
    """A part of a file, read on from where the last read ended, whatever else is read in between.

    Args:
        begin: its first byte.
        size: bytes; None: to the end of the file.
    """

    def __init__(self, stream: Stream, begin: int, size: int | None) -> None:
        self._stream = stream
        self._at = begin
        self._left = size

    def read(self, count: int) -> bytes:
        """Return 1 to ``count`` further bytes, ``b""`` at the end."""
        count = count if self._left is None else min(count, self._left)
        if not count or self._at > LARGEST_FILE:
            return b""
        self._stream.seek(self._at)
        data = self._stream.read(count)
        self._at += len(data)
        if self._left is not None:
            self._left -= len(data)
        return data
