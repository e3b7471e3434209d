"""What people wrote into commits and tags: messages, and headers such as names, which git objects hold beside ids.

What is read here is what ``git cat-file commit ID`` and ``git cat-file tag ID`` print. No path is theirs: a message is
reported at ``<commit message>`` or ``<tag NAME>``, headers at ``<commit header>`` or ``<tag header>``.
"""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, NamedTuple

from cf_secret_guard.prefilter.literals import path_triggers
from cf_secret_guard.sources.base import WINDOW_BYTES, Window
from cf_secret_guard.sources.windows import take, windows

if TYPE_CHECKING:
    from collections.abc import Callable

    from cf_secret_guard.prefilter.base import Prefilter
    from cf_secret_guard.sources.base import Sink

COMMIT_MESSAGE, COMMIT_HEADER, TAG_HEADER = b"<commit message>", b"<commit header>", b"<tag header>"
# Ids and signatures: nothing that anybody wrote, and 40 characters of either look like a key.
_IDS = (b"tree ", b"parent ", b"object ", b"gpgsig ", b"gpgsig-sha256 ")
_END = b"\n\n"
"""Ends the headers."""
_DIGITS = 18
"""More make no date."""


class Facts(NamedTuple):
    """What the headers of a commit or an annotated tag say."""

    kind: str
    """``commit`` or ``tag``."""
    time: int | None
    """The committer's or tagger's date, seconds since the epoch, as it claims it; None if it claims none."""
    parents: tuple[str, ...]
    """Ids of the parents as the commit names them, whether they are in this repository or not."""
    target: str
    """Id of what a tag stands for; empty for a commit."""
    name: bytes
    """A tag's own name; empty for a commit."""


def facts(head: bytes) -> Facts:
    """Read the headers of a raw commit or tag object.

    Args:
        head: its beginning; what is malformed counts as absent.
    """
    values: dict[bytes, list[bytes]] = {}
    for line in head.partition(_END)[0].split(b"\n"):
        key, _, value = line.partition(b" ")
        values.setdefault(key, []).append(value)

    def first(key: bytes) -> bytes:
        return values.get(key, [b""])[0]

    is_tag = head.startswith(b"object ")
    stamp = first(b"tagger" if is_tag else b"committer").rpartition(b" ")[0].rpartition(b" ")[2]
    return Facts(
        "tag" if is_tag else "commit",
        int(stamp) if stamp.removeprefix(b"-").isdigit() and len(stamp) <= _DIGITS else None,
        () if is_tag else tuple(value.decode("ascii", "replace") for value in values.get(b"parent", ())),
        first(b"object").decode("ascii", "replace") if is_tag else "",
        first(b"tag") if is_tag else b"",
    )


def feed_texts(read: Callable[[int], bytes], oid: str, sieve: Prefilter, sink: Sink) -> int:
    """Look at the headers and the message of one commit or annotated tag.

    Lines of a message count from its own first line, those of headers from the object's.

    Args:
        read: returns 1 to n further bytes of the raw object, ``b""`` at the end. What it raises goes through.
        oid: its id, which becomes the windows' ``commit``.
        sieve: the prefilter.
        sink: gets the windows that trigger.

    Returns:
        The object's size in bytes.
    """
    head = take(read, WINDOW_BYTES)
    is_whole = len(head) < WINDOW_BYTES
    # Nearly always this is all: what triggers in a part triggers in the whole.
    if is_whole and not sieve.triggers(head):
        return len(head)
    known = facts(head)
    header, end, message = head.partition(_END)
    if not is_whole and not end:  # headers without an end: all of it counts, and it is not held at once
        header, message = b"", head
    beginning = BytesIO(message)
    texts = (
        (COMMIT_HEADER if known.kind == "commit" else TAG_HEADER, BytesIO(_written(header)).read),
        (
            COMMIT_MESSAGE if known.kind == "commit" else b"<tag " + known.name + b">",
            lambda limit: beginning.read(limit) or read(limit),
        ),
    )
    size = len(head) - len(message)
    for path, text in texts:
        for window in windows(text, path, None):
            last = window.offset + len(window.data)
            if sieve.triggers(window.data):
                sink.window(window._replace(commit=oid, commit_time=known.time))
    return size + last


def feed_ref_name(name: bytes, sink: Sink) -> None:
    """Look at the name of a branch, a tag or another ref, such as ``refs/heads/main``: it is pushed with the rest."""
    if path_triggers(name):
        sink.window(Window(b"<" + name + b">", None, b""))


def _written(header: bytes) -> bytes:
    """Empty the lines that hold ids and signatures; the others keep their numbers."""
    kept, dropping = [], False
    for line in header.split(b"\n"):
        # a line that begins with a space goes on with the header above it
        dropping = dropping if line.startswith(b" ") else line.startswith(_IDS)
        kept.append(b"" if dropping else line)
    return b"\n".join(kept)
