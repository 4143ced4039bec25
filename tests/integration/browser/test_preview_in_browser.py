"""The preview's page in a real browser: what it shows, how it follows, how it is used."""

import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from digest.app.init import init_publication
from digest.app.pictures import write_pictures
from digest.app.preview import LivePreview, preview
from digest.app.publication import Publication, open_publication
from digest.browser.browser import Browser, Screen, Tab
from digest.errors import BrowserError
from digest.model import Scheme, Status
from digest.render.preview import FRAMES
from digest.web.preview import served
from factories import issue_factory
from fakes import FakeClock
from page_faults import bring_axe, grave_faults, too_wide

VISIBLE = "[...document.querySelectorAll('.view')].filter(v => !v.hidden).map(v => v.id)"
FRAMED = "document.querySelector('#view-{view} iframe').contentDocument"


@pytest.fixture(scope="module")
def publication(tmp_path_factory: pytest.TempPathFactory) -> Publication:
    """The starter with a draft of one story."""
    root = tmp_path_factory.mktemp("preview") / "publication"
    init_publication(root)
    publication = open_publication(root, clock=FakeClock())
    publication.store.create(issue_factory(status=Status.DRAFT))
    return publication


@pytest.fixture(scope="module")
def name(publication: Publication) -> str:
    return publication.store.names()[0]


@contextmanager
def live(
    browser: Browser, publication: Publication, *, width: int = 1280, scheme: Scheme | None = None
) -> Iterator[Tab]:
    site = LivePreview(publication.root, publication.store.names()[0])
    with served(site) as url:
        origin = url.removesuffix("/")
        with browser.tab(Screen(width=width, scheme=scheme), origin=origin) as tab:
            tab.open(url)
            yield tab


def press(tab: Tab, key: str) -> None:
    tab._browser.run(lambda: tab._page.keyboard.press(key))


def wait_for(tab: Tab, condition: str) -> None:
    """Until it is true. Playwright's own way needs `eval`, which the page's policy forbids."""
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        with suppress(BrowserError):  # the page is just being loaded
            if tab.evaluate(condition):
                return
        tab._browser.run(lambda: tab._page.wait_for_timeout(20))
    pytest.fail(f"never became true: {condition}")


def wait_for_frame(tab: Tab, view: str) -> None:
    frame = f"document.querySelector('#view-{view} iframe')"
    wait_for(tab, f"{frame}.contentDocument.readyState === 'complete' && {frame}.style.height")


def test_frames_show_the_mail_as_wide_as_they_say_in_either_scheme(
    browser: Browser, publication: Publication
) -> None:
    grounds = {}
    with live(browser, publication) as tab:
        for view in ("light", "dark"):
            wait_for_frame(tab, view)
            page = FRAMED.format(view=view)
            grounds[view] = tab.evaluate(f"getComputedStyle({page}.body).backgroundColor")

            assert tab.evaluate(f"{page}.documentElement.clientWidth") == 600
            lengths = "documentElement.scrollHeight", "defaultView.innerHeight"
            assert len({tab.evaluate(f"{page}.{length}") for length in lengths}) == 1

    assert grounds["light"] != grounds["dark"]


def test_one_edition_is_chosen_with_the_keyboard_and_kept(
    browser: Browser, publication: Publication
) -> None:
    with live(browser, publication) as tab:
        press(tab, "Tab")
        press(tab, "ArrowDown")
        press(tab, "ArrowDown")
        assert tab.evaluate(VISIBLE) == ["view-dark"]

        tab.evaluate("void location.reload()")
        wait_for(tab, "document.readyState === 'complete' && document.body.className === 'one'")
        assert tab.evaluate(VISIBLE) == ["view-dark"]


def test_page_follows_the_issue_and_survives_a_broken_file(
    browser: Browser, publication: Publication, name: str
) -> None:
    path = publication.store.path(name)
    before = path.read_text(encoding="utf-8")
    with live(browser, publication) as tab:
        wait_for(tab, "document.querySelector('h1').textContent === 'Loom no. 1'")

        path.write_text(before.replace('title = "Loom no. 1"', "title = ", 1), encoding="utf-8")
        wait_for(tab, "document.body.className === 'broken'")
        assert f"{path.name}:8: " in tab.evaluate("document.querySelector('.fault').textContent")

        path.write_text(
            before.replace('title = "Loom no. 1"', 'title = "Another title"'), encoding="utf-8"
        )
        wait_for(tab, "document.querySelector('h1').textContent === 'Another title'")
    path.write_text(before, encoding="utf-8")


@pytest.mark.parametrize(("width", "scheme"), [(1280, Scheme.LIGHT), (800, Scheme.DARK)])
def test_page_itself_is_accessible_and_fits(
    browser: Browser, publication: Publication, width: int, scheme: Scheme
) -> None:
    with live(browser, publication, width=width, scheme=scheme) as tab:
        tab.evaluate("document.querySelectorAll('iframe').forEach((frame) => frame.remove())")
        bring_axe(tab)

        assert grave_faults(tab) == []
        assert too_wide(tab) == ""


def test_page_works_from_a_folder(browser: Browser, publication: Publication, name: str) -> None:
    folder = preview(publication, name).page.parent
    files = {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }
    with browser.tab(Screen(width=1280), files=files) as tab:
        tab.open("index.html")
        wait_for_frame(tab, "light")

        assert tab.evaluate("document.getElementById('state').textContent") == ""
        text = FRAMED.format(view="web") + ".querySelector('main') !== null"
        tab.evaluate("document.querySelector('input[value=web]').click()")
        wait_for_frame(tab, "web")
        assert tab.evaluate(text)


def test_pictures_are_of_every_frame(
    browser: Browser, publication: Publication, name: str, tmp_path: Path
) -> None:
    report = write_pictures(publication, name, folder=tmp_path / "pictures")

    assert set(report.pictures) == {f"{frame.name}.png" for frame in FRAMES}
    pictures = {path.name: path.read_bytes() for path in (tmp_path / "pictures").iterdir()}
    assert set(pictures) == set(report.pictures)
    for frame in FRAMES:
        width = int.from_bytes(pictures[f"{frame.name}.png"][16:20], "big")
        assert width == frame.width
    light, forced = (pictures[f"mail-600-{kind}.png"] for kind in ("unstyled", "forced-dark"))
    assert light != forced
