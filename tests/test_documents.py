"""The documents say what the code does: names, codes, options, commands and links are compared with it."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from cf_secret_guard import __version__, cli
from cf_secret_guard.config import load
from cf_secret_guard.model import Confidence, ExitCode, Kind
from cf_secret_guard.report.base import FORMATS
from cf_secret_guard.settings import ScanSettings
from cf_secret_guard.verify.base import Status
from tests import tokens
from tests.test_architecture import LAYERS

if TYPE_CHECKING:
    from tests.gitrepo import GitRepo

ROOT = Path(__file__).parent.parent
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
TEXTS = {str(path.relative_to(ROOT)): path.read_text(encoding="utf-8") for path in DOCUMENTS}
README = TEXTS["README.md"]
CONFIG_SCHEMA: dict[str, Any] = json.loads((ROOT / "cf_secret_guard/schemas/config-1.schema.json").read_bytes())
each_document = pytest.mark.parametrize("name", TEXTS)

SETUP = "python3 -m venv .venv && .venv/bin/python -m pip install"
# Words that begin with -- in our documents and belong to other programs.
FOREIGN_OPTIONS = {
    "--all-files",  # pre-commit
    "--amend",  # git
    "--batch",
    "--files",
    "--hook-stage",
    "--hook-type",
    "--mirror",
    "--no-ext-diff",
    "--no-textconv",
    "--no-verify",
    "--show-origin",
    "--unset",
    "--help",  # every command has it
}


def section(text: str, title: str) -> str:
    """The part of a Markdown text below the heading ``title``, up to the next heading of that level."""
    found = re.search(rf"^(#+) {re.escape(title)}\n(.*?)(?=^\1 |\Z)", text, re.DOTALL | re.MULTILINE)
    assert found, f"no heading {title!r}"
    return found[2]


def first_column(text: str) -> list[str]:
    """The first cells of the first Markdown table in ``text``, without its heading."""
    rows = re.findall(r"^\| *(.*?) *\|", text, re.MULTILINE)
    return [cell.strip("`") for cell in rows[2:]]


def tables(text: str) -> list[str]:
    return re.findall(r"(?:^\|.*\n)+", text, re.MULTILINE)


def code_blocks(text: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.DOTALL | re.MULTILINE)


def anchors(text: str) -> set[str]:
    """The anchors that GitHub makes of a document's headings."""
    prose = re.sub(r"^```.*?^```", "", text, flags=re.DOTALL | re.MULTILINE)
    headings = re.findall(r"^#+ (.*)$", prose, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def options() -> set[str]:
    """Every long option of every command."""
    parsers = [cli.parser_of(name)[1] for name in cli.COMMANDS]
    return {option for parser in parsers for option in re.findall(r"--[a-z][a-z-]+", parser.format_help())}


def test_the_kinds_table_is_the_kinds_of_the_code_in_their_order() -> None:
    assert first_column(tables(section(README, "What it finds"))[0]) == [kind.value for kind in Kind]


def test_the_confidence_table_is_that_of_the_code_from_the_top() -> None:
    assert first_column(tables(section(README, "What it finds"))[1]) == [level.label for level in reversed(Confidence)]


def test_the_exit_code_table_is_that_of_the_code() -> None:
    assert first_column(section(README, "Exit codes")) == [str(code.value) for code in ExitCode]


def test_the_readmes_example_is_what_the_command_prints(repo: GitRepo, capfd: pytest.CaptureFixture[str]) -> None:
    prompt, *shown = code_blocks(README, "console")[0].splitlines()
    assert prompt.startswith("$ git commit")
    repo.stage("deploy.env", f"ACCOUNT=1\nCLOUDFLARE_API_TOKEN={tokens.user_token()}\n")
    assert cli.main(["scan", "--staged"]) == ExitCode.FINDINGS
    printed = iter(capfd.readouterr().out.splitlines())
    assert [line for line in shown if line.strip() != "..." and line not in printed] == []


def test_the_hooks_of_the_readme_are_those_of_the_manifest() -> None:
    manifest = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    shown = yaml.safe_load(code_blocks(README, "yaml")[0])
    (repository,) = shown["repos"]
    assert [hook["id"] for hook in repository["hooks"]] == [hook["id"] for hook in manifest]
    assert repository["rev"] == f"v{__version__}"
    assert shown["default_install_hook_types"] == [stage for hook in manifest for stage in hook["stages"]]


@each_document
def test_every_option_that_a_document_names_exists(name: str) -> None:
    named = set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", TEXTS[name]))
    assert not named - options() - FOREIGN_OPTIONS


@each_document
def test_every_command_that_a_document_names_exists(name: str) -> None:
    named = set(
        re.findall(
            r"\bcf-secret-guard ([a-z]+)\b", " ".join(re.findall(r"`[^`]+`|^ *cf-.*$", TEXTS[name], re.MULTILINE))
        )
    )
    assert not named - set(cli.COMMANDS)


def test_every_command_and_option_is_named_in_the_documents() -> None:
    everything = "\n".join(TEXTS.values())
    assert not {name for name in cli.COMMANDS if f"cf-secret-guard {name}" not in everything}
    assert not {option for option in options() if option not in everything}


@each_document
def test_links_between_the_documents_lead_somewhere(name: str) -> None:
    for target in re.findall(r"\]\((?!https?:)([^)]+)\)", TEXTS[name]):
        path, _, anchor = target.partition("#")
        file = (ROOT / name).parent / path if path else ROOT / name
        assert file.exists(), target
        if anchor:
            assert anchor in anchors(file.read_text(encoding="utf-8")), target


def test_the_index_of_the_documents_lists_all_of_them() -> None:
    listed = set(re.findall(r"\]\(([a-z-]+\.md)\)", TEXTS["docs/README.md"]))
    assert listed == {path.name for path in (ROOT / "docs").glob("*.md")} - {"README.md"}


def test_the_table_of_parts_is_the_order_of_the_layers() -> None:
    table = section(TEXTS["docs/architecture.md"], "Parts, from the top")
    assert first_column(table) == [part for layer in LAYERS for part in layer]


@pytest.mark.parametrize(
    ("title", "path"),
    [("Keys", ("properties",)), ("Detectors of your own", ("properties", "detectors", "items", "properties"))],
)
def test_the_tables_of_configuration_keys_are_those_of_the_schema(title: str, path: tuple[str, ...]) -> None:
    known = CONFIG_SCHEMA
    for step in path:
        known = known[step]
    assert sorted(first_column(section(TEXTS["docs/configuration.md"], title))) == sorted(known)


@pytest.mark.parametrize("language", ["yaml", "toml"])
def test_the_configuration_examples_are_valid(language: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (example,) = code_blocks(TEXTS["docs/configuration.md"], language)
    (tmp_path / f"given.{language}").write_text(example, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    config = load.load(ScanSettings(config=f"given.{language}"), None, None)
    assert config.min_confidence == Confidence.HIGH
    assert len(config.ignored_paths) == 2


def test_the_inputs_and_outputs_of_the_action_are_those_of_the_document() -> None:
    action = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
    inputs, outputs = tables(section(TEXTS["docs/ci.md"], "Inputs"))
    assert ", ".join(first_column(inputs)).replace("`", "").split(", ") == list(action["inputs"])
    assert sorted(", ".join(first_column(outputs)).replace("`", "").split(", ")) == sorted(action["outputs"])


def test_the_workflow_of_the_document_is_the_first_example_with_names_for_commits() -> None:
    example = (ROOT / "docs/examples/github/basic.yml").read_text(encoding="utf-8")
    named = yaml.safe_load(re.sub(r"@[0-9a-f]{40} # v(\d+)\S*", r"@v\1", example))
    del named["name"]
    assert yaml.safe_load(code_blocks(section(TEXTS["docs/ci.md"], "GitHub"), "yaml")[0]) == named


def test_the_formats_of_the_documents_are_those_of_the_code() -> None:
    assert first_column(section(TEXTS["docs/usage.md"], "Reports")) == sorted(FORMATS)


def test_the_gitlab_job_is_valid_and_its_scan_writes_the_report_that_it_names(
    repo: GitRepo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    example = code_blocks(section(TEXTS["docs/ci.md"], "GitLab"), "yaml")[0]
    file = tmp_path / ".gitlab-ci.yml"
    file.write_text(example, encoding="utf-8")
    check = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.gitlab-ci", str(file)]
    assert subprocess.run(check, capture_output=True, check=False).returncode == 0
    (job,) = yaml.safe_load(example).values()
    program, *arguments = shlex.split(job["script"][-1])
    assert program == "cf-secret-guard"
    monkeypatch.chdir(repo.path)
    repo.write("a.env", f"T={tokens.user_token()}\n")
    assert cli.main(arguments) == ExitCode.FINDINGS
    report = json.loads(Path(job["artifacts"]["reports"]["secret_detection"]).read_text(encoding="utf-8"))
    assert len(report["vulnerabilities"]) == 1
    assert f"@v{__version__}" in job["script"][0]


def test_the_changelog_has_an_entry_for_this_version() -> None:
    assert re.search(rf"^## \[{re.escape(__version__)}\]", TEXTS["CHANGELOG.md"], re.MULTILINE)


@pytest.mark.parametrize("title", ["Try it", "Development"])
def test_the_readmes_set_up_is_one_command_that_stands_alone(title: str) -> None:
    command = code_blocks(section(README, title), "sh")[0].strip()
    assert "\n" not in command
    assert command.startswith(SETUP)
    assert all(word in {"python3", "&&"} or not word.startswith("python") for word in shlex.split(command))


@pytest.mark.parametrize("title", ["Try it", "Development"])
def test_the_check_of_this_project_runs_the_readmes_command_word_for_word(title: str) -> None:
    command = code_blocks(section(README, title), "sh")[0].strip()
    assert command in (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()


def test_the_drill_is_the_second_thing_to_try_and_the_check_of_this_project_plays_it() -> None:
    command = code_blocks(section(README, "Try it"), "sh")[1].strip()
    assert command.endswith("cf-secret-guard drill")
    assert command in (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()


def test_the_verdicts_of_the_documents_are_those_of_the_code() -> None:
    table = tables(section(TEXTS["docs/response.md"], "Verify"))[0]
    assert first_column(table) == [status.value for status in Status]


def test_the_plan_of_the_readme_is_what_a_plan_looks_like() -> None:
    (shown,) = code_blocks(README, "text")
    source = (ROOT / "cf_secret_guard/respond/present.py").read_text(encoding="utf-8")
    labels = re.findall(r"^    (\S.*?)  ", shown, re.MULTILINE)
    assert labels == ["leaked as", "it can", "severity", "who acts", "how", "undo"]
    assert all(f'"{label}"' in source for label in labels)
    assert "yes: it can be enabled again, its name and permissions stay" in source


@pytest.mark.parametrize("name", ["test"])
def test_the_extras_that_the_readme_installs_exist(name: str) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert name in project["optional-dependencies"]
    assert f"'.[{name}]'" in README


def test_the_readme_names_the_oldest_python_that_the_package_takes() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert f"Python {project['requires-python'].removeprefix('>=')} or newer" in README
