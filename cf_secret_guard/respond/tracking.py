"""From the environment to the incidents on GitHub. Nothing of GitHub is loaded before this is asked for."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from cf_secret_guard.github import address

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from cf_secret_guard.git import Repository
    from cf_secret_guard.respond.incidents.values import Incident
    from cf_secret_guard.secret import Secret

_ORIGIN = "remote.origin.url"


def check(environ: Mapping[str, str], repository: Repository | None) -> address.Place:
    """Find out where incidents go, and as whom. Does not load the network.

    Args:
        environ: usually ``os.environ``.
        repository: the one with the findings; its ``origin`` counts where the environment names none.

    Raises:
        UsageError: something is missing in the environment, or not right.
    """
    named = environ.get(address.REPOSITORY)
    return address.place(environ, None if named or repository is None else repository.config_get(_ORIGIN))


@contextmanager
def tracking(
    environ: Mapping[str, str], repository: Repository | None, secrets: list[Secret]
) -> Iterator[Callable[[Incident], str]]:
    """Give what opens or updates an incident on GitHub, while the context lasts.

    Args:
        environ: usually ``os.environ``.
        repository: see :func:`check`.
        secrets: takes the token, so that nothing shows it.

    Raises:
        UsageError: see :func:`check`.
        GitHubError: the repository could not be looked at.
    """
    from cf_secret_guard.github.transport import Transport
    from cf_secret_guard.respond.incidents.tracked import Tracked

    place = check(environ, repository)
    secrets.append(place.token)
    with Transport(place) as transport:
        yield Tracked(transport, place.repo).open_or_update
