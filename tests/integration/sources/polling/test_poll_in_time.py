"""However slow a host is, the issue does not wait for it: what is left is asked the next time."""

from dataclasses import dataclass, field
from datetime import timedelta

from digest.sources.confined import Direct
from digest.sources.fetching.fetch import Fetched
from digest.sources.polling.items import PAGES_SECONDS
from digest.sources.polling.poll import HOST_SECONDS, poll
from digest.sources.polling.report import PollReport
from digest.sources.polling.tools import Tools
from digest.sources.polling.web import Web
from feeds import Feed, item, rss
from http_server import redirect
from polling import Desk


@dataclass
class SlowHost:
    """Answers everything, always just in time; `now` passes meanwhile."""

    bodies: dict[str, str]
    seconds: float = 29.0
    now: float = 0.0
    asked: list[str] = field(default_factory=list)

    def get(self, url: str, **_: object) -> Fetched:
        self.asked.append(url.rpartition("/")[2])
        self.now += self.seconds
        return Fetched(url=url, status=200, body=self.bodies[url].encode())

    def pause(self, seconds: float) -> None:
        self.now += seconds


@dataclass
class EveryDelay:
    """Rules that allow everything and ask for half a minute between two pages."""

    def allows(self, _url: str) -> bool:
        return True

    def delay(self, _url: str) -> float:
        return 30.0


def poll_once(desk: Desk, host: SlowHost, *, rules: EveryDelay | None = None) -> PollReport:
    desk.clock.advance(timedelta(days=2))
    web = Web(host, rules=rules, monotonic=lambda: host.now, pause=host.pause)
    tools = Tools(web=web, reader=Direct(), ledger=desk.ledger)
    return poll(desk.places, tools=tools, clock=desk.clock, threads=4)


def slow_feeds(desk: Desk, count: int) -> SlowHost:
    names = [f"feed-{number}" for number in range(count)]
    for name in names:
        desk.add(f"/{name}")
    return SlowHost({desk.server.url(f"/{name}"): rss([item(f"Item of {name}")]) for name in names})


def test_host_that_takes_too_long_leaves_the_rest_to_the_next_poll(desk: Desk) -> None:
    host = slow_feeds(desk, 9)

    report = poll_once(desk, host)

    assert host.now <= HOST_SECONDS + host.seconds
    left = 9 - report.polled
    assert [note.reason for note in report.notes] == [
        f"took more than 180 seconds; addresses of it that wait for the next poll: {left}"
    ]
    assert 0 < left < 9


def test_who_was_left_out_is_asked_first_the_next_time(desk: Desk) -> None:
    host = slow_feeds(desk, 9)

    poll_once(desk, host)
    poll_once(desk, host)

    assert len(set(host.asked)) == 9
    assert sorted(desk.titles()) == sorted(f"Item of feed-{number}" for number in range(9))


def test_answers_that_are_refused_are_no_silence(desk: Desk) -> None:
    for name in ("one", "two", "three"):
        desk.server.add(f"/{name}", redirect(f"/{name}"))
        desk.add(f"/{name}")
    for name in ("four", "five", "six"):
        desk.server.add(f"/{name}", redirect("http://127.0.0.2/"))
        desk.add(f"/{name}")
    desk.server.add("/feed", Feed(item("Mill")))
    desk.add()

    report = desk.poll()

    assert (report.polled, len(report.failed)) == (7, 6)
    assert desk.titles() == ["Mill"]


def test_slow_pages_of_a_feed_wait_for_the_next_poll(desk: Desk) -> None:
    names = [f"page-{number}" for number in range(9)]
    feed = desk.add(pages="auto").url
    items = [item(name, link=desk.server.url(f"/{name}"), html="<p>Short.</p>") for name in names]
    pages = {desk.server.url(f"/{name}"): f"<h1>{name}</h1><p>Its text.</p>" for name in names}
    host = SlowHost({feed: rss(items), **pages}, seconds=1.0)

    reads = []
    for _ in range(4):
        before = host.now
        poll_once(desk, host, rules=EveryDelay())
        assert host.now - before <= PAGES_SECONDS + 60
        reads.append(sum(name.startswith("page") for name in host.asked))

    assert reads[0] < 9
    assert reads[-1] == 9
    assert sorted(desk.titles()) == names
