"""Is a string random enough to be a credential, or is it a placeholder, a slug, a hash of something else?

Bounds are chosen so that a random value fails any one test with a probability below one in a thousand.
"""

from __future__ import annotations

import re
from itertools import pairwise

from cf_secret_guard.detectors.samples import is_documented

_PLACEHOLDER = re.compile(
    r"(?i)x{4}|your|example|placehold|change.?me|replace|insert|dummy|redact|sample|token|secret|apikey|api_key|"
    r"password|cloudfl|todo|goes.?here|enter|0{6}|1234567|abcdefg|deadbeef|cafebabe|qwerty|lorem"
)
_WORDY = re.compile(r"[a-z]{4,}|[A-Z]{4,}|[A-Z][a-z]{3,}")
_OTHER_VENDORS = re.compile(
    r"(?:gh[pousr]_|github_pat_|glpat-|npm_|sk-|sk_|pk_|rk_|xox[abprs]-|hf_|dop_v1_|AKIA|ASIA|AIza|SG\.|EAA[A-Za-z]|"
    r"shp[a-z]{2}_|dckr_pat_|lin_api_|figd_|tskey-|pypi-|whsec_|ya29|hvs\.|r8_|vercel_|nfp_|sbp_|gsk_|xai-|pplx-|"
    r"sntry[su]_|glsa_|ph[cx]_|rnd_|fo1_|ATATT|dapi|GOCSPX-|key-|pat-|eyJ|sha\d{1,3}-|dp\.|0x[0-9a-fA-F]{10}|AQICAH|"
    r"ops_|sq0|mailgun|fig|cf(?:ut|at|k|ast|oat|ort)_)"
)
_LEAST_COUNTED = 8
_MOST_SEPARATORS = 7
"""Of ``-`` and ``_`` in 40 characters: a random value has one or two, a slug one behind each word."""
_DIGIT, _UPPER, _LOWER, _OTHER = range(4)


def is_placeholder(value: str) -> bool:
    """True for documentation examples, dummy words, repetition and counting.

    Args:
        value: the candidate, without quotes.
    """
    if is_documented(value) or _PLACEHOLDER.search(value):
        return True
    low = value.lower()
    return _is_periodic(low) or _counts(low) or len(set(low)) < min(10, len(low) // 4)


def _is_periodic(low: str) -> bool:
    """``a1b2c3d4a1b2c3d4...``: the value repeats itself with a period of at most 16."""
    return any(low[period:] == low[:-period] for period in range(1, min(16, len(low) // 2) + 1))


def _counts(low: str) -> bool:
    """A third of the value or more is counting up or down: ``0123456789abcdef``, ``aBcDeF...``."""
    counted = run = step = 0
    for before, after in pairwise(map(ord, low)):
        here = after - before
        if here == step and here in {1, -1}:
            run += 1
            counted += 4 if run == 3 else (run > 3)  # noqa: PLR2004 - three steps of one kind: four characters count
        else:
            step, run = here, int(here in {1, -1})
    return counted >= max(_LEAST_COUNTED, len(low) // 3)


def is_random_token(value: str, *, named: bool = False) -> bool:
    """True if 20 or more characters of ``[A-Za-z0-9_-]`` look drawn at random: not a slug, name, path or hash.

    A random value of 40 characters mixes both cases and digits, and changes between them every second character;
    identifiers and slugs keep words together.

    Args:
        value: the candidate.
        named: True if its name says that it is a credential: then only clear words speak against it.
    """
    classes = [_class(char) for char in value]
    scale = len(value) / 40
    if min(classes.count(_UPPER), classes.count(_LOWER)) < 4 * scale or (_DIGIT not in classes and not named):
        return False
    if classes.count(_OTHER) >= _MOST_SEPARATORS * scale:
        return False
    changes = sum(a != b for a, b in pairwise(classes))
    wordy = sum(len(word) for word in _WORDY.findall(value))
    least, most = (11, 30) if named else (14, 24)
    return changes >= least * scale and wordy <= most * scale and not is_placeholder(value)


def _class(char: str) -> int:
    if char.isdigit():
        return _DIGIT
    if char.isupper():
        return _UPPER
    return _LOWER if char.islower() else _OTHER


def is_random_hex(value: str) -> bool:
    """True if lowercase hex looks drawn at random."""
    digits = sum(c.isdigit() for c in value)
    letters = len(value) - digits
    enough = len(value) // 8
    return digits >= enough and letters >= enough // 2 and not is_placeholder(value)


def is_other_vendors(value: str) -> bool:
    """True if the value carries the prefix of another vendor's credential, or of a hash."""
    return _OTHER_VENDORS.match(value) is not None
