from __future__ import annotations

import os
import threading
from typing import TYPE_CHECKING

import pytest

from cf_secret_guard.config.files import MAX_BYTES, Files, decode
from cf_secret_guard.errors import ConfigError, UsageError
from cf_secret_guard.git import Repository

if TYPE_CHECKING:
    from pathlib import Path

    from tests.gitrepo import GitRepo


def on_disk(root: Path) -> Files:
    return Files(os.fsencode(root))


def at(repo: GitRepo, revision: str = "HEAD") -> Files:
    return Files(os.fsencode(repo.path), Repository.discover(), revision)


def test_a_regular_file_is_read_and_a_missing_one_is_none(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"x")
    assert on_disk(tmp_path).read("a") == b"x"
    assert on_disk(tmp_path).read("b") is None
    assert on_disk(tmp_path).read("a/b") is None


def test_a_symlink_inside_the_repository_is_followed(tmp_path: Path) -> None:
    (tmp_path / "d").mkdir()
    (tmp_path / "d/real").write_bytes(b"x")
    (tmp_path / "link").symlink_to("d/real")
    (tmp_path / "e").symlink_to("d")
    assert on_disk(tmp_path).read("link") == b"x"
    assert on_disk(tmp_path).read("e/real") == b"x"


@pytest.mark.parametrize("target", ["../outside", "/dev/zero", ".git/config", ".."])
def test_a_symlink_that_leads_out_is_refused(tmp_path: Path, target: str) -> None:
    root = tmp_path / "root"
    (root / ".git").mkdir(parents=True)
    (root / ".git/config").write_bytes(b"x")
    (tmp_path / "outside").write_bytes(b"x")
    (root / "link").symlink_to(target)
    with pytest.raises(ConfigError, match=r"^link is a symlink that leads out"):
        on_disk(root).read("link")


def test_a_directory_on_the_way_that_leads_out_is_refused(tmp_path: Path) -> None:
    root = tmp_path / "root"
    root.mkdir()
    (tmp_path / "file").write_bytes(b"x")
    (root / "up").symlink_to("..")
    with pytest.raises(ConfigError, match="leads out"):
        on_disk(root).read("up/file")


def test_a_dangling_symlink_is_an_error_not_a_missing_file(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to("nowhere")
    with pytest.raises(ConfigError, match="link cannot be read"):
        on_disk(tmp_path).read("link")


def test_a_fifo_or_directory_is_refused_without_waiting(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "fifo")
    (tmp_path / "dir").mkdir()
    said: list[str] = []

    def read() -> None:
        for name in ("fifo", "dir"):
            with pytest.raises(ConfigError) as caught:
                on_disk(tmp_path).read(name)
            said.append(caught.value.message)

    thread = threading.Thread(target=read, daemon=True)
    thread.start()
    thread.join(5)
    assert said == ["fifo is a FIFO, not a regular file", "dir is a directory, not a regular file"]


def test_a_file_of_more_than_a_mebibyte_is_refused(repo: GitRepo) -> None:
    repo.commit({"big": b"x" * (MAX_BYTES + 1), "fits": b"x" * MAX_BYTES})
    for place in (on_disk(repo.path), at(repo)):
        assert len(place.read("fits") or b"") == MAX_BYTES
        with pytest.raises(ConfigError, match="larger than 1024 KiB"):
            place.read("big")


def test_a_file_comes_from_the_revision_not_from_the_disk(repo: GitRepo) -> None:
    base = repo.commit({"a": b"old", "d/b": b"old"})
    repo.commit({"a": b"new", "c": b"new"})
    place = at(repo, base)
    assert (place.read("a"), place.read("d/b"), place.read("c")) == (b"old", b"old", None)
    assert place.label("a") == f"{base}:a"


def test_a_file_that_the_user_names_comes_from_the_revision_if_it_stands_in_the_repository(
    repo: GitRepo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    base = repo.commit({"d/a": b"old"})
    repo.commit({"d/a": b"new"})
    (tmp_path / "mine").write_bytes(b"mine")
    monkeypatch.chdir(repo.path / "d")
    assert at(repo, base).read_named("a", "--config") == b"old"
    assert on_disk(repo.path).read_named("a", "--config") == b"new"
    assert at(repo, base).read_named("../../mine", "--config") == b"mine"
    with pytest.raises(ConfigError, match=f"--config: there is no file '{base}:d/nope'"):
        at(repo, base).read_named("nope", "--config")


def test_a_file_that_the_user_names_must_be_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ConfigError, match=r"--baseline: there is no file 'nope'"):
        on_disk(tmp_path).read_named("nope", "--baseline")
    with pytest.raises(ConfigError, match="is a device"):
        on_disk(tmp_path).read_named("/dev/zero", "--baseline")


def test_a_revision_needs_a_repository_a_name_and_to_exist(repo: GitRepo) -> None:
    repo.commit({"a": b"x"})
    with pytest.raises(ConfigError, match="needs a git repository"):
        Files(b".", None, "HEAD").read("a")
    with pytest.raises(ConfigError, match="--config-from is empty"):
        at(repo, "").read("a")
    with pytest.raises(UsageError, match="no revision"):
        at(repo, "nope").read("a")


def test_text_is_utf_8_with_or_without_a_mark() -> None:
    assert decode(b"\xef\xbb\xbfa", "f") == "a"
    with pytest.raises(ConfigError, match=r"^f:2: not UTF-8"):
        decode(b"a\n\xff", "f")


def test_a_file_that_opens_but_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="/proc/self/mem cannot be read: Input/output error"):
        on_disk(tmp_path).read_named("/proc/self/mem", "--config")


def test_what_the_system_refuses_to_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be read: File name too long"):
        on_disk(tmp_path).read("x" * 300)
    (tmp_path / "loop").symlink_to("loop")
    with pytest.raises(ConfigError, match="loop"):
        on_disk(tmp_path).read("loop")
