import threading
from collections.abc import Mapping
from dataclasses import dataclass, field

import pytest

from digest.errors import RobotsRefusal
from digest.sources.fetching.fetch import Fetched
from digest.sources.polling.web import Web

PAGE = "https://loom.example.org/one"


@dataclass
class FakeGetter:
    """Answers everything; `delay` seconds pass on `time` with each answer."""

    time: list[float] = field(default_factory=lambda: [100.0])
    seconds: float = 0.0
    asked: list[tuple[str, float]] = field(default_factory=list)

    def get(self, url: str, *, headers: Mapping[str, str] = {}, accept: str = "") -> Fetched:
        self.asked.append((url, self.time[0]))
        self.time[0] += self.seconds
        return Fetched(url=url, status=200)

    def probe(self, url: str) -> Fetched:
        return self.get(url)


@dataclass
class FakeRules:
    forbidden: frozenset[str] = frozenset()
    seconds: float = 0.0

    def allows(self, url: str) -> bool:
        return url not in self.forbidden

    def delay(self, url: str) -> float:
        return self.seconds


def web(getter: FakeGetter, *, rules: FakeRules | None = None, own: tuple[str, ...] = ()) -> Web:
    def pause(seconds: float) -> None:
        getter.time[0] += seconds

    return Web(getter, rules=rules, own=own, monotonic=lambda: getter.time[0], pause=pause)


def times(getter: FakeGetter) -> list[float]:
    return [at for _, at in getter.asked]


def test_pages_of_one_host_have_a_second_between_them() -> None:
    getter = FakeGetter(seconds=0.25)
    way = web(getter)

    for _ in range(3):
        way.page(PAGE, headers={})

    assert times(getter) == [100.0, 101.25, 102.5]


def test_pages_of_two_hosts_do_not_wait_for_each_other() -> None:
    getter = FakeGetter()
    way = web(getter)

    way.page(PAGE, headers={})
    way.page("https://other.example.org/", headers={})

    assert times(getter) == [100.0, 100.0]


def test_feeds_do_not_wait() -> None:
    getter = FakeGetter()
    way = web(getter)

    for _ in range(2):
        way.feed(PAGE, headers={})

    assert times(getter) == [100.0, 100.0]


@pytest.mark.parametrize(("asked", "gap"), [(0.0, 1.0), (7.0, 7.0), (3600.0, 30.0)])
def test_crawl_delay_is_honoured_up_to_half_a_minute(asked: float, gap: float) -> None:
    getter = FakeGetter()
    way = web(getter, rules=FakeRules(seconds=asked))

    for _ in range(2):
        way.page(PAGE, headers={})

    assert times(getter) == [100.0, 100.0 + gap]


@pytest.mark.parametrize("own", ["wiki.internal", "wiki.internal:8080"])
def test_own_hosts_are_not_spared(own: str) -> None:
    getter = FakeGetter()
    way = web(getter, own=(own,))

    for _ in range(2):
        way.page("http://wiki.internal:8080/", headers={})

    assert times(getter) == [100.0, 100.0]


def test_page_that_robots_may_not_read_is_not_asked_for() -> None:
    getter = FakeGetter()
    way = web(getter, rules=FakeRules(forbidden=frozenset({PAGE})))

    with pytest.raises(RobotsRefusal, match=r"robots\.txt"):
        way.page(PAGE, headers={})
    assert getter.asked == []


def test_feed_is_not_asked_about_in_robots_txt() -> None:
    getter = FakeGetter()

    web(getter, rules=FakeRules(forbidden=frozenset({PAGE}))).feed(PAGE, headers={})

    assert len(getter.asked) == 1


def test_one_host_is_asked_one_thing_at_a_time() -> None:
    class Busy(FakeGetter):
        under_way = 0
        most = 0

        def get(self, url: str, *, headers: Mapping[str, str] = {}, accept: str = "") -> Fetched:
            self.under_way += 1
            self.most = max(self.most, self.under_way)
            entered.set()
            leave.wait()
            self.under_way -= 1
            return Fetched(url=url, status=200)

    entered, leave, getter = threading.Event(), threading.Event(), Busy()
    way = web(getter)
    threads = [
        threading.Thread(target=way.feed, args=(PAGE,), kwargs={"headers": {}}) for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    entered.wait()
    leave.set()
    for thread in threads:
        thread.join()

    assert getter.most == 1


def test_links_of_one_host_are_spared_like_pages_and_robots_txt_is_not_asked() -> None:
    getter = FakeGetter()
    way = web(getter, rules=FakeRules(forbidden=frozenset({PAGE}), seconds=20))

    for _ in range(2):
        way.link(PAGE)

    assert times(getter) == [100.0, 101.0]
