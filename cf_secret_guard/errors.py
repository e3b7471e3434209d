"""Errors of the package: each says what failed and what the reader can do next.

``cli.main`` is the only place that turns them into exit codes.
"""

from __future__ import annotations


class GuardError(Exception):
    """Base of every error that this package raises on purpose.

    Args:
        message: what failed, as one sentence without a final full stop and without any secret.
        next_step: what the reader can do about it, as an imperative sentence; empty if nothing helps.
    """

    def __init__(self, message: str, next_step: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.next_step = next_step

    def __str__(self) -> str:
        return f"{self.message}. {self.next_step}" if self.next_step else self.message


class UsageError(GuardError):
    """The command line asks for something that makes no sense (exit code 2)."""


class ConfigError(GuardError):
    """A configuration file, ignore comment or baseline is not valid (exit code 2)."""


class IncompleteError(GuardError):
    """Something that was asked for could not be scanned (exit code 3)."""


class GitError(IncompleteError):
    """git could not be run or did not answer as asked (exit code 3)."""
