"""robots.txt asked for over HTTP, by the same rules as all else."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from digest.sources.fetching.fetch import Fetcher
from digest.sources.fetching.robots import Robots
from fakes import FakeClock
from fetching import fetcher_for
from http_server import HttpServer, page, redirect, status

FORBIDDING = page("User-agent: digest\nDisallow: /private/\nCrawl-delay: 3\n")


@pytest.fixture
def server() -> Iterator[HttpServer]:
    with HttpServer() as server:
        yield server


def robots_of(fetcher: Fetcher) -> Robots:
    return Robots(fetcher, user_agent="digest/1.0 (+https://news.example/)", clock=FakeClock())


def test_robots_are_read_once_for_all_pages_of_a_site(server: HttpServer) -> None:
    server.add("/robots.txt", FORBIDDING)
    robots = robots_of(fetcher_for(server))
    assert robots.allows(server.url("/public"))
    assert not robots.allows(server.url("/private/1"))
    assert robots.delay(server.url("/public")) == 3
    assert server.paths() == ["/robots.txt"]


def test_robots_are_followed_to_where_they_have_moved(server: HttpServer) -> None:
    server.add("/robots.txt", redirect("/elsewhere.txt"))
    server.add("/elsewhere.txt", FORBIDDING)
    assert not robots_of(fetcher_for(server)).allows(server.url("/private/1"))


def test_robots_that_are_missing_allow_all(server: HttpServer) -> None:
    assert robots_of(fetcher_for(server)).allows(server.url("/private/1"))
    assert server.paths() == ["/robots.txt"]


def test_robots_of_a_server_in_trouble_allow_nothing(server: HttpServer) -> None:
    server.add("/robots.txt", status(503))
    assert not robots_of(fetcher_for(server)).allows(server.url("/public"))


def test_robots_of_a_site_that_must_not_be_asked_allow_nothing(server: HttpServer) -> None:
    assert not robots_of(fetcher_for()).allows(server.url("/public"))
    assert server.connections == 0
