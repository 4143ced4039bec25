"""Following links against a server, and against one that takes too long."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from digest.app.follow import TOTAL_SECONDS, follow_links
from digest.render.preflight.links import Link
from digest.render.preflight.rules import Standing
from digest.sources.polling.web import Web
from fetching import FakeGetter, fetcher_for, stranger_to
from http_server import HttpServer, redirect, status


@pytest.fixture
def server() -> Iterator[HttpServer]:
    with HttpServer() as server:
        yield server


def links(*urls: str) -> list[Link]:
    return [Link(url=url, place=f"issue.md:{number}") for number, url in enumerate(urls, start=1)]


def test_answers_say_what_became_of_each_link(server: HttpServer) -> None:
    server.add("/ok", status(200))
    server.add("/gone", status(410))
    server.add("/forbidden", status(403))
    server.add("/broken", status(500))
    server.add("/old", redirect("/ok", code=308))
    server.add("/hop", redirect("/ok"))
    paths = ("/ok", "/missing", "/gone", "/forbidden", "/broken", "/old", "/hop")
    web = Web(fetcher_for(server), rules=None, own=[server.address])

    answers = follow_links(links(*map(server.url, paths)), web=web, own=[server.address], threads=4)

    assert [answer.link.url for answer in answers] == [server.url(path) for path in paths]
    assert [answer.standing for answer in answers] == [
        Standing.OK, Standing.GONE, Standing.GONE, Standing.UNSURE, Standing.UNSURE, Standing.OK,
        Standing.OK,
    ]  # fmt: skip
    assert answers[1].reason == "answers 404 (Not Found)"
    assert [answer.moved_to for answer in answers[-2:]] == [server.url("/ok"), ""]


def test_name_that_leads_into_a_private_network_is_told(server: HttpServer) -> None:
    # Any name would do that resolves to loopback; the rules look at names, the wire at addresses.
    web = Web(stranger_to(server), rules=None)

    (answer,) = follow_links(links(server.url("/x")), web=web, own=[server.address])

    assert answer.standing is Standing.PRIVATE
    assert server.connections == 0


def test_names_for_examples_and_private_hosts_are_not_asked() -> None:
    getter = FakeGetter()

    answers = follow_links(
        links("https://www.example.org/", "https://wiki.internal/", "http://127.0.0.1/"),
        web=getter.web(),
    )

    assert answers == ()
    assert getter.asked == []


def test_no_further_link_is_asked_when_the_time_is_over() -> None:
    getter = FakeGetter(seconds=TOTAL_SECONDS / 2)

    answers = follow_links(links(*(f"https://a.net/{n}" for n in range(5))), web=getter.web())

    assert [answer.standing for answer in answers] == [
        Standing.OK, Standing.OK, Standing.NOT_ASKED, Standing.NOT_ASKED, Standing.NOT_ASKED,
    ]  # fmt: skip
    assert len(getter.asked) == 2


def test_unknown_host_is_a_dead_link_when_others_are_known() -> None:
    getter = FakeGetter(unknown=("https://a.net/",))

    answers = follow_links(links("https://a.net/1", "https://b.net/2"), web=getter.web())

    assert [answer.standing for answer in answers] == [Standing.GONE, Standing.OK]


def test_without_a_network_nothing_is_held_against_a_link() -> None:
    getter = FakeGetter(unknown=("https://",))

    answers = follow_links(links("https://a.net/1", "https://b.net/2"), web=getter.web())

    assert {answer.standing for answer in answers} == {Standing.NOT_ASKED}
    assert "online" in answers[0].reason


def test_progress_counts_links() -> None:
    seen: list[tuple[int, int]] = []

    follow_links(
        links("https://a.net/1", "https://a.net/2", "https://b.net/2"),
        web=FakeGetter().web(),
        progress=lambda done, total: seen.append((done, total)),
    )

    assert seen[-1] == (3, 3)
