"""What is collected from sources that are served on loopback."""

from contextlib import nullcontext
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from digest.app.polling import poll_sources
from digest.app.publication import Publication, open_publication
from digest.article import Article, Unreadable
from digest.ports import PlaceKey, PlaceKind, SourceLedger
from digest.sources.polling.stored import StoredSource
from fakes import FakeClock
from feeds import Feed, item, web_page
from http_server import HttpServer, page
from served import add_table, collected, folder, opened, server, titles

__all__ = ["folder", "server"]  # fixtures


def test_feeds_pages_lists_and_folders_are_collected_together(
    folder: Path, server: HttpServer, clock: FakeClock
) -> None:
    server.add("/page", web_page("A page"))
    server.add("/list.opml", page('<opml><body><outline text="B" xmlUrl="/b"/></body></opml>'))
    server.add("/b", Feed(item("Of the list")))
    server.add("/c", Feed(item("Of the file")))
    (folder / "mine.opml").write_text(
        f'<opml><body><outline text="C" xmlUrl="{server.url("/c")}"/></body></opml>'
    )
    (folder / "articles" / "a.md").write_text("# Of the folder\n\nText.\n")
    add_table(folder, kind="feed", name="Loom", url=server.url("/feed"), backlog="all")
    add_table(folder, kind="page", name="Pages", urls=[server.url("/page")])
    add_table(folder, kind="opml", name="Web", url=server.url("/list.opml"), backlog="all")
    add_table(folder, kind="opml", name="File", path="mine.opml", backlog="all")
    publication = opened(folder, clock)

    first = poll_sources(publication)
    clock.advance(timedelta(days=2))
    second = poll_sources(publication)

    assert (first.polled, first.new, first.failed) == (5, 5, ())
    assert (second.polled, second.new) == (5, 0)
    found = {one.title: one.source for one in collected(publication) if isinstance(one, Article)}
    assert found == {
        "Of the folder": "Quiet Works",
        "Mill": "Loom",
        "Loom": "Loom",
        "A page": "Pages",
        "Of the list": "Web/B",
        "Of the file": "File/C",
    }


def test_publication_with_folders_only_needs_no_ledger(
    publication: Publication, clock: FakeClock
) -> None:
    assert poll_sources(publication).polled == 0

    assert len(titles(publication)) == 6
    assert not publication.has_ledger


def test_collecting_before_the_first_poll_makes_no_ledger_and_says_why_there_is_nothing(
    folder: Path, server: HttpServer
) -> None:
    add_table(folder, kind="feed", name="Loom", url=server.url("/feed"))
    publication = open_publication(folder)

    (line,) = collected(publication)

    assert isinstance(line, Unreadable)
    assert line.reason == "has not been read yet"
    assert not publication.has_ledger


@pytest.mark.parametrize(
    ("backlog", "found"),
    [
        ("none", ([], ["New"])),
        ("last:1", (["B"], ["B", "New"])),
        ("since:2026-02-01", (["B"], ["B", "New"])),
        ("all", (["A", "B"], ["A, mended", "B", "New"])),
    ],
)
def test_backlog_of_a_folder(
    folder: Path, clock: FakeClock, backlog: str, found: tuple[list[str], list[str]]
) -> None:
    first, then = found
    articles = folder / "archive"
    articles.mkdir()
    (articles / "2026-01-01-a.md").write_text("# A\n\nText of A.\n")
    (articles / "2026-03-01-b.md").write_text("# B\n\nText of B.\n")
    add_table(folder, kind="folder", name="Archive", path="archive", backlog=backlog)
    publication = opened(folder, clock)

    assert titles(publication) == first  # before there is a ledger
    poll_sources(publication)
    assert titles(publication) == first
    (articles / "2026-01-01-a.md").write_text("# A, mended\n\nText of A.\n")
    (articles / "2026-04-01-c.md").write_text("# New\n\nText of C.\n")
    poll_sources(publication)
    assert titles(publication) == then


def test_folder_that_is_not_there_yet_has_no_backlog_yet(folder: Path, clock: FakeClock) -> None:
    add_table(folder, kind="folder", name="Archive", path="archive", backlog="none")
    publication = opened(folder, clock)
    poll_sources(publication)

    (folder / "archive").mkdir()
    (folder / "archive" / "a.md").write_text("# A\n\nText of A.\n")
    poll_sources(publication)

    assert titles(publication) == []


def test_list_that_cannot_be_read_is_one_line(folder: Path, clock: FakeClock) -> None:
    add_table(folder, kind="opml", name="File", path="mine.opml")
    publication = opened(folder, clock)
    poll_sources(publication)

    (line,) = collected(publication)

    assert isinstance(line, Unreadable)
    assert line.location == "mine.opml"
    assert "no such file" in line.reason


class CountingLedger:
    def __init__(self, whole: SourceLedger, read: list[str]) -> None:
        self._whole = whole
        self._read = read

    def __getattr__(self, name: str) -> Any:
        self._read.append(name)
        return getattr(self._whole, name)


def test_states_are_read_once_for_all_sources(folder: Path, clock: FakeClock) -> None:
    for number in range(5):
        url = f"https://bells.example/{number}"
        add_table(folder, kind="feed", name=f"Bell {number}", url=url)
    publication = opened(folder, clock)
    with publication.source_ledger() as ledger:
        ledger.pause([PlaceKey(PlaceKind.FEED, "https://bells.example/3")], reason="so")
        read: list[str] = []
        counting = CountingLedger(ledger, read)
        sources = publication.sources()
        for source in sources[1:]:
            assert isinstance(source, StoredSource)
            source._open_ledger = lambda: nullcontext(counting)
        found = [one.location for source in sources[1:] for one in source.collect()]

    assert read.count("states") == 1
    assert len(found) == 4


def test_hostile_feed_dies_in_the_child_and_the_others_go_on(
    folder: Path, server: HttpServer, clock: FakeClock
) -> None:
    nested = "<a>" * 20_000
    server.add(
        "/deep", page(f'<rss version="2.0"><channel>{item("Deep", html=nested)}</channel></rss>')
    )
    for name in ("deep", "feed"):
        add_table(folder, kind="feed", name=name, url=server.url(f"/{name}"), backlog="all")
    publication = open_publication(folder, clock=clock)

    poll_sources(publication)

    assert titles(publication) == ["Mill", "Loom"]
    (fault,) = [one for one in collected(publication) if isinstance(one, Unreadable)]
    assert "nested" in fault.reason
