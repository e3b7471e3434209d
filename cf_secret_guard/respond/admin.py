"""Administrator credentials: what revokes instead of the leaked token. Never anything from a repository.

Each is one API token; several may be given, because a user token manages one user and an account token one account.
"""

from __future__ import annotations

import os
import re
import stat
from typing import TYPE_CHECKING, NamedTuple

from cf_secret_guard.errors import UsageError
from cf_secret_guard.secret import Secret

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

VARIABLE = "CF_SECRET_GUARD_ADMIN_TOKEN"
FILE_VARIABLE = "CF_SECRET_GUARD_ADMIN_TOKEN_FILE"
DEPLOYS_WITH = ("CLOUDFLARE_API_TOKEN", "CF_API_TOKEN", "CLOUDFLARE_API_KEY", "CF_API_KEY")
"""Variables that hold what this job, or the next, deploys with."""

_LARGEST = 64 * 1024
_TOKEN = re.compile(r"[\x21-\x7e]{20,500}")
_STEP = f"Put one API token a line into {VARIABLE}, or into the file that {FILE_VARIABLE} names."


class Admin(NamedTuple):
    """One administrator credential."""

    number: int
    """1-based, in the order given: what messages call it until its public id is known."""
    secret: Secret
    source: str
    """The variable that it came from."""

    @property
    def label(self) -> str:
        """``administrator credential 2``."""
        return f"administrator credential {self.number}"


class Admins(NamedTuple):
    """Everything that the user gave."""

    credentials: tuple[Admin, ...]
    warnings: tuple[str, ...] = ()
    """What the user should know, each with the next step."""

    def holds(self, secret: Secret) -> Admin | None:
        """Return the administrator credential that ``secret`` is, or is the R2 secret of; None for any other."""
        found = [admin for admin in self.credentials if _is_same(admin.secret.reveal(), secret)]
        return found[0] if found else None


def load(environ: Mapping[str, str]) -> Admins:
    """Read the administrator credentials that the environment gives or names.

    Args:
        environ: usually ``os.environ``; never anything from a repository.

    Raises:
        UsageError: the file cannot be read, or a line is not an API token.
    """
    warnings: list[str] = []
    lines = [(line, VARIABLE) for line in environ.get(VARIABLE, "").split("\n")]
    path = environ.get(FILE_VARIABLE)
    if path:
        text = _read(path, warnings)
        lines += [(line, FILE_VARIABLE) for line in text.split("\n")]
    return Admins(tuple(_credentials(lines)), tuple(warnings))


def running_on(secret: Secret, environ: Mapping[str, str]) -> str | None:
    """Say which variable of the environment holds ``secret``, or the API token that an R2 secret is derived from.

    Args:
        secret: a leaked value.
        environ: looked at for what CI deploys with.

    Returns:
        The variable's name; None if there is none.
    """
    names = [name for name in DEPLOYS_WITH if environ.get(name) and _is_same(environ[name].strip(), secret)]
    return names[0] if names else None


def _is_same(value: str, secret: Secret) -> bool:
    """Compare with a credential and with its R2 secret; always both, so that the time tells nothing."""
    import hashlib

    derived = hashlib.sha256(value.encode("utf-8", "surrogateescape")).hexdigest()
    return bool(value) and (Secret(value) == secret) | (Secret(derived) == secret)


def _credentials(lines: Iterable[tuple[str, str]]) -> Iterator[Admin]:
    seen: set[Secret] = set()
    for number, (line, source) in enumerate(lines, 1):
        value = line.strip(" \t\r")
        if not value or value.startswith("#"):
            continue
        if not _TOKEN.fullmatch(value) or ":" in value or "@" in value:
            raise UsageError(f"Line {number} of the credentials in {source} is not an API token", _STEP)
        if value.startswith("cfk_"):
            raise UsageError(f"{source} holds a Global API Key, which can do far more than revoke", _STEP)
        secret = Secret(value)
        if secret not in seen:
            seen.add(secret)
            yield Admin(len(seen), secret, source)


def _read(path: str, warnings: list[str]) -> str:
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0)  # a FIFO must not block us
    try:
        descriptor = os.open(path, flags)
    except (OSError, ValueError) as error:
        why = (error.strerror if isinstance(error, OSError) else None) or "its name is not valid"
        raise UsageError(f"The file that {FILE_VARIABLE} names cannot be read: {why}", _STEP) from None
    try:
        mode = os.fstat(descriptor).st_mode
        data = os.read(descriptor, _LARGEST + 1) if stat.S_ISREG(mode) else None
    finally:
        os.close(descriptor)
    if data is None:
        raise UsageError(f"What {FILE_VARIABLE} names is not a regular file", _STEP)
    if os.name == "posix" and mode & (stat.S_IRWXG | stat.S_IRWXO):
        warnings.append(f"The file that {FILE_VARIABLE} names can be read by others. Run `chmod 600` on it.")
    if len(data) > _LARGEST:
        raise UsageError(f"The file that {FILE_VARIABLE} names is too large", _STEP)
    try:
        return data.decode("ascii")
    except UnicodeDecodeError:
        raise UsageError(f"The file that {FILE_VARIABLE} names holds more than ASCII", _STEP) from None
