from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cf_secret_guard.git.popen import Popened
from tests.git.processes import Behaviour

if TYPE_CHECKING:
    from pathlib import Path


class TestPopened(Behaviour):
    start = Popened


@pytest.mark.parametrize("path", ["", ".", "sub:."])
def test_a_program_in_the_current_directory_is_not_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    for place in (tmp_path, tmp_path / "sub"):
        place.mkdir(exist_ok=True)
        (place / "git").write_text(f"#!/bin/sh\ntouch '{tmp_path}/ran'\n")
        (place / "git").chmod(0o755)
    monkeypatch.chdir(tmp_path)
    with pytest.raises(FileNotFoundError):
        Popened(("git", "version"), {"PATH": path})
    assert not (tmp_path / "ran").exists()


def test_the_first_program_on_the_path_is_run(tmp_path: Path) -> None:
    for name, words in {"one": "first", "two": "second"}.items():
        (tmp_path / name).mkdir()
        (tmp_path / name / "git.exe").write_text(f"#!/bin/sh\necho {words}\n")
        (tmp_path / name / "git.exe").chmod(0o755)
    (tmp_path / "one" / "git").write_text("not executable")
    with Popened(("git",), {"PATH": f"{tmp_path}/one:{tmp_path}/two"}) as process:
        assert process.read(100) == b"first\n"
