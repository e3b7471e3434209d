"""Since when a leaked secret lies in the history, and if it left this clone.

Contents are read and compared in this process: the secret is on no command line and in no list of processes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from cf_secret_guard.errors import GitError
from cf_secret_guard.git.history import History, OutOfTimeError
from cf_secret_guard.respond.contents import Contents
from cf_secret_guard.timestamps import rfc3339

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cf_secret_guard.git import Repository
    from cf_secret_guard.git.history import Version
    from cf_secret_guard.model import Finding
    from cf_secret_guard.secret import Secret

SECONDS = 30.0
"""How long the search may take, for all places of a run together."""
_MOST_VERSIONS = 20_000
_MOST_COMMITS = 100
_MOST_REFS = 5
_MOST_RENAMES = 20
_SHALLOW = "this clone is shallow: the value may be older"
_LONELY = "this clone knows no remote branch"


class Exposure(NamedTuple):
    """What the history says about one secret in one file."""

    fingerprint: str
    path: str
    """As in the findings."""
    committed: bool | None
    """None if that could not be found out; see ``limits``."""
    first_commit: str = ""
    """The oldest commit, by its own date, that brought the value in."""
    first_date: str = ""
    """RFC 3339, UTC: the commit's own date."""
    first_path: str = ""
    """Where the value stood then, if the file was renamed since."""
    shared_commit: str = ""
    """The oldest of the commits that brought it in which a remote-tracking branch or a tag reaches."""
    shared_date: str = ""
    remotes: tuple[str, ...] = ()
    """Remote-tracking branches that reach ``shared_commit``, such as ``origin/main``; a few, if there are many."""
    tags: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    """Of ``first_commit``; only if asked for."""
    shared_known: bool = True
    """False if nobody could tell whether it has left this clone: then no ``shared_commit`` means nothing."""
    limits: tuple[str, ...] = ()
    """What keeps this answer from being the whole one: short phrases."""


def trace(
    findings: Sequence[Finding], repository: Repository | None, *, seconds: float = SECONDS, authors: bool = False
) -> tuple[Exposure, ...]:
    """Ask the history about each secret in each file.

    Args:
        findings: places; several of one secret in one file are asked about once.
        repository: where they were found; None if in none.
        seconds: how long all of it may take. What is not done by then says so.
        authors: tell who made the first commits (personal data).

    Returns:
        One answer a secret and file, in the order of the findings. Never raises for what git or the history does.
    """
    places: dict[str, dict[str, Finding]] = {}
    for finding in findings:
        places.setdefault(finding.path, {}).setdefault(finding.fingerprint, finding)
    if repository is None:
        limit = ("not in a git repository",)
        return tuple(
            Exposure(item.fingerprint, path, committed=None, limits=limit)
            for path, found in places.items()
            for item in found.values()
        )
    tracer = _Tracer(History(repository, seconds), seconds, authors=authors)
    return tuple(answer for path, found in places.items() for answer in tracer.file(path, list(found.values())))


class _Tracer:
    """Asks about one file after the other, within one deadline."""

    def __init__(self, history: History, seconds: float, *, authors: bool) -> None:
        self._history = history
        self._seconds = seconds
        self._authors = authors
        self._contents = Contents(history)
        self._clone: tuple[str, ...] | None = None

    def file(self, path: str, findings: Sequence[Finding]) -> list[Exposure]:
        """Answer for all secrets of one file."""
        answers = []
        limits = list(self._about_clone())
        versions = self._versions(_spellings(path), path, findings, limits)
        for finding in findings:
            try:
                answers.append(self._answer(finding, versions, limits))
            except GitError as error:
                why = self._stopped() if isinstance(error, OutOfTimeError) else error.message
                answers.append(self._at_least(finding, versions, [*limits, why]))
        return answers

    def _at_least(self, finding: Finding, versions: Sequence[Version], limits: Sequence[str]) -> Exposure:
        """What can be said about a secret after a question failed."""
        answer = Exposure(
            finding.fingerprint,
            finding.path,
            committed=None,
            shared_known=False,
            limits=tuple(dict.fromkeys(limits)),
        )
        for version, _ in self._oldest_known(finding, versions):
            return answer._replace(committed=True, first_commit=version.commit, first_date=rfc3339(version.time))
        return answer

    def _versions(
        self, paths: Sequence[bytes], name: str, findings: Sequence[Finding], limits: list[str]
    ) -> list[Version]:
        """Read all versions of a file and remember which of the secrets each content holds."""
        found: list[Version] = []
        try:
            for version in self._history.versions(paths):
                if len(found) == _MOST_VERSIONS:
                    limits.append(f"only the latest {_MOST_VERSIONS:,} versions were looked at")
                    break
                found.append(version)
        except OutOfTimeError:
            limits.append(self._stopped())
        except GitError as error:
            limits.append(error.message)
        oids = dict.fromkeys(oid for item in found for oid in (item.oid, *item.before) if oid is not None)
        limits += self._contents.learn(list(oids), name, [item.secret for item in findings])
        if not self._contents.is_complete:
            limits.append(self._stopped())
        limits[:] = dict.fromkeys(limits)
        return found

    def _answer(self, finding: Finding, versions: list[Version], limits: list[str]) -> Exposure:
        secret = finding.secret
        found = [(version, finding.path) for version in self._brought_in(secret, versions)]
        found = self._before_renames(finding, found, limits) or self._oldest_known(finding, versions)
        if not found and finding.commit is None:
            committed = None if set(limits) - {_SHALLOW, _LONELY} else False
            return Exposure(secret.fingerprint, finding.path, committed=committed, limits=tuple(limits))
        times = sorted((item.time, item.commit, path) for item, path in found)
        if not times and finding.commit is not None:  # a message, or content that only this commit shows
            when = finding.commit_time
            if when is None:
                when = self._history.describe(finding.commit)[0]
            times = [(when, finding.commit, finding.path)]
        when, commit, path = times[0]
        answer = Exposure(
            secret.fingerprint,
            finding.path,
            committed=True,
            first_commit=commit,
            first_date=rfc3339(when),
            first_path="" if path == finding.path else path,
            authors=(self._history.describe(commit)[1],) if self._authors else (),
            limits=tuple(limits),
        )
        return self._with_shared(answer, times)

    def _brought_in(self, secret: Secret, versions: Sequence[Version]) -> list[Version]:
        """The versions with the value whose parents all were without it."""
        holds = self._contents.holding(secret)
        return [item for item in versions if item.oid in holds and not holds.intersection(item.before)]

    def _oldest_known(self, finding: Finding, versions: Sequence[Version]) -> list[tuple[Version, str]]:
        """The oldest version with the value, where what came before it could not be looked at."""
        held = [item for item in versions if item.oid in self._contents.holding(finding.secret)]
        return [(min(held, key=lambda item: item.time), finding.path)] if held else []

    def _before_renames(
        self, finding: Finding, found: list[tuple[Version, str]], limits: list[str]
    ) -> list[tuple[Version, str]]:
        """Replace commits that only renamed the file by those that brought the value into it under its older name."""
        seen = {finding.path}
        final: list[tuple[Version, str]] = []
        waiting = sorted(found)
        while waiting:
            version, path = waiting.pop(0)
            goes_on = len(seen) <= _MOST_RENAMES and len(final) < _MOST_COMMITS
            old = self._history.source_of(version.commit, _spellings(path)[0]) if goes_on else None
            name = old.decode("utf-8", "backslashreplace") if old else ""
            if old is None or name in seen:
                final.append((version, path))
                continue
            seen.add(name)
            earlier = self._brought_in(finding.secret, self._versions([old], name, [finding], limits))
            waiting += [(item, name) for item in earlier]
            if not earlier:
                final.append((version, path))
        return final

    def _with_shared(self, answer: Exposure, times: Sequence[tuple[int, str, str]]) -> Exposure:
        """Add the oldest commit that has left this clone, as far as its refs tell."""
        oldest = times[:_MOST_COMMITS]
        kept_here = self._history.unpublished([commit for _, commit, _ in oldest])
        shared = next(((when, commit) for when, commit, _ in oldest if commit not in kept_here), None)
        if shared is None:
            return answer
        when, commit = shared
        return answer._replace(
            shared_commit=commit,
            shared_date=rfc3339(when),
            remotes=self._history.refs_with(commit, "refs/remotes/", _MOST_REFS),
            tags=self._history.refs_with(commit, "refs/tags/", _MOST_REFS),
        )

    def _about_clone(self) -> tuple[str, ...]:
        if self._clone is None:
            try:
                shallow = (_SHALLOW,) if self._history.is_shallow() else ()
                lonely = () if self._history.has_refs("refs/remotes/") else (_LONELY,)
                self._clone = (*shallow, *lonely)
            except GitError as error:
                self._clone = (self._stopped() if isinstance(error, OutOfTimeError) else error.message,)
        return self._clone

    def _stopped(self) -> str:
        return f"the search was stopped after {self._seconds:g} seconds: the value may be older"


def _spellings(path: str) -> list[bytes]:
    r"""The paths of git that are shown as ``path``: a byte that is not UTF-8 was escaped as ``\xNN``."""
    import re

    plain = path.encode("utf-8", "surrogateescape")
    raw = re.sub(rb"\\x([89a-f][0-9a-f])", lambda hit: bytes([int(hit[1], 16)]), plain)
    return [plain] if raw == plain else [raw, plain]
