"""The mail in a real browser: all looks, at all sizes, in both schemes and both directions."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from digest.browser.browser import Browser, Screen, Tab
from digest.model import Issue, Scheme
from digest.render.mail import fill, personal_urls, render_mail
from digest.render.simulate import grey_images, outlook
from digest.render.theme import Theme
from languages import arabic_issue
from page_faults import MAIL_HAS_NO, bring_axe, grave_faults, too_wide
from showcase import showcase_config, showcase_issue

LOOKS = ("default", "compact", "plain")
ISSUES = {"ltr": showcase_issue, "rtl": arabic_issue}
WIDTHS = (600, 375)


@pytest.fixture(scope="module", params=[(look, name) for look in LOOKS for name in ISSUES], ids=str)
def mail(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> str:
    look, name = request.param
    folder = tmp_path_factory.mktemp("theme")
    (folder / "theme.toml").write_text(f'look = "{look}"\n', encoding="utf-8")
    return html_of(ISSUES[name](), theme=Theme(folder))


def html_of(issue: Issue, *, theme: Theme) -> str:
    config = showcase_config()
    edition = render_mail(issue, config=config, theme=theme, nonces=_nonces())
    html, _ = fill(edition, personal_urls(config, token=""))
    return grey_images(html)


def _nonces() -> Callable[[], str]:
    numbers = iter(range(1, 100))
    return lambda: f"nonce{next(numbers):08d}x"


@contextmanager
def opened(browser: Browser, html: str, *, scheme: Scheme = Scheme.LIGHT) -> Iterator[Tab]:
    files = {"mail.html": html.encode()}
    with browser.tab(Screen(width=WIDTHS[0], scheme=scheme), files=files) as tab:
        tab.open("mail.html")
        yield tab


@pytest.mark.parametrize("scheme", [Scheme.LIGHT, Scheme.DARK])
def test_mail_has_no_grave_fault_against_accessibility(
    browser: Browser, mail: str, scheme: Scheme
) -> None:
    with opened(browser, mail, scheme=scheme) as tab:
        bring_axe(tab)
        for width in WIDTHS:
            tab.resize(width)

            assert grave_faults(tab, without=MAIL_HAS_NO) == [], f"{width} px"


def test_mail_is_never_wider_than_its_window(browser: Browser, mail: str) -> None:
    with opened(browser, mail) as tab:
        for width in (600, 375, 320):
            tab.resize(width)

            assert too_wide(tab) == ""


def test_mail_in_outlook_is_never_wider_than_its_column(browser: Browser, mail: str) -> None:
    with opened(browser, outlook(mail)) as tab:
        tab.resize(700)
        widest = "Math.max(...[...document.body.querySelectorAll('td,img,p')]"
        widest += ".filter(e => !e.querySelector('td')).map(e => e.getBoundingClientRect().width))"

        assert tab.evaluate(widest) <= 600


def test_grave_fault_is_found_where_there_is_one(browser: Browser) -> None:
    grey_on_white = '<!doctype html><html lang="en"><title>t</title><p style="color:#bbb">Pale</p>'
    with opened(browser, grey_on_white) as tab:
        bring_axe(tab)

        (fault,) = grave_faults(tab, without=MAIL_HAS_NO)
        assert fault.startswith("serious color-contrast")
        assert "Pale" in fault


def test_page_that_is_too_wide_is_found_where_there_is_one(browser: Browser) -> None:
    with opened(browser, '<!doctype html><div id="w" style="width:700px">Wide</div>') as tab:
        assert 'id="w"' in too_wide(tab)
