"""Everything that runs git; nothing outside of this package does."""

from cf_secret_guard.git.repository import Repository

__all__ = ["Repository"]
