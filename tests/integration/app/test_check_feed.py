"""`check_feed` with files and with a server on loopback."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from digest.app.check_feed import FeedReport, check_feed
from digest.render.feed_check.feed import Form
from digest.render.preflight.finding import Severity
from digest.sources.confined import Direct
from fakes import FakeClock
from good_feeds import BASE, NOW, good_feeds
from http_server import HttpServer, Reply, page, redirect, status
from served_feeds import TYPES, answering, serve_feeds

GOOD = good_feeds()


@pytest.fixture
def server() -> Iterator[HttpServer]:
    with HttpServer() as server:
        serve_feeds(server, GOOD)
        yield server


def checked(*targets: str, loopback: bool = True) -> FeedReport:
    """In this process: a child would cost each test half a second."""
    return check_feed(targets, is_loopback_allowed=loopback, clock=FakeClock(NOW), reader=Direct())


def codes(report: FeedReport) -> set[str]:
    return {finding.code for finding in report.findings}


def test_well_served_feeds_have_no_fault(server: HttpServer) -> None:
    report = checked(*map(server.url, (f"/{name}" for name in GOOD)))

    assert report.findings == ()
    assert [feed.form for feed in report.feeds] == list(Form)
    assert {feed.items for feed in report.feeds} == {3}
    assert server.paths().count("/feed.rss") == 4
    assert server.paths().count("/") == 1, "one home page for all"


def test_files_are_checked_and_compared(tmp_path: Path) -> None:
    for name, body in GOOD.items():
        (tmp_path / name).write_bytes(body)
    paths = [str(tmp_path / name) for name in GOOD]
    assert checked(*paths).findings == ()

    (tmp_path / "feed.json").write_bytes(GOOD["feed.json"].replace(b"morning", b"evening"))

    assert codes(checked(*paths)) == {"formats-content"}


def test_child_process_finds_the_same(tmp_path: Path) -> None:
    path = tmp_path / "feed.rss"
    path.write_bytes(GOOD["feed.rss"].replace(b"Good", b"&", 1))

    report = check_feed([str(path)], clock=FakeClock(NOW))

    assert [(finding.code, finding.severity) for finding in report.findings] == [
        ("xml-ampersand", Severity.ERROR)
    ]
    assert not report.is_sound


@pytest.mark.parametrize(
    "name", ["missing.rss", "\0", "folder"], ids=["missing", "no name", "folder"]
)
def test_file_that_cannot_be_read_is_a_finding(tmp_path: Path, name: str) -> None:
    (tmp_path / "folder").mkdir()

    assert codes(checked(str(tmp_path / name))) == {"feed-unreadable"}


@pytest.mark.parametrize("body", [b"", b"x" * 10_000_001], ids=["empty", "large"])
def test_file_of_an_odd_size_is_a_finding(tmp_path: Path, body: bytes) -> None:
    (tmp_path / "feed").write_bytes(body)

    assert codes(checked(str(tmp_path / "feed"))) == {"feed-unreadable"}


def test_loopback_is_not_asked_without_leave(server: HttpServer) -> None:
    report = checked(server.url("/feed.rss"), loopback=False)

    assert codes(report) == {"feed-unreadable"}
    assert "--loopback" in report.findings[0].message
    assert server.connections == 0


def test_leave_for_one_server_is_none_for_another(server: HttpServer) -> None:
    with HttpServer() as other:
        server.add("/feed.rss", redirect(other.url("/feed.rss")))

        report = checked(server.url("/feed.rss"))

        assert codes(report) == {"feed-unreadable"}
        assert other.connections == 0


def test_private_address_is_never_asked() -> None:
    assert codes(checked("http://10.0.0.1/feed")) == {"feed-unreadable"}


def test_no_answer_is_a_finding() -> None:
    with HttpServer() as server:
        url = server.url("/feed")

    assert codes(checked(url)) == {"feed-unreadable"}


@pytest.mark.parametrize("code", [404, 410, 500, 429])
def test_status_that_brings_no_feed_is_a_finding(server: HttpServer, code: int) -> None:
    server.add("/feed.rss", status(code))

    (finding,) = checked(server.url("/feed.rss")).findings

    assert finding.code == "http-status"
    assert str(code) in finding.message


@pytest.mark.parametrize("reply", [Reply(status=204), page(b""), Reply(status=203, body=b"<rss/>")])
def test_success_without_the_feed_is_a_finding(server: HttpServer, reply: Reply) -> None:
    server.add("/feed.rss", reply)

    assert codes(checked(server.url("/feed.rss"))) == {"http-status"}


def test_bare_server_lacks_all_that_saves_traffic(server: HttpServer) -> None:
    server.add("/feed.rss", page(GOOD["feed.rss"], ("Content-Type", "application/x-rss+xml")))

    assert codes(checked(server.url("/feed.rss"))) == {
        "http-date-missing",
        "http-etag-missing",
        "http-gzip",
        "http-link",
        "http-max-age",
        "http-type",
        "http-vary",
    }


def test_server_that_ignores_conditions_is_found_out(server: HttpServer) -> None:
    def careless(answer: Reply) -> Reply:
        return Reply(headers=answer.headers, body=answer.body)

    good = answering(GOOD["feed.rss"], kind=TYPES["feed.rss"])
    server.add("/feed.rss", lambda request: careless(good(request)))

    found = codes(checked(server.url("/feed.rss")))

    assert {"http-etag-unused", "http-date-unused"} <= found


def test_server_that_lets_the_date_win_is_found_out(server: HttpServer) -> None:
    good = answering(GOOD["feed.rss"], kind=TYPES["feed.rss"])
    server.add(
        "/feed.rss",
        lambda request: status(304) if "if-modified-since" in request.headers else good(request),
    )

    assert "http-etag-first" in codes(checked(server.url("/feed.rss")))


def test_feed_that_has_moved_is_checked_where_it_is(server: HttpServer) -> None:
    server.add("/old", redirect("/feed.rss", code=301))

    report = checked(server.url("/old"))

    assert codes(report) == {"http-moved"}
    assert report.is_sound


def test_address_of_its_own_is_compared_by_path(server: HttpServer) -> None:
    server.add("/elsewhere", answering(GOOD["feed.atom"], kind=TYPES["feed.atom"]))

    assert "self-differs" in codes(checked(server.url("/elsewhere")))


def test_home_page_that_names_no_feed_is_a_finding(server: HttpServer) -> None:
    serve_feeds(server, GOOD, home=b"<html><body>Welcome</body></html>")

    report = checked(server.url("/feed.rss"))

    assert [(finding.code, finding.place) for finding in report.findings] == [
        ("home-autodiscovery", BASE)
    ]


def test_home_page_that_is_gone_is_a_finding(server: HttpServer) -> None:
    server.add("/", status(404))

    assert codes(checked(server.url("/feed.rss"))) == {"home-unreadable"}


def test_web_page_is_no_feed(server: HttpServer) -> None:
    assert {finding.code for finding in checked(server.url("/")).findings} >= {"feed-format"}
