"""A fetcher with small limits, for tests against `http_server`."""

from __future__ import annotations

from typing import Any

from digest.sources.fetching.fetch import Fetcher, FetchPolicy
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
