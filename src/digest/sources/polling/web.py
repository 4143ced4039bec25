"""What is asked of other hosts: one thing at a time of each, and pages with a pause between."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final, Protocol
from urllib.parse import urlsplit

from digest.errors import FetchError, RobotsRefusal
from digest.sources.fetching.fetch import Fetched

_FEEDS: Final = (
    "application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9, "
    "text/xml;q=0.9, */*;q=0.1"
)
_PAGES: Final = "text/html, application/xhtml+xml, text/markdown;q=0.9, text/plain;q=0.8"
_PAGE_GAP_SECONDS: Final = 1.0
_LONGEST_GAP_SECONDS: Final = 30.0


class Getter(Protocol):
    """Fetches one address; `Fetcher` is one."""

    def get(self, url: str, *, headers: Mapping[str, str] = ..., accept: str = ...) -> Fetched:
        """The answer. Raises FetchError."""
        ...

    def probe(self, url: str) -> Fetched:
        """The answer without its body. Raises FetchError."""
        ...


class Rules(Protocol):
    """What a host's robots.txt allows; `Robots` is one."""

    def allows(self, url: str) -> bool:
        """Whether a page may be read."""
        ...

    def delay(self, url: str) -> float:
        """The seconds that its host asks for between two pages; 0 where it does not say."""
        ...


@dataclass(slots=True)
class _Host:
    lock: threading.Lock = field(default_factory=threading.Lock)
    page_ended: float | None = None


class Web:
    """The way to feeds and pages. For any number of threads."""

    def __init__(
        self,
        getter: Getter,
        *,
        rules: Rules | None,
        own: Collection[str] = (),
        monotonic: Callable[[], float] = time.monotonic,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        """`rules` None: no robots.txt is asked; `own` are hosts that need no sparing."""
        self._getter = getter
        self._rules = rules
        self._own = frozenset(own)
        self.monotonic = monotonic  #: seconds from some moment on, for whoever limits his time
        self._pause = pause
        self._hosts: dict[str, _Host] = {}
        self._lock = threading.Lock()

    def feed(self, url: str, *, headers: Mapping[str, str]) -> Fetched:
        """A feed or a list of feeds. Raises FetchError."""
        with self._turn(url):
            return self._getter.get(url, headers=headers, accept=_FEEDS)

    def page(self, url: str, *, headers: Mapping[str, str]) -> Fetched:
        """A page, if its host lets programs read it. Raises RobotsRefusal, FetchError."""
        with self._turn(url) as host:
            if self._rules and not self._rules.allows(url):
                reason = "its host's robots.txt forbids it or cannot be had; ask its owner"
                raise RobotsRefusal(url, reason)
            if not self._is_own(url):
                asked = self._rules.delay(url) if self._rules else 0.0
                self._wait(host, seconds=max(_PAGE_GAP_SECONDS, min(asked, _LONGEST_GAP_SECONDS)))
            try:
                return self._getter.get(url, headers=headers, accept=_PAGES)
            finally:
                host.page_ended = self.monotonic()

    def link(self, url: str) -> Fetched:
        """Where a link leads, without what is there. Raises FetchError.

        robots.txt is not asked: it is about programs that read pages, and a link that we publish
        is followed by our readers. Nothing of the page is read, and its host is spared all the
        same.
        """
        with self._turn(url) as host:
            if not self._is_own(url):
                self._wait(host, seconds=_PAGE_GAP_SECONDS)
            try:
                return self._getter.probe(url)
            finally:
                host.page_ended = self.monotonic()

    @contextmanager
    def _turn(self, url: str) -> Iterator[_Host]:
        with self._lock:
            host = self._hosts.setdefault(host_of(url), _Host())
        with host.lock:
            yield host

    def _wait(self, host: _Host, *, seconds: float) -> None:
        """Until so long after the last page of the host."""
        if host.page_ended is None:
            return
        if (left := host.page_ended + seconds - self.monotonic()) > 0:
            self._pause(left)

    def _is_own(self, url: str) -> bool:
        return not self._own.isdisjoint((host_of(url), urlsplit(url).netloc.lower()))


def host_of(url: str) -> str:
    """The host that an address leads to, in lower case; empty where there is none."""
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def is_silence(error: Exception) -> bool:
    """Whether a host was asked and gave no answer."""
    return isinstance(error, FetchError) and error.is_silent
