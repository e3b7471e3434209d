"""Origin CA keys ("user service keys"): ``v1.0-``, 24 hex digits, ``-``, 146 hex digits.

Cloudflare ended them on 2026-09-30
(https://developers.cloudflare.com/changelog/post/2026-03-19-service-key-authentication-deprecation/); certificates
that were issued with a leaked key stay valid until they are revoked, so a find still matters.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from cf_secret_guard.detectors.plausible import is_placeholder
from cf_secret_guard.model import Checksum, Confidence, Kind, Match
from cf_secret_guard.secret import Secret

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cf_secret_guard.detectors.base import Subject

_KEY = re.compile(r"v1\.0-[0-9a-f]{24}-[0-9a-f]{146}(?![0-9a-f])")


class OriginCaDetector:
    """Origin CA keys, by their unique shape."""

    id = "origin-ca"
    kinds = (Kind.ORIGIN_CA_KEY,)

    def find(self, subject: Subject) -> Iterator[Match]:
        """Yield each key that is not a documentation example."""
        for hit in _KEY.finditer(subject.text) if "v1.0-" in subject.text else ():
            if is_placeholder(hit[0]):
                continue
            reasons = ("v1.0- with 24 and 146 hex digits, as Origin CA keys are",)
            yield Match(
                Kind.ORIGIN_CA_KEY, hit.start(), hit.end(), Secret(hit[0]), Confidence.HIGH, Checksum.NONE, reasons
            )
