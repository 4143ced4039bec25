"""What robots.txt allows, and what holds when it cannot be had (RFC 9309)."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.errors import FetchError
from digest.sources.fetching.fetch import Fetched
from digest.sources.fetching.robots import Robots
from fakes import FakeClock

PAGE = "https://a.example/private/page"
AGENT = "digest/1.0 (+https://news.example/weekly)"


@dataclass
class FakeFetcher:
    """Gives `answer` to every question; bytes are a body, a number is a status."""

    answer: bytes | int = b""
    retry_after: timedelta | None = None
    asked: list[str] = field(default_factory=list)

    def get(self, url: str, *, headers: Mapping[str, str] = {}, accept: str = "*/*") -> Fetched:
        self.asked.append(url)
        if isinstance(self.answer, int):
            reason = f"answers {self.answer}"
            raise FetchError(url, reason, status=self.answer, retry_after=self.retry_after)
        return Fetched(url=url, status=200, body=self.answer)


def robots_of(fetcher: FakeFetcher, *, clock: FakeClock | None = None) -> Robots:
    return Robots(fetcher, user_agent=AGENT, clock=clock or FakeClock())


def rules(*lines: str) -> FakeFetcher:
    return FakeFetcher("\n".join(lines).encode())


def test_robots_allows_what_no_rule_forbids() -> None:
    robots = robots_of(rules("User-agent: *", "Disallow: /private/"))
    assert robots.allows("https://a.example/public")
    assert not robots.allows(PAGE)


def test_robots_asks_at_the_root_of_the_origin() -> None:
    fetcher = FakeFetcher()
    robots = robots_of(fetcher)
    for url in ("https://A.example/x?y#z", "https://a.example:8443/x", "http://a.example/x"):
        robots.allows(url)
    assert fetcher.asked == [
        "https://a.example/robots.txt",
        "https://a.example:8443/robots.txt",
        "http://a.example/robots.txt",
    ]


def test_robots_follows_the_group_that_names_us() -> None:
    robots = robots_of(rules("User-agent: *", "Disallow: /", "", "User-agent: Digest", "Allow: /"))
    assert robots.allows(PAGE)


@pytest.mark.parametrize("name", ["news", "weekly", "https", "example", "1.0"])
def test_robots_is_not_named_by_the_rest_of_the_user_agent(name: str) -> None:
    assert robots_of(rules(f"User-agent: {name}", "Disallow: /")).allows(PAGE)


def test_robots_knows_wildcards_and_ends() -> None:
    robots = robots_of(rules("User-agent: *", "Disallow: /*.pdf$"))
    assert not robots.allows("https://a.example/x/y.pdf")
    assert robots.allows("https://a.example/x/y.pdf.html")


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410])
def test_robots_without_a_file_allow_all(status: int) -> None:
    assert robots_of(FakeFetcher(status)).allows(PAGE)


@pytest.mark.parametrize("status", [0, 429, 500, 503])
def test_robots_that_cannot_be_had_allow_nothing(status: int) -> None:
    assert not robots_of(FakeFetcher(status)).allows(PAGE)


def test_robots_are_asked_for_again_after_an_hour_of_trouble() -> None:
    fetcher, clock = FakeFetcher(503), FakeClock()
    robots = robots_of(fetcher, clock=clock)
    assert not robots.allows(PAGE)
    fetcher.answer = b""
    clock.advance(timedelta(minutes=59))
    assert not robots.allows(PAGE)
    clock.advance(timedelta(minutes=1))
    assert robots.allows(PAGE)
    assert len(fetcher.asked) == 2


def test_robots_stay_away_for_as_long_as_the_site_asks() -> None:
    fetcher, clock = FakeFetcher(503, retry_after=timedelta(hours=3)), FakeClock()
    robots = robots_of(fetcher, clock=clock)
    robots.allows(PAGE)
    clock.advance(timedelta(hours=2, minutes=59))
    robots.allows(PAGE)
    assert len(fetcher.asked) == 1
    clock.advance(timedelta(minutes=1))
    robots.allows(PAGE)
    assert len(fetcher.asked) == 2


def test_robots_are_kept_for_a_day() -> None:
    fetcher, clock = rules("User-agent: *", "Disallow: /private/"), FakeClock()
    robots = robots_of(fetcher, clock=clock)
    assert not robots.allows(PAGE)
    fetcher.answer = b""
    clock.advance(timedelta(hours=24) - timedelta(seconds=1))
    assert not robots.allows(PAGE)
    clock.advance(timedelta(seconds=1))
    assert robots.allows(PAGE)


@pytest.mark.parametrize(
    ("old", "is_allowed"), [(b"", True), (b"User-agent: *\nDisallow: /", False)]
)
def test_robots_go_on_to_hold_while_the_site_is_in_trouble(old: bytes, is_allowed: bool) -> None:
    fetcher, clock = FakeFetcher(old), FakeClock()
    robots = robots_of(fetcher, clock=clock)
    robots.allows(PAGE)
    fetcher.answer = 503
    clock.advance(timedelta(hours=25))
    assert robots.allows(PAGE) is is_allowed


def test_robots_tell_the_delay_that_a_site_wants() -> None:
    robots = robots_of(rules("User-agent: *", "Crawl-delay: 2.5"))
    assert robots.delay(PAGE) == 2.5


@pytest.mark.parametrize("value", ["", "soon", "-1", "nan", "inf"])
def test_robots_take_a_broken_delay_for_none(value: str) -> None:
    assert robots_of(rules("User-agent: *", f"Crawl-delay: {value}")).delay(PAGE) == 0.0


def test_robots_read_500_kib_and_no_half_line() -> None:
    head = b"User-agent: *\nDisallow: /private/page-not-ours\n"
    line = b"Disallow: /private/longer-than-that\n"
    cut = 500 * 1024 - len(b"Disallow: /private/")
    body = head + b"#" * (cut - len(head) - 1) + b"\n" + line + b"Disallow: /late\n"
    robots = robots_of(FakeFetcher(body))
    assert not robots.allows("https://a.example/private/page-not-ours")
    assert robots.allows("https://a.example/private/other")  # the cut rule would forbid it
    assert robots.allows("https://a.example/late")


@pytest.mark.parametrize("body", [b"<html>no such page</html>", b"\xff\xfe\x00\x01", b"\0" * 100])
def test_robots_that_are_no_rules_allow_all(body: bytes) -> None:
    assert robots_of(FakeFetcher(body)).allows(PAGE)


def test_robots_with_a_byte_order_mark_are_understood() -> None:
    assert not robots_of(FakeFetcher(b"\xef\xbb\xbfUser-agent: *\nDisallow: /")).allows(PAGE)


def test_robots_allow_no_address_that_is_none() -> None:
    fetcher = FakeFetcher()
    robots = robots_of(fetcher)
    assert not robots.allows("ftp://a.example/x")
    assert not robots.allows("http://[")
    assert robots.delay("http://[") == 0.0
    assert fetcher.asked == []


class Rendezvous(FakeFetcher):
    """Lets two threads meet in the middle of a question, if they ever do."""

    def __init__(self) -> None:
        super().__init__()
        self.place = threading.Barrier(2, timeout=0.2)

    def get(self, url: str, *, headers: Mapping[str, str] = {}, accept: str = "*/*") -> Fetched:
        with contextlib.suppress(threading.BrokenBarrierError):
            self.place.wait()
        return super().get(url)


def test_robots_are_asked_for_by_one_thread_at_a_time() -> None:
    fetcher = Rendezvous()
    robots = robots_of(fetcher)
    threads = [threading.Thread(target=robots.allows, args=(PAGE,)) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(fetcher.asked) == 1


_LINE = st.tuples(
    st.sampled_from(["User-agent: *", "Disallow: ", "Allow: ", "Crawl-delay: ", "Sitemap: ", ""]),
    st.text(max_size=20),
).map("".join)


@given(st.lists(_LINE).map("\n".join), st.text(max_size=30))
def test_robots_never_raise(text: str, path: str) -> None:
    robots = robots_of(FakeFetcher(text.encode("utf-8", "replace")))
    robots.allows(f"https://a.example/{path}")
    assert robots.delay(f"https://a.example/{path}") >= 0
