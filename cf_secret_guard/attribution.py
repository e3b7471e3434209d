"""Which commit brought a finding in, at which paths it stands, and whether HEAD still has it. Pure functions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cf_secret_guard.model import Ignored, display_path

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from cf_secret_guard.model import Finding
    from cf_secret_guard.sources.base import Introduction, Origins

_SHORT_ID = 12


def attribute(
    findings: Sequence[Finding],
    origins: Origins,
    excluded: Callable[[bytes], str | None] | None = None,
    within: Callable[[bytes], bool] | None = None,
) -> tuple[list[Finding], list[Ignored]]:
    """Say where findings of a history come from.

    Args:
        findings: as the scan gave them. Those in messages (without a blob) have their commit already.
        origins: of every blob among them.
        excluded: says for a path from the root why nothing there counts, or None.
        within: says if a path lies in what was asked for; what stands nowhere there is left out. None: everything does.

    Returns:
        The findings, ancestors before descendants, each with the oldest commit that brought its blob in at a path that
        counts; and those whose paths are all excluded.
    """
    alive = {_identity(finding) for finding in findings if finding.blob in origins.at_head}
    kept: dict[tuple[object, ...], Finding] = {}
    ignored: dict[tuple[object, ...], Ignored] = {}
    for finding in findings:
        placed: Finding | Ignored | None = finding
        if finding.blob is not None:
            placed = _placed(finding._replace(at_head=_identity(finding) in alive), origins, excluded, within)
        if isinstance(placed, Ignored):
            ignored[_place(placed.finding)] = placed
        elif placed is not None:
            # A blob is looked at once for each path that triggers; with several, the one that says more counts.
            same = kept.get(_place(placed))
            kept[_place(placed)] = same if same is not None and same.confidence >= placed.confidence else placed
    last = len(origins.order)
    ordered = sorted(kept.values(), key=lambda one: (origins.order.get(one.commit or "", last), _place(one)))
    return ordered, list(ignored.values())


def collapse(findings: Sequence[Finding]) -> list[Finding]:
    """Report a secret that stands in many versions of one file once, for the version that brought it in.

    Args:
        findings: ancestors before descendants, as :func:`attribute` gives them.

    Returns:
        All its places in that version, with the paths of all versions. Messages, and secrets at different paths, stay.
    """
    groups: dict[tuple[str, str, str], list[Finding]] = {}
    for finding in findings:
        if finding.blob is not None:
            groups.setdefault((*_identity(finding), finding.path), []).append(finding)
    paths = {
        key: tuple(dict.fromkeys(path for finding in group for path in finding.paths)) for key, group in groups.items()
    }
    kept = []
    for finding in findings:
        key = (*_identity(finding), finding.path)
        if finding.blob is None:
            kept.append(finding)
        elif finding.blob == groups[key][0].blob:
            kept.append(finding._replace(paths=paths[key]))
    return kept


def _placed(
    finding: Finding,
    origins: Origins,
    excluded: Callable[[bytes], str | None] | None,
    within: Callable[[bytes], bool] | None,
) -> Finding | Ignored | None:
    """Put a finding where its blob came in; ignored if all its paths are, None if none of them was asked for."""
    known = _introductions(finding, origins)
    asked = [one for one in known if within is None or within(one.path)]
    if not asked:
        return _nowhere(finding) if within is None else None
    reason = None
    for one in asked:
        excuse = excluded(one.path) if excluded is not None else None
        if excuse is None:
            return _brought_in(finding, one, known)
        reason = reason or excuse
    return Ignored(_brought_in(finding, asked[0], known), "path", reason or "")


def _identity(finding: Finding) -> tuple[str, str]:
    return finding.kind, finding.fingerprint


def _place(finding: Finding) -> tuple[str, int, int, str, str, str, str]:
    place = (finding.path, finding.line, finding.column, finding.kind)
    return (*place, finding.fingerprint, finding.blob or "", finding.commit or "")


def _introductions(finding: Finding, origins: Origins) -> Sequence[Introduction]:
    """The commits that brought it in; for a secret in a file's name only those that used this name."""
    found = origins.introduced.get(finding.blob or "", ())
    if finding.column != finding.end_column:
        return found
    return [one for one in found if _shown(one.path, finding) == finding.path] or found


def _brought_in(finding: Finding, by: Introduction, known: Sequence[Introduction]) -> Finding:
    paths = tuple(dict.fromkeys(_shown(one.path, finding) for one in known))
    time = by.time if by.commit else None
    return finding._replace(commit=by.commit or None, commit_time=time, path=_shown(by.path, finding), paths=paths)


def _nowhere(finding: Finding) -> Finding:
    """A blob that is in no commit; the path that it was listed with, if any, would claim that it is."""
    where = f"<unreachable {(finding.blob or '')[:_SHORT_ID]}>".encode()
    return finding._replace(path=_shown(where, finding), commit=None, commit_time=None, paths=())


def _shown(path: bytes, finding: Finding) -> str:
    return f"{display_path(path)}!{finding.member}" if finding.member else display_path(path)
