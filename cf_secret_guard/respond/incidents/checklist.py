"""What is left to do, fitted to the kind and to what is known, the most urgent first."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING, NamedTuple

from cf_secret_guard.catalog import entry
from cf_secret_guard.model import Kind
from cf_secret_guard.report.markdown_text import code, prose
from cf_secret_guard.respond.incidents import assess
from cf_secret_guard.respond.incidents.markdown import moment
from cf_secret_guard.verify.base import Status

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cf_secret_guard.respond.incidents.values import SecretRow, State

AUDIT_LOG = "https://dash.cloudflare.com/?to=/:account/audit-log"
_MOST_PATHS = 20
_MOST_NAMED, _LONGEST_PATH = 3, 200

_ACCOUNT = (
    "API tokens, members and Access policies that nobody of yours made, "
    "and changed DNS records, Workers, routes and tunnels"
)
_LOOK_FOR: dict[str, str] = {  # total over Kind: tests/respond/incidents/test_checklist.py
    Kind.USER_API_TOKEN: _ACCOUNT,
    Kind.ACCOUNT_API_TOKEN: _ACCOUNT,
    Kind.API_TOKEN: _ACCOUNT,
    Kind.GLOBAL_API_KEY: f"{_ACCOUNT}; changes of billing, e-mail, password and two-factor authentication",
    Kind.ORIGIN_CA_KEY: "origin certificates that nobody of yours requested",
    Kind.ACCESS_SERVICE_TOKEN: "sign-ins with its client id, in the Access authentication logs, that are not yours",
    Kind.OAUTH_TOKEN: f"{_ACCOUNT}; deployed Workers versions",
    Kind.TUNNEL_TOKEN: "connectors of the tunnel that you do not run, and changed routes or public hostnames",
    Kind.TUNNEL_CREDENTIALS: "connectors of the tunnel that you do not run, and changed routes or public hostnames",
    Kind.ORIGIN_CERT: "tunnels and DNS records that nobody of yours made",
    Kind.R2_SECRET_ACCESS_KEY: "changed bucket settings; in the buckets, objects that were changed or removed",
    Kind.TURNSTILE_SECRET_KEY: "changes of the widget; in its analytics, validations that are not yours",
    Kind.DEPLOY_HOOK: "builds and deployments that nobody of yours started",
}
_WHERE: dict[str, str] = {
    Kind.ACCESS_SERVICE_TOKEN: "https://one.dash.cloudflare.com",
    Kind.TUNNEL_TOKEN: "https://dash.cloudflare.com/?to=/:account/tunnels",
    Kind.TUNNEL_CREDENTIALS: "https://dash.cloudflare.com/?to=/:account/tunnels",
    Kind.TURNSTILE_SECRET_KEY: "https://dash.cloudflare.com/?to=/:account/turnstile",
    Kind.DEPLOY_HOOK: "https://dash.cloudflare.com/?to=/:account/workers-and-pages",
}
# One compound command, so that a shell reads all of it before it runs any: the prompt cannot swallow a pasted line.
_PURGE = """\
(
  set -eu; umask 077; work=$(mktemp -d); echo "Working in $work"
  trap 'stty echo; shred -u "$work/replacements" 2>/dev/null || rm -f "$work/replacements"' EXIT
  printf 'Secret: ' >&2; stty -echo; IFS= read -r secret; stty echo; echo >&2
  printf 'literal:%s==>REMOVED\\n' "$secret" > "$work/replacements"
  git clone --mirror REPOSITORY "$work/repository"; cd "$work/repository"
  git filter-repo --sensitive-data-removal --replace-text "$work/replacements" --replace-message "$work/replacements"
)"""


class Step(NamedTuple):
    """One box of the list."""

    key: str
    """Lowercase letters; by it a box that somebody ticked is found again."""
    title: str
    """Markdown, on one line."""
    lines: tuple[str, ...] = ()
    """Markdown below it, without indentation."""
    done: bool = False
    """Known to be done; what is not known is ticked by hand."""


def steps(state: State) -> tuple[Step, ...]:
    """Return the list."""
    kinds = tuple(dict.fromkeys(row.kind for row in state.secrets))
    command = code(f"cf-secret-guard incident close {state.id}")
    return (
        *(_revoke(state, row, index) for index, row in enumerate(_to_revoke(state))),
        *_delete(state),
        Step("replace", "**Replace it** where it is used, with one that can do no more than it must.", _REPLACE),
        _audit(state, kinds),
        Step("tell", "**Tell** who owns the account, and your security contact, while it is fresh.", _TELL),
        _remove(state),
        *_purge(state),
        Step("close", f"**Close** this note: {command}"),
    )


def _items(*texts: str) -> tuple[str, ...]:
    return tuple(f"- {text}" for text in texts if text)


_REPLACE = _items(
    "Look in CI secrets, deployment settings, `.env` files of colleagues and other repositories.",
    "The new value goes into a secret store, not into the repository.",
)
_DEADLINE = "legal deadlines (72 hours under the GDPR) run from when you know"
_TELL = _items(
    f"If it could reach data of customers or staff, tell whoever answers for data protection today: {_DEADLINE}.",
)


def _to_revoke(state: State) -> list[SecretRow]:
    """One credential for each that is revoked by itself: an R2 secret dies with its token."""
    tokens = [row for row in state.secrets if row.kind != Kind.R2_SECRET_ACCESS_KEY]
    rows = tokens or state.secrets[:1]
    return list({row.kind: row for row in rows}.values())


def _revoke(state: State, row: SecretRow, index: int) -> Step:
    known = entry(row.kind)
    since = assess.dead_since(state)
    key = "revoke" if index == 0 else f"revoke-{index + 1}"
    if since:
        done = f"it was {prose(assess.status_of(state))} when asked at {moment(since)}"
        return Step(key, f"**Revoke it.** Done: {done}.", done=True)
    ids = ", ".join(map(code, _identifiers(state, row)))
    about = _items(f"Where: {known.url}" if known.url else "", f"Find it by: {ids}" if ids else "")
    numbered = (f"{number}. {text}" for number, text in enumerate(known.revoke, 1))
    title = f"**Revoke it now**, before anything else: {prose(known.title)}."
    if row.kind == Kind.ORIGIN_CA_KEY:
        title = "**Review the certificates made with it.** The key itself stopped working on 2026-09-30."
    return Step(key, title, (*about, *numbered))


def _identifiers(state: State, row: SecretRow) -> tuple[str, ...]:
    ids = [f"token id {verdict.token_id}" for verdict in state.verdicts if verdict.token_id]
    return tuple(dict.fromkeys((*ids, *row.identifiers)))


def _delete(state: State) -> tuple[Step, ...]:
    if assess.status_of(state) != Status.DISABLED:
        return ()
    return (Step("delete", "**Delete it** when nothing needs it any more: a disabled one can be enabled again."),)


def _audit(state: State, kinds: Iterable[str]) -> Step:
    since = assess.window(state).since or min((row.first_date for row in state.exposures if row.first_date), default="")
    where = dict.fromkeys(_WHERE.get(kind, AUDIT_LOG) for kind in kinds)
    what = dict.fromkeys(_LOOK_FOR.get(kind, "what it did that you did not do") for kind in kinds)
    ids = ", ".join(code(name) for name in dict.fromkeys(row.token_id for row in state.verdicts) if name)
    unlogged = "Reads are not logged: nothing there does not mean that nothing was read."
    return Step(
        "audit",
        f"**Review what it did**{f' from {prose(since[:10])} on' if since else ''}: {', '.join(where)}",
        _items(f"Filter by token id {ids}." if ids else "", f"Look for {'; '.join(what)}.", unlogged, *_also(kinds)),
    )


def _remove(state: State) -> Step:
    paths = list(dict.fromkeys(row.path for row in state.places))
    shown = ", ".join(map(code, paths[:_MOST_PATHS]))
    more = f" and {len(paths) - _MOST_PATHS:,} more" if len(paths) > _MOST_PATHS else ""
    return Step("remove", f"**Take it out of the files**: {shown}{more}.")


def _purge(state: State) -> tuple[Step, ...]:
    """Rewriting history is the last thing: it takes nothing away from those who have the secret."""
    if state.exposures and all(row.committed is False for row in state.exposures):
        return ()
    title = "**Purge it from the history**, once it is dead. Agree on it first: every clone must be made anew."
    before = _items(
        "This asks for the secret without an echo, puts it on no command line, and shreds what it wrote.",
        "REPOSITORY is the address of the remote; git-filter-repo 2.47 or later must be installed.",
    )
    count = len({row.fingerprint for row in state.secrets})
    after = _items(
        f"Once for each of the {count} credentials: push, then run it again." if count > 1 else "",
        _encoded(state),
        "Look at the result; then, in its directory `repository`: `git push --force --mirror origin`",
        "Ask the hosting service to drop its caches and pull request refs, and everybody to clone anew.",
    )
    return (Step("purge", title, (*before, "", "```sh", *_PURGE.splitlines(), "```", "", *after)),)


def _encoded(state: State) -> str:
    paths = list(dict.fromkeys(row.path for row in state.places if row.decoded_via))
    if not paths:
        return ""
    plain = [path for path in paths if path.isprintable() and len(path) <= _LONGEST_PATH]
    words = " ".join(f"--path {shlex.quote(path)}" for path in plain[:_MOST_NAMED])
    command = f" there, for example: {code(f'git filter-repo --force --invert-paths {words}')}" if plain else "."
    return f"It also stands there encoded, which a replacement does not catch. Remove those files as well{command}"


def _also(kinds: Iterable[str]) -> tuple[str, ...]:
    """What else there is to know about the kinds, without what the step says itself."""
    return tuple(dict.fromkeys(text for kind in kinds for text in entry(kind).also if "in the audit log" not in text))
