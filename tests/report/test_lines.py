from __future__ import annotations

import subprocess
import sys

from cf_secret_guard.report.lines import Lines
from tests import tokens
from tests.report.reports import finding, report


def test_every_piece_loses_its_secrets_and_its_escapes() -> None:
    lines = Lines(report(finding(tokens.legacy_token())))
    lines.add(("red", f"\x1b[2J{tokens.legacy_token()}"), f" {tokens.account_token()}\n")
    assert lines.text(color=False) == "\\x1b[2J******** cfat_********\\n\n"


def test_a_field_without_values_takes_no_line() -> None:
    lines = Lines(report())
    lines.field("empty", [])
    lines.field("where", ["one", "two"])
    assert lines.text(color=False) == "  where       one\n              two\n"


def test_colour_adds_codes_of_ours_and_lets_none_of_theirs_through() -> None:
    lines = Lines(report())
    lines.add(("red", "warning [bold]no markup[/bold] :bug: \x1b[5m"), " plain 123")
    assert lines.text(color=True) == "\x1b[31mwarning [bold]no markup[/bold] :bug: \\x1b[5m\x1b[0m plain 123\n"


def test_a_long_line_is_not_broken_in_colour_either() -> None:
    lines = Lines(report())
    lines.add("word " * 100)
    assert lines.text(color=True).count("\n") == 1


def test_plain_text_does_not_load_rich() -> None:
    program = (
        "import sys; from tests.report.reports import full; from cf_secret_guard.report.text import render;"
        "from cf_secret_guard.report.base import Appearance; render(full(), Appearance());"
        "sys.exit('rich' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
