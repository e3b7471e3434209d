"""Text and addresses as SARIF writes them, made safe."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from cf_secret_guard.report.neutral import neutral
from cf_secret_guard.report.place import uri

if TYPE_CHECKING:
    from cf_secret_guard.report.json_text import Json
    from cf_secret_guard.report.sweep import Sweeper

ROOT = "%SRCROOT%"
"""The name of the directory that addresses are relative to; where it is on this machine is not said."""
_BRACKET = re.compile(r"(\\*)([\[\]])")


def message(text: str, sweeper: Sweeper) -> str:
    """Return ``text`` as a plain text message: brackets would be a link in it, braces a placeholder.

    https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html, 3.11.5 and 3.11.6.
    """
    shown = neutral(sweeper.clean(text)).replace("{", "{{").replace("}", "}}")
    return _BRACKET.sub(r"\1\1\\\2", shown)


def artifact(path: str, sweeper: Sweeper, *, is_file: bool = True) -> dict[str, Json]:
    """Point at a file. Where there is none, what stands for it (``<stdin>``) is the address, relative to nothing."""
    address: dict[str, Json] = {"uri": uri(sweeper.clean(path))}
    return address | ({"uriBaseId": ROOT} if is_file else {})
