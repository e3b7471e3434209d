from __future__ import annotations

import pytest

from cf_secret_guard.errors import UsageError
from cf_secret_guard.github.address import API, DEFAULT, REPOSITORY, SERVER, api_base, place
from tests.github.hub import TOKEN

HERE = {"GITHUB_TOKEN": TOKEN, REPOSITORY: "octo/app"}


@pytest.mark.parametrize(
    ("given", "base"),
    [
        ("", DEFAULT),
        ("https://api.github.com", DEFAULT),
        ("https://api.github.com/", DEFAULT),
        ("https://github.example/api/v3", "https://github.example/api/v3"),
        ("https://api.octo.ghe.com", "https://api.octo.ghe.com"),
        ("http://127.0.0.1:8080", "http://127.0.0.1:8080"),
        ("http://[::1]:8080/api/v3/", "http://[::1]:8080/api/v3"),
    ],
)
def test_a_base_that_the_token_may_be_sent_to_is_taken(given: str, base: str) -> None:
    assert api_base({API: given}) == base


@pytest.mark.parametrize(
    "given",
    [
        "http://api.github.com",
        "http://localhost:8080",
        "http://10.0.0.1",
        "https://user:sesame@api.github.com",
        "https://api.github.com/../x",
        "https://api.github.com/.",
        "https://api.github.com//",
        "https://api.github.com?x",
        "https://api.github.com/#x",
        "https://api.github.com/a b",
        "https://host:0",
        "https://[::1",
        "api.github.com",
        "ftp://127.0.0.1",
    ],
)
def test_any_other_base_is_refused_with_the_next_step(given: str) -> None:
    with pytest.raises(UsageError) as error:
        api_base({API: given})
    assert API in error.value.message
    assert DEFAULT in error.value.next_step
    assert "sesame" not in str(error.value)


@pytest.mark.parametrize(
    ("environ", "token"),
    [
        ({"GITHUB_TOKEN": "one", "GH_TOKEN": "two"}, "one"),
        ({"GITHUB_TOKEN": " ", "GH_TOKEN": "two\n"}, "two"),
    ],
)
def test_the_token_is_the_first_that_is_set(environ: dict[str, str], token: str) -> None:
    assert place({**environ, REPOSITORY: "octo/app"}, None).token.reveal() == token


@pytest.mark.parametrize(
    "environ", [{}, {"GH_TOKEN": ""}, {"GITHUB_TOKEN": "sesame open"}, {"GH_TOKEN": "s\u00e9same"}]
)
def test_without_a_token_there_is_a_next_step_and_no_value(environ: dict[str, str]) -> None:
    with pytest.raises(UsageError) as error:
        place({**environ, REPOSITORY: "octo/app"}, None)
    assert "TOKEN" in str(error.value)
    assert "same" not in str(error.value)


@pytest.mark.parametrize(
    "origin",
    [
        "https://github.com/octo/app",
        "https://github.com/octo/app.git",
        "https://github.com/octo/app/",
        "https://user:sesame@github.com/octo/app.git",
        "https://x-access-token@GitHub.com:443/octo/app.git",
        "http://github.com/octo/app",
        "git://github.com/octo/app.git",
        "git@github.com:octo/app.git",
        "github.com:octo/app",
        "git@github.com:/octo/app.git",
        "ssh://git@github.com/octo/app.git",
        "ssh://git@ssh.github.com:443/octo/app.git",
        "git+ssh://git@github.com/octo/app",
    ],
)
def test_the_repository_is_that_of_origin(origin: str) -> None:
    assert str(place({"GITHUB_TOKEN": TOKEN}, origin).repo) == "octo/app"


@pytest.mark.parametrize(
    "origin",
    [
        None,
        "",
        "https://gitlab.example/octo/app.git",
        "https://user:sesame@github.com.evil.example/octo/app",
        "https://github.com/octo",
        "https://github.com/octo/app/more",
        "https://github.com/octo/..",
        "https://github.com/octo/a%70p",
        "/srv/git/app.git",
        "../app",
        "file:///srv/git/app.git",
        "C:\\git\\app",
        "git@github.com:octo/sesame app",
        "ext::sh -c sesame",
    ],
)
def test_no_other_origin_is_taken_and_none_is_repeated(origin: str | None) -> None:
    with pytest.raises(UsageError) as error:
        place({"GITHUB_TOKEN": TOKEN}, origin)
    assert REPOSITORY in error.value.next_step
    assert "sesame" not in str(error.value)


@pytest.mark.parametrize(
    ("environ", "origin"),
    [
        ({API: "https://github.example/api/v3"}, "git@github.example:octo/app"),
        ({API: "https://api.octo.ghe.com"}, "git@octo.ghe.com:octo/app"),
        ({API: "https://gateway.example/x", SERVER: "https://github.example"}, "https://github.example/octo/app"),
        ({API: "http://127.0.0.1:1"}, "https://github.com/octo/app"),
    ],
)
def test_origin_is_on_the_server_whose_api_is_asked(environ: dict[str, str], origin: str) -> None:
    assert str(place({"GITHUB_TOKEN": TOKEN, **environ}, origin).repo) == "octo/app"
    with pytest.raises(UsageError, match="which is not the GitHub that is asked"):
        place({"GITHUB_TOKEN": TOKEN, **environ}, "https://elsewhere.example/octo/app")


def test_a_server_that_is_no_url_is_refused() -> None:
    with pytest.raises(UsageError, match=SERVER):
        place({"GITHUB_TOKEN": TOKEN, SERVER: "https://[::1"}, "https://github.com/octo/app")


def test_the_environment_names_the_repository_before_origin_does() -> None:
    assert str(place(HERE, "https://gitlab.example/x/y").repo) == "octo/app"


@pytest.mark.parametrize("name", ["octo", "octo/", "/app", "octo/app/x", "octo/..", "octo/a p", "oct\u00f6/app"])
def test_a_name_that_is_none_is_refused(name: str) -> None:
    with pytest.raises(UsageError, match="is not OWNER/NAME"):
        place({**HERE, REPOSITORY: name}, None)


def test_the_token_does_not_show() -> None:
    assert TOKEN not in repr(place(HERE, None))
