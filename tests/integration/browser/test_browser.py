"""The door to Playwright, and a real Chromium behind it."""

import os
import threading
from pathlib import Path

import pytest

from digest.browser.browser import Browser, Screen
from digest.errors import BrowserError
from digest.model import Scheme
from http_server import HttpServer, page, status

PAGE = b"""<!doctype html><meta charset="utf-8"><meta name="color-scheme" content="light dark">
<link rel="stylesheet" href="../style.css"><p>words</p>"""
FILES = {"pages/one.html": PAGE, "style.css": b"p { color: rgb(1, 2, 3) }"}
PREFERS_DARK = "matchMedia('(prefers-color-scheme: dark)').matches"


def test_page_sees_its_files(browser: Browser) -> None:
    with browser.tab(Screen(width=375), files=FILES) as tab:
        tab.open("pages/one.html")

        assert tab.evaluate("innerWidth") == 375
        assert tab.evaluate("getComputedStyle(document.querySelector('p')).color") == "rgb(1, 2, 3)"


def test_page_sees_nothing_else(browser: Browser) -> None:
    with HttpServer() as server:
        server.add("/pixel.png", status(200))
        html = f'<!doctype html><img src="{server.url("/pixel.png")}"><p>words</p>'
        with browser.tab(Screen(width=375), files={"one.html": html.encode()}) as tab:
            tab.open("one.html")

            with pytest.raises(BrowserError):
                tab.open(server.url("/pixel.png"))
        assert server.requests == []


def test_page_sees_a_server_that_is_named(browser: Browser) -> None:
    with HttpServer() as server:
        server.add("/", page("<!doctype html><title>here</title>", ("Content-Type", "text/html")))
        with browser.tab(Screen(width=375), origin=server.url("")) as tab:
            tab.open(server.url("/"))

            assert tab.evaluate("document.title") == "here"


@pytest.mark.parametrize(
    ("scheme", "prefers_dark"), [(Scheme.LIGHT, False), (Scheme.DARK, True), (None, False)]
)
def test_scheme_is_what_the_page_is_told(
    browser: Browser, scheme: Scheme | None, prefers_dark: bool
) -> None:
    with browser.tab(Screen(width=375, scheme=scheme), files=FILES) as tab:
        tab.open("pages/one.html")

        assert tab.evaluate(PREFERS_DARK) is prefers_dark


def test_forced_dark_darkens_a_page_that_asks_for_nothing(browser: Browser) -> None:
    white = b'<!doctype html><body style="background:#ffffff"><p>words</p>'
    pictures = {}
    for scheme in (Scheme.LIGHT, Scheme.DARK, Scheme.FORCED_DARK):
        with browser.tab(
            Screen(width=40, height=40, scheme=scheme), files={"a.html": white}
        ) as tab:
            tab.open("a.html")
            pictures[scheme] = tab.png()

    assert pictures[Scheme.LIGHT] == pictures[Scheme.DARK] != pictures[Scheme.FORCED_DARK]


def test_picture_shows_the_whole_page(browser: Browser) -> None:
    tall = b'<!doctype html><body style="margin:0"><div style="height:3000px">'
    with browser.tab(Screen(width=320), files={"tall.html": tall}) as tab:
        tab.open("tall.html")
        picture = tab.png()

    assert picture[:8] == b"\x89PNG\r\n\x1a\n"
    assert int.from_bytes(picture[16:20], "big") == 320
    assert int.from_bytes(picture[20:24], "big") == 3000


def test_page_takes_another_width_without_being_loaded_again(browser: Browser) -> None:
    with browser.tab(Screen(width=600), files=FILES) as tab:
        tab.open("pages/one.html")
        tab.evaluate("document.title = 'kept'")
        tab.resize(375)

        assert tab.evaluate("[innerWidth, document.title]") == [375, "kept"]


def test_file_that_is_not_there_is_an_error(browser: Browser) -> None:
    with (
        browser.tab(Screen(width=375), files=FILES) as tab,
        pytest.raises(BrowserError, match=r"no\.html"),
    ):
        tab.open("no.html")


def test_script_with_a_fault_is_an_error(browser: Browser) -> None:
    with (
        browser.tab(Screen(width=375), files=FILES) as tab,
        pytest.raises(BrowserError, match="SyntaxError"),
    ):
        tab.evaluate("(")


def test_program_that_is_no_browser_is_named(browser: Browser) -> None:
    with (
        pytest.raises(BrowserError, match="/bin/false: does not start"),
        Browser(Path("/bin/false")),
    ):
        pass


def test_closed_browser_leaves_nothing_behind_and_shows_nothing(browser: Browser) -> None:
    processes, threads = _children(), set(threading.enumerate())

    with Browser() as another, another.tab(Screen(width=375)) as tab:
        assert _children() > processes

    assert _children() == processes
    assert set(threading.enumerate()) == threads
    with pytest.raises(BrowserError, match="closed"):
        tab.evaluate("1")


def _children() -> set[str]:
    """Ids of this process's children, dead ones that nobody waited for among them."""
    tasks = Path(f"/proc/{os.getpid()}/task").glob("*/children")
    return {child for task in tasks for child in task.read_text().split()}
