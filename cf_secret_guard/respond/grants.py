"""A token's policies, read into what they grant: which permission, on what, how widely.

Shapes: https://developers.cloudflare.com/fundamentals/api/reference/permissions/ and the policies of a token.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

_ACCOUNT = "com.cloudflare.api.account."
_ZONE = "com.cloudflare.api.account.zone."
_USER = "com.cloudflare.api.user."
_BUCKET = "com.cloudflare.edge.r2.bucket."
_READ_SUFFIXES = (" Read", " Metadata Read", " View", " Report", " Read-Only", " Readonly")
_WRITE_SUFFIXES = (" Write", " Edit")


class Access(StrEnum):
    """What a permission lets one do. What is not clearly reading counts as editing."""

    READ = "read"
    EDIT = "edit"
    PURGE = "purge"


class Extent(StrEnum):
    """How widely."""

    ALL_ACCOUNTS = "all accounts"
    ACCOUNTS = "accounts"
    ALL_ZONES = "all zones"
    ZONES = "zones"
    USER = "user"
    BUCKETS = "buckets"
    OTHER = "other"


_WIDE = frozenset({Extent.ALL_ACCOUNTS, Extent.ACCOUNTS, Extent.ALL_ZONES, Extent.USER, Extent.OTHER})


class Grant(NamedTuple):
    """One permission on one set of resources."""

    group: str
    """The permission group as Cloudflare names it: ``DNS Write``."""
    access: Access
    subject: str
    """What it is about, without the access: ``DNS``."""
    extent: Extent
    ids: tuple[str, ...] = ()
    """Of the accounts, zones or buckets, unless it is all of them."""
    is_denied: bool = False

    @property
    def is_wide(self) -> bool:
        """True unless it is limited to named zones or buckets."""
        return self.extent in _WIDE


def read_policies(policies: Iterable[object]) -> tuple[Grant, ...]:
    """Read what policies grant and deny; anything that is not a policy grants nothing.

    Args:
        policies: as ``GET …/tokens/{id}`` gives them.
    """
    return tuple(dict.fromkeys(grant for policy in policies if isinstance(policy, dict) for grant in _grants(policy)))


def _grants(policy: Mapping[str, object]) -> Iterator[Grant]:
    groups, resources = policy.get("permission_groups"), policy.get("resources")
    if not isinstance(groups, list) or not isinstance(resources, dict):
        return
    is_denied = policy.get("effect") == "deny"
    for group in groups:
        if isinstance(group, dict) and (group.get("name") or group.get("id")):
            name = plain(str(group.get("name") or f"permission group {group.get('id')}"))
            access, subject = _access(name)
            for extent, ids in _extents(resources).items():
                yield Grant(name, access, subject, extent, ids, is_denied)


def _access(name: str) -> tuple[Access, str]:
    for suffix in _READ_SUFFIXES:
        if name.endswith(suffix):
            return Access.READ, name.removesuffix(suffix)
    if name.endswith(" Purge"):
        return Access.PURGE, name.removesuffix(" Purge")
    for suffix in _WRITE_SUFFIXES:
        name = name.removesuffix(suffix)
    return Access.EDIT, name


def _extents(resources: Mapping[str, object]) -> dict[Extent, tuple[str, ...]]:
    """Sort the resources of one policy by how widely they reach."""
    found: dict[Extent, dict[str, None]] = {}
    for key, value in resources.items():
        nested = value.items() if isinstance(value, dict) else [(key, value)]
        for inner, _ in nested:
            extent, name = _extent(str(inner))
            found.setdefault(extent, {}).update({name: None} if name else {})
    return {extent: tuple(names) for extent, names in found.items()}


def _extent(key: str) -> tuple[Extent, str]:
    """The longest prefix first: a zone's key begins with an account's."""
    if key.startswith(_ZONE):
        name = key.removeprefix(_ZONE)
        return (Extent.ALL_ZONES, "") if name == "*" else (Extent.ZONES, plain(name))
    if key.startswith(_ACCOUNT):
        name = key.removeprefix(_ACCOUNT)
        return (Extent.ALL_ACCOUNTS, "") if name == "*" else (Extent.ACCOUNTS, plain(name))
    if key.startswith(_BUCKET):
        return Extent.BUCKETS, plain(key.removeprefix(_BUCKET).rsplit("_", 1)[-1])
    return (Extent.USER, "") if key.startswith(_USER) else (Extent.OTHER, plain(key))


def plain(text: str, most: int = 100) -> str:
    """Return a name from the API without characters that a terminal would obey, and not endless."""
    return "".join(c if c.isprintable() else "?" for c in text[:most])
