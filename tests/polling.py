"""A desk at which sources are polled: a server on loopback, a ledger, and a clock."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from digest.article import Article, Unreadable
from digest.config.fields import parse_backlog
from digest.ports import PlaceKey, PlaceKind, PlaceState, SourceLedger
from digest.sources.confined import Direct
from digest.sources.fetching.fetch import Fetcher, FetchPolicy
from digest.sources.fetching.robots import Robots
from digest.sources.polling.places import Place
from digest.sources.polling.poll import poll
from digest.sources.polling.report import PollReport
from digest.sources.polling.stored import StoredSource
from digest.sources.polling.tools import Tools
from digest.sources.polling.web import Web
from fakes import FakeClock
from http_server import HttpServer

HOUR = timedelta(hours=1)


@dataclass
class Desk:
    """A server, a ledger, and the places that are polled."""

    server: HttpServer
    ledger: SourceLedger
    clock: FakeClock = field(default_factory=FakeClock)
    places: list[Place] = field(default_factory=list)
    used: tuple[str, ...] = ()
    has_robots: bool = True
    allowed: tuple[str, ...] = ()  #: private addresses besides that of the server

    def add(self, path: str = "/feed", **what_matters: Any) -> PlaceKey:
        kind = what_matters.pop("kind", PlaceKind.FEED)
        key = PlaceKey(kind, self.server.url(path))
        usual: dict[str, Any] = {
            "key": key,
            "source": path.strip("/"),
            "language": "en",
            "interval": HOUR,
            "backlog": parse_backlog("all"),
            "pages": "never",
        }
        self.places.append(Place(**{**usual, **what_matters}))
        return key

    def poll(self, *, after: timedelta = timedelta(days=2), **options: Any) -> PollReport:
        """Poll when everything is due, unless it is paused."""
        self.clock.advance(after)
        agent = "digest-test/1"
        policy = FetchPolicy(
            user_agent=agent,
            allowed_private=frozenset({self.server.address, *self.allowed}),
            read_seconds=5,
        )
        fetcher = Fetcher(policy, clock=self.clock)
        robots = Robots(fetcher, user_agent=agent, clock=self.clock)
        web = Web(fetcher, rules=robots if self.has_robots else None, own=(self.server.address,))
        tools = Tools(web=web, reader=Direct(), ledger=self.ledger)
        return poll(self.places, tools=tools, clock=self.clock, threads=4, **options)

    def collected(self) -> list[Article | Unreadable]:
        @contextmanager
        def opened() -> Iterator[SourceLedger]:
            yield self.ledger

        source = StoredSource(
            "all", places=lambda _: self.places, open_ledger=opened, used=self.used
        )
        return list(source.collect())

    def articles(self) -> list[Article]:
        return [one for one in self.collected() if isinstance(one, Article)]

    def titles(self) -> list[str]:
        return [article.title for article in self.articles()]

    def faults(self) -> list[str]:
        return [one.reason for one in self.collected() if isinstance(one, Unreadable)]

    def state(self, key: PlaceKey) -> PlaceState:
        return self.ledger.states()[key]
