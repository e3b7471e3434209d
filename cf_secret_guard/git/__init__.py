"""Everything that runs git; nothing outside of this package does."""

from cf_secret_guard.git.repository import MINIMUM_VERSION, Repository, version

__all__ = ["MINIMUM_VERSION", "Repository", "version"]
