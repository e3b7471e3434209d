"""A GitHub Actions runner, as far as our action needs one: it runs the steps of action.yml and reads what they say."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import yaml

if TYPE_CHECKING:
    from collections.abc import Mapping

ROOT = Path(__file__).parent.parent.parent
ACTION: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
_EXPRESSION = re.compile(r"\$\{\{(.*?)\}\}")
_WORD = re.compile(r"\s*(\|\||&&|==|!=|\(|\)|'[^']*'|[a-z][\w.-]*)")
_COMMAND = re.compile(r"\s*::([a-z-]+)(?: (.*?))?::(.*)")


class Expression:
    """The part of GitHub's expressions that action.yml uses. Everything else is an error.

    https://docs.github.com/en/actions/reference/workflows-and-actions/expressions
    """

    def __init__(self, text: str, names: Mapping[str, str]) -> None:
        self._words = list(_WORD.findall(text))
        assert "".join(self._words) == re.sub(r"\s(?=(?:[^']*'[^']*')*[^']*$)", "", text), f"not understood: {text}"
        self._names = names

    def value(self) -> str:
        found = self._either()
        assert not self._words, f"left over: {self._words}"
        return found

    def _either(self) -> str:
        left = self._both()
        while self._next("||"):
            right = self._both()
            left = left or right
        return left

    def _both(self) -> str:
        left = self._equal()
        while self._next("&&"):
            right = self._equal()
            left = right if left else left
        return left

    def _equal(self) -> str:
        left = self._one()
        for operator in ("==", "!="):
            if self._next(operator):
                is_same = left.lower() == self._one().lower()
                return "true" if is_same == (operator == "==") else ""
        return left

    def _one(self) -> str:
        word = self._words.pop(0)
        if word == "(":
            inner = self._either()
            assert self._next(")")
            return inner
        return word[1:-1] if word.startswith("'") else self._names[word]

    def _next(self, word: str) -> bool:
        if self._words[:1] == [word]:
            self._words.pop(0)
            return True
        return False


def evaluated(value: object, names: Mapping[str, str]) -> str:
    """A value of the YAML with its expressions replaced, as a runner does it before a step begins."""
    return _EXPRESSION.sub(lambda found: Expression(found[1].strip(), names).value(), str(value))


class Log(NamedTuple):
    """What a runner makes of what a step printed."""

    shown: str
    """The lines of the log, with what was to be hidden hidden."""
    commands: list[tuple[str, str, str]]
    """(name, properties, message) in order, masks left out."""
    masks: list[str]
    raw: str


def read_log(raw: str) -> Log:
    """Obey the commands in what a step printed: https://github.com/actions/runner, ActionCommandManager.cs."""
    shown: list[str] = []
    commands: list[tuple[str, str, str]] = []
    masks: list[str] = []
    stopped = ""
    for line in raw.split("\n"):
        found = _COMMAND.fullmatch(line)
        if stopped:
            is_end = line.strip() == f"::{stopped}::"
            stopped = "" if is_end else stopped
            shown += [] if is_end else [line]
        elif found and found[1] == "stop-commands":
            stopped = found[3]
        elif found and found[1] == "add-mask":
            masks.append(_unescaped(found[3]))
        elif found:
            commands.append((found[1], found[2] or "", _unescaped(found[3])))
            shown.append(line)
        else:
            assert "##[" not in line, "an old command outside of stopped commands"
            shown.append(line)
    assert not stopped, "commands stay stopped"
    text = "\n".join(shown)
    for mask in masks:
        text = text.replace(mask, "***")
    return Log(text, commands, masks, raw)


def _unescaped(text: str) -> str:
    return text.replace("%0D", "\r").replace("%0A", "\n").replace("%25", "%")


def read_file_commands(text: str) -> dict[str, str]:
    """Read ``GITHUB_OUTPUT``: ``NAME=VALUE``, or ``NAME<<DELIMITER`` and lines up to the delimiter."""
    found: dict[str, str] = {}
    lines = iter(text.split("\n")[:-1])
    for line in lines:
        if "<<" in line and ("=" not in line or line.index("<<") < line.index("=")):
            name, _, delimiter = line.partition("<<")
            value = []
            for inner in lines:
                if inner == delimiter:
                    break
                value.append(inner)
            else:
                raise AssertionError(f"{name} has no end")
            found[name] = "\n".join(value)
        else:
            name, equals, rest = line.partition("=")
            assert equals, f"not understood: {line!r}"
            found[name] = rest
    return found


class Outcome(NamedTuple):
    """What a run of the action came to."""

    code: int
    """Of the step that failed, else 0."""
    outputs: dict[str, str]
    """Of the action."""
    log: Log
    summary: str


class Runner:
    """Runs the action.

    Args:
        place: a directory for the runner's own files.
        workspace: the checkout.
        environ: what the runner sets for this event, on top of this process's environment.
    """

    def __init__(self, place: Path, workspace: Path, environ: Mapping[str, str]) -> None:
        self.temporary = place / "temp"
        self.temporary.mkdir(parents=True, exist_ok=True)
        self.summary = place / "summary.md"
        self._output = place / "output"
        self._workspace = workspace
        self._environ = {
            **os.environ,
            "CI": "true",
            "GITHUB_ACTIONS": "true",
            "GITHUB_ACTION_PATH": str(ROOT),
            "GITHUB_OUTPUT": str(self._output),
            "GITHUB_REPOSITORY": "octo-org/octo-repo",
            "GITHUB_SERVER_URL": "https://github.com",
            "GITHUB_STEP_SUMMARY": str(self.summary),
            "GITHUB_WORKSPACE": str(workspace),
            "RUNNER_TEMP": str(self.temporary),
            **environ,
        }

    def run(self, *, installed: str | None = sys.executable, **given: str) -> Outcome:
        """Run all steps.

        Args:
            installed: a Python that has the package: the step that installs it is left out. None: it is run.
            given: inputs, with ``_`` for ``-``.
        """
        inputs = {name: str(declared.get("default", "")) for name, declared in ACTION["inputs"].items()}
        inputs |= {name.replace("_", "-"): value for name, value in given.items()}
        assert inputs.keys() == ACTION["inputs"].keys(), "no such input"
        names = {f"inputs.{name}": value for name, value in inputs.items()} | {"github.token": "ghs_made-up"}
        names |= {"steps.python.outputs.python-path": "", "steps.install.outputs.python": installed or ""}
        names |= {key: "" for output in ACTION["outputs"].values() for key in _EXPRESSION.findall(output["value"])}
        names = {name.strip(): value for name, value in names.items()}
        raw, code = "", 0
        for step in ACTION["runs"]["steps"]:
            if code or ("if" in step and not evaluated(f"${{{{ {step['if']} }}}}", names)):
                continue
            if "uses" in step:
                assert step["uses"].startswith("actions/setup-python@")
                names["steps.python.outputs.python-path"] = sys.executable
            elif step["id"] != "install" or installed is None:
                code, text = self._step(step, names)
                raw += text
        outputs = {name: evaluated(one["value"], names) for name, one in ACTION["outputs"].items()}
        summary = self.summary.read_text(encoding="utf-8") if self.summary.exists() else ""
        return Outcome(code, outputs, read_log(raw), summary)

    def _step(self, step: dict[str, Any], names: dict[str, str]) -> tuple[int, str]:
        """Run the script of a step: https://docs.github.com/en/actions/reference/workflows-and-actions (shell)."""
        assert step["shell"] == "bash"
        assert "${{" not in step["run"], "an expression in a shell line"
        self._output.write_text("", encoding="utf-8")
        script = self.temporary.parent / f"{step['id']}.sh"
        script.write_text(step["run"], encoding="utf-8")
        done = subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", script],
            cwd=self._workspace,
            env=self._environ | {name: evaluated(value, names) for name, value in step["env"].items()},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
            timeout=300,
        )
        set_here = read_file_commands(self._output.read_text(encoding="utf-8"))
        names.update({f"steps.{step['id']}.outputs.{name}": value for name, value in set_here.items()})
        return done.returncode, done.stdout.decode("utf-8", "replace")
