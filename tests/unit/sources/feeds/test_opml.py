import pytest

from digest.errors import FeedError
from digest.ports import ListedFeed
from digest.sources.feeds.opml import MOST_FEEDS, read_opml

WHERE = "https://loom.example.org/lists/all.opml"


def opml(body: str, *, head: str = "<title>Our reading</title>") -> bytes:
    return f'<opml version="2.0"><head>{head}</head><body>{body}</body></opml>'.encode()


def feed(name: str) -> str:
    return f'<outline text="{name}" type="rss" xmlUrl="https://{name}.example.org/feed"/>'


def test_nested_feeds_come_in_the_order_of_the_list() -> None:
    body = f'<outline text="Mills"><outline text="Water">{feed("a")}</outline>{feed("b")}</outline>'

    found = read_opml(opml(body + feed("c")), WHERE)

    assert found.title == "Our reading"
    assert [one.url for one in found.feeds] == [
        "https://a.example.org/feed",
        "https://b.example.org/feed",
        "https://c.example.org/feed",
    ]


def test_feed_is_called_by_title_then_text_then_host() -> None:
    body = (
        '<outline title="Title" text="Text" xmlUrl="https://a.example.org/"/>'
        '<outline text=" Text\n two " xmlUrl="https://b.example.org/"/>'
        '<outline xmlUrl="https://c.example.org/"/>'
    )

    assert [one.title for one in read_opml(opml(body), WHERE).feeds] == [
        "Title",
        "Text two",
        "c.example.org",
    ]


def test_feed_that_is_listed_twice_is_one() -> None:
    assert len(read_opml(opml(feed("a") + feed("a")), WHERE).feeds) == 1


def test_addresses_are_made_absolute_and_plain() -> None:
    urls = ["/feed", "feed://x.example.org/f", "feed:https://y.example.org/f", "HTTP://Z.org/f#top"]
    body = "".join(f'<OUTLINE text="x" xmlURL="{url}"/>' for url in urls)

    assert [one.url for one in read_opml(opml(body), WHERE).feeds] == [
        "https://loom.example.org/feed",
        "http://x.example.org/f",
        "https://y.example.org/f",
        "http://z.org/f",
    ]


def test_addresses_that_are_none_are_counted() -> None:
    body = '<outline xmlUrl="file:///etc/passwd"/><outline xmlUrl="http://[x"/>' + feed("a")

    found = read_opml(opml(body), WHERE)

    assert len(found.feeds) == 1
    assert found.note == "not taken: addresses that are none: 2"


def test_longer_list_is_cut_and_says_so() -> None:
    found = read_opml(opml("".join(feed(f"n{n}") for n in range(MOST_FEEDS + 3))), WHERE)

    assert len(found.feeds) == MOST_FEEDS
    assert found.note == "not taken: feeds beyond the first 2,000: 3"


def test_list_in_utf_16_is_read() -> None:
    text = '<?xml version="1.0" encoding="utf-16"?>' + opml(feed("a")).decode()

    assert read_opml(text.encode("utf-16"), WHERE).feeds == (
        ListedFeed(title="a", url="https://a.example.org/feed"),
    )


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "no element found"),
        (b"<opml><body>", "no element found"),
        (b"<rss><channel/></rss>", "its first element is not <opml>"),
        (b'<?xml version="1.0" encoding="u\0tf"?><opml/>', "cannot be read as OPML"),
        (b'<?xml version="1.0" encoding="klingon"?><opml/>', "unknown encoding"),
        (b'<!DOCTYPE opml [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><opml/>', "entities of its own"),
        (
            b'<!DOCTYPE opml [<!ENTITY a SYSTEM "file:///etc/passwd">]><opml/>',
            "entities of its own",
        ),
    ],
)
def test_what_is_no_list_is_refused_with_a_reason(body: bytes, reason: str) -> None:
    with pytest.raises(FeedError, match=reason) as failed:
        read_opml(body, WHERE)
    assert failed.value.where == WHERE
