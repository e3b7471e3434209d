"""Which files are containers, what a format gives, and how far one is followed.

The commit hook imports this module and, unless something staged is a container, no other of this part.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

from cf_secret_guard.errors import GuardError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

HEAD_BYTES = 512
"""How much of a file's beginning tells its format: all of a tar header."""

# First bytes, by the very first of them. Sources: APPNOTE.TXT 4.3, RFC 1952, RFC 8878, the formats' own descriptions.
_MAGIC: dict[int, tuple[tuple[bytes, str], ...]] = {
    0x1F: ((b"\x1f\x8b\x08", "gzip"),),
    0x21: ((b"!<arch>\n", "ar"),),
    0x25: ((b"%PDF-", "pdf"),),
    0x28: ((b"\x28\xb5\x2f\xfd", "zstd"),),
    0x37: ((b"7z\xbc\xaf\x27\x1c", "7z"),),
    0x42: tuple((b"BZh%d" % level, "bzip2") for level in range(1, 10)),
    0x50: ((b"PK\x03\x04", "zip"), (b"PK\x05\x06", "zip"), (b"PK\x07\x08PK\x03\x04", "zip")),
    0xFD: ((b"\xfd7zXZ\x00", "xz"),),
}
# Programs and scripts that may carry a zip behind them (self-extracting archives, Python's zipapps).
_PREFIXES = {0x23: b"#!", 0x4D: b"MZ"}
# The rest of bzip2's magic: the digits of pi that begin a block, or those of its square root that end a stream.
BZIP2_BLOCKS = (b"1AY&SY", b"\x17rE8P\x90")
_TAR_MAGIC, _TAR_MAGIC_AT = b"ustar", 257


def is_container(head: bytes | memoryview, path: bytes) -> bool:
    """Say if a file looks like something that :mod:`cf_secret_guard.containers` can open.

    Args:
        head: its first HEAD_BYTES or more; fewer only if there are no more.
        path: its name, for the formats without a magic number.

    Returns:
        True if it begins like one; whether it is one shows when it is opened.
    """
    # Ordinary files end here: this runs for every file of a tree, so its cost is that of these lines.
    if (
        head[_TAR_MAGIC_AT : _TAR_MAGIC_AT + 5] != _TAR_MAGIC
        and (not head or (head[0] not in _MAGIC and head[0] not in _PREFIXES))
        and not path.endswith((b".tar", b".lzma"))
    ):
        return False
    return identify(bytes(head[:HEAD_BYTES]), path) is not None


def identify(head: bytes, path: bytes) -> str | None:
    """Tell the format by the first bytes; by the name only where a format has no magic number.

    Returns:
        A key of :data:`cf_secret_guard.containers.registry.FORMATS`; None for anything else.
    """
    for magic, name in _MAGIC.get(head[0], ()) if head else ():
        if head.startswith(magic) and (name != "bzip2" or head[4:10] in BZIP2_BLOCKS):
            return name
    if head[_TAR_MAGIC_AT : _TAR_MAGIC_AT + 5] == _TAR_MAGIC:
        return "tar"
    if head.startswith(b"MZ") or (head.startswith(b"#!") and b"PK\x03\x04" in head):
        return "zip"
    return _by_name(head, path)


def _by_name(head: bytes, path: bytes) -> str | None:
    if path.endswith(b".tar") and len(head) == HEAD_BYTES:  # from before POSIX gave it a magic number
        return "tar"
    return "lzma" if path.endswith(b".lzma") and head.startswith(b"]\0\0") else None


class Limits(NamedTuple):
    """How far a blob is followed. Real files stay far below each; what goes beyond one is named in the report."""

    depth: int = 8
    """Containers inside each other. An image holds a gzip in a tar, a jar in that and a jar in the jar: five."""
    members: int = 500_000
    """Of one container. The largest images hold about as many files as the Linux sources ten times over."""
    all_members: int = 1_000_000
    """Of all containers in one blob."""
    unpacked: int = 16 * 1024**3
    """Bytes that come out of all containers in one blob, each layer counted: about a minute's work."""
    ratio: int = 200
    """Bytes unpacked for each byte of the blob. Logs compress 10 to 100 times; a bomb 1,000 times and more."""
    ratio_from: int = 64 * 1024**2
    """Bytes unpacked before the ratio counts: a small log of one repeated line is no bomb."""
    memory: int = 136 * 1024**2
    """Bytes for the window of one xz or zstd stream; ``zstd --ultra -22`` needs 128 MiB of it, ``xz -9`` half of that.
    One inside another gets a quarter of what the outer one may take, so that all together stay below 300 MB."""
    name: int = 1024
    """Bytes of a member's name that are shown and looked at."""


class ContainerError(GuardError):
    """A container could not be read any further: damaged, encrypted, or of an unsupported method."""


class NotAContainerError(Exception):
    """It only looked like one: nothing in it can be read as the format. It was scanned as it is."""


class LimitError(GuardError):
    """One of the :class:`Limits` is reached."""


class Member(NamedTuple):
    """One file inside a container."""

    name: bytes
    """As the container spells it, with ``/``; empty: the container has no names, and holds one thing only."""
    read: Callable[[int], bytes]
    """Returns 1 to n further bytes, ``b""`` at the end; valid until the next member is asked for.

    Raises:
        ContainerError: it goes no further; the members behind it may.
    """
    is_plain: bool = False
    """What it gives stands in the container as it is, and nothing else is read from there to give it."""


class Unread(NamedTuple):
    """A member, or a part of a container, that cannot be read."""

    name: bytes
    """As of :class:`Member`."""
    reason: str
    next_step: str


class Stream(Protocol):
    """What a container is read from."""

    def read(self, count: int, /) -> bytes:
        """Return 1 to ``count`` further bytes, ``b""`` at the end."""

    def seek(self, offset: int, whence: int = 0, /) -> int:
        """Go to another place, as files do; only what a format that seeks is given can."""


class Allowance(NamedTuple):
    """What reading one container may cost."""

    memory: int
    """Bytes that a decompressor's window may take."""
    spend: Callable[[int], None]
    """Told how many bytes came out of a decompressor, where a member's reader does not give them; raises LimitError."""


class Format(Protocol):
    """One format."""

    @property
    def via(self) -> str:
        """Its name in ``decoded_via``."""

    @property
    def seeks(self) -> bool:
        """Whether it must be able to go back; a stream that cannot is copied first."""

    @property
    def is_hungry(self) -> bool:
        """Whether reading it may take all of the memory that it is allowed."""

    def members(self, stream: Stream, path: bytes, allowed: Allowance) -> Iterator[Member | Unread]:
        """Yield the members in the order in which they can be read.

        Args:
            stream: the container; at its beginning. ``seek`` only if the format says that it seeks.
            path: the container's own name.
            allowed: what that may cost.

        Raises:
            NotAContainerError: it is none.
            ContainerError: it cannot be read any further.
        """


class Take(Protocol):
    """Takes the bytes of one thing, in order."""

    def push(self, data: bytes) -> None:
        """Take the next bytes."""

    def finish(self) -> None:
        """There are no more."""


class Visitor(Protocol):
    """What is told of everything that comes out of a container."""

    def begin(self, name: bytes, via: tuple[str, ...], *, opened: bool) -> Take:
        """Take a member.

        Args:
            name: where it stands in the outermost container: ``inner/.env``, ``layer.tar!etc/key``.
            via: containers that were opened to get to it, outermost first.
            opened: it looks like a container itself, and what is in it follows.
        """

    def skip(self, name: bytes, reason: str, next_step: str) -> None:
        """Take a note on what could not be looked at; an empty name means the outermost container."""
