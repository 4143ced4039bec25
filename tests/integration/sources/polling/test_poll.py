"""Polling feeds of a real server on loopback, into a real ledger."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from digest.article import DateOrigin
from digest.config.fields import parse_backlog
from digest.errors import LedgerError
from digest.ports import PausedBy, PlaceKey, PlaceKind, Polled, SourceLedger
from feeds import FULL, Feed, item, rss
from http_server import page, redirect, status
from polling import HOUR, Desk


def test_feed_that_answers_304_loses_nothing(desk: Desk) -> None:
    desk.server.add("/feed", Feed(item("Mill"), item("Loom")))
    desk.add()

    first, second = desk.poll(), desk.poll()

    assert (first.polled, first.unchanged, first.new) == (1, 0, 2)
    assert (second.polled, second.unchanged, second.new) == (1, 1, 0)
    assert "if-none-match" in desk.server.requests[-1].headers
    assert desk.titles() == ["Mill", "Loom"]


def test_article_of_a_feed_has_what_its_feed_says(desk: Desk) -> None:
    desk.server.add("/feed", Feed(item("Mill", guid="g1", link="/mill")))
    desk.add()
    desk.poll()

    (article,) = desk.articles()

    assert (article.guid, article.url) == ("g1", desk.server.url("/mill"))
    assert (article.published_on, article.date_origin) == (date(2026, 11, 16), DateOrigin.FEED)
    assert (article.source, article.language) == ("feed", "en")
    assert article.changed_at == desk.clock.now()


def test_same_bytes_without_validators_are_unchanged(desk: Desk) -> None:
    desk.server.add("/feed", page(rss([item("Mill")])))
    desk.add()

    assert [desk.poll().unchanged for _ in range(2)] == [0, 1]


def test_place_is_not_polled_before_it_is_due(desk: Desk) -> None:
    desk.server.add("/feed", Feed(item("Mill")))
    desk.add()

    assert [desk.poll(after=0.8 * HOUR).polled for _ in range(5)] == [1, 0, 1, 0, 1]


def test_changed_item_is_an_update(desk: Desk) -> None:
    feed = Feed(item("Mill"), item("Loom"))
    desk.server.add("/feed", feed)
    desk.add()
    desk.poll()
    before = desk.articles()

    feed.items = [item("Mill", html=FULL.format("Another mill")), item("Loom")]
    report = desk.poll()
    mill, loom = desk.articles()

    assert (report.new, report.changed) == (0, 1)
    assert "Another mill" in mill.text
    assert mill.changed_at == desk.clock.now()
    assert loom == before[1]


def test_new_guid_with_the_old_link_is_no_new_article(desk: Desk) -> None:
    feed = Feed(item("Mill", guid="1", link="/mill"))
    desk.server.add("/feed", feed)
    desk.add()
    desk.poll()

    feed.items = [item("Mill", guid="urn:2", link="/mill")]

    assert desk.poll().new == 0
    assert desk.titles() == ["Mill"]


def test_two_items_with_one_guid_are_reported(desk: Desk) -> None:
    desk.server.add("/feed", Feed(item("Old", guid="1"), item("New", guid="1")))
    desk.add()

    report = desk.poll()

    assert [note.reason for note in report.notes] == [
        "has two items with the id 1; the newer one is taken"
    ]
    assert desk.titles() == ["Old"]  # equally old: the first


def test_item_that_is_not_shown_any_more_stays(desk: Desk) -> None:
    feed = Feed(item("Mill"))
    desk.server.add("/feed", feed)
    desk.add()
    desk.poll()

    feed.items = [item("Loom")]
    desk.poll()

    assert desk.titles() == ["Mill", "Loom"]


def test_item_that_is_shown_again_is_not_dropped_90_days_later(desk: Desk) -> None:
    mill = item("Mill")
    feed = Feed(mill)
    desk.server.add("/feed", feed)
    desk.add()
    for items in ([mill], [], [mill], [mill, item("Loom")]):
        feed.items = items
        desk.poll(after=timedelta(days=60))

    desk.poll(after=timedelta(days=60))

    assert desk.titles() == ["Mill", "Loom"]


def test_item_that_cannot_be_read_is_a_line_while_its_feed_shows_it(desk: Desk) -> None:
    feed = Feed(item("Deep", html="<a>" * 300), item("Mill"))
    desk.server.add("/feed", feed)
    desk.add()
    desk.poll()

    assert desk.titles() == ["Mill"]
    assert ["nested" in reason for reason in desk.faults()] == [True]

    feed.items = [item("Mill")]
    desk.poll()
    assert desk.faults() == []


def test_article_that_is_used_is_not_read_again(desk: Desk) -> None:
    desk.server.add("/feed", Feed(item("Mill", link="/mill"), item("Loom")))
    desk.add()
    desk.poll()
    mill, loom = desk.articles()

    desk.used = (f"{desk.server.address}/mill",)
    assert desk.titles() == ["Loom"]
    desk.used = (f"sha256:{mill.sha256}", f"sha256:{loom.sha256}")
    assert desk.titles() == []


@pytest.mark.parametrize(
    ("backlog", "titles"),
    [
        ("none", ["New"]),
        ("last:1", ["B", "New"]),
        ("since:2026-11-10", ["B", "New"]),
        ("all", ["A", "B", "Undated", "New"]),
    ],
)
def test_backlog_is_what_was_there_with_the_first_poll(
    desk: Desk, backlog: str, titles: list[str]
) -> None:
    feed = Feed(
        item("A", published="Sun, 01 Nov 2026 06:00:00 GMT"),
        item("B", published="Mon, 16 Nov 2026 06:00:00 GMT"),
        item("Undated", published=""),
    )
    desk.server.add("/feed", feed)
    desk.add(backlog=parse_backlog(backlog))
    desk.poll()

    # What is backlog stays so, also when somebody mends a comma in it.
    changed = item("A", published="Sun, 01 Nov 2026 06:00:00 GMT", html=FULL.format("A,"))
    feed.items = [item("New"), changed, *feed.items[1:]]
    desk.poll()

    assert desk.titles() == titles


def test_failure_with_the_first_poll_does_not_make_a_backlog_of_nothing(desk: Desk) -> None:
    desk.server.add("/feed", status(503), Feed(item("Old")))
    desk.add(backlog=parse_backlog("none"))

    desk.poll()
    desk.poll()

    assert desk.titles() == []


def test_undated_and_future_items_are_undated(desk: Desk) -> None:
    future = item("Future", published="Mon, 23 Nov 2099 06:00:00 GMT")
    soon = item("Soon", published="Thu, 26 Nov 2026 05:00:00 GMT")
    desk.server.add("/feed", Feed(item("Undated", published=""), future, soon))
    desk.add()

    report = desk.poll()

    assert [(one.published_on, one.date_origin) for one in desk.articles()] == [
        (None, DateOrigin.NONE),
        (None, DateOrigin.NONE),
        (date(2026, 11, 26), DateOrigin.FEED),
    ]
    assert "has an item of the future: Future (2099-11-23)" in report.notes[0].reason


def test_move_for_good_is_followed_after_three_sightings_and_told_once(desk: Desk) -> None:
    desk.server.add("/old", redirect("/new", code=301))
    desk.server.add("/new", Feed(item("Mill")))
    key = desk.add("/old")

    notes = [desk.poll().notes for _ in range(5)]

    paths = desk.server.paths()
    assert paths == ["/old", "/new"] * 3 + ["/new"] * 2
    assert [len(each) for each in notes] == [0, 0, 1, 0, 0]
    assert desk.server.url("/new") in notes[2][0].reason
    assert desk.state(key).moved_to == desk.server.url("/new")
    assert desk.titles() == ["Mill"]


def test_temporary_redirect_is_no_move(desk: Desk) -> None:
    desk.server.add("/old", redirect("/new", code=302))
    desk.server.add("/new", Feed(item("Mill")))
    desk.add("/old")

    for _ in range(4):
        desk.poll()

    assert desk.server.paths() == ["/old", "/new"] * 4


def test_410_pauses_the_source_and_says_so_until_somebody_acts(desk: Desk) -> None:
    desk.server.add("/feed", Feed(item("Mill")), status(410))
    key = desk.add()
    desk.poll()

    assert len(desk.poll().failed) == 1
    assert desk.poll().polled == 0
    assert desk.state(key).paused_by is PausedBy.SERVER
    assert desk.titles() == ["Mill"]
    assert "gone for good (410)" in desk.faults()[0]


def test_retry_after_of_a_busy_server_is_honoured(desk: Desk) -> None:
    desk.server.add("/feed", status(429, ("Retry-After", "7200")), Feed(item("Mill")))
    key = desk.add()
    desk.poll()

    assert desk.state(key).next_at == desk.clock.now() + 2 * HOUR
    assert desk.poll(after=1.9 * HOUR).polled == 0
    assert desk.poll(after=0.1 * HOUR).new == 1


def test_failing_source_is_asked_ever_less_often_and_told_ever_louder(desk: Desk) -> None:
    desk.server.add("/feed", Feed(item("Mill")), status(500))
    key = desk.add()
    desk.poll()

    waits, lines = [], []
    for _ in range(4):
        desk.poll(after=timedelta(days=1))
        waits.append(desk.state(key).next_at - desk.clock.now())
        lines.append(desk.faults()[0])

    assert [waits[n + 1] / waits[n] for n in range(3)] == pytest.approx([2, 2, 2])
    assert lines[0].startswith("could not be read this time, and is tried again: ")
    assert lines[2].startswith(
        "could not be read 3 times in a row (last read 2026-11-25 07:00 UTC)"
    )
    assert desk.titles() == ["Mill"]


def test_source_that_recovers_is_quiet_again(desk: Desk) -> None:
    desk.server.add("/feed", status(500), Feed(item("Mill")))
    desk.add()
    desk.poll()

    desk.poll()

    assert desk.faults() == []


BAD = {
    "empty": page(b""),
    "page": page(
        '<html><head><link rel="alternate" type="application/rss+xml" href="/real.xml"></head>',
        ("Content-Type", "text/html"),
    ),
    "garbage": page(b"\x00\x01\x02" * 100),
    "nul": page(b'<?xml version="1.0" encoding="u\0tf-8"?><rss version="2.0"/>'),
    "loop": redirect("/loop"),
    "metadata": redirect("http://169.254.169.254/latest/meta-data/"),
    "missing": status(404),
    "bomb": page(
        '<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>'
        + rss([]).partition("?>")[2]
    ),
}


def test_bad_feeds_among_good_ones_cost_one_clear_line_each(desk: Desk) -> None:
    for name, answer in BAD.items():
        desk.server.add(f"/{name}", answer)
        desk.add(f"/{name}")
    for name in ("first", "last"):
        desk.server.add(f"/{name}", Feed(item(name)))
        desk.add(f"/{name}")
    desk.places.sort(key=lambda place: place.source != "first")  # one at each end

    report = desk.poll()

    assert report.polled == len(BAD) + 2
    assert sorted(fault.location.partition(" ")[0] for fault in report.failed) == sorted(BAD)
    assert all(fault.reason and "\n" not in fault.reason for fault in report.failed)
    assert desk.titles() == ["first", "last"]
    assert len(desk.faults()) == len(BAD)
    assert any("its feed is " in reason and "/real.xml" in reason for reason in desk.faults())


def test_answer_that_cannot_be_read_leaves_no_validator(desk: Desk) -> None:
    broken = page("<html>", ("ETag", '"1"'))
    desk.server.add("/feed", broken, Feed(item("Mill")))
    key = desk.add()
    desk.poll()

    assert desk.state(key).etag == ""
    desk.poll()
    assert "if-none-match" not in desk.server.requests[-1].headers
    assert desk.titles() == ["Mill"]


class CrashingLedger:
    """A ledger whose process dies when it is about to record."""

    def __init__(self, ledger: SourceLedger) -> None:
        self._ledger = ledger

    def __getattr__(self, name: str) -> Any:
        return getattr(self._ledger, name)

    def record(self, polled: Iterator[Polled], *, at: Any) -> None:
        list(polled)
        raise LedgerError("the power went out")


def test_crash_between_fetch_and_record_loses_nothing(desk: Desk) -> None:
    desk.server.add("/feed", Feed(item("Mill")))
    desk.add()
    whole = desk.ledger

    desk.ledger = CrashingLedger(whole)  # type: ignore[assignment]  # all but record is passed on
    with pytest.raises(LedgerError, match="the power went out"):
        desk.poll()
    desk.ledger = whole
    assert desk.titles() == []
    desk.poll()

    assert "if-none-match" not in desk.server.requests[-1].headers
    assert desk.titles() == ["Mill"]


def test_place_of_two_sources_is_asked_once_and_gives_to_both(desk: Desk) -> None:
    desk.server.add("/feed", Feed(item("Mill")))
    desk.add()
    # The first says how it is read.
    none = parse_backlog("none")
    desk.places.append(replace(desk.places[0], source="another", backlog=none))

    assert desk.poll().polled == 1
    assert [article.source for article in desk.articles()] == ["feed", "another"]


def test_host_that_does_not_answer_is_not_asked_for_all_of_its_feeds(desk: Desk) -> None:
    desk.server.add("/feed", Feed(item("Mill")))
    desk.add()
    silent = [
        PlaceKey(PlaceKind.FEED, f"http://127.0.0.2:{desk.server.port}/{n}") for n in range(9)
    ]
    desk.places += [replace(desk.places[0], key=key) for key in silent]
    desk.allowed = (f"127.0.0.2:{desk.server.port}",)

    report = desk.poll()

    assert (report.polled, len(report.failed)) == (4, 3)
    assert [note.reason for note in report.notes] == [
        "gave no answer 3 times in a row; addresses of it that wait for the next poll: 6"
    ]
    assert desk.titles() == ["Mill"]
    assert set(silent) - set(desk.ledger.states()) == set(silent[3:])


def test_progress_is_told(desk: Desk) -> None:
    for name in ("a", "b", "c"):
        desk.server.add(f"/{name}", Feed(item(name)))
        desk.add(f"/{name}")
    told: list[tuple[int, int]] = []

    desk.poll(progress=lambda done, total: told.append((done, total)))

    assert told[-1] == (3, 3)
