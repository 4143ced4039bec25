"""The feeds against the semantic check, and the check against faults that are put in on purpose."""

import inspect
import re
from datetime import UTC, datetime

import pytest

import feed_check
from digest.model import Correction
from digest.render.feeds import render_feeds
from digest.render.theme import Theme
from factories import config_factory, issue_factory
from feed_check import faults

HUB = "https://hub.example.org/"
CONFIG = config_factory(feeds={"hub": HUB})
BASE = CONFIG.publication.base_url
NOW = datetime(2026, 12, 1, tzinfo=UTC)

# Each takes the first place that the pattern fits in the named file of a good set of feeds.
SEEDED = [
    ("syntax", "feed.rss", rb"Good morning", b"Good & morning"),
    ("syntax", "feed.json", rb'"items"', b"items"),
    ("feed.rss-xslt", "feed.rss", rb"\?>", b'?><?xml-stylesheet type="text/xsl" href="f"?>'),
    ("feed.json-size", "feed.json", rb"Good morning", b"Good morning" * 100_000),
    ("rss-self", "feed.rss", rb' rel="self"', b""),
    ("rss-hub", "feed.rss", rb'<atom:link rel="hub"[^>]*>', b""),
    ("rss-home", "feed.rss", rb"<link>[^<]*", b"<link>https://loom.example.org/feed.rss"),
    ("rss-language", "feed.rss", rb"<language>.*</language>", b""),
    ("rss-ttl", "feed.rss", rb"<ttl>60", b"<ttl>10080"),
    ("rss-guid-unique", "feed.rss", rb"(<guid.*2026-10-)19(.*2026-10-)19", rb"\g<1>12\g<2>12"),
    ("rss-guid-length", "feed.rss", rb"(<guid[^>]*>)", rb"\1" + b"x" * 245),
    ("rss-guid-permalink", "feed.rss", rb' isPermaLink="false"', b""),
    ("rss-date", "feed.rss", rb"<pubDate>[^<]*", b"<pubDate>2026-10-19T06:00:00Z"),
    ("rss-date", "feed.rss", rb"<pubDate>[A-Z][a-z]{2}", b"<pubDate>Sun"),
    ("rss-date", "feed.rss", rb"(?s)(<item>.*?)<pubDate>.*?</pubDate>", rb"\1"),
    ("rss-date", "feed.rss", rb"\+0000</pubDate>", b"</pubDate>"),
    ("rss-order", "feed.rss", rb"Mon, 12 Oct 2026", b"Mon, 04 Oct 2027"),
    ("rss-future", "feed.rss", rb"Mon, 19 Oct 2026", b"Tue, 19 Oct 2027"),
    ("rss-title", "feed.rss", rb"(?s)(<item>.*?)<title>.*?</title>", rb"\1"),
    ("rss-link", "feed.rss", rb"(?s)(<item>.*?<link>)[^<]*", rb"\1/2026-10-19/"),
    (
        "rss-description-first",
        "feed.rss",
        rb"(?s)(<item>.*?)(<description>.*?</description>)(.*?)(<guid)",
        rb"\1\3\2\4",
    ),
    ("rss-creator", "feed.rss", rb"<dc:creator>.*", b""),
    ("rss-creator", "feed.rss", rb"<dc:creator>", b"<author>a@b.example (A)</author><dc:creator>"),
    ("rss-category", "feed.rss", rb"<guid", b"<category>mills, bells</category><guid"),
    ("rss-enclosure", "feed.rss", rb"<guid", b'<enclosure url="https://a.example/a.mp3"/><guid'),
    ("html-tag", "feed.rss", rb"Good morning", b"&lt;script&gt;1&lt;/script&gt;"),
    ("html-alt", "feed.rss", rb"Good morning", b'&lt;img src="https://a.example/i"&gt;'),
    ("html-attribute", "feed.rss", rb"&lt;h2&gt;", b'&lt;h2 style="color:red"&gt;'),
    ("html-attribute", "feed.rss", rb"&lt;h2&gt;", b'&lt;h2 onclick="x()"&gt;'),
    ("html-address", "feed.rss", rb'href="https://loom[^"]*#', b'href="#'),
    ("atom-self", "feed.atom", rb'rel="self"', b'rel="related"'),
    ("atom-home", "feed.atom", rb'<link href="https://loom.example.org/" [^>]*>', b""),
    ("atom-hub", "feed.atom", rb"<link[^>]*hub[^>]*>", b""),
    ("atom-required", "feed.atom", rb"<id>.*?</id>", b""),
    ("atom-feed-author", "feed.atom", rb"(?s)<author>.*?</author>", b""),
    ("atom-date", "feed.atom", rb"<updated>.*?</updated>", b""),
    ("atom-date", "feed.atom", rb"(<published>[^<]*)\+00:00", rb"\1"),
    ("atom-author", "feed.atom", rb"(?s)(<entry>.*?)<author>.*?</author>", rb"\1"),
    ("atom-title", "feed.atom", rb"(?s)(<entry>.*?)<title>", rb'\1<title type="html">'),
    ("atom-links", "feed.atom", rb'(?s)(<entry>.*?) rel="alternate"', rb"\1"),
    ("atom-links", "feed.atom", rb'(?s)(<entry>.*)( type="text/html")', rb"\1"),
    ("atom-content", "feed.atom", rb'<content type="html">', b'<content type="CDATA">'),
    ("json-version", "feed.json", rb"version/1.1", b"version/1"),
    ("json-self", "feed.json", rb"feed\.json", b"feed.jsn"),
    ("json-home", "feed.json", rb'"home_page_url": "[^"]*', b'"home_page_url": "/'),
    ("json-hub", "feed.json", rb"WebSub", b"rssCloud"),
    ("json-required", "feed.json", rb'"language"', b'"_language"'),
    ("json-authors", "feed.json", rb'"authors"', b'"author"'),
    ("json-authors", "feed.json", rb'"items"', b'"authors": [{"name": "A"}], "items"'),
    ("json-date", "feed.json", rb'("date_modified": "[^"]*)\+00:00', rb"\1"),
    ("atom-ids-differ", "feed.atom", rb"(?s)(<entry>.*?<id>)", rb"\1x"),
    ("json-ids-differ", "feed.json", rb'"id": "', b'"id": "x'),
    ("atom-titles-differ", "feed.atom", rb"(?s)(<entry>.*?<title>)", rb"\1&amp;amp; "),
    ("json-titles-differ", "feed.json", rb"Loom no", b"Loom &amp; no"),
    ("atom-contents-differ", "feed.atom", rb"Good morning", b"Good evening"),
    ("json-contents-differ", "feed.json", rb"Good morning", b"Good evening"),
]


@pytest.fixture(scope="module")
def good() -> dict[str, bytes]:
    correction = Correction(at=datetime(2026, 10, 14, 9, tzinfo=UTC), note="It rang three times.")
    issues = [
        issue_factory(number=1),
        issue_factory(number=2, title='AT&T <beta> & "co"', corrections=(correction,)),
        issue_factory(number=3),
    ]
    return {page.path: page.body for page in render_feeds(issues, config=CONFIG, theme=Theme())}


def test_feeds_have_no_fault(good: dict[str, bytes]) -> None:
    assert faults(good, base_url=BASE, hub=HUB, now=NOW) == set()


def test_feeds_without_an_issue_have_no_fault() -> None:
    empty = {page.path: page.body for page in render_feeds([], config=CONFIG, theme=Theme())}
    assert faults(empty, base_url=BASE, hub=HUB, now=NOW) == set()


@pytest.mark.parametrize(("code", "name", "pattern", "fault"), SEEDED)
def test_check_finds_a_seeded_fault(
    *, good: dict[str, bytes], code: str, name: str, pattern: bytes, fault: bytes
) -> None:
    seeded = good | {name: re.sub(pattern, fault, good[name], count=1)}
    assert seeded != good, "the pattern must fit"
    assert code in faults(seeded, base_url=BASE, hub=HUB, now=NOW)


def test_check_has_a_seeded_fault_for_every_code() -> None:
    codes = re.findall(r'yield "([a-z-]+)"', inspect.getsource(feed_check))
    assert set(codes) <= {code for code, *_ in SEEDED}
