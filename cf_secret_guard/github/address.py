"""Which GitHub, which repository and whose token: from the environment, and the repository from ``origin`` if need be.

The variables are those that GitHub Actions sets (https://docs.github.com/en/actions/reference/workflows-and-actions/variables)
and that GitHub's own ``gh`` reads. Loads no network.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from cf_secret_guard.connection.address import checked, is_loopback
from cf_secret_guard.errors import UsageError
from cf_secret_guard.github.base import Repo
from cf_secret_guard.secret import Secret

if TYPE_CHECKING:
    from collections.abc import Mapping

API = "GITHUB_API_URL"
SERVER = "GITHUB_SERVER_URL"
REPOSITORY = "GITHUB_REPOSITORY"
TOKENS = ("GITHUB_TOKEN", "GH_TOKEN")
DEFAULT = "https://api.github.com"
_HOST = "github.com"
_PATH = re.compile(r"(?:/(?!\.\.?(?:/|$))[A-Za-z0-9._~-]+)*/?")
_TOKEN = re.compile(r"[\x21-\x7e]{1,500}")
_SCP = re.compile(r"(?:[^@/]*@)?([A-Za-z0-9.-]+):(?!//)(.*)", re.DOTALL)
_URL = re.compile(r"(?:https?|ssh|git|git\+ssh)://(?:[^/]*@)?([A-Za-z0-9.-]+)(?::\d{1,5})?/(.*)", re.DOTALL)
_NAME_IT = f"Set {REPOSITORY} to OWNER/NAME."


class Place(NamedTuple):
    """Where to write, and as whom."""

    base_url: str
    """Of the REST API, without a final slash."""
    token: Secret
    repo: Repo


def place(environ: Mapping[str, str], origin: str | None) -> Place:
    """Find out where incidents and comments go.

    Args:
        environ: usually ``os.environ``.
        origin: the URL of the remote ``origin``, if there is one. A password in it is neither used nor shown.

    Raises:
        UsageError: something is missing, or is not what it should be.
    """
    base = api_base(environ)
    return Place(base, _token(environ), _repository(environ, base, origin))


def api_base(environ: Mapping[str, str]) -> str:
    """Return the base URL that the environment asks for, without a final slash.

    Raises:
        UsageError: it is neither https nor http to a loopback address, or has more than host, port and path.
    """
    return checked(environ.get(API) or DEFAULT, _PATH, "its path has odd characters", _refused)


def _refused(why: str) -> UsageError:
    step = f"Unset it to use {DEFAULT}, or set it to the https address of your GitHub's REST API."
    return UsageError(f"{API} is refused: {why}", step)


def _token(environ: Mapping[str, str]) -> Secret:
    for name in TOKENS:
        value = environ.get(name, "").strip()
        if value and not _TOKEN.fullmatch(value):
            raise UsageError(f"{name} does not hold a token", "Set it to a token of GitHub, and to nothing else.")
        if value:
            return Secret(value)
    raise UsageError("There is no token for GitHub", f"Set {TOKENS[0]} to one that may write to the repository.")


def _repository(environ: Mapping[str, str], base: str, origin: str | None) -> Repo:
    named = environ.get(REPOSITORY)
    if named:
        repo = Repo.of(named)
        if repo is None:
            raise UsageError(f"{REPOSITORY} is not OWNER/NAME", _NAME_IT)
        return repo
    if not origin:
        raise UsageError("It is not known which repository on GitHub is meant", _NAME_IT)
    found = _SCP.fullmatch(origin) or _URL.fullmatch(origin)
    repo = Repo.of(found[2].strip("/").removesuffix(".git")) if found else None
    if found is None or repo is None:
        raise UsageError("The remote origin is not a repository on GitHub", _NAME_IT)
    if found[1].lower() not in _hosts(environ, base):
        raise UsageError(f"The remote origin is on {found[1].lower()}, which is not the GitHub that is asked", _NAME_IT)
    return repo


def _hosts(environ: Mapping[str, str], base: str) -> set[str]:
    """Names under which git reaches the GitHub whose API is at ``base``."""
    from urllib.parse import urlsplit

    try:
        host = urlsplit(environ.get(SERVER) or base).hostname or ""
    except ValueError:
        raise UsageError(f"{SERVER} is not a URL", "Unset it, or set it to the address of your GitHub.") from None
    if is_loopback(host):
        host = _HOST
    host = host.removeprefix("api.")
    return {host, f"ssh.{host}"}
