from __future__ import annotations

from cf_secret_guard.model import Problem, Skipped
from tests.report.html.reading import by_id, read, text
from tests.report.reports import finding, full, report


def test_what_is_missing_comes_with_its_next_step() -> None:
    rows = by_id(read(full()), "missing").iter("li")
    assert [text(row) for row in rows] == [
        "vendor/lib git did not list the submodule. Run `git submodule update` and scan again.",
        "private.key Permission denied. Make it readable.",
    ]


def test_what_was_set_aside_comes_with_its_reason() -> None:
    section = by_id(read(full()), "aside")
    assert [text(item) for item in section.iter("h3")] == [
        "Ignored findings (2)",
        "Skipped (1)",
        "Baseline entries (2)",
    ]
    assert [text(row) for row in section.iter("li")] == [
        "docs/format.md:3:22 cloudflare-account-api-token, low, by threshold: confidence low is below medium.",
        "tests/data.py:1:1 cloudflare-user-api-token, certain, by inline: documented sample.",
        "vendor/lib a submodule: another repository.",
        f"{'0' * 32} matches nothing any more.",
        f"{'f' * 32} matches nothing any more.",
    ]


def test_a_remark_is_nothing_that_is_missing() -> None:
    tree = read(report(finding(), errors=(Problem("It was found twice", "Look at both.", None, incomplete=False),)))
    assert text(by_id(tree, "remarks")) == "Remarks It was found twice. Look at both."
    assert not [item for item in tree.iter() if item.get("id") == "missing"]


def test_a_long_list_can_be_opened_and_a_very_long_one_says_what_it_leaves_out() -> None:
    gaps = tuple(Skipped(f"{number:05}{'x' * 100}", "too large", incomplete=False) for number in range(5000))
    few = by_id(read(report(skipped=gaps[:30])), "aside")
    assert "20 more" in text(few.find("details/summary"))
    assert "left out" not in text(few)
    assert "more entries are left out here" in text(by_id(read(report(skipped=gaps)), "aside"))
