"""What is scanned: made from a seed, the same on every machine."""

from __future__ import annotations

import random
import subprocess
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_WORDS = """int return static struct void const char if else for while break case switch default include define endif
function import from class self value name path data size count index error result buffer length offset config
client server request response handler context module option""".split()  # noqa: SIM905 - words, to be read
_CHUNK_BYTES = 1 << 20


def source_text(rng: random.Random, size: int) -> str:
    """Return ``size`` characters that look like source code from afar."""
    lines: list[str] = []
    left = size
    while left > 0:
        words = " ".join(rng.choices(_WORDS, k=rng.randint(1, 12)))
        line = f"{'    ' * rng.randint(0, 4)}{words} {rng.choice('({[;=+')} 0x{rng.getrandbits(32):x};\n"
        lines.append(line)
        left -= len(line)
    return "".join(lines)[:size]


def tree(directory: Path, files: int, seed: int) -> None:
    """Fill a directory with ``files`` files of 1 to 60 kB, 15 in each subdirectory; one in 1000 names Cloudflare."""
    rng = random.Random(seed)  # noqa: S311 - it must be the same every time
    pool = source_text(rng, 4 << 20)
    for number in range(files):
        place = directory / f"part{number // 900:03d}" / f"sub{number // 15 % 60:02d}" / f"file{number}.c"
        place.parent.mkdir(parents=True, exist_ok=True)
        start = rng.randrange(len(pool) - 60_000)
        mention = "/* served through Cloudflare */\n" if number % 1000 == 0 else ""
        place.write_text(mention + pool[start : start + int(rng.paretovariate(1.1) * 4000) % 59_000 + 1000])


def staged_repository(directory: Path, env: Mapping[str, str], seed: int) -> None:
    """Make a repository with one commit, and ten small files staged on top of it."""
    rng = random.Random(seed)  # noqa: S311 - it must be the same every time
    directory.mkdir(parents=True)

    def git(*arguments: str) -> None:
        subprocess.run(["git", *arguments], cwd=directory, env=env, check=True, stdout=subprocess.DEVNULL)

    git("init", "--quiet")
    (directory / "README.md").write_text("A project.\n")
    git("add", ".")
    git("commit", "--quiet", "-m", "first")
    for number in range(10):
        (directory / f"file{number}.py").write_text(source_text(rng, 3000))
    git("add", ".")


def large_files(directory: Path, lines_mb: int, line_mb: int, seed: int) -> None:
    """Make a file of many lines, one that is a single line, and one that is full of keywords, each in a directory."""
    rng = random.Random(seed)  # noqa: S311 - it must be the same every time
    text = source_text(rng, _CHUNK_BYTES).encode()
    flat = text.replace(b"\n", b" ")
    keywords = b"the zone at cloudflare is " * (_CHUNK_BYTES // 26)
    for name, chunk, count in (("lines", text, lines_mb), ("line", flat, line_mb), ("keywords", keywords, line_mb)):
        (directory / name).mkdir(parents=True)
        with (directory / name / "file.txt").open("wb") as stream:
            for _ in range(count):
                stream.write(chunk)


def history(directory: Path, env: Mapping[str, str], versions: int, seed: int) -> None:
    """Make a bare, packed repository: 400 files of 20 to 60 kB, changed a line at a time, ``versions`` in all."""
    rng = random.Random(seed)  # noqa: S311 - it must be the same every time
    pool = source_text(rng, 4 << 20)
    starts = [rng.randrange(len(pool) - 60_000) for _ in range(400)]
    files = [pool[start : start + rng.randrange(20_000, 60_000)].split("\n") for start in starts]
    git = ("git", "-C", str(directory))
    subprocess.run(["git", "init", "--quiet", "--bare", str(directory)], env=env, check=True)
    importer = subprocess.Popen([*git, "fast-import", "--quiet"], env=env, stdin=subprocess.PIPE)
    with importer, importer.stdin as script:  # type: ignore[union-attr]  # a pipe that was asked for is there
        for version in range(versions):
            number = version % len(files)
            lines = files[number]
            lines[rng.randrange(len(lines))] = f"/* version {version} {rng.getrandbits(40):x} */"
            text = "\n".join(lines).encode()
            if version % 10 == 0:
                who = f"A <a@example.invalid> {1_600_000_000 + version} +0000"
                script.write(f"commit refs/heads/main\ncommitter {who}\ndata 6\nchange\n".encode())
            script.write(b"M 100644 inline src/file%d.c\ndata %d\n%s\n" % (number, len(text), text))
    if importer.returncode:
        raise RuntimeError("git fast-import failed")
    subprocess.run([*git, "repack", "-a", "-d", "--quiet"], env=env, check=True)
