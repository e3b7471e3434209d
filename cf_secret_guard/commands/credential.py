"""What ``verify`` and ``revoke`` share: getting hold of the secret, responding, printing what came of it."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from cf_secret_guard.commands import response
from cf_secret_guard.errors import IncompleteError
from cf_secret_guard.report.base import Appearance, renderer
from cf_secret_guard.respond import given
from cf_secret_guard.terminal import emit, is_colored, is_terminal

if TYPE_CHECKING:
    from cf_secret_guard.git import Repository
    from cf_secret_guard.model import Report
    from cf_secret_guard.settings import CredentialSettings

_PROMPT = "Secret (is not shown): "


def respond(settings: CredentialSettings) -> Report:
    """Read the credential and do what is wished about it; print the report.

    Raises:
        GuardError: it could not be read, or the wishes cannot be fulfilled.
    """
    # What was typed or piped in stands in no repository, whatever directory this runs in.
    repository = _repository() if settings.from_report is not None else None
    response.check(settings.response, lambda: repository)
    report = response.respond(_report(settings, repository), settings.response, repository)
    color = settings.format == "text" and is_colored(settings.color, sys.stdout, os.environ)
    emit(renderer(settings.format)(report, Appearance(color=color)))
    return report


def _report(settings: CredentialSettings, repository: Repository | None) -> Report:
    if settings.from_report is not None:
        from cf_secret_guard.respond import reread

        return reread.report_of(settings.from_report, settings.fingerprint, repository)
    return given.report_of(secret_input(), settings.kind, settings.account_ids)


def secret_input() -> bytes:
    """Read the secret: unseen from a terminal, else all of standard input.

    Raises:
        IncompleteError: standard input is closed or cannot be read, or the terminal would show what is typed.
    """
    if sys.stdin is None:
        raise IncompleteError("Standard input is closed", "Pipe the secret in, or run this in a terminal.")
    if is_terminal(sys.stdin):
        return _typed()
    try:
        return sys.stdin.buffer.read(given.LARGEST + 1)
    except OSError as error:
        raise IncompleteError(f"Standard input cannot be read: {error.strerror}", "Pipe the secret in.") from None


def _typed() -> bytes:
    import warnings
    from getpass import GetPassWarning, getpass

    with warnings.catch_warnings():
        warnings.simplefilter("error", GetPassWarning)
        try:
            return getpass(_PROMPT).encode("utf-8", "surrogateescape")
        except GetPassWarning:
            step = "Pipe the secret in instead."
            raise IncompleteError("This terminal would show what is typed", step) from None
        except EOFError:
            return b""


def _repository() -> Repository | None:
    from cf_secret_guard.git import Repository

    return Repository.discover(None)
