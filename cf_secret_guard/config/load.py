"""Finding and reading the configuration. Where there is none, it costs five ``lstat`` calls and imports nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cf_secret_guard.config.base import Config
from cf_secret_guard.config.files import Files, decode
from cf_secret_guard.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cf_secret_guard.config.files import Revisions
    from cf_secret_guard.config.gitignore import Pattern
    from cf_secret_guard.settings import ScanSettings

YAML_NAMES = (".cf-secret-guard.yaml", ".cf-secret-guard.yml")
PYPROJECT = "pyproject.toml"
IGNORE_FILE = ".cf-secret-guard-ignore"
_TABLE = b"cf-secret-guard"


def files(settings: ScanSettings, root: bytes | None, repo: Revisions | None) -> Files:
    """Decide where the guard's own files come from.

    Args:
        settings: ``config_from`` names the revision, if they come from one.
        root: top of the work tree; None outside of git: the current directory.
        repo: the git repository, if there is one.
    """
    return Files(root or b".", repo, settings.config_from)


def load(settings: ScanSettings, root: bytes | None, repo: Revisions | None) -> Config:
    """Read the configuration and the ignore file.

    Args:
        settings: the command line; ``config``, ``config_from`` and ``use_config`` say what is read.
        root: top of the work tree; None outside of git: the current directory.
        repo: the git repository, if there is one.

    Raises:
        ConfigError: a file is not what it should be.
        UsageError: there is no such revision.
        GitError: git failed.
    """
    place = files(settings, root, repo)
    config = _named(settings.config, place) if settings.config is not None else None
    if not settings.use_config:
        return config or Config()
    if config is None:
        config = _found(place)
    patterns = tuple(_ignore_file(place))
    return config._replace(ignored_paths=config.ignored_paths + patterns) if patterns else config


def _named(path: str, place: Files) -> Config:
    data = place.read_named(path, "--config")
    if not path.endswith(".toml"):
        return _from_yaml(data, path)
    config = _from_toml(data, path)
    if config is None:
        raise ConfigError(f"--config: {path!r} has no [tool.cf-secret-guard]", "Add the table, or name another file.")
    return config


def _found(place: Files) -> Config:
    found: list[tuple[str, Config]] = []
    contents = {name: place.read(name) for name in (*YAML_NAMES, PYPROJECT)}
    for name, data in contents.items():
        if data is None:
            continue
        config = _from_toml(data, place.label(name)) if name == PYPROJECT else _from_yaml(data, place.label(name))
        if config is not None:
            found.append((place.label(name), config))
    if len(found) > 1:
        names = " and ".join(name for name, _ in found)
        raise ConfigError(f"There are two configurations: {names}", "Merge them into one file and remove the other.")
    return found[0][1] if found else Config()


def _from_yaml(data: bytes, name: str) -> Config:
    from cf_secret_guard.config import build, yaml_text

    return build.build(yaml_text.parse(decode(data, name), name), name)


def _from_toml(data: bytes, name: str) -> Config | None:
    if not _mentions_table(data):  # most projects: tomllib is not even imported
        return None
    from cf_secret_guard.config import build, toml_text

    table = toml_text.parse(decode(data, name), name)
    return None if table is None else build.build(table, name)


def _mentions_table(data: bytes) -> bool:
    """Say if a TOML file may have our table; as a dependency in a list, our name says nothing."""
    if _TABLE not in data:
        return False
    keys = (line.lstrip(b" \t\"'") for line in data.splitlines() if _TABLE in line)
    return any(key.startswith((b"[", b"tool")) or key.partition(b"=")[0].strip(b" \t\"'") == _TABLE for key in keys)


def _ignore_file(place: Files) -> Iterator[Pattern]:
    data = place.read(IGNORE_FILE)
    if data is None:
        return
    from cf_secret_guard.config.gitignore import compile_pattern

    name = place.label(IGNORE_FILE)
    for number, line in enumerate(data.removeprefix(b"\xef\xbb\xbf").split(b"\n"), 1):
        pattern = compile_pattern(line.decode("utf-8", "surrogateescape"), f"{name} line {number}")
        if pattern is not None:
            yield pattern
