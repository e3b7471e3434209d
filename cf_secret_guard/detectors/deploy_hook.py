"""Deploy hooks of Pages and Workers Builds: whoever has the URL can start a build.

Sources: https://developers.cloudflare.com/pages/configuration/deploy-hooks/ and the Workers Builds changelog of
2026-04-01.
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

_HOOK = re.compile(
    r"(?i)api\.(?:fed\.)?cloudflare\.com/client/v4/(?:pages/webhooks|workers/builds)/deploy_hooks/"
    r"([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})(?![0-9a-f-])"
)


class DeployHookDetector:
    """Deploy-hook URLs; the UUID at their end is the secret."""

    id = "deploy-hook"
    kinds = (Kind.DEPLOY_HOOK,)

    def find(self, subject: Subject) -> Iterator[Match]:
        """Yield each hook whose UUID is not a dummy."""
        for hit in _HOOK.finditer(subject.text) if "_hooks/" in subject.text else ():
            if is_placeholder(hit[1].replace("-", "")):
                continue
            reasons = ("a deploy hook's URL: it needs no other credential",)
            yield Match(
                Kind.DEPLOY_HOOK, hit.start(1), hit.end(1), Secret(hit[1]), Confidence.HIGH, Checksum.NONE, reasons
            )
