"""From blobs to commits and paths: what is reported, where, and how often."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cf_secret_guard.attribution import attribute, collapse
from cf_secret_guard.model import Confidence
from cf_secret_guard.sources.base import Introduction, Origins
from tests import tokens
from tests.triage.findings import finding

if TYPE_CHECKING:
    from cf_secret_guard.model import Finding

OLD, NEW = "a" * 40, "b" * 40
FIRST, SECOND = "1" * 40, "2" * 40
ORDER = {FIRST: 0, SECOND: 1}


def found(blob: str | None = OLD, path: str = "listed.env", *, seed: str = "a", line: int = 7) -> Finding:
    return finding(tokens.user_token(seed), path=path, line=line)._replace(blob=blob)


def introduced(*paths: bytes, commit: str = FIRST) -> list[Introduction]:
    return [Introduction(commit, 1_700_000_000, path) for path in paths]


def origins(introduced: dict[str, list[Introduction]], at_head: tuple[str, ...] = ()) -> Origins:
    return Origins(introduced, frozenset(at_head), ORDER)


def no_tests(path: bytes) -> str | None:
    return "ignored by a rule" if path.startswith(b"tests/") else None


def test_a_finding_gets_the_oldest_commit_and_all_its_paths() -> None:
    known = origins({OLD: [*introduced(b"a.env"), *introduced(b"b\xff.env", b"a.env", commit=SECOND)]})
    (one,), ignored = attribute([found()], known)
    assert (one.commit, one.commit_time, one.path, one.paths) == (
        FIRST,
        1_700_000_000,
        "a.env",
        ("a.env", "b\\xff.env"),
    )
    assert (one.at_head, ignored) == (False, [])


def test_a_member_of_a_container_keeps_its_name_at_every_path() -> None:
    member = found(path="listed.zip!in/.env")._replace(member="in/.env")
    (one,), _ = attribute([member], origins({OLD: introduced(b"a.zip", b"b.zip")}))
    assert (one.path, one.paths) == ("a.zip!in/.env", ("a.zip!in/.env", "b.zip!in/.env"))


def test_head_has_it_if_any_version_with_it_is_there() -> None:
    known = origins({OLD: introduced(b"a.env"), NEW: introduced(b"a.env", commit=SECOND)}, at_head=(NEW,))
    kept, _ = attribute([found(NEW), found(OLD), found(OLD, seed="other", line=8)], known)
    assert [(one.commit, one.line, one.at_head) for one in kept] == [
        (FIRST, 7, True),
        (FIRST, 8, False),
        (SECOND, 7, True),
    ]


def test_excluded_paths_are_passed_over_and_a_blob_that_stands_nowhere_else_is_ignored() -> None:
    known = origins({OLD: introduced(b"tests/a.env", b"a.env"), NEW: introduced(b"tests/b.env")})
    (one,), (ignored,) = attribute([found(OLD), found(NEW)], known, no_tests)
    assert (one.path, one.paths) == ("a.env", ("tests/a.env", "a.env"))
    assert (ignored.finding.path, ignored.by, ignored.reason) == ("tests/b.env", "path", "ignored by a rule")


def test_a_blob_that_is_in_no_commit_is_never_shown_with_a_path() -> None:
    (one, member), _ = attribute([found(), found()._replace(member="in", line=8)], origins({}), no_tests)
    assert (one.path, one.paths, one.commit, one.at_head) == ("<unreachable aaaaaaaaaaaa>", (), None, False)
    assert member.path == "<unreachable aaaaaaaaaaaa>!in"


def test_what_stands_nowhere_in_what_was_asked_for_is_left_out() -> None:
    known = origins({OLD: introduced(b"tests/a.env", b"src/a.env"), NEW: introduced(b"b.env")})
    kept, ignored = attribute([found(OLD), found(NEW), found("c" * 40)], known, None, lambda path: path[:4] == b"src/")
    assert ([one.path for one in kept], ignored) == (["src/a.env"], [])


def test_a_message_passes_as_it_is() -> None:
    message = found(None, "<commit message>")._replace(commit=SECOND, commit_time=5)
    assert attribute([message], origins({}), no_tests) == ([message], [])


def test_a_blob_looked_at_for_several_paths_is_one_finding_the_surest() -> None:
    weak = found(path="a.env")._replace(confidence=Confidence.LOW)
    sure = found(path="b.env")
    for order in ([weak, sure], [sure, weak]):
        (one,), _ = attribute(order, origins({OLD: introduced(b"a.env")}))
        assert one.confidence is Confidence.CERTAIN


def test_a_secret_in_a_name_stays_with_that_name() -> None:
    named = found(path="keys/T.txt", line=1)._replace(end_column=1)
    known = origins({OLD: [*introduced(b"plain.txt"), *introduced(b"keys/T.txt", commit=SECOND)]})
    (one,), _ = attribute([named], known)
    assert (one.commit, one.path, one.paths) == (SECOND, "keys/T.txt", ("keys/T.txt",))


def test_versions_of_a_file_with_one_secret_are_reported_once_for_the_oldest() -> None:
    both = [
        found(OLD, "a.env")._replace(commit=FIRST, paths=("a.env",)),
        found(OLD, "a.env", line=9)._replace(commit=FIRST, paths=("a.env",)),
        found(NEW, "a.env")._replace(commit=SECOND, paths=("a.env", "c.env")),
    ]
    kept = collapse(both)
    assert [(one.line, one.commit, one.paths) for one in kept] == [
        (7, FIRST, ("a.env", "c.env")),
        (9, FIRST, ("a.env", "c.env")),
    ]


def test_other_paths_other_secrets_and_messages_are_findings_of_their_own() -> None:
    message = found(None, "<commit message>")
    apart = [
        found(OLD, "a.env"),
        found(NEW, "b.env"),
        found(NEW, "a.env", seed="b"),
        message._replace(commit=FIRST),
        message._replace(commit=SECOND),
    ]
    assert collapse(apart) == apart
