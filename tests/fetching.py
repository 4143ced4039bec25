"""A fetcher with small limits, for tests against `http_server`, and one that asks nobody."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from digest.errors import FetchError
from digest.sources.fetching.fetch import Fetched, Fetcher, FetchPolicy
from digest.sources.polling.web import Web
from fakes import FakeClock
from http_server import HttpServer


def fetcher_for(*servers: HttpServer, **limits: Any) -> Fetcher:
    """May reach these by the one name that each goes by, and nothing else on this machine."""
    allowed = frozenset(server.address for server in servers)
    return Fetcher(policy(allowed_private=allowed, **limits), clock=FakeClock())


def stranger_to(server: HttpServer, **limits: Any) -> Fetcher:
    """May ask the server's port, but no private address."""
    return Fetcher(policy(ports=frozenset({server.port}), **limits), clock=FakeClock())


def policy(**limits: Any) -> FetchPolicy:
    """A policy that gives up soon enough for a test."""
    return FetchPolicy(**{"user_agent": "digest/1.0 (+https://news.example/)", **limits})


@dataclass
class FakeGetter:
    """Every answer takes `seconds`; `unknown` hosts have no address."""

    seconds: float = 0
    unknown: tuple[str, ...] = ()
    asked: list[str] = field(default_factory=list)
    time: float = 0

    def get(self, url: str, **_: object) -> Fetched:
        raise AssertionError(url)

    def probe(self, url: str) -> Fetched:
        self.asked.append(url)
        self.time += self.seconds
        if url.startswith(self.unknown or ("-",)):
            raise FetchError(url, "has a host name that cannot be found", is_unknown=True)
        return Fetched(url=url, status=200)

    def web(self) -> Web:
        return Web(self, rules=None, monotonic=lambda: self.time, pause=lambda _seconds: None)
