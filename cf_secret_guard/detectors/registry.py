"""All detectors, in the order in which they settle overlaps of equal confidence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cf_secret_guard.detectors.access import AccessDetector
from cf_secret_guard.detectors.deploy_hook import DeployHookDetector
from cf_secret_guard.detectors.fragments import FragmentDetector
from cf_secret_guard.detectors.legacy_key import LegacyKeyDetector
from cf_secret_guard.detectors.legacy_token import LegacyTokenDetector
from cf_secret_guard.detectors.oauth import OAuthDetector
from cf_secret_guard.detectors.origin_ca import OriginCaDetector
from cf_secret_guard.detectors.origin_cert import OriginCertDetector
from cf_secret_guard.detectors.prefixed import PrefixedDetector
from cf_secret_guard.detectors.r2 import R2Detector
from cf_secret_guard.detectors.tunnel import TunnelDetector
from cf_secret_guard.detectors.turnstile import TurnstileDetector

if TYPE_CHECKING:
    from cf_secret_guard.detectors.base import Detector

DETECTORS: tuple[Detector, ...] = (
    PrefixedDetector(),
    TunnelDetector(),
    OriginCertDetector(),
    OriginCaDetector(),
    OAuthDetector(),
    AccessDetector(),
    R2Detector(),
    TurnstileDetector(),
    DeployHookDetector(),
    FragmentDetector(),
    LegacyTokenDetector(),
    LegacyKeyDetector(),
)
