"""The door to Playwright: pages in a headless Chromium, without a network.

A page sees the files that it is given, at addresses of a host that does not exist, and nothing
else: whatever the HTML asks for beyond them is refused before a connection is opened. So a draft
tells nobody that it was looked at, and gives the same picture on every machine with the same fonts.

Playwright's synchronous API belongs to one thread and runs an event loop there, so a Browser keeps
a thread of its own; callers may use asyncio, and any thread.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Final, Literal, Self, TypeVar

from digest.browser.chromium import VARIABLE, find_chromium
from digest.browser.sight import ORIGIN, File, Sight, Verdict
from digest.errors import BrowserError, NoBrowser
from digest.model import Scheme

if TYPE_CHECKING:  # an extra, and slow to import
    from playwright import sync_api

T = TypeVar("T")

_FLAGS: Final = (
    "--disable-gpu",
    "--hide-scrollbars",
    "--font-render-hinting=none",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-quic",
)
# The switch behind the feature WebContentsForceDark, and the same picture. As a feature it can
# leave Chromium 156 waiting for ever for the picture of a small page.
_FORCED_DARK: Final = "--blink-settings=forceDarkModeEnabled=true"
_PATIENCE_MS: Final = 120_000  # a long page on a busy machine takes its time
_PREFERENCES: Final[Mapping[Scheme | None, Literal["light", "dark"]]] = {
    Scheme.LIGHT: "light",
    Scheme.DARK: "dark",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Screen:
    """What a page is shown on."""

    width: int  #: CSS pixels
    height: int = 900
    scheme: Scheme | None = Scheme.LIGHT  #: None asks the machine, as a person's browser does


class Tab:
    """One open page; `Browser.tab` makes it. Every method raises BrowserError."""

    def __init__(self, browser: Browser, page: sync_api.Page, *, height: int) -> None:
        self._browser = browser
        self._page = page
        self._height = height

    def open(self, address: str) -> None:
        """Go to a file of the page, or to an address of its `origin`, and wait until it is there.

        An address that gives no document is an error.
        """
        url = address if "://" in address else f"{ORIGIN}/{address}"
        response = self._browser.run(lambda: self._page.goto(url, wait_until="load"))
        if response is None or response.status >= 400:
            raise BrowserError(f"{address}: there is nothing to show at this address")

    def resize(self, width: int) -> None:
        """Give the page another width, without loading it again."""
        self._browser.run(
            lambda: self._page.set_viewport_size({"width": width, "height": self._height})
        )

    def evaluate(self, script: str, argument: object = None) -> Any:
        """What a JavaScript expression, or function of `argument`, gives, as JSON can hold it."""
        return self._browser.run(lambda: self._page.evaluate(script, argument))

    def png(self) -> bytes:
        """A picture of the whole page, however long."""
        return self._browser.run(
            lambda: self._page.screenshot(full_page=True, animations="disabled")
        )


class Browser:
    """A context manager over the machine's Chromium; entering it starts one.

    `is_online` lets pages load what their HTML names from the web. Raises NoBrowser where Chromium
    or Playwright is missing, BrowserError where Chromium does not start.
    """

    def __init__(self, executable: Path | None = None, *, is_online: bool = False) -> None:
        self._executable = executable
        self._is_online = is_online
        self._thread: ThreadPoolExecutor | None = None
        self._playwright: sync_api.Playwright | None = None
        self._launched: dict[bool, sync_api.Browser] = {}  # by whether dark is forced

    def __enter__(self) -> Self:
        self._executable = self._executable or find_chromium()
        start = _starter()
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="browser")
        try:
            self._playwright = self.run(start)
            self.run(lambda: self._chromium(is_forced=False))
        except BrowserError as error:
            self.close()
            raise BrowserError(
                f"{self._executable}: does not start; try `{self._executable} --headless`,"
                f" and name another by {VARIABLE} if that fails ({error})"
            ) from error
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """End Chromium and whatever belongs to it; once is enough."""
        thread, self._thread = self._thread, None
        if thread is not None:
            thread.submit(self._stop).result()
            thread.shutdown()

    @contextmanager
    def tab(
        self, screen: Screen, *, files: Mapping[str, bytes] | None = None, origin: str = ""
    ) -> Iterator[Tab]:
        """A page that sees `files` by path, and a server at `origin` if one is named."""
        sight = Sight(files=files or {}, origin=origin, is_online=self._is_online)
        context = self.run(lambda: self._context(screen))
        try:
            context.set_default_timeout(_PATIENCE_MS)
            self.run(lambda: context.route("**/*", partial(_answer, sight=sight)))
            yield Tab(self, self.run(context.new_page), height=screen.height)
        finally:
            self.run(context.close)

    def run(self, work: Callable[[], T]) -> T:
        """Do `work` in the browser's own thread. Raises BrowserError for what Playwright raises."""
        from playwright.sync_api import Error

        if self._thread is None:
            raise BrowserError("the browser is closed; use it within its `with`")
        try:
            return self._thread.submit(work).result()
        except Error as error:
            reason = error.message.strip().partition("\n")[0]
            raise BrowserError(f"the browser says: {reason}") from error

    def _context(self, screen: Screen) -> sync_api.BrowserContext:
        is_forced = screen.scheme is Scheme.FORCED_DARK
        return self._chromium(is_forced=is_forced).new_context(
            viewport={"width": screen.width, "height": screen.height},
            color_scheme=_PREFERENCES.get(screen.scheme, "null"),
            service_workers="block",
            accept_downloads=False,
        )

    def _chromium(self, *, is_forced: bool) -> sync_api.Browser:
        """The running Chromium; one that forces dark is another, started when it is needed."""
        if is_forced not in self._launched and self._playwright is not None:
            self._launched[is_forced] = self._playwright.chromium.launch(
                executable_path=self._executable,
                args=[*_FLAGS, _FORCED_DARK] if is_forced else [*_FLAGS],
                chromium_sandbox=os.geteuid() != 0,  # Chromium refuses to sandbox root
            )
        return self._launched[is_forced]

    def _stop(self) -> None:
        with suppress(Exception):  # Ctrl-C ends Chromium too, before we come to it
            for browser in self._launched.values():
                browser.close()
        if self._playwright is not None:
            self._playwright.stop()
        self._launched.clear()
        self._playwright = None


def _answer(route: sync_api.Route, sight: Sight) -> None:
    match sight.of(route.request.url):
        case File(body=body, media_type=media_type):
            route.fulfill(body=body, content_type=media_type)
        case Verdict.MISSING:
            route.fulfill(status=404)
        case Verdict.LET_THROUGH:
            route.continue_()
        case Verdict.REFUSED:
            route.abort()


def _starter() -> Callable[[], sync_api.Playwright]:
    try:
        from playwright.sync_api import sync_playwright
    except ImportError as error:
        raise NoBrowser(
            "pictures need Playwright, which is not installed;"
            " `pip install 'digest-press[preview]'` brings it"
        ) from error
    return lambda: sync_playwright().start()
