from __future__ import annotations

import pytest

from cf_secret_guard.detectors.landscape import Landscape
from cf_secret_guard.detectors.place import Place
from cf_secret_guard.detectors.veto import veto

MARK = "@VALUE@"


def refused(text: str) -> str:
    """Why the value of its nearest name is refused; the first name decides here, as it does without a better one."""
    start = text.index(MARK)
    place = Place(Landscape(text, ""), start, start + len(MARK))
    return veto(place, place, place.keys[0] if place.keys else None)


REFUSED = {
    "a hash": ("sha256: @VALUE@", "stands as a hash or a revision"),
    "a nonce": ("'nonce-@VALUE@'", "stands as a hash or a revision"),
    "a pin": ("uses: x/y@@VALUE@", "stands as a hash or a revision"),
    "a commit's page": ("see /x/y/tree/@VALUE@", "part of a URL's path"),
    "a URL's path": ("https://h.example/a/b/@VALUE@", "part of a URL's path"),
    "SOPS": ("token: ENC[AES256_GCM,data:@VALUE@", "encrypted"),
    "ansible's vault": ("$ANSIBLE_VAULT;1.1 @VALUE@", "encrypted"),
    "a sealed secret": ("sealedToken: @VALUE@", "encrypted"),
    "a hidden field": ("<input type=hidden name=token value=@VALUE@>", "a hidden field of a form"),
    "another vendor": ("github_token = @VALUE@", "named for another vendor or purpose"),
    "an application's own secret": ("session_secret = @VALUE@", "named for another vendor or purpose"),
    "an id": ("zone_id = @VALUE@", "named as something public"),
    "Cloudflare's id": ("CLOUDFLARE_ZONE_ID = @VALUE@", "named as something public"),
    "another's CF": ("curseforge\nCF_API_KEY = @VALUE@", "CF is another vendor's abbreviation here"),
    "another provider": ("provider: fastly\ntoken: @VALUE@", "belongs to fastly"),
    "somebody else's API": (
        "curl https://api.stranger.net/v1 -H 'Authorization: Bearer @VALUE@'",
        "sent to another host",
    ),
}
ALLOWED = {
    "Cloudflare's token": "CLOUDFLARE_API_TOKEN = @VALUE@",
    "a plain token": "token = @VALUE@",
    "no name": "@VALUE@",
    "Cloudflare's token behind the word hash": "# hash CLOUDFLARE_API_TOKEN=@VALUE@",
    "CF where Cloudflare is named": "cloudflare, not curseforge\nCF_API_KEY = @VALUE@",
    "Cloudflare's API": "curl https://api.cloudflare.com/client/v4 -H 'Authorization: Bearer @VALUE@'",
    "a worker's own API": "curl https://x.workers.dev -H 'Authorization: Bearer @VALUE@'",
    "a URL's query": "https://h.example/a?token=@VALUE@",
    "Workers AI": "https://api.cloudflare.com/client/v4/accounts/1/ai/v1\nOPENAI_API_KEY = @VALUE@",
    "Cloudflare as the provider": "provider: cloudflare\ntoken: @VALUE@",
}


@pytest.mark.parametrize(("text", "reason"), REFUSED.values(), ids=REFUSED)
def test_a_value_is_refused_as(text: str, reason: str) -> None:
    assert refused(text) == reason


@pytest.mark.parametrize("text", ALLOWED.values(), ids=ALLOWED)
def test_nothing_speaks_against(text: str) -> None:
    assert refused(text) == ""
