"""``python -m benchmarks``: print Markdown tables of what a hook, a tree, a history and very large files cost."""

from __future__ import annotations

import argparse
import os
import platform
import shlex
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks import workloads
from benchmarks.measure import Command, Cost, measure, table

_ROOT = Path(__file__).resolve().parent.parent
_OURS = "cf-secret-guard"
_CAT_FILE = "git cat-file --batch"
_FOUND_OR_NOT = (0, 1)
# Only the rules for Cloudflare, no validation, no network.
_KINGFISHER_RULES = (
    "betterleaks.cloudflare-account-id.1",
    "betterleaks.cloudflare-api-key.1",
    "betterleaks.cloudflare-api-key.2",
    "betterleaks.cloudflare-global-api-key",
    "betterleaks.cloudflare-origin-ca-key",
    "veles.secrets/cloudflareapitoken",
)
_KINGFISHER_CODES = (0, 200, 205)


def main() -> int:
    """Measure what the arguments ask for and print it."""
    options = _parser().parse_args()
    with tempfile.TemporaryDirectory(dir=options.scratch) as made:
        scratch = Path(made)
        env = _environment(scratch)
        print(_machine(env))
        if "hook" in options.parts:
            costs = _hook(scratch / "hook", env, options.repetitions)
            _show("Hook: ten small staged files", costs, ["bare python", "kingfisher"])
        if "tree" in options.parts:
            directory = options.tree
            if directory is None:
                directory = scratch / "tree"
                workloads.tree(directory, options.files, options.seed)
            costs = _tree(directory, env, options.repetitions)
            _show(f"Tree: {_size_of(directory)}", costs, ["ripgrep", "kingfisher"])
        if "history" in options.parts:
            directory = options.repository
            if directory is None:
                directory = scratch / "history.git"
                workloads.history(directory, env, options.versions, options.seed)
            costs, title = _history(directory, env, max(1, options.repetitions // 3), scratch)
            _show(title, costs, [_CAT_FILE, "kingfisher"])
        if "memory" in options.parts:
            workloads.large_files(scratch / "large", options.lines_mb, options.line_mb, options.seed)
            for name in ("lines", "line", "keywords"):
                directory = scratch / "large" / name
                costs = measure([_ours("scan", "."), *_ripgrep()], directory, env, max(1, options.repetitions // 3))
                _show(f"One large file ({name}): {_size_of(directory)}", costs, ["ripgrep"])
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument(
        "parts",
        nargs="*",
        default=["hook", "tree", "history", "memory"],
        help="hook, tree, history, memory (default: all)",
    )
    parser.add_argument("--repetitions", type=int, default=9, help="runs that count, after one to warm up (default: 9)")
    parser.add_argument("--tree", type=Path, help="a directory to scan; default: one that is generated")
    parser.add_argument("--files", type=int, default=20_000, help="files of the generated tree (default: 20000)")
    parser.add_argument("--repository", type=Path, help="whose history to scan; default: one that is generated")
    parser.add_argument("--versions", type=int, default=20_000, help="blobs of the generated history (default: 20000)")
    parser.add_argument("--lines-mb", type=int, default=1000, help="size of the large file of lines (default: 1000)")
    parser.add_argument("--line-mb", type=int, default=200, help="size of the single lines (default: 200)")
    parser.add_argument("--seed", type=int, default=1, help="of all that is generated (default: 1)")
    parser.add_argument("--scratch", type=Path, help="where to generate; default: the system's temporary directory")
    return parser


def _environment(scratch: Path) -> dict[str, str]:
    """Nothing of the user's configuration, and bytecode cached as it is for an installed package."""
    home = scratch / "home"
    home.mkdir()
    kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT", "TMPDIR") if name in os.environ}
    ours = {"PYTHONPATH": str(_ROOT), "PYTHONPYCACHEPREFIX": str(scratch / "bytecode"), "GIT_CONFIG_NOSYSTEM": "1"}
    # kingfisher --staged makes a commit, and ends with 0 if it cannot.
    people = {f"GIT_{who}_{what}": "b@example.invalid" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    return kept | ours | people | {"HOME": str(home), "LC_ALL": "C.UTF-8"}


def _hook(directory: Path, env: dict[str, str], repetitions: int) -> list[Cost]:
    workloads.staged_repository(directory, env, 1)
    commands = [
        Command("bare python", (sys.executable, "-c", "pass")),
        Command("git, its version", ("git", "--version")),
        _ours("scan", "--staged"),
        *_kingfisher(".", "--staged"),
    ]
    return measure(commands, directory, env, repetitions)


def _tree(directory: Path, env: dict[str, str], repetitions: int) -> list[Cost]:
    commands = [*_ripgrep(), _ours("scan", "."), *_kingfisher(".", "--git-history", "none")]
    return measure(commands, directory, env, repetitions)


def _history(directory: Path, env: dict[str, str], repetitions: int, scratch: Path) -> tuple[list[Cost], str]:
    """Compare with git reading the same objects: in the order that we ask for them, and in others."""
    git = ("git", "-C", str(directory))
    listing = (*git, "rev-list", "--objects", "--filter=object:type=blob", "--filter-provided-objects", "--all")
    lines = subprocess.run(listing, env=env, capture_output=True, check=True).stdout.splitlines()
    orders = {"listed": lines, "sorted": sorted(lines, key=lambda line: line.partition(b" ")[2])}
    for name, ordered in orders.items():
        (scratch / name).write_bytes(b"".join(line.partition(b" ")[0] + b"\n" for line in ordered))
    reading = (*git, "cat-file", "--batch", "--buffer")
    commands = [
        _shell(_CAT_FILE, reading, scratch / "sorted"),
        _shell("the same, as rev-list orders them", reading, scratch / "listed"),
        Command("git cat-file, all objects as packed", (*reading, "--batch-all-objects", "--unordered")),
        Command("git rev-list, to list them", listing),
        _ours("scan", "--history", str(directory)),
        *_kingfisher(str(directory), "--git-history", "full"),
    ]
    checking = (*git, "cat-file", "--batch-check=%(objectsize)")
    with (scratch / "listed").open("rb") as asked:
        sizes = subprocess.run(checking, env=env, stdin=asked, capture_output=True, check=True).stdout.split()
    return measure(commands, directory, env, repetitions), (
        f"History: {len(lines):,} blobs, {sum(map(int, sizes)) / 1e6:,.0f} MB"
    )


def _shell(name: str, argv: tuple[str, ...], file: Path) -> Command:
    return Command(name, ("sh", "-c", f"exec {shlex.join(argv)} < {shlex.quote(str(file))}"))


def _ours(*arguments: str) -> Command:
    return Command(_OURS, (sys.executable, "-m", "cf_secret_guard", *arguments, "--no-progress"), _FOUND_OR_NOT)


def _ripgrep() -> list[Command]:
    found = shutil.which("rg")
    # Everything, as we do outside of git: no ignore rules, hidden and binary files, one literal.
    return [Command("ripgrep", (found, "-uuu", "-c", "-F", "cloudflare", "."), _FOUND_OR_NOT)] if found else []


def _kingfisher(*arguments: str) -> list[Command]:
    beside = str(Path(sys.executable).parent)
    found = shutil.which("kingfisher") or shutil.which("kingfisher", path=beside)
    if found is None:
        return []
    rules = tuple(word for rule in _KINGFISHER_RULES for word in ("--rule", rule))
    flags = ("--no-validate", "--no-update-check", "--quiet")
    return [Command("kingfisher", (found, "scan", *arguments, *rules, *flags), _KINGFISHER_CODES)]


def _machine(env: dict[str, str]) -> str:
    def version(*argv: str) -> str:
        done = subprocess.run(argv, env=env, capture_output=True, text=True, check=False)
        return done.stdout.splitlines()[0] if done.stdout else ""

    programs = [command.argv[0] for command in (*_ripgrep(), *_kingfisher())]
    versions = [f"Python {platform.python_version()}", version("git", "--version")]
    versions += [version(program, "--version") for program in programs]
    cores = os.cpu_count() or 1
    return f"{platform.system()} {platform.machine()}, {cores} cores; " + ", ".join(filter(None, versions))


def _size_of(directory: Path) -> str:
    sizes = [(Path(top) / name).lstat().st_size for top, _, names in os.walk(directory) for name in names]
    return f"{len(sizes):,} files, {sum(sizes) / 1e6:,.0f} MB"


def _show(title: str, costs: list[Cost], references: list[str]) -> None:
    print(f"\n### {title}\n\n{table(costs, references)}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
