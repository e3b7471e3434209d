from __future__ import annotations

from cf_secret_guard.simulator import answers
from cf_secret_guard.simulator.answers import Failure, RefusedError, from_location, invalid, invalid_identifier, ok


def test_a_failure_becomes_an_envelope() -> None:
    answer = Failure(403, 9109, "no", ((1, "why"),)).answer({"Retry-After": "3"}, documented=True)
    assert answer.status == 403
    assert answer.headers == {"Retry-After": "3"}
    assert answer.body == {
        "success": False,
        "errors": [
            {
                "code": 9109,
                "message": "no",
                "documentation_url": "https://developers.cloudflare.com/fundamentals/api/reference/permissions/",
                "error_chain": [{"code": 1, "message": "why"}],
            }
        ],
        "messages": [],
        "result": None,
    }


def test_a_success_has_its_messages_and_pages_only_if_there_are_some() -> None:
    assert ok(1).body == {"success": True, "errors": [], "messages": [], "result": 1}
    assert ok([], messages=[answers.LIVE_MESSAGE], info={"page": 1}).body == {
        "success": True,
        "errors": [],
        "messages": [answers.LIVE_MESSAGE],
        "result": [],
        "result_info": {"page": 1},
    }


def test_every_row_of_the_table_is_an_error_with_a_message() -> None:
    rows = [value for value in vars(answers).values() if isinstance(value, Failure)]
    assert len(rows) > 25
    assert all(400 <= row.status < 600 and row.code >= 900 and row.message for row in rows)


def test_rows_with_something_to_fill_in_say_it() -> None:
    assert from_location("192.0.2.1").message.endswith("location: 192.0.2.1")
    assert "/x" in invalid_identifier("/x").message
    assert str(RefusedError(invalid("bad name"))) == "bad name"
