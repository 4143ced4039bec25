"""Real feed readers follow the feeds: feedparser, and PyPI `reader` over HTTP on loopback.

feedparser 6 reads no JSON Feed (its unreleased branch does), so `reader` judges that one.
"""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import feedparser
import pytest
from reader import Reader, make_reader

from digest.compose.text import one_line
from digest.model import Correction, Issue
from digest.render.feeds import render_feeds
from digest.render.theme import Theme
from factories import config_factory, issue_factory

TYPES = {
    "feed.rss": "application/rss+xml",
    "feed.atom": "application/atom+xml",
    "feed.json": "application/feed+json",
}
HOSTILE = 'AT&T <beta> & "co" ]]> 😀 שלום \x0b\ufffe\ud800end'
THEME = Theme()


class Site:
    """A publication's feeds behind an HTTP server that knows ETags."""

    def __init__(self, server: ThreadingHTTPServer) -> None:
        self.url = f"http://127.0.0.1:{server.server_port}/"
        self.config = config_factory(publication={"base_url": self.url})
        self.bodies: dict[str, bytes] = {}
        self.answers: list[int] = []

    def publish(self, issues: Sequence[Issue]) -> None:
        pages = render_feeds(issues, config=self.config, theme=THEME)
        self.bodies = {page.path: page.body for page in pages}


@pytest.fixture
def site() -> Iterator[Site]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = here.bodies.get(self.path.lstrip("/"), b"")
            tag = f'"{hashlib.sha256(body).hexdigest()}"'
            status = 304 if self.headers.get("If-None-Match") == tag else 200
            here.answers.append(status)
            self.send_response(status)
            self.send_header("ETag", tag)
            if status == 200:
                self.send_header("Content-Type", TYPES[self.path.lstrip("/")])
                self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            if status == 200:
                self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # its name there
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        here = Site(server)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield here
        server.shutdown()
        thread.join()


def polled(reader: Reader) -> tuple[int, int] | None:
    """How many entries one poll found new and modified; None when the feed was unchanged."""
    [result] = reader.update_feeds_iter(scheduled=False)
    if isinstance(result.value, Exception):
        raise result.value
    return result.value and (result.value.new, result.value.modified)


def three_issues() -> list[Issue]:
    return [
        issue_factory(number=1),
        issue_factory(number=2, title=HOSTILE),
        issue_factory(number=3),
    ]


def corrected() -> Issue:
    correction = Correction(at=datetime(2026, 10, 14, 9, tzinfo=UTC), note="It rang three times.")
    return issue_factory(number=2, title=HOSTILE, corrections=(correction,))


@pytest.mark.parametrize("name", list(TYPES))
def test_reader_finds_new_then_nothing_then_one_correction_then_one_new(
    site: Site, name: str
) -> None:
    issues = three_issues()
    site.publish(issues)
    with make_reader(":memory:") as reader:
        reader.add_feed(site.url + name)
        assert polled(reader) == (3, 0)
        assert polled(reader) is None
        site.publish(issues)
        assert polled(reader) is None
        assert site.answers == [200, 304, 304]
        issues[1] = corrected()
        site.publish(issues)
        assert polled(reader) == (0, 1)
        site.publish([*issues, issue_factory(number=4)])
        assert polled(reader) == (1, 0)
        assert polled(reader) is None


@pytest.mark.parametrize("name", list(TYPES))
def test_reader_sees_what_was_published(site: Site, name: str) -> None:
    site.publish([corrected()])
    with make_reader(":memory:") as reader:
        reader.add_feed(site.url + name)
        reader.update_feeds()
        feed = reader.get_feed(site.url + name)
        [entry] = reader.get_entries()
    assert (feed.title, feed.link) == ("The Weekly Loom", site.url)
    assert entry.id == corrected().id
    assert entry.title == one_line(HOSTILE)
    assert entry.link == f"{site.url}2026-10-12/"
    assert entry.authors_str == "Ada Weaver"
    assert entry.published == datetime(2026, 10, 12, 6, tzinfo=UTC)
    assert entry.updated == datetime(2026, 10, 14, 9, tzinfo=UTC)
    [content] = entry.content
    assert content.value == json.loads(site.bodies["feed.json"])["items"][0]["content_html"]


@pytest.mark.parametrize("name", ["feed.rss", "feed.atom"])
def test_feedparser_reads_without_complaint(site: Site, name: str) -> None:
    site.publish(three_issues())
    parsed = feedparser.parse(site.url + name)
    assert not parsed.bozo
    assert parsed.version == {"feed.rss": "rss20", "feed.atom": "atom10"}[name]
    items = json.loads(site.bodies["feed.json"])["items"]
    assert [entry.id for entry in parsed.entries] == [item["id"] for item in items]
    assert [entry.title for entry in parsed.entries] == [item["title"] for item in items]
    assert [entry.link for entry in parsed.entries] == [item["url"] for item in items]
    assert [entry.content[0].value for entry in parsed.entries] == [
        item["content_html"] for item in items
    ]


def test_feedparser_reads_feeds_without_issues(site: Site) -> None:
    site.publish([])
    for name in ("feed.rss", "feed.atom"):
        parsed = feedparser.parse(site.url + name)
        assert not parsed.bozo
        assert parsed.entries == []
        assert parsed.feed.title == "The Weekly Loom"
