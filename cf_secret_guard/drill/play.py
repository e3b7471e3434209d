"""The story of the drill: each step is a sentence, the commands that a person would type, and what they print."""

from __future__ import annotations

import shlex
import time
from typing import TYPE_CHECKING

from cf_secret_guard.errors import IncompleteError
from cf_secret_guard.report.sweep import Sweeper
from cf_secret_guard.secret import Secret

if TYPE_CHECKING:
    from collections.abc import Callable

    from cf_secret_guard.drill.stage import Stage

_FILE = "deploy.env"
_FENCE = "---"


class Play:
    """Plays on a stage.

    Args:
        stage: where.
        say: shows text, as it comes.
        whole: show the whole note.
    """

    def __init__(self, stage: Stage, say: Callable[[str], None], *, whole: bool = False) -> None:
        self._stage = stage
        self._say = say
        self._whole = whole
        self._step = 0
        self._has_printed = True
        self._sweeper = Sweeper(Secret(one.value) for one in (stage.leaked, stage.administrator))

    def all(self) -> None:
        """Play everything.

        Raises:
            IncompleteError: something did not go as it should.
        """
        begun = time.monotonic()
        self._introduce()
        self._block()
        self._leak()
        self._verify()
        self._revoke()
        self._check()
        self._read()
        self._close(time.monotonic() - begun)

    def _introduce(self) -> None:
        self._say(
            "A drill: a Cloudflare API token leaks, is found, taken away and written up. Cloudflare is simulated on\n"
            "this machine; the repository and everything in it is temporary. The commands and what they print are real."
        )

    def _block(self) -> None:
        self._title("A token is about to be committed. The hook stops the commit.")
        self._stage.write(_FILE, f"ZONE=example.com\nCLOUDFLARE_API_TOKEN={self._stage.leaked.value}\n")
        self._run("git", "add", _FILE)
        self._run("git", "commit", "-m", "Add deploy settings", code=1)

    def _leak(self) -> None:
        self._title("Somebody goes around the hook and pushes. (This commit is dated three days back.)")
        self._run("git", "commit", "--quiet", "--no-verify", "-m", "Add deploy settings", leaky=True)
        self._run("git", "push", "--quiet", "origin", "main")

    def _verify(self) -> None:
        self._title("Is it live, and what can it do? Cloudflare is asked.")
        self._run("cf-secret-guard", "scan", "--verify", code=1, expect="live")

    def _revoke(self) -> None:
        self._title(
            "Take it away. The administrator's token comes from CF_SECRET_GUARD_ADMIN_TOKEN. The plan comes first;\n"
            "   --yes stands for the yes that you would type."
        )
        wish = ("scan", "--revoke", "--yes", "--incident", "incidents")
        self._run("cf-secret-guard", *wish, code=1, expect="confirmed (asked again with the leaked value: disabled)")
        self._say("\n   (The exit code is 1 because the token still stands in the file. It is dead all the same.)")

    def _check(self) -> None:
        self._title("Is anything live left? Exit code 0 says no.")
        self._run("cf-secret-guard", "scan", "--verify", "--fail-on", "live", "--quiet", expect="disabled")
        if self._stage.simulator.state.tokens[self._stage.leaked.id].status != "disabled":
            raise _astray("the simulator says that the token is not disabled")

    def _read(self) -> None:
        self._title("What is left to do stands in the incident note.")
        listed = self._run("cf-secret-guard", "incident", "list")
        name = listed.splitlines()[1].split()[0]
        self._run("cf-secret-guard", "incident", "show", name, shorten=not self._whole)

    def _close(self, seconds: float) -> None:
        count = len(self._stage.simulator.requests)
        self._say(
            f"\nThat was it, in {seconds:.1f} seconds. The simulated Cloudflare was asked {count} times, at"
            f" {self._stage.simulator.base_url};\nnothing was sent anywhere else. The temporary repository is removed."
        )

    def _title(self, text: str) -> None:
        self._step += 1
        self._say(f"\n{self._step}. {text}")
        self._has_printed = True

    def _run(self, *command: str, code: int = 0, expect: str = "", leaky: bool = False, shorten: bool = False) -> str:
        """Show a command, run it, show what it printed.

        Raises:
            IncompleteError: it ended in another way than it should, or did not print what it should.
        """
        self._say(f"{chr(10) if self._has_printed else ''}   $ {shlex.join(command)}")
        ended = self._stage.run(*command, leaky=leaky)
        lines = self._sweeper.clean(ended.text).splitlines()
        if ended.code or command[0] != "git":
            lines = [*(_shortened(lines) if shorten else lines), f"[exit code {ended.code}]"]
        for line in lines:
            self._say(f"   {line}".rstrip())
        self._has_printed = bool(lines)
        if ended.code != code or expect not in ended.text:
            raise _astray(f"`{shlex.join(command[:3])}` ended with {ended.code}, or printed something else")
        return ended.text


def _shortened(lines: list[str]) -> list[str]:
    """What a note says first: no front matter, and of the steps only their titles."""
    end = lines.index(_FENCE, 1) + 1 if lines[:1] == [_FENCE] and _FENCE in lines[1:] else 0
    body = [line.partition("<!--")[0].rstrip() for line in lines[end:]]
    below = [*body[1:], ""]
    kept = [line for line, then in zip(body, below, strict=True) if not (line or then).startswith("  ")]
    shown = [line for number, line in enumerate(kept) if line or (number and kept[number - 1])]
    return [*shown, f"[shown without the details of the steps; all {len(lines)} lines: cf-secret-guard drill -v]"]


def _astray(what: str) -> IncompleteError:
    return IncompleteError(f"The drill did not go as it should: {what}", "Please report this with the output above.")
