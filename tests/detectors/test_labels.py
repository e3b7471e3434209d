from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cf_secret_guard.detectors import labels

LINES = st.lists(st.text(max_size=60), max_size=4)


@pytest.mark.parametrize("name", ["value", "default", "data", "plaintext_value", "string-value", "Value", "@value"])
def test_a_carrier_means_what_its_partner_says(name: str) -> None:
    assert labels.is_carrier(name)


@pytest.mark.parametrize("name", ["token", "values_token", "", "name"])
def test_a_name_of_its_own_is_no_carrier(name: str) -> None:
    assert not labels.is_carrier(name)


@pytest.mark.parametrize(
    ("left", "right", "above", "below"),
    [
        pytest.param('{"name": "CF_TOKEN", "value": "', '"}', [], [], id="before it on the line"),
        pytest.param('{"value": "', '", "name": "CF_TOKEN"}', [], [], id="behind it on the line"),
        pytest.param("  value: ", "", ["- name: CF_TOKEN"], [], id="on the line above"),
        pytest.param("- value: ", "", [], ["  name: CF_TOKEN"], id="on the line below"),
        pytest.param("<string>", "</string>", ["<key>CF_TOKEN</key>"], [], id="in the element above"),
        pytest.param('request.setValue("', '", forHTTPHeaderField: "CF_TOKEN")', [], [], id="in the argument behind"),
    ],
)
def test_the_partner_of_a_value_is_found(left: str, right: str, above: list[str], below: list[str]) -> None:
    assert "CF_TOKEN" in labels.partners(left, right, above, below)


def test_a_value_of_another_entry_has_no_partner() -> None:
    assert labels.partners('{"name": "A"}, {"value": "', '"}', [], []) == []


@pytest.mark.parametrize(
    ("right", "name"),
    [
        ('", forHTTPHeaderField: "X-Auth-Key")', "X-Auth-Key"),
        ('", "X-Auth-Key")', "X-Auth-Key"),
        ("', name='X-Auth-Key')", "X-Auth-Key"),
        ('", 7)', ""),
        ("", ""),
    ],
)
def test_an_argument_behind_a_value_names_it(right: str, name: str) -> None:
    assert labels.behind(right) == name


@pytest.mark.parametrize(
    ("above", "name"),
    [(['  "cf-token",'], "cf-token"), (["  'cf-token',"], "cf-token"), (["  cf-token,"], ""), ([], "")],
)
def test_an_argument_on_the_line_above_names_a_value(above: list[str], name: str) -> None:
    assert labels.argument_above(above) == name


@pytest.mark.parametrize(
    ("above", "label"),
    [
        (["Cloudflare token:"], "Cloudflare token"),
        (["", "Cloudflare token:"], "Cloudflare token"),
        (["----", "Cloudflare token"], "Cloudflare token"),
        (["- **Cloudflare token**:"], "Cloudflare token"),
        (["token: |"], "token"),
        (["one two three four five six seven eight nine"], ""),
        (["", "```", "", "Cloudflare token"], "Cloudflare token"),
        (["", "", "", "", "", "too far"], ""),
        ([], ""),
    ],
)
def test_the_label_above_a_value_is_read(above: list[str], label: str) -> None:
    assert labels.label_above(above) == label


@pytest.mark.parametrize(
    ("name", "lines", "partner"),
    [
        ("httpHeaderValue2", ["httpHeaderName1: X", "httpHeaderName2: X-Auth-Key"], "X-Auth-Key"),
        ("header_value", ['"header_key": "X-Auth-Key"'], "X-Auth-Key"),
        ("header_value", ["other_name: X-Auth-Key"], ""),
        ("value", ["name: X-Auth-Key"], ""),
        ("token", ["name: X-Auth-Key"], ""),
    ],
)
def test_the_twin_of_a_numbered_value_is_found(name: str, lines: list[str], partner: str) -> None:
    assert labels.twin(name, lines) == partner


MARKDOWN = ["|---|---|", "| Site | Token |", "text"]


@pytest.mark.parametrize(
    ("left", "right", "above", "first", "head"),
    [
        pytest.param("| a | ", " |", MARKDOWN, "", "Token", id="a Markdown table"),
        pytest.param("| b | ", " |", ["| a | x |", *MARKDOWN], "", "Token", id="a later row of it"),
        pytest.param("| a | ", " |", ["text", *MARKDOWN], "", "", id="a row behind the table's end"),
        pytest.param("| a | b | ", " |", MARKDOWN, "", "", id="a cell beyond the heads"),
        pytest.param("1,", ",x", [], "id,token,when", "token", id="a CSV file"),
        pytest.param("1;", ";x", [], "id;token;when", "token", id="a CSV file with semicolons"),
        pytest.param("1\t", "\tx", [], "id\ttoken\twhen", "token", id="a file with tabs"),
        pytest.param("1,", "", [], "id,token,when", "", id="a row of another length"),
        pytest.param("f(1, ", ", x)", [], "def f(a, token, b):", "", id="code with as many commas"),
        pytest.param("token ", "", [], "token", "", id="no table"),
        pytest.param("(1, '", "'),", ["INSERT INTO t (id, cf_token) VALUES"], "", "cf_token", id="a row of SQL"),
        pytest.param(
            "(1, '", "'),", ["(0, 'x'),", "insert into t (id, cf_token) values"], "", "cf_token", id="a later row"
        ),
        pytest.param("(1, '", "'),", ["SELECT id"], "", "", id="a row without its statement"),
    ],
)
def test_the_head_of_a_column_is_found(left: str, right: str, above: list[str], first: str, head: str) -> None:
    assert labels.column_head(left, right, above, first) == head


@given(st.text(max_size=80), st.text(max_size=80), LINES, LINES)
def test_any_lines_can_be_read(left: str, right: str, above: list[str], below: list[str]) -> None:
    found = (*labels.partners(left, right, above, below), labels.behind(right), labels.label_above(above))
    assert all(isinstance(name, str) for name in (*found, labels.column_head(left, right, above, left)))
