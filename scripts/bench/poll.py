"""How long it takes to poll 1,000 feeds that all answer 304, beside bare requests and urllib.

The server is a process of its own; the feeds lie on 250 addresses of loopback, since one host is
asked one thing at a time. The bare loops have as many threads, and know nothing of limits on time
and size, private addresses, hosts in turn, or a ledger. Linux only, for its loopback addresses.

Run it in the project's environment: `python scripts/bench/poll.py`.
"""

from __future__ import annotations

import multiprocessing
import resource
import socketserver
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler
from multiprocessing.connection import Connection
from pathlib import Path

import requests

from digest.config.fields import parse_backlog
from digest.ledger.database import open_ledger
from digest.ledger.sources import Sources
from digest.ports import PlaceKey, PlaceKind
from digest.sources.confined import Confined
from digest.sources.fetching.fetch import Fetcher, FetchPolicy
from digest.sources.polling.places import Place
from digest.sources.polling.poll import poll
from digest.sources.polling.tools import Tools
from digest.sources.polling.web import Web

FEEDS = 1_000
HOSTS = 250
ITEMS = 10
THREADS = 16
ETAG = '"1"'


class Clock:
    """Moved by hand."""

    def __init__(self) -> None:
        self.time = datetime(2026, 11, 23, tzinfo=UTC)

    def now(self) -> datetime:
        """The time that it was moved to."""
        return self.time


class Handler(BaseHTTPRequestHandler):
    """304 to whoever knows the feed, else the feed."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """Answer."""
        known = self.headers.get("If-None-Match") == ETAG
        body = b"" if known else feed(self.path)
        self.send_response(304 if known else 200)
        self.send_header("ETag", ETAG)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(body)
        self.close_connection = True

    def log_message(self, *_: object) -> None:
        """Nothing."""


class Server(socketserver.ThreadingTCPServer):
    """All of loopback."""

    request_queue_size = 512
    daemon_threads = True


def main() -> None:
    """Print seconds and ratios; the ratios are what is comparable between machines."""
    here, there = multiprocessing.Pipe()
    server = multiprocessing.Process(target=serve, args=(there,), daemon=True)
    server.start()
    port = here.recv()
    urls = [f"http://127.0.{n % HOSTS // 250}.{1 + n % HOSTS}:{port}/{n}" for n in range(FEEDS)]
    try:
        ours = poll_twice(urls, port=port)
        bare = timed(lambda: with_threads(get_with_requests, urls))
        plain = timed(lambda: with_threads(get_with_urllib, urls))
    finally:
        server.kill()
        server.join()
    print(f"{FEEDS:,} feeds, all 304, {THREADS} threads, {HOSTS} hosts")
    for name, seconds in (
        ("digest: poll and record", ours),
        ("requests in a loop", bare),
        ("urllib in a loop", plain),
    ):
        print(f"{name:<26}{seconds:>7.2f} s{seconds / bare:>8.2f} of requests")
    print(f"largest size in memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10} MB")


def poll_twice(urls: Sequence[str], *, port: int) -> float:
    """The seconds of the second poll of all feeds; the first one fills the ledger."""
    clock = Clock()
    hosts = frozenset(f"127.0.0.{1 + n}:{port}" for n in range(HOSTS))
    policy = FetchPolicy(user_agent="digest-bench/1", allowed_private=hosts)
    web = Web(Fetcher(policy, clock=clock), rules=None, own=hosts)
    places = [place(url) for url in urls]
    with (
        tempfile.TemporaryDirectory() as folder,
        open_ledger(Path(folder) / "ledger.sqlite3") as database,
        Confined() as reader,
    ):
        tools = Tools(web=web, reader=reader, ledger=Sources(database))
        first = poll(places, tools=tools, clock=clock, threads=THREADS)
        clock.time += timedelta(days=2)
        start = time.perf_counter()
        second = poll(places, tools=tools, clock=clock, threads=THREADS)
        seconds = time.perf_counter() - start
    assert (first.new, second.unchanged) == (FEEDS * ITEMS, FEEDS), (first, second)
    return seconds


def place(url: str) -> Place:
    """A feed with all of its backlog."""
    return Place(
        key=PlaceKey(PlaceKind.FEED, url),
        source=url,
        language="en",
        interval=timedelta(hours=1),
        backlog=parse_backlog("all"),
    )


def feed(path: str) -> bytes:
    """A feed of ten short items."""
    items = "".join(
        f"<item><guid isPermaLink='false'>{path}-{n}</guid><title>Bell {n}</title>"
        f"<description>It rang {n} times at {path}.</description></item>"
        for n in range(ITEMS)
    )
    return f"<rss version='2.0'><channel><title>{path}</title>{items}</channel></rss>".encode()


def serve(there: Connection) -> None:
    """Serve until killed; tells its port."""
    with Server(("0.0.0.0", 0), Handler) as server:  # every address of loopback
        there.send(server.server_address[1])
        server.serve_forever()


def with_threads(get: Callable[[str], int], urls: Sequence[str]) -> None:
    """Get all of them."""
    with ThreadPoolExecutor(THREADS) as pool:
        found = list(pool.map(get, urls))
    assert found == [304] * len(urls)


def get_with_requests(url: str) -> int:
    """The status."""
    return requests.get(url, headers={"If-None-Match": ETAG}, timeout=30).status_code


def get_with_urllib(url: str) -> int:
    """The status; urllib takes 304 for an error."""
    try:
        with urllib.request.urlopen(
            urllib.request.Request(url, headers={"If-None-Match": ETAG}), timeout=30
        ) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code


def timed(work: Callable[[], None]) -> float:
    """Seconds."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
