"""Takes out of all text that goes into a note what must not stand there: secrets, and personal data."""

from __future__ import annotations

import ipaddress
import re
from typing import TYPE_CHECKING

from cf_secret_guard.report.neutral import printable_path
from cf_secret_guard.report.sweep import Sweeper

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from cf_secret_guard.respond.incidents.values import Incident
    from cf_secret_guard.secret import Secret

# The quantifiers are bounded: the text may be anything.
_EMAIL = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
_MASK = "[e-mail]"
_ADDRESS = re.compile(r"(?<![\w.:])[0-9A-Fa-f:.]{2,45}(?:/\d{1,3})?(?![\w:])")


class Cleaner:
    """Cleans text.

    Args:
        secrets: what this run knows.
        personal: leave e-mail and IP addresses in.
        names: leave e-mail addresses in names of files, branches and the like.
    """

    def __init__(self, secrets: Iterable[Secret], *, personal: bool = False, names: bool = True) -> None:
        self._sweeper = Sweeper(secrets)
        self._personal = personal
        self._names = names

    @classmethod
    def of(cls, incident: Incident, *, names: bool = True) -> Cleaner:
        """Make the one for an incident."""
        secrets = (*(item.secret for item in incident.findings), *incident.secrets)
        return cls(secrets, personal=incident.personal, names=names)

    def written(self, text: str) -> str:
        """Clean what people wrote: without secrets; surrogates, which UTF-8 cannot hold, are escaped."""
        return printable_path(self._sweeper.clean(text))

    def name(self, text: str) -> str:
        """Clean a path, an id or an author, like :meth:`written`."""
        text = self.written(text)
        return text if self._names else _EMAIL.sub(_MASK, text)

    def words(self, text: str) -> str:
        """Clean a phrase: without secrets and personal data."""
        text = self.name(text)
        if self._personal:
            return text
        return _ADDRESS.sub(_without_address, _EMAIL.sub(_MASK, text))

    def all_words(self, texts: Iterable[str]) -> tuple[str, ...]:
        """Clean phrases and drop repetitions."""
        return tuple(dict.fromkeys(map(self.words, texts)))


def _without_address(hit: re.Match[str]) -> str:
    for text in (hit[0], hit[0].rstrip(".:")):  # at the end of a sentence
        try:
            ipaddress.ip_interface(text)
        except ValueError:
            continue
        return "[address]" + hit[0][len(text) :]
    return hit[0]


def everywhere(value: object, clean: Callable[[str], str]) -> object:
    """Return a value with all strings in it cleaned, however deep in tuples, rows and mappings."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, dict):
        return {key: everywhere(item, clean) for key, item in value.items()}
    if isinstance(value, tuple):
        items = [everywhere(item, clean) for item in value]
        return type(value)._make(items) if hasattr(value, "_make") else tuple(items)
    return value
