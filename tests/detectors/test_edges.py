from __future__ import annotations

import pytest

from cf_secret_guard.detectors.edges import stands_free, value_start

VALUE = "Q" * 40
FREE = (
    *("{}", " {} ", '"{}"', "({})", "<{}>", "={}", "={}\n", "{},", "{}.", "{}. Then", "{};", "{}!", "[{}]", "|{}|"),
    *("令{}牌", ":{}", "{}\\n", "`{}`", "{}@api.cloudflare.com"),
)
BOUND = ("/{}", "{}/x", "+{}", "{}+", "@{}", "{}@host", "~{}", "#{}", "{}=", "{}(", ".{}", "{}.js")


@pytest.mark.parametrize("template", FREE)
def test_a_value_stands_free_in(template: str) -> None:
    start = template.index("{}")
    assert stands_free(template.replace("{}", VALUE), start, start + len(VALUE))


@pytest.mark.parametrize("template", BOUND)
def test_a_value_is_a_part_of_something_longer_in(template: str) -> None:
    start = template.index("{}")
    assert not stands_free(template.replace("{}", VALUE), start, start + len(VALUE))


@pytest.mark.parametrize("colour", ["\x1b[32m", "\x1b[1;32m", "\x1b[0m", "\x1b[38;5;208m"])
def test_the_end_of_a_colour_code_is_taken_off(colour: str) -> None:
    glued = colour.rpartition(";")[2] if ";" in colour else colour.removeprefix("\x1b[")
    text = colour + VALUE
    assert text[value_start(text, len(colour) - len(glued)) :] == VALUE


@pytest.mark.parametrize("text", ["[32mQQQQ", "32mQQQQ", "\x1b]32mQQQ", "x[QQQ"])
def test_what_is_no_colour_code_stays(text: str) -> None:
    start = max(text.find("["), text.find("]")) + 1
    assert value_start(text, start) == start


@pytest.mark.parametrize("before", ["${CF_API_TOKEN:-", "${CF_API_TOKEN-", "${CF:="])
def test_a_shell_default_begins_behind_its_operator(before: str) -> None:
    text = before + VALUE + "}"
    run = max(before.rfind(mark) for mark in "{:") + 1
    assert text[value_start(text, run) :] == VALUE + "}"


@pytest.mark.parametrize("text", ["-" + VALUE, "=-" + VALUE, "{" + VALUE + "}", "x-" + VALUE])
def test_a_value_may_begin_with_a_dash_elsewhere(text: str) -> None:
    start = 1 if text[0] in "={" else 0
    assert value_start(text, start) == start
