from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from digest.article import Unreadable
from digest.config.sources import SourceConfig
from digest.ports import ListedFeed, PlaceKey, PlaceKind, PlaceState
from digest.sources.confined import Direct
from digest.sources.polling.places import Place, places_of
from factories import config_factory

LIST = PlaceKey(PlaceKind.OPML, "https://loom.example.org/list")
FEED = "https://loom.example.org/feed"


def source(**values: Any) -> SourceConfig:
    (found,) = config_factory(sources=[{"name": "Loom", **values}]).sources
    return found


def places(config: SourceConfig, *feeds: ListedFeed) -> list[Place | Unreadable]:
    states = {LIST: PlaceState(key=LIST, listed=feeds)} if feeds else {}
    found = places_of(config, root=Path("/nowhere"), language="en", states=states, reader=Direct())
    return list(found)


def test_feed_is_one_place_with_what_digest_toml_says() -> None:
    config = source(
        kind="feed",
        url=FEED,
        language="de",
        interval="90m",
        pages="always",
        backlog="last:3",
        takeaways_headings=["In Kürze"],
        outlook_headings=["Nachher"],
    )

    (place,) = places(config)

    assert isinstance(place, Place)
    assert place.key == PlaceKey(PlaceKind.FEED, FEED)
    assert (place.source, place.language, place.pages) == ("Loom", "de", "always")
    assert (place.interval, place.backlog.last) == (timedelta(minutes=90), 3)
    assert (place.extra.takeaways, place.extra.outlook) == (("In Kürze",), ("Nachher",))


def test_language_is_the_publications_where_the_source_has_none() -> None:
    (place,) = places(source(kind="feed", url=FEED))

    assert isinstance(place, Place)
    assert place.language == "en"


def test_pages_are_a_place_each_and_once() -> None:
    urls = [f"https://loom.example.org/{name}" for name in ("a", "b", "a")]

    assert [place.key.url for place in places(source(kind="page", urls=urls))] == urls[:2]


def test_folder_is_a_place_that_nobody_polls() -> None:
    (place,) = places(source(kind="folder", path="articles"))

    assert place.key == PlaceKey(PlaceKind.FOLDER, "articles")


def test_list_comes_before_its_feeds_which_have_its_options() -> None:
    config = source(kind="opml", url=LIST.url, pages="never", interval="2h", backlog="last:1")

    itself, one, two = places(
        config, ListedFeed(title="A", url=f"{FEED}/a"), ListedFeed(title="B", url=f"{FEED}/b")
    )

    assert itself.key == LIST
    assert [place.source for place in (one, two)] == ["Loom/A", "Loom/B"]
    assert [place.key.kind for place in (one, two)] == [PlaceKind.FEED] * 2
    assert {(place.pages, place.interval, place.backlog.last) for place in (one, two)} == {
        ("never", timedelta(hours=2), 1)
    }


def test_list_that_was_never_read_has_no_feeds_yet() -> None:
    assert [place.key for place in places(source(kind="opml", url=LIST.url))] == [LIST]


@pytest.mark.parametrize("path", ["mine.opml", "/nowhere/else.opml"])
def test_list_in_a_file_that_is_not_there_is_a_fault(path: str) -> None:
    (fault,) = places(source(kind="opml", path=path))

    assert isinstance(fault, Unreadable)
    assert fault.location == path
    assert "mend its path in digest.toml" in fault.reason
