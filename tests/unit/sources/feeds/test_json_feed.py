import json
from datetime import UTC, datetime
from typing import Any

import pytest

from digest.errors import FeedError
from digest.sources.feeds.feed import read_feed
from digest.sources.feeds.item import FeedDocument, FeedItem


def read(body: bytes | str) -> FeedDocument:
    data = body.encode() if isinstance(body, str) else body
    return read_feed(data, url="https://loom.example.org/news/feed.json")


def feed_json(*items: Any, **more: Any) -> str:
    head = {"version": "https://jsonfeed.org/version/1.1", "title": "The Loom"}
    return json.dumps({**head, "items": list(items), **more})


def test_json_feed_is_read_whole() -> None:
    document = read(
        feed_json(
            {
                "id": "1",
                "url": "/one",
                "title": "One",
                "content_html": "<p>Text.</p>",
                "content_text": "Text.",
                "authors": [{"name": "Jo"}, {"name": "Al"}, {"url": "x"}],
                "tags": ["mills", 5],
                "language": "de",
                "date_published": "2026-11-23T07:00:00+01:00",
                "date_modified": "2026-11-23T08:00:00Z",
            },
            language="en",
        )
    )

    assert (document.title, document.form) == ("The Loom", "json11")
    assert document.items == (
        FeedItem(
            guid="1",
            link="https://loom.example.org/one",
            title="One",
            html="<p>Text.</p>",
            author="Jo, Al",
            topics=("mills",),
            language="de",
            published_at=datetime(2026, 11, 23, 6, tzinfo=UTC),
            updated_at=datetime(2026, 11, 23, 8, tzinfo=UTC),
        ),
    )


def test_item_without_a_language_has_that_of_its_feed() -> None:
    assert read(feed_json({"id": "1"}, language="de")).items[0].language == "de"


def test_json_feed_1_0_and_plain_text_and_numbers_for_ids() -> None:
    one = {
        "id": 17,
        "external_url": "https://other.example.org/",
        "content_text": "A <b>\nB\n\nC",
        "author": {"name": "Jo"},
    }

    (found,) = read(feed_json(one, version="https://jsonfeed.org/version/1")).items

    assert (found.guid, found.author) == ("17", "Jo")
    assert found.link == "https://other.example.org/"
    assert found.html == "<p>A &lt;b&gt;<br>B</p><p>C</p>"


def test_json_feed_with_odd_values_is_read_as_far_as_it_goes() -> None:
    odd = {"id": None, "title": ["x"], "date_published": "soon", "authors": "Jo", "tags": {}}

    document = read(feed_json(5, None, odd))

    assert document.items == (FeedItem(),)
    assert document.note == "has items that are no objects: 2; they are passed over"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be"])
def test_json_feed_is_read_in_every_encoding_of_unicode(encoding: str) -> None:
    text = feed_json({"id": "1", "title": "Für Élise"})

    assert read(text.encode(encoding)).items[0].title == "Für Élise"


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("{", "is no JSON"),
        ('{"a": ' * 100_000, "is no JSON"),
        (f'{{"a": {"9" * 5000}}}', "is no JSON"),
        ("{}", "no JSON Feed"),
        ('{"version": 1}', "no JSON Feed"),
        ('{"version": "https://jsonfeed.org/version/1.1"}', "without the list `items`"),
    ],
)
def test_json_that_is_no_feed_is_refused(body: str, reason: str) -> None:
    with pytest.raises(FeedError, match=reason):
        read(body)
