"""HTML reports in a real browser: headless Chromium, which draws, prints and measures them without a network."""

from __future__ import annotations

import html
import re
import shutil
import subprocess
import zlib
from typing import TYPE_CHECKING, NamedTuple

import pytest

from cf_secret_guard.report.base import Appearance
from cf_secret_guard.report.html.page import render
from tests import tokens
from tests.report.html.reading import outline, parse, read
from tests.report.html.test_page import EVIL, colours, everything
from tests.report.reports import finding, from_history, report

if TYPE_CHECKING:
    from pathlib import Path

    from cf_secret_guard.model import Report
    from tests.e2e.conftest import Command
    from tests.gitrepo import GitRepo

pytestmark = pytest.mark.browser
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
    "--enable-logging=stderr",
)
DARK, LIGHT = (f"--blink-settings=preferredColorScheme={number}" for number in (0, 1))
HOSTILE = everything("".join(EVIL))


class Browser(NamedTuple):
    """Chromium, with a folder for its pages and profiles."""

    program: str
    folder: Path

    def __call__(self, document: str, *flags: str, target: str = "") -> str:
        """Open ``document`` at ``target`` with a new profile; return the output. Any complaint is an error."""
        page = self.folder / "page.html"
        page.write_text(document, encoding="utf-8")
        profile = self.folder / "profile"
        shutil.rmtree(profile, ignore_errors=True)
        done = subprocess.run(
            [self.program, *FLAGS, f"--user-data-dir={profile}", *flags, f"{page.as_uri()}{target}"],
            capture_output=True,
            check=True,
            timeout=120,
            encoding="utf-8",
        )
        assert "CONSOLE" not in done.stderr
        return done.stdout

    def picture(self, document: str, *flags: str) -> bytes:
        """Draw ``document`` and return the PNG."""
        return self._written("picture.png", document, "--screenshot", *flags)

    def paper(self, document: str, *flags: str) -> bytes:
        """Print ``document`` and return the PDF."""
        return self._written("paper.pdf", document, "--print-to-pdf", *flags)

    def _written(self, name: str, document: str, option: str, *flags: str) -> bytes:
        file = self.folder / name
        file.unlink(missing_ok=True)
        self(document, f"{option}={file}", *flags)
        return file.read_bytes()


@pytest.fixture
def browser(tmp_path: Path) -> Browser:
    found = next(filter(None, map(shutil.which, NAMES)), None)
    assert found, f"none of {', '.join(NAMES)} is installed: apt-get install chromium"
    return Browser(found, tmp_path)


def corner(png: bytes) -> str:
    """The colour of the first pixel, which no filter of PNG changes: https://www.w3.org/TR/png-3/#9Filters."""
    data = b"".join(
        png[match.end() : match.end() + int.from_bytes(png[match.start() - 4 : match.start()])]
        for match in re.finditer(b"IDAT", png)
    )
    return f"#{zlib.decompress(data)[1:4].hex()}"


def pages(pdf: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b", pdf))


def undated(pdf: bytes) -> bytes:
    return re.sub(rb"/(Creation|Mod)Date \([^)]*\)", b"", pdf)


def many() -> Report:
    """More secrets than there are open cards."""
    return report(*(finding(tokens.user_token(str(number)), path=f"{number}.env") for number in range(30)))


def measured(browser: Browser, document: str, width: int) -> int:
    """How wide a report is in a frame of ``width``. The page around it has a script; the report has none."""
    frame = f'<iframe style="width:{width}px;height:800px;border:0" srcdoc="{html.escape(document)}"></iframe>'
    script = (
        "<script>onload = () => document.body.dataset.width ="
        " document.querySelector('iframe').contentDocument.documentElement.scrollWidth</script>"
    )
    found = re.search(r'data-width="(\d+)"', browser(f"<!DOCTYPE html><body>{frame}{script}", "--dump-dom"))
    assert found
    return int(found[1])


def test_the_installed_command_writes_what_a_browser_reads(guard: Command, planted: GitRepo, browser: Browser) -> None:
    done = guard("scan", ".", "-q", "-o", "html:report.html", cwd=planted.path)
    assert done.returncode == 1
    document = (planted.path / "report.html").read_text(encoding="utf-8")
    assert list(outline(parse(browser(document, "--dump-dom")))) == list(outline(parse(document)))


@pytest.mark.parametrize("given", [from_history(), HOSTILE], ids=["history", "hostile"])
def test_a_browser_sees_the_elements_that_were_written_and_complains_of_nothing(
    browser: Browser, given: Report
) -> None:
    seen = browser(render(given, Appearance()), "--dump-dom")
    assert list(outline(parse(seen))) == list(outline(read(given)))


def test_the_policy_stops_what_somebody_puts_into_a_report(browser: Browser) -> None:
    spoiled = render(from_history(), Appearance()).replace("<main", "<script>document.body.id = 'run'</script><main")
    with pytest.raises(AssertionError, match="CONSOLE"):
        browser(spoiled, "--dump-dom")


@pytest.mark.parametrize(("flag", "scheme"), [(LIGHT, "light"), (DARK, "dark")], ids=["light", "dark"])
def test_it_follows_the_colour_scheme_of_the_reader(browser: Browser, flag: str, scheme: str) -> None:
    assert corner(browser.picture(render(from_history(), Appearance()), flag)) == colours(scheme)["page"]


@pytest.mark.parametrize("given", [from_history(), HOSTILE], ids=["history", "hostile"])
def test_a_narrow_screen_needs_no_scrolling_sideways(browser: Browser, given: Report) -> None:
    opened = re.sub(r"<details(?! open)", "<details open", render(given, Appearance()))
    assert measured(browser, opened, 360) == 360


def test_a_link_to_a_closed_card_opens_it(browser: Browser) -> None:
    opened = []
    for target in ("", "#secret-20"):
        seen = parse(browser(render(many(), Appearance()), "--dump-dom", target=target))
        (card,) = [item for item in seen.iter("details") if item.find("dl[@id='secret-20']") is not None]
        opened.append("open" in card.attrib)
    assert opened == [False, True]


def test_paper_shows_what_the_screen_has_closed(browser: Browser) -> None:
    document = render(many(), Appearance())
    opened = re.sub(r"<details(?! open)", "<details open", document)
    assert opened != document
    assert pages(browser.paper(document)) == pages(browser.paper(opened))


def test_paper_is_white_for_readers_in_the_dark_too(browser: Browser) -> None:
    light, dark = (undated(browser.paper(render(from_history(), Appearance()), flag)) for flag in (LIGHT, DARK))
    assert light == dark
