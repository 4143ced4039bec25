"""What a site lets programs read: robots.txt (RFC 9309). The door to protego."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from protego import Protego

from digest.compose.web import web_address
from digest.errors import FetchError
from digest.ports import Clock
from digest.sources.fetching.fetch import Fetcher

# RFC 9309 §2.4: no longer than this, unless the file cannot be had.
_KEPT = timedelta(hours=24)
_UNREACHABLE_FOR = timedelta(hours=1)
# RFC 9309 §2.5: at least 500 KiB are read; what comes after that does not count.
_LIMIT_BYTES = 500 * 1024

_ALLOW_ALL = Protego.parse("")
_ALLOW_NONE = Protego.parse("User-agent: *\nDisallow: /")


@dataclass(slots=True)
class _Site:
    """What is known of one origin."""

    rules: Protego = _ALLOW_NONE
    good_until: datetime | None = None
    lock: threading.Lock = field(default_factory=threading.Lock)  #: one thread asks, others wait


class Robots:
    """Asks each site once a day. Safe for threads; keeps what it learnt in memory."""

    def __init__(self, fetcher: Fetcher, *, user_agent: str, clock: Clock) -> None:
        """`user_agent` is what requests carry: sites know us by its product token (§2.2.1)."""
        self._fetcher = fetcher
        # Not the whole of it: a group for «example» would match the address of the publication.
        self._token = user_agent.partition("/")[0].strip()
        self._clock = clock
        self._sites: dict[str, _Site] = {}
        self._lock = threading.Lock()

    def allows(self, url: str) -> bool:
        """Whether `url` may be read, as far as its site can be asked.

        No file (4xx) allows all (§2.3.1.3). A file that cannot be had, by 5xx or for want of a
        connection, allows nothing for now (§2.3.1.4), and so does 429, which asks us to stay away;
        but what the site said before goes on to hold.
        """
        address = web_address(url)
        return bool(address) and self._rules(address).can_fetch(address, self._token)

    def delay(self, url: str) -> float:
        """Seconds that the site wants between two requests (Crawl-delay, no part of the RFC).

        0 when it does not say. It may be any number: how long to bear it is the caller's to decide.
        """
        address = web_address(url)
        return (self._rules(address).crawl_delay(self._token) if address else None) or 0.0

    def _rules(self, address: str) -> Protego:
        parts = urlsplit(address)
        origin = f"{parts.scheme}://{parts.netloc}"
        with self._lock:
            site = self._sites.setdefault(origin, _Site())
        with site.lock:
            now = self._clock.now()
            if site.good_until is None or now >= site.good_until:
                self._ask(site, origin=origin, now=now)
            return site.rules

    def _ask(self, site: _Site, *, origin: str, now: datetime) -> None:
        kept = _KEPT
        try:
            site.rules = _parse(self._fetcher.get(f"{origin}/robots.txt").body)
        except FetchError as error:
            if 400 <= error.status < 500 and error.status != 429:
                site.rules = _ALLOW_ALL
            else:
                kept = error.retry_after or _UNREACHABLE_FOR
        site.good_until = now + kept


def _parse(body: bytes) -> Protego:
    if len(body) > _LIMIT_BYTES:
        body = body[:_LIMIT_BYTES].rpartition(b"\n")[0]  # half a rule could forbid too much
    return Protego.parse(body.decode("utf-8-sig", "replace"))
