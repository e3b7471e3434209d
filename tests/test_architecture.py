"""The rules of docs/architecture.md that a program can check, over the syntax trees of the package."""

from __future__ import annotations

import ast
import re
from graphlib import TopologicalSorter
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = "cf_secret_guard"

# Imports go down only: a part may use parts of the lines below its own, and its own package.
LAYERS = (
    ("__main__",),
    ("ci",),
    ("cli",),
    ("options",),
    ("commands",),
    ("drill",),
    ("respond",),
    ("pipeline", "report", "doctor"),
    ("collector", "attribution"),
    ("scanner",),
    ("lines", "derived"),
    ("hits",),
    ("sources", "triage"),
    ("detectors",),
    ("config",),
    ("containers", "decode", "prefilter"),
    ("git",),
    ("verify",),
    ("cloudflare", "github"),
    ("connection",),
    ("catalog", "progress", "related", "settings", "terminal", "timestamps"),
    ("model",),
    ("respond.base", "verify.base"),
    ("secret",),
    ("errors", "__init__"),
    ("simulator",),
)
# Values that lower parts hold on to; their packages stand far above.
APART = {"respond.base", "verify.base"}

# What a part must never reach, however many steps away.
NEVER_REACHES = {
    "report": {"sources", "git", "detectors", "triage", "verify", "respond", "cloudflare", "github", "connection"},
    "pipeline": {"respond", "verify", "cloudflare", "github", "connection", "simulator"},
    "config": {"respond", "verify", "cloudflare", "github", "connection"},
    "detectors": {"sources", "git", "report", "triage"},
    "decode": {"sources", "git", "detectors", "prefilter"},
    "cloudflare": {"respond", "verify", "simulator"},
    "github": {"respond", "verify", "simulator", "cloudflare", "git"},
    "verify": {"github"},
    "respond": {"simulator", "drill"},
    "simulator": {"cloudflare", "verify", "respond", "model", "secret"},
}

# Who may open a connection: what asks Cloudflare and GitHub does it in one place, and the simulator answers on a
# loopback address.
CONNECTS = {"connection.wire", "connection.faults", "simulator.server", "simulator.playing"}
NETWORK = {
    "aiohttp",
    "asyncio",
    "ftplib",
    "http",
    "httpx",
    "imaplib",
    "poplib",
    "requests",
    "smtplib",
    "socket",
    "socketserver",
    "ssl",
    "urllib.request",
    "urllib3",
    "webbrowser",
    "xmlrpc",
}

# The only parts that start other programs: git, the user's command for a new value, and what a drill shows.
# And what starting one looks like. A fork alone runs no other program.
RUNS_PROGRAMS = {"git", "respond", "drill"}
STARTERS = {
    "multiprocessing",
    "os.exec",
    "os.popen",
    "os.posix_spawn",
    "os.spawn",
    "os.system",
    "pty",
    "subprocess",
}

# Modules that hold no logic of their own to test.
WITHOUT_TESTS = {
    "__init__",
    "__main__",  # one line; tests/e2e run it
    "settings",  # defaults only; tests/test_cli.py reads them
    "detectors.base",  # Protocols and values
    "doctor.base",
    "prefilter.base",
    "sources.base",
}
# Test modules that look at the whole instead of one module.
ABOUT_THE_WHOLE = {
    "containers.test_formats_of_applications",
    "containers.test_memory",
    "detectors.test_corpus",
    "simulator.test_sdk",
    "test_architecture",
    "test_cold_start",
    "test_documents",
    "test_hooks_manifest",
    "test_tokens",
}
FOLDERS_ABOUT_THE_WHOLE = {"benchmarks", "e2e", "properties", "golden"}  # the first mirrors benchmarks/

LAZY = re.compile(rf"{PACKAGE}(\.\w+)+:\w+")
MAX_FILE_LINES = 300
MAX_FUNCTION_LINES = 60
MAX_BRANCHES = 12
BRANCHES = (
    ast.If,
    ast.For,
    ast.While,
    ast.ExceptHandler,
    ast.IfExp,
    ast.comprehension,
    ast.match_case,
    ast.Assert,
)


class Module(NamedTuple):
    """One source file; ``name`` is dotted, without the package: ``sources.index``."""

    name: str
    path: Path
    text: str
    tree: ast.Module

    @property
    def part(self) -> str:
        return self.name if self.name in APART else self.name.partition(".")[0]


def module_at(path: Path) -> Module:
    name = ".".join(path.relative_to(ROOT / PACKAGE).with_suffix("").parts)
    text = path.read_text(encoding="utf-8")
    return Module(name.removesuffix(".__init__"), path, text, ast.parse(text))


MODULES = {module.name: module for module in map(module_at, sorted((ROOT / PACKAGE).rglob("*.py")))}
TESTS = {
    ".".join(path.relative_to(ROOT / "tests").with_suffix("").parts) for path in (ROOT / "tests").rglob("test_*.py")
}
each_module = pytest.mark.parametrize("module", MODULES.values(), ids=list(MODULES))


def imported(tree: ast.AST) -> set[str]:
    """Every dotted name that an import statement could mean: for ``from a import b`` both ``a`` and ``a.b``."""
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
            names.update(f"{node.module}.{alias.name}" for alias in node.names)
    return names


def loaded_by_name(tree: ast.AST) -> set[str]:
    """The modules that stand in strings of the form ``cf_secret_guard.module:attribute``, as in a lazy registry."""
    strings = {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    return {text.partition(":")[0] for text in strings if LAZY.fullmatch(text)}


def own(names: set[str], module: Module) -> set[str]:
    """Which of ``names`` are other modules of the package; a package's own facade, named for a sibling, is none."""
    inside = {name.removeprefix(f"{PACKAGE}.") for name in names if name.startswith(f"{PACKAGE}.")}
    return {name for name in inside if name in MODULES and not f"{module.name}.".startswith(f"{name}.")}


def imports(module: Module) -> set[str]:
    """The modules of the package that ``module`` imports, at its top, in functions or for types only."""
    return own(imported(module.tree), module)


def uses(module: Module) -> set[str]:
    """The modules of the package that ``module`` imports or loads by name."""
    return own(imported(module.tree) | loaded_by_name(module.tree), module)


def reach(part: str) -> set[str]:
    """The parts that the modules of ``part`` import, directly or through others."""
    seen: set[str] = set()
    waiting = [name for name, module in MODULES.items() if module.part == part]
    while waiting:
        name = waiting.pop()
        if name not in seen:
            seen.add(name)
            waiting.extend(uses(MODULES[name]))
    return {MODULES[name].part for name in seen}


def functions(tree: ast.AST) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    return [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]


def lines_of(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


def branches_of(node: ast.AST) -> int:
    inner = list(ast.walk(node))
    operators = sum(len(part.values) - 1 for part in inner if isinstance(part, ast.BoolOp))
    return 1 + operators + sum(isinstance(part, BRANCHES) for part in inner)


def starts_programs(tree: ast.AST) -> bool:
    used = {
        f"{node.value.id}.{node.attr}"
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name)
    }
    return any(name.startswith(tuple(STARTERS)) for name in used | imported(tree))


def top_level(names: set[str], forbidden: set[str]) -> set[str]:
    return {name for name in names if any(name == bad or name.startswith(f"{bad}.") for bad in forbidden)}


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("import a.b", {"a.b"}),
        ("from a import b, c as d", {"a", "a.b", "a.c"}),
        ("def f():\n    import a", {"a"}),
        ("if TYPE_CHECKING:\n    from a.b import C", {"a.b", "a.b.C"}),
    ],
)
def test_an_import_is_seen_wherever_it_stands(source: str, names: set[str]) -> None:
    assert imported(ast.parse(source)) == names


@pytest.mark.parametrize(
    "source", ["import subprocess", "from os import popen", "os.execvp(a, b)", "import os; os.posix_spawnp()"]
)
def test_starting_a_program_is_seen(source: str) -> None:
    assert starts_programs(ast.parse(source))
    assert not starts_programs(ast.parse("import os; os.path.join(a); system(b)"))


def test_a_lazy_registry_is_seen() -> None:
    assert loaded_by_name(ast.parse(f"RUN = '{PACKAGE}.commands.scan:run'")) == {f"{PACKAGE}.commands.scan"}


def test_every_part_of_the_package_has_its_layer() -> None:
    layered = [part for layer in LAYERS for part in layer]
    assert sorted(layered) == sorted({module.part for module in MODULES.values()})


@each_module
def test_imports_go_down_only(module: Module) -> None:
    level = {part: number for number, layer in enumerate(LAYERS) for part in layer}
    upward = {
        name
        for name in uses(module)
        if MODULES[name].part != module.part and level[MODULES[name].part] <= level[module.part]
    }
    assert not upward


def test_no_module_imports_itself_through_others() -> None:
    assert list(TopologicalSorter({name: imports(module) for name, module in MODULES.items()}).static_order())


@each_module
def test_imports_are_absolute(module: Module) -> None:
    assert not [node.lineno for node in ast.walk(module.tree) if isinstance(node, ast.ImportFrom) and node.level]


@pytest.mark.parametrize("part", NEVER_REACHES)
def test_a_part_never_reaches_what_is_not_its_business(part: str) -> None:
    assert part in reach(part)
    assert not reach(part) & NEVER_REACHES[part]


def test_only_one_part_that_asks_and_one_that_plays_cloudflare_import_the_network() -> None:
    assert {name for name, module in MODULES.items() if top_level(imported(module.tree), NETWORK)} == CONNECTS


def test_only_these_parts_start_other_programs() -> None:
    assert {module.part for module in MODULES.values() if starts_programs(module.tree)} == RUNS_PROGRAMS


@each_module
def test_every_module_says_what_it_is_for(module: Module) -> None:
    assert ast.get_docstring(module.tree)


@each_module
def test_files_and_functions_stay_small(module: Module) -> None:
    assert module.text.count("\n") <= MAX_FILE_LINES
    over = {
        f"{node.name}: {lines_of(node)} lines, {branches_of(node)} branches"
        for node in functions(module.tree)
        if lines_of(node) > MAX_FUNCTION_LINES or branches_of(node) > MAX_BRANCHES
    }
    assert not over


@pytest.mark.parametrize("path", sorted(ROOT.glob("[tcb]*/**/*.py")), ids=lambda path: str(path.relative_to(ROOT)))
def test_a_type_ignore_names_its_code(path: Path) -> None:
    assert not re.findall(r"#\s*type:\s*ignore(?!\[)", path.read_text(encoding="utf-8"))


def test_every_module_with_logic_has_its_test_module() -> None:
    wanted = {
        name
        for name, module in MODULES.items()
        if functions(module.tree) and module.path.name != "__init__.py" and name not in WITHOUT_TESTS
    }
    have = {re.sub(r"(^|\.)test_", r"\1", name) for name in TESTS}
    assert not wanted - have


def test_every_test_module_is_about_one_module_or_the_whole() -> None:
    about = {re.sub(r"(^|\.)test_", r"\1", name): name for name in TESTS}
    stray = {
        test
        for module, test in about.items()
        if module not in MODULES
        and test not in ABOUT_THE_WHOLE
        and test.partition(".")[0] not in FOLDERS_ABOUT_THE_WHOLE
    }
    assert not stray


@pytest.mark.parametrize("name", sorted(WITHOUT_TESTS))
def test_the_exceptions_are_modules_that_exist(name: str) -> None:
    assert name in MODULES or name == "__init__"
