"""The archive's pages in a real browser."""

from collections.abc import Callable

import pytest

from digest.browser.browser import Browser, Screen
from digest.model import Issue, Scheme
from digest.render.simulate import grey_images
from digest.render.theme import Theme
from digest.render.web import render_web
from languages import arabic_issue
from page_faults import bring_axe, grave_faults, too_wide
from showcase import showcase_config, showcase_issue


@pytest.fixture(
    scope="module", params=[("en", showcase_issue), ("ar", arabic_issue)], ids=["ltr", "rtl"]
)
def site(request: pytest.FixtureRequest) -> dict[str, bytes]:
    language, issue = request.param
    return site_of(language, issue)


def site_of(language: str, make_issue: Callable[[], Issue]) -> dict[str, bytes]:
    config = showcase_config(language=language)
    pages = render_web([make_issue()], config=config, theme=Theme())
    return {
        page.path: grey_images(page.body.decode()).encode()
        if page.path.endswith(".html")
        else page.body
        for page in pages
    }


@pytest.mark.parametrize("scheme", [Scheme.LIGHT, Scheme.DARK])
@pytest.mark.parametrize("path", ["latest/index.html", "index.html"], ids=["issue", "index"])
def test_page_is_accessible_and_never_wider_than_its_window(
    browser: Browser, site: dict[str, bytes], path: str, scheme: Scheme
) -> None:
    with browser.tab(Screen(width=600, scheme=scheme), files=site) as tab:
        tab.open(path)
        bring_axe(tab)
        for width in (600, 375):
            tab.resize(width)
            assert grave_faults(tab) == [], f"{width} px"
        for width in (600, 375, 320):
            tab.resize(width)
            assert too_wide(tab) == "", f"{width} px"
