"""The configuration as frozen values."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from cf_secret_guard.model import Confidence
from cf_secret_guard.prefilter.base import Literals

if TYPE_CHECKING:
    from cf_secret_guard.config.gitignore import Pattern

_LEAST_BASE64 = 5
"""Characters of a keyword whose base64 is looked for: 6 characters or more of it are determined."""


class IgnoredSecret(NamedTuple):
    """A secret that does not count, wherever it stands."""

    fingerprint: str
    reason: str
    where: str
    """File and line."""


class DetectorSpec(NamedTuple):
    """A detector of the user's own, checked: its pattern compiles and its group exists."""

    id: str
    pattern: str
    keywords: tuple[str, ...]
    secret_group: int | str = 0
    description: str = ""
    confidence: Confidence = Confidence.MEDIUM
    paths: tuple[Pattern, ...] = ()
    """Where it looks; empty: everywhere."""
    min_entropy: float = 0.0
    """Bits a character."""


class Config(NamedTuple):
    """What the files say; None where they say nothing."""

    min_confidence: Confidence | None = None
    decode: bool | None = None
    archives: bool | None = None
    max_file_size: int | None = None
    """Bytes."""
    baseline: str | None = None
    """From the root, with ``/``."""
    ignored_paths: tuple[Pattern, ...] = ()
    """Of the configuration, then of the ignore file; the last that matches decides."""
    ignored_secrets: tuple[IgnoredSecret, ...] = ()
    detectors: tuple[DetectorSpec, ...] = ()
    names: tuple[str, ...] = ()
    """Files that it was read from, for ``doctor`` and ``-v``."""

    def literals(self) -> Literals | None:
        """What the prefilter must look for on top, so that custom detectors see their files; None: nothing.

        Keywords in any case, also in UTF-16 and UTF-32; as they are written also behind base64, if they are long
        enough to be rare there.
        """
        if not self.detectors:
            return None
        from cf_secret_guard.prefilter.forms import base64_forms, wide_forms

        words = {word.encode("ascii") for spec in self.detectors for word in spec.keywords}
        caseless = {form for word in words for form in (word.lower(), *wide_forms(word.lower()))}
        exact = {form for word in words if len(word) >= _LEAST_BASE64 for form in base64_forms(word)}
        return Literals(tuple(sorted(exact)), tuple(sorted(caseless)))
