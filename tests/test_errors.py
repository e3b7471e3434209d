from __future__ import annotations

import pytest

from cf_secret_guard.errors import ConfigError, GitError, GuardError, IncompleteError, UsageError


def test_an_error_is_shown_with_its_next_step() -> None:
    error = GuardError("the baseline is not valid YAML", "Run cf-secret-guard baseline create")
    assert str(error) == "the baseline is not valid YAML. Run cf-secret-guard baseline create"
    assert (error.message, error.next_step) == (
        "the baseline is not valid YAML",
        "Run cf-secret-guard baseline create",
    )


def test_an_error_without_a_next_step_is_shown_as_it_is() -> None:
    assert str(GuardError("git was stopped")) == "git was stopped"


@pytest.mark.parametrize("error", [UsageError, ConfigError, IncompleteError, GitError])
def test_every_error_can_be_caught_as_a_guard_error(error: type[GuardError]) -> None:
    with pytest.raises(GuardError, match="what failed"):
        raise error("what failed", "What to do")


def test_a_failing_git_counts_as_incomplete() -> None:
    assert issubclass(GitError, IncompleteError)


@pytest.mark.parametrize("error", [UsageError, ConfigError])
def test_what_the_user_got_wrong_does_not_count_as_incomplete(error: type[GuardError]) -> None:
    assert not issubclass(error, IncompleteError)
