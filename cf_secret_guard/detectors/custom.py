"""Detectors of the user's own, from the configuration: a pattern, keywords, and a limit on its time."""

from __future__ import annotations

import math
from collections import Counter
from time import monotonic
from typing import TYPE_CHECKING

from cf_secret_guard.config.gitignore import Rules
from cf_secret_guard.config.pattern import compile_pattern
from cf_secret_guard.errors import IncompleteError
from cf_secret_guard.model import Checksum, Match
from cf_secret_guard.secret import Secret

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cf_secret_guard.config.base import DetectorSpec
    from cf_secret_guard.detectors.base import Subject

TIMEOUT = 2.0
"""Seconds for one view."""
MAX_TIMEOUTS = 5
"""After so many in one run, a detector gives up at once: else a slow pattern would cost TIMEOUT for every file."""


_LEAST = 1e-6
"""Seconds: a timeout of 0 would be none."""


class DetectorTimeoutError(IncompleteError):
    """A custom detector did not finish: what it was given is not fully scanned."""


class CustomDetector:
    """One detector of the configuration. Threads may share it.

    Args:
        spec: what the configuration says of it.
    """

    def __init__(self, spec: DetectorSpec) -> None:
        self.id = spec.id
        self.kinds = (spec.id,)
        self._spec = spec
        self._pattern = compile_pattern(spec.pattern, spec.secret_group)
        self._keywords = tuple(word.lower() for word in spec.keywords)
        self._paths = Rules(spec.paths)
        self._evidence = (f"matches the detector {spec.id} of the configuration", *filter(None, [spec.description]))
        self._timeouts = 0

    def find(self, subject: Subject) -> Iterator[Match]:
        """Yield matches in a view.

        Raises:
            DetectorTimeoutError: the pattern takes too long on this text; matches up to there were yielded.
        """
        lowered = subject.text.lower()
        if not any(word in lowered for word in self._keywords):
            return
        if self._paths and self._paths.deciding(subject.path.encode("utf-8", "surrogateescape")) is None:
            return
        for start, end in self._spans(subject.text):
            value = subject.text[start:end]
            if not value or entropy(value) < self._spec.min_entropy:
                continue
            secret, confidence = Secret(value), self._spec.confidence
            yield Match(self.id, start, end, secret, confidence, Checksum.NONE, self._evidence)

    def _spans(self, text: str) -> Iterator[tuple[int, int]]:
        """Where the secrets stand. The time that the caller takes between two of them does not count."""
        if self._timeouts >= MAX_TIMEOUTS:
            raise self._too_slow()
        left = TIMEOUT
        at = 0
        while at <= len(text):
            begun = monotonic()
            try:
                # concurrent: the other threads go on while it searches
                hit = self._pattern.search(text, at, timeout=left, concurrent=True)
            except TimeoutError:
                self._timeouts += 1
                raise self._too_slow() from None
            left = max(left - (monotonic() - begun), _LEAST)
            if hit is None:
                return
            yield hit.span(self._spec.secret_group)
            at = max(hit.end(), hit.start() + 1)

    def _too_slow(self) -> DetectorTimeoutError:
        message = f"The detector {self.id!r} of the configuration took more than {TIMEOUT:g} seconds"
        return DetectorTimeoutError(message, "Make its pattern more specific, with possessive or bounded repetitions.")


def entropy(text: str) -> float:
    """Shannon entropy of ``text``, in bits a character."""
    return -sum(count / len(text) * math.log2(count / len(text)) for count in Counter(text).values())
