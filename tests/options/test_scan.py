from __future__ import annotations

import pytest

from cf_secret_guard import cli
from cf_secret_guard.errors import UsageError
from cf_secret_guard.model import Confidence
from cf_secret_guard.options.scan import parse_size, settings
from cf_secret_guard.respond.base import Verb
from cf_secret_guard.settings import ResponseSettings, ScanSettings


def parse(*args: str) -> ScanSettings:
    return settings(cli.parser_of("scan")[1].parse(args))


GIVEN: dict[tuple[str, ...], ScanSettings] = {
    (): ScanSettings(),
    ("a", "b/c"): ScanSettings(paths=("a", "b/c"), paths_given=True),
    ("-",): ScanSettings(mode="stdin"),
    ("./-",): ScanSettings(paths=("./-",), paths_given=True),
    ("--staged",): ScanSettings(mode="staged"),
    ("--staged", "a"): ScanSettings(mode="staged", paths=("a",), paths_given=True),
    ("a", "--staged", "b"): ScanSettings(mode="staged", paths=("a", "b"), paths_given=True),
    ("--staged", "--", "--help", "-q"): ScanSettings(mode="staged", paths=("--help", "-q"), paths_given=True),
    ("a", "--staged", "--", "b", "--"): ScanSettings(mode="staged", paths=("a", "b", "--"), paths_given=True),
    ("--staged", "-", "a"): ScanSettings(mode="staged", paths=("./-", "a"), paths_given=True),
    ("--staged", "--", "-"): ScanSettings(mode="staged", paths=("./-",), paths_given=True),
    ("--", "-", "a"): ScanSettings(paths=("./-", "a"), paths_given=True),
    ("--staged", "--"): ScanSettings(mode="staged"),
    ("--commit-message", ".git/COMMIT_EDITMSG"): ScanSettings(
        mode="commit-message", paths=(".git/COMMIT_EDITMSG",), paths_given=True
    ),
    ("--history",): ScanSettings(mode="history"),
    ("--history", "--unreachable", "a"): ScanSettings(mode="history", unreachable=True, paths=("a",), paths_given=True),
    ("--range", "main..HEAD"): ScanSettings(mode="range", range=("main", "HEAD")),
    ("--range=a/b..c", "src"): ScanSettings(mode="range", range=("a/b", "c"), paths=("src",), paths_given=True),
    ("--range", f"{'0' * 40}..v1"): ScanSettings(mode="range", range=("0" * 40, "v1")),
    ("--range=--all..--upload-pack=x",): ScanSettings(mode="range", range=("--all", "--upload-pack=x")),
    ("--since", "main~3"): ScanSettings(mode="range", range=("main~3", "HEAD")),
    ("--since", "@{1 day ago}"): ScanSettings(mode="range", range=("@{1 day ago}", "HEAD")),
    ("--pre-push",): ScanSettings(mode="push"),
    ("--pre-push", "origin"): ScanSettings(mode="push", remote="origin"),
    ("--pre-push", "origin", "https://x"): ScanSettings(mode="push", remote="origin"),
    ("--no-gitignore",): ScanSettings(gitignore=False),
    ("--format", "json"): ScanSettings(format="json"),
    ("-f", "json", "-o", "text:C:/a.txt", "--output", "json:b"): ScanSettings(
        format="json", outputs=(("text", "C:/a.txt"), ("json", "b"))
    ),
    **{("-f", name): ScanSettings(format=name) for name in ("github", "gitlab", "markdown", "sarif")},
    ("--min-confidence", "certain"): ScanSettings(min_confidence=Confidence.CERTAIN),
    ("--fail-on", "never"): ScanSettings(fail_on="never"),
    ("--baseline", "b", "--config", "c"): ScanSettings(baseline="b", config="c"),
    ("--config-from", "HEAD~1"): ScanSettings(config_from="HEAD~1"),
    ("--no-config",): ScanSettings(use_config=False),
    ("--jobs", "3", "--max-file-size", "10M"): ScanSettings(jobs=3, max_file_size=10 * 1024 * 1024),
    ("--no-decode", "--no-progress"): ScanSettings(decode=False, progress=False),
    ("--no-archives",): ScanSettings(archives=False),
    ("-q",): ScanSettings(quiet=True, progress=False),
    ("-vv",): ScanSettings(verbosity=2),
    ("--color", "never"): ScanSettings(color="never"),
    ("--verify",): ScanSettings(response=ResponseSettings(verify=True)),
    ("--verify", "--fail-on", "live"): ScanSettings(fail_on="live", response=ResponseSettings(verify=True)),
    ("--revoke", "a"): ScanSettings(
        paths=("a",), paths_given=True, response=ResponseSettings(verify=True, revoke=Verb.DISABLE)
    ),
    ("--revoke=delete", "--fail-on", "live-or-unknown"): ScanSettings(
        fail_on="live-or-unknown", response=ResponseSettings(verify=True, revoke=Verb.DELETE)
    ),
    ("--", "--revoke"): ScanSettings(paths=("--revoke",), paths_given=True),
    ("--incident", "notes"): ScanSettings(response=ResponseSettings(incident="notes")),
}


@pytest.mark.parametrize("given", GIVEN, ids=" ".join)
def test_options_become_settings(given: tuple[str, ...]) -> None:
    assert parse(*given) == GIVEN[given]


@pytest.mark.parametrize(
    "given",
    [
        ("--staged", "--commit-message", "f"),
        ("--commit-message", "f", "g"),
        ("--commit-message", ""),
        ("-", "a"),
        ("-", "-"),
        ("",),
        ("-q", "-v"),
        ("--no-config", "--config", "c"),
        ("--no-config", "--config-from", "HEAD"),
        ("--staged", "--no-gitignore"),
        ("-", "--no-gitignore"),
        ("--jobs", "-1"),
        ("--jobs", "many"),
        ("--max-file-size", "0"),
        ("--format", "yaml"),
        ("--output", "json"),
        ("--output", "json:"),
        ("--output", "yaml:a"),
        ("--output", "json:-"),
        ("--output", "json:a", "--output", "text:a"),
        ("--min-confidence", "0.5"),
        ("--fail-on", "live"),
        ("--stag",),
        ("--fail-on", "live-or-unknown", "--incident", "notes"),
        ("--revoke=destroy",),
        ("--revoke=",),
        ("--unreachable",),
        ("--unreachable", "--staged"),
        ("--history", "--staged"),
        ("--history", "--no-gitignore"),
        ("--staged", "--range", "a..b"),
        ("--range", "a..b", "--since", "a"),
        ("--range", "a..b", "--pre-push"),
        ("--range", "a..b", "-"),
        ("--range", "a..b", "--no-gitignore"),
        ("--range", ""),
        ("--range", ".."),
        ("--range", "..HEAD"),
        ("--range", "main.."),
        ("--range", "main...HEAD"),
        ("--range", "...HEAD"),
        ("--range", "main"),
        ("--range", "a..b..c"),
        ("--range", "^a b"),
        ("--range", "a..b", ""),
        ("--since", ""),
        ("--since", "a..b"),
        ("--since", "a", "--since-again"),
        ("--pre-push", "origin", "url", "more"),
        ("--pre-push", ""),
        ("--pre-push", "-"),
    ],
    ids=" ".join,
)
def test_what_makes_no_sense_is_refused_with_a_next_step(given: tuple[str, ...]) -> None:
    with pytest.raises(UsageError) as caught:
        parse(*given)
    assert caught.value.next_step.endswith((".", "instead."))


@pytest.mark.parametrize(
    ("text", "size"),
    [("1", 1), ("512K", 524_288), ("10m", 10_485_760), ("2G", 2_147_483_648), ("3MB", 3_145_728), ("1 GiB", None)],
)
def test_sizes_have_units_of_1024(text: str, size: int | None) -> None:
    if size is None:
        with pytest.raises(UsageError):
            parse_size(text)
    else:
        assert parse_size(text) == size


@pytest.mark.parametrize("text", ["", "K", "-1", "1.5M", "1KM", "1T", "²", "0", "10MM"])
def test_what_is_no_size_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="is not a size"):
        parse_size(text)


def test_the_address_of_a_remote_is_never_repeated() -> None:
    with pytest.raises(UsageError) as caught:
        parse("--pre-push", "https://user:password@x", "https://user:password@x", "more")
    assert "password" not in str(caught.value)
    assert "password" not in repr(parse("--pre-push", "origin", "https://user:password@x"))
