"""The formats that are opened: each module is loaded when the first of its kind turns up."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from cf_secret_guard.containers.base import Format

FORMATS = {
    "7z": "cf_secret_guard.containers.sevenzip:SEVEN_ZIP",
    "ar": "cf_secret_guard.containers.ar:AR",
    "bzip2": "cf_secret_guard.containers.compressed:BZIP2",
    "gzip": "cf_secret_guard.containers.compressed:GZIP",
    "lzma": "cf_secret_guard.containers.compressed:LZMA",
    "pdf": "cf_secret_guard.containers.pdf:PDF",
    "tar": "cf_secret_guard.containers.tar:TAR",
    "xz": "cf_secret_guard.containers.compressed:XZ",
    "zip": "cf_secret_guard.containers.zip:ZIP",
    "zstd": "cf_secret_guard.containers.compressed:ZSTD",
}
"""By the names that :func:`cf_secret_guard.containers.base.identify` gives."""


def load(name: str) -> Format:
    """Return a format.

    Args:
        name: a key of FORMATS.
    """
    module, _, attribute = FORMATS[name].partition(":")
    return cast("Format", getattr(import_module(module), attribute))
