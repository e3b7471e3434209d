"""Files of applications that hold a credential beside its name: which are found, and how."""

from __future__ import annotations

import io
import json
import py_compile
import sqlite3
import zipfile
from typing import TYPE_CHECKING

import pytest

from cf_secret_guard.collector import Collector
from cf_secret_guard.prefilter.choose import choose
from cf_secret_guard.sources.feeder import Feeder
from tests import tokens

if TYPE_CHECKING:
    from pathlib import Path

TOKEN = tokens.user_token()
OLD = tokens.legacy_token()


def found(data: bytes, path: str) -> set[str]:
    """Places of what counts in a file, as the scan finds them, prefilter included."""
    collector = Collector((), decode=True, progress=None)
    Feeder(choose(bulk=True), collector).feed(io.BytesIO(data).read, (path.encode(),))
    return {one.secret.reveal() for one in collector.findings if one.confidence >= 2}


def notebook(value: str) -> bytes:
    source = ["import os\n", f'os.environ["CLOUDFLARE_API_TOKEN"] = "{value}"\n']
    return json.dumps({"cells": [{"cell_type": "code", "source": source, "outputs": []}], "nbformat": 4}).encode()


def output(value: str) -> bytes:
    shown = [{"output_type": "stream", "text": ["A=1\n", f"CLOUDFLARE_API_TOKEN={value}\n"]}]
    return json.dumps({"cells": [{"cell_type": "code", "source": ["%env\n"], "outputs": shown}]}).encode()


def har(value: str) -> bytes:
    headers = [{"name": "Host", "value": "api.cloudflare.com"}, {"name": "Authorization", "value": f"Bearer {value}"}]
    request = {"method": "GET", "url": "https://api.cloudflare.com/client/v4/user", "headers": headers}
    return json.dumps({"log": {"version": "1.2", "entries": [{"request": request}]}}, indent=1).encode()


def postman(value: str) -> bytes:
    auth = {"type": "bearer", "bearer": [{"key": "token", "value": value, "type": "string"}]}
    item = {"request": {"auth": auth, "url": {"raw": "https://api.cloudflare.com/client/v4/zones"}}}
    return json.dumps({"info": {"name": "Cloudflare API"}, "item": [item]}, indent=1).encode()


def postman_environment(value: str) -> bytes:
    values = [{"key": "CLOUDFLARE_API_TOKEN", "value": value, "enabled": True}]
    return json.dumps({"name": "Cloudflare", "values": values}, indent=1).encode()


def insomnia(value: str) -> bytes:
    request = {
        "_type": "request",
        "url": "https://api.cloudflare.com/client/v4/zones",
        "authentication": {"type": "bearer", "token": value},
    }
    return json.dumps({"_type": "export", "resources": [request]}).encode()


FILES = {
    "notebook.ipynb": notebook,
    "output.ipynb": output,
    "a.har": har,
    "a.postman_collection.json": postman,
    "a.postman_environment.json": postman_environment,
    "insomnia.json": insomnia,
}


@pytest.mark.parametrize("value", [TOKEN, OLD], ids=["new", "old"])
@pytest.mark.parametrize("name", FILES)
def test_json_of_applications_is_read_as_the_text_it_is(name: str, value: str) -> None:
    assert found(FILES[name](value), name) == {value}


@pytest.mark.parametrize(("value", "is_found"), [(TOKEN, True), (OLD, False)], ids=["new", "old"])
def test_compiled_python_shows_what_proves_itself_and_not_what_its_name_vouches_for(
    tmp_path: Path, value: str, *, is_found: bool
) -> None:
    source = tmp_path / "a.py"
    source.write_text(f'CLOUDFLARE_API_TOKEN = "{value}"\n', encoding="utf-8")
    py_compile.compile(str(source), str(tmp_path / "a.pyc"), doraise=True)
    assert found((tmp_path / "a.pyc").read_bytes(), "a.pyc") == ({value} if is_found else set())


def database(path: Path, *values: str) -> bytes:
    with sqlite3.connect(path) as base:
        base.execute("create table settings (name text, value text)")
        base.executemany("insert into settings values ('CLOUDFLARE_API_TOKEN', ?)", [(value,) for value in values])
    base.close()
    return path.read_bytes()


@pytest.mark.parametrize(("value", "is_found"), [(TOKEN, True), (OLD, False)], ids=["new", "old"])
def test_a_database_shows_what_proves_itself_and_not_what_its_name_vouches_for(
    tmp_path: Path, value: str, *, is_found: bool
) -> None:
    assert found(database(tmp_path / "a.db", value), "a.db") == ({value} if is_found else set())


def test_a_value_that_a_database_continues_on_the_next_page_is_found(tmp_path: Path) -> None:
    """A row longer than a page goes on in others behind its first 489 bytes."""
    data = database(tmp_path / "a.db", "x" * 430 + f" {TOKEN} " + "x" * 4000)
    assert TOKEN.encode() not in data
    assert found(data, "a.db") == {TOKEN}


@pytest.mark.parametrize("value", [TOKEN, OLD], ids=["new", "old"])
def test_text_of_an_office_document_is_found(value: str) -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", f"<w:p><w:r><w:t>CLOUDFLARE_API_TOKEN={value}</w:t></w:r></w:p>")
    assert found(made.getvalue(), "a.docx") == {value}
