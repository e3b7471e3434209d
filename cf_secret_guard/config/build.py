"""From a parsed document to a Config, with the checks that a schema cannot make."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cf_secret_guard.config import schema
from cf_secret_guard.config.base import Config, DetectorSpec, IgnoredSecret
from cf_secret_guard.config.gitignore import compile_pattern as compile_path
from cf_secret_guard.config.node import fail
from cf_secret_guard.model import Confidence

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cf_secret_guard.config.gitignore import Pattern
    from cf_secret_guard.config.node import Node

SCHEMA = "config-1.schema.json"
_UNITS = {"K": 1024, "M": 1024**2, "G": 1024**3}


def build(root: Node, name: str) -> Config:
    """Check a document and turn it into a Config.

    Args:
        root: the document.
        name: of the file, for messages and reasons.

    Raises:
        ConfigError: the first thing that is wrong, with its place and how to correct it.
    """
    schema.validate(root, schema.load(SCHEMA), name)
    return Config(
        min_confidence=_confidence(root, "min-confidence"),
        decode=_switch(root.child("decode")),
        archives=_switch(root.child("archives")),
        max_file_size=_size(root.child("max-file-size")),
        baseline=root.text("baseline").replace("\\", "/") or None,
        ignored_paths=tuple(_paths(root.items("ignore", "paths"), name)),
        ignored_secrets=tuple(_secrets(root.items("ignore", "fingerprints"), name)),
        detectors=tuple(_detectors(root.items("detectors"), name)),
        names=(name,),
    )


def _confidence(node: Node, key: str) -> Confidence | None:
    label = node.text(key)
    return Confidence[label.upper()] if label else None


def _switch(node: Node | None) -> bool | None:
    return bool(node.value) if node else None


def _size(node: Node | None) -> int | None:
    if node is None or isinstance(node.value, tuple | dict):
        return None
    if not isinstance(node.value, str):
        return int(node.value or 0)
    number = node.value.upper().removesuffix("B").removesuffix("I").replace(" ", "")
    return int(number.rstrip("KMG")) * _UNITS.get(number[-1], 1)


def _paths(items: Iterable[Node], name: str) -> Iterator[Pattern]:
    for item in items:
        pattern = compile_path(str(item.value), f"{name} line {item.line}")
        if pattern is None:
            fail(name, item, f"{item.value!r} is a comment, not a pattern", "Put a backslash before the `#`.")
        yield pattern


def _secrets(items: Iterable[Node], name: str) -> Iterator[IgnoredSecret]:
    seen: set[str] = set()
    for item in items:
        fingerprint = item.text("fingerprint")
        if fingerprint in seen:
            fail(name, item, f"the fingerprint {fingerprint} stands here twice", "Keep one of them.")
        seen.add(fingerprint)
        yield IgnoredSecret(fingerprint, item.text("reason").strip(), f"{name} line {item.line}")


def _detectors(items: Iterable[Node], name: str) -> Iterator[DetectorSpec]:
    from cf_secret_guard.config.pattern import PatternError, compile_pattern

    seen: set[str] = set()
    for item in items:
        given = {key: entry.node for key, entry in item.entries().items()}
        spec = _detector(item, name)
        if spec.id in seen:
            fail(name, given["id"], f"there are two detectors with the id {spec.id!r}", "Rename one of them.")
        seen.add(spec.id)
        try:
            compile_pattern(spec.pattern, spec.secret_group)
        except PatternError as error:
            fail(name, given["pattern"], f"the pattern of {spec.id!r} cannot be used: {error}", "Correct the pattern.")
        yield spec


def _detector(item: Node, name: str) -> DetectorSpec:
    group, entropy = item.child("secret-group"), item.child("min-entropy")
    secret_group = 0 if group is None else group.value if isinstance(group.value, str) else int(str(group.value))
    return DetectorSpec(
        id=item.text("id"),
        pattern=item.text("pattern"),
        keywords=tuple(str(word.value) for word in item.items("keywords")),
        secret_group=secret_group,
        description=item.text("description"),
        confidence=_confidence(item, "confidence") or Confidence.MEDIUM,
        paths=tuple(_paths(item.items("paths"), name)),
        min_entropy=float(str(entropy.value)) if entropy else 0.0,
    )
