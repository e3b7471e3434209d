"""What asking and acting need, made once a run from the environment; never from anything in a repository."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from cf_secret_guard.respond import admin
from cf_secret_guard.respond.journal import Journal, state_directory
from cf_secret_guard.respond.reach import Reach

if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import TracebackType


def now() -> str:
    """Return the time, RFC 3339, UTC, to the second."""
    from datetime import UTC, datetime

    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def check(environ: Mapping[str, str]) -> None:
    """Find out, before anything else is done, if the environment is right. Does not load the network.

    Raises:
        UsageError: the API base or the administrator credentials cannot be used.
    """
    from cf_secret_guard.cloudflare.address import api_base

    api_base(environ)
    admin.load(environ)


class Means:
    """The transport and everything that uses it. Use it as a context manager.

    Args:
        environ: usually ``os.environ``.

    Raises:
        UsageError: see :func:`check`.
    """

    def __init__(self, environ: Mapping[str, str]) -> None:
        from cf_secret_guard.cloudflare.address import api_base
        from cf_secret_guard.cloudflare.base import Bearer
        from cf_secret_guard.cloudflare.transport import Transport
        from cf_secret_guard.connection.pace import SPACING
        from cf_secret_guard.verify.live import LiveVerifier

        base = api_base(environ)
        self.environ = environ
        self.admins = admin.load(environ)
        # Plain http is taken for this machine only: what answers here is not Cloudflare, and need not be spared.
        self.transport = Transport(base, spacing=0 if base.startswith("http:") else SPACING)
        self.reach = Reach(self.transport, self.admins)
        self.verifier = LiveVerifier(self.transport, admin=[Bearer(one.secret) for one in self.admins.credentials])
        self.journal = Journal(state_directory(environ), now)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.transport.close()
