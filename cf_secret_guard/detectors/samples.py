"""Values that Cloudflare prints as examples in its own documentation; scanners meet them everywhere.

Sources: https://developers.cloudflare.com/api/ and the test suites of Cloudflare's SDKs, which are generated from it;
https://developers.cloudflare.com/turnstile/troubleshooting/testing/ for the Turnstile test keys.
"""

from __future__ import annotations

DOCUMENTED = frozenset(
    {
        "Sn3lZJTBX6kkg7OdcBUAxOO963GEIyGQqnFTOFYY",
        "YQSn-xWAQiiEh9qM58wZNnyQS7FUdoqGIUAbrh7T",
        "8M7wS6hCpXVc-DoRnPPY_UCWPgy8aea4Wy6kCe5T",
        "144c9defac04969c7bfad8efaa8ea194",
        "c2547eb745079dac9320b638f5e225cf483cc5cfdda41",
        "1234567893feefc5f0q5000bfo0c38d90bbeb",
        "bdd31cbc4dec990953e39163fbbb194c93313ca9f0a6e420346af9d326b1d2a5",
    }
)
"""API tokens, keys and the Access client secret of the API reference."""

DOCUMENTED_STARTS = ("v1.0-144c9defac04969c7bfad8ef-631a41d003a32d25fe878081",)
"""Beginnings of longer examples (Origin CA keys)."""


def is_documented(value: str) -> bool:
    """True if ``value`` is one of Cloudflare's own documentation examples."""
    return value in DOCUMENTED or value.startswith(DOCUMENTED_STARTS)
