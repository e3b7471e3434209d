"""PDF documents to open."""

from __future__ import annotations

import zlib


def pdf(*objects: bytes) -> bytes:
    """Put objects into a document, numbered from 1."""
    parts = [b"%d 0 obj\n%s\nendobj\n" % (number, content) for number, content in enumerate(objects, 1)]
    return b"%PDF-1.7\n" + b"".join(parts) + b"trailer\n<</Root 1 0 R>>\n%%EOF\n"


def shown(content: bytes, dictionary: bytes = b"") -> bytes:
    """Make a stream, packed."""
    packed = zlib.compress(content)
    return b"<<%s/Filter /FlateDecode/Length %d>>\nstream\n%s\nendstream" % (dictionary, len(packed), packed)


def plainly(content: bytes, dictionary: bytes = b"") -> bytes:
    """Make a stream that is not packed, and whose length stands elsewhere."""
    return b"<<%s/Length 99 0 R>>\nstream\n%s\nendstream" % (dictionary, content)
