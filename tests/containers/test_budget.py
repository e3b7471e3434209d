from __future__ import annotations

import io

import pytest

from cf_secret_guard.containers.base import LimitError, Limits
from cf_secret_guard.containers.budget import Budget


def test_what_is_read_is_counted_over_all_readers() -> None:
    budget = Budget(10, Limits(ratio=10, ratio_from=0))
    first, second = (budget.counted(io.BytesIO(bytes(60)).read) for _ in range(2))
    assert len(first(60)) == len(second(60)) == 60  # what was read is given
    with pytest.raises(LimitError, match="more than 10 times as large unpacked as the file is"):
        second(60)


def test_the_ratio_does_not_count_for_what_is_small() -> None:
    Budget(1, Limits()).spend(Limits().ratio_from)
    with pytest.raises(LimitError):
        Budget(1, Limits()).spend(Limits().ratio_from + 1)


def test_a_large_file_is_bounded_by_what_comes_out_alone() -> None:
    budget = Budget(10**9, Limits(unpacked=1000))
    budget.spend(1000)
    with pytest.raises(LimitError, match="more than 1000 bytes unpacked") as error:
        budget.spend(1)
    assert error.value.next_step


def test_members_are_counted() -> None:
    budget = Budget(1, Limits(all_members=2))
    budget.member()
    budget.member()
    with pytest.raises(LimitError, match="more than 2 members"):
        budget.member()
