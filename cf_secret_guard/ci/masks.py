"""What a runner is asked to hide from its log: every value that was found, in each form that a later step may print.

The runner hides what it was told behind ``***`` in everything that this job prints from then on, and knows some forms
of it by itself. Its commands are the only place where a value leaves :class:`~cf_secret_guard.secret.Secret` for an
output, and only a runner is told: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
"""

from __future__ import annotations

import json
from base64 import b64encode
from hashlib import sha256
from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cf_secret_guard.model import Report
    from cf_secret_guard.secret import Secret

_SHORTEST = 8
"""Characters; what is shorter stands in too much that is no secret."""
_ADDRESSES = str.maketrans("+/", "-_")


def secrets_of(report: Report) -> list[Secret]:
    """List all that a scan came upon, what does not count included, each once."""
    ignored = (item.finding.secret for item in report.scan.ignored)
    return list(dict.fromkeys([*(finding.secret for finding in report.findings), *ignored, *report.secrets]))


def forms(secrets: Iterable[Secret]) -> list[str]:
    """List what is to be hidden, each once, none with a line break in it.

    Args:
        secrets: the values.

    Returns:
        Each value line by line, as base64 at every offset, as hex digits, escaped for JSON and for addresses; and its
        SHA-256, which of an API token is an R2 secret access key.
    """
    found = (form for secret in secrets for form in _forms(secret.reveal()))
    return list(dict.fromkeys(form for form in found if len(form) >= _SHORTEST and not form.startswith("-----")))


def _forms(value: str) -> Iterator[str]:
    yield from (line.strip() for line in value.splitlines())
    yield json.dumps(value)[1:-1]
    data = value.encode("utf-8", "surrogatepass")
    yield quote(data, safe="")
    yield data.hex()
    yield sha256(data).hexdigest()
    for shift in range(3):
        encoded = _core(data, shift)
        yield encoded
        yield encoded.translate(_ADDRESSES)


def _core(data: bytes, shift: int) -> str:
    """Return the characters of base64 that ``data`` alone decides, if ``shift`` bytes stand in front of it."""
    text = b64encode(bytes(shift) + data).decode("ascii")
    return text[(shift * 8 + 5) // 6 : (shift + len(data)) * 8 // 6]
