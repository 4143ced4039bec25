"""One Chromium for all tests of this folder; where there is none, they are skipped, and loudly."""

from collections.abc import Iterator

import pytest

from digest.browser.browser import Browser
from digest.errors import NoBrowser

_MISSING: list[str] = []


@pytest.fixture(scope="package")  # ended before tests that fork: its thread must not be there then
def browser() -> Iterator[Browser]:
    """Fails where a Chromium is there and does not start."""
    browser = Browser()
    try:
        browser.__enter__()
    except NoBrowser as error:
        _MISSING.append(str(error))
        pytest.skip(str(error))
    try:
        yield browser
    finally:
        browser.close()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if _MISSING:
        terminalreporter.write_sep("!", "no browser", red=True, bold=True)
        terminalreporter.write_line(
            "Nobody looked at the mail: neither accessibility (axe) nor overflow was tested, since"
        )
        terminalreporter.write_line(f"{_MISSING[0]}.")
