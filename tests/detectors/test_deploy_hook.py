from __future__ import annotations

import pytest

from cf_secret_guard.detectors.deploy_hook import DeployHookDetector
from cf_secret_guard.model import Checksum, Confidence, Kind
from tests import tokens
from tests.detectors.planting import Text, found, matches, named, plant, spans
from tests.detectors.syntaxes import PROSE, SYNTAXES

DETECTOR = DeployHookDetector()
VALUE = tokens.uuid("hook")
PAGES = "https://api.cloudflare.com/client/v4/pages/webhooks/deploy_hooks/"
WORKERS = "https://api.cloudflare.com/client/v4/workers/builds/deploy_hooks/"

HITS = {
    "a Pages hook": PAGES + "{}\n",
    "a Workers hook": WORKERS + "{}\n",
    "the FedRAMP host": PAGES.replace("api.", "api.fed.") + "{}\n",
    "curl": f"curl -X POST -d '' \"{PAGES}{{}}\"\n",
    "a query behind": PAGES + "{}?branch=main\n",
    "a slash behind": PAGES + "{}/\n",
    "a full stop behind": f"POST to {PAGES}{{}}.\n",
    "no scheme": PAGES.removeprefix("https://") + "{}\n",
    "a Markdown link": f"[build]({PAGES}{{}})\n",
    "escaped slashes": '{"url": "' + PAGES.replace("/", "\\/") + '{}"}\n',
    "a host in capitals": PAGES.replace("api.cloudflare.com", "API.Cloudflare.com") + "{}\n",
}
NEAR_MISSES = {
    "noughts": PAGES + "00000000-0000-0000-0000-000000000000",
    "x": PAGES + "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx",
    "a placeholder": PAGES + "<your-hook-id>",
    "a variable": PAGES + "${HOOK_ID}",
    "a cut UUID": PAGES + VALUE[:-1],
    "a longer UUID": PAGES + VALUE + "-12",
    "another host": PAGES.replace("cloudflare.com", "example.com") + VALUE,
    "another endpoint": f"https://api.cloudflare.com/client/v4/zones/{VALUE}",
    "a project's list of hooks": f"https://api.cloudflare.com/client/v4/accounts/{VALUE}/pages/projects/x/deploy_hooks",
    "a UUID alone": VALUE,
}


@pytest.mark.parametrize("template", HITS.values(), ids=HITS)
def test_a_hook_is_found_in(template: str) -> None:
    assert found(plant(template, VALUE)) == [(Kind.DEPLOY_HOOK, Confidence.HIGH, VALUE)]


@pytest.mark.parametrize("row", [*SYNTAXES.values(), *PROSE.values()], ids=[*SYNTAXES, *PROSE])
def test_a_hook_needs_no_context_in(row: Text) -> None:
    content = plant(named(row.template, ("some", "thing")), PAGES + VALUE)
    assert found(content, row.path) == [(Kind.DEPLOY_HOOK, Confidence.HIGH, VALUE)]


@pytest.mark.parametrize("content", NEAR_MISSES.values(), ids=NEAR_MISSES)
def test_a_near_miss_is_not_reported(content: str) -> None:
    assert matches(DETECTOR, f"curl -X POST {content}\n") == []


def test_only_the_uuid_is_the_secret() -> None:
    content = f"curl {PAGES}{VALUE}\n"
    [match] = matches(DETECTOR, content)
    assert match.secret.reveal() == VALUE
    assert match.checksum is Checksum.NONE
    assert match.evidence == ("a deploy hook's URL: it needs no other credential",)
    assert spans(DETECTOR, content) == [VALUE]
