"""Our own feeds against the checker, and the checker against faults put into them on purpose."""

import re

import pytest

from digest.render.feed_check.codes import FEED_CODES
from digest.render.feed_check.feed import Known
from digest.render.preflight.codes import CODES
from factories import issue_factory
from good_feeds import KNOWN, codes_of, feeds_of, good_feeds

RSS, ATOM, JSON = "feed.rss", "feed.atom", "feed.json"
#: The first `<item>`, `<entry>` or object of `items`, up to what comes next in the pattern.
ITEM, ENTRY, OBJECT = rb"(?s)(<item>.*?)", rb"(?s)(<entry>.*?)", rb'(?s)("items": \[\s*\{.*?)'
HISTORY = b' xmlns:fh="http://purl.org/syndication/history/1.0"/>'
MARK = b"<fh:archive" + HISTORY
PERIOD = b' xmlns:sy="http://purl.org/rss/1.0/modules/syndication/">'
SELF = b'<atom:link rel="self" href="https://loom.example.org/feed.rss"/>'


def link(rel: str, href: str = "https://loom.example.org/2025.rss") -> bytes:
    return f'<atom:link rel="{rel}" href="{href}"/>'.encode()


def html(markup: str) -> bytes:
    """As it stands in RSS and Atom."""
    return markup.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").encode()


# (code, file, pattern, what takes its first place)
READING = [
    ("xml-ampersand", RSS, rb"Good morning", b"Good & morning"),
    ("xml-ampersand", ATOM, rb"Good morning", b"Good &morning"),
    ("xml-character", RSS, rb"Good morning", b"Good\x0bmorning"),
    ("xml-character", ATOM, rb"Good morning", b"Good &#27; morning"),
    ("xml-character", ATOM, rb"Good morning", "Good \uffff morning".encode()),
    ("xml-entity", RSS, rb"Good morning", b"Good&nbsp;morning"),
    ("xml-syntax", RSS, rb"</channel>", b""),
    ("xml-bytes", RSS, rb"Good morning", b"Good \xff morning"),
    ("xml-bytes", RSS, rb"encoding='UTF-8'", b"encoding='rot13'"),
    ("xml-encoding", RSS, rb"encoding='UTF-8'", b"encoding='ISO-8859-1'"),
    ("xml-doctype", RSS, rb"(\?>)", rb'\1<!DOCTYPE rss [<!ENTITY a "b">]>'),
    ("xml-xslt", RSS, rb"(\?>)", rb'\1<?xml-stylesheet type="text/xsl" href="f.xsl"?>'),
    ("json-syntax", JSON, rb'"items"', b"items"),
    ("json-syntax", JSON, rb"Good morning", b"Good \xff morning"),
    ("feed-format", RSS, rb"(?s)^.*$", b"<!doctype html><p>No feed & no XML"),
    ("feed-format", RSS, rb"(?s)^.*$", b"<opml version='2.0'/>"),
    ("feed-format", JSON, rb"jsonfeed\.org", b"example.org"),
    ("feed-size", JSON, rb"Good morning", b"Good morning" * 100_000),
    ("feed-character", JSON, rb"Good morning", rb"Good \\u0000 morning"),
    ("feed-character", RSS, rb"Good morning", "Good \x9f morning".encode()),
]
FEED = [
    ("feed-title", RSS, rb"<title>The Weekly Loom</title>", b""),
    ("feed-title", JSON, rb'"title": "The Weekly Loom"', b'"title": ""'),
    ("feed-language", RSS, rb"<language>.*</language>", b""),
    ("feed-language", ATOM, rb'xml:lang="en"', b'xml:lang="english!"'),
    ("feed-language", JSON, rb'"language"', b'"_language"'),
    ("feed-home", RSS, rb"<link>[^<]*", b"<link>https://loom.example.org/feed.rss"),
    ("feed-home", ATOM, rb'<link href="https://loom.example.org/" [^>]*>', b""),
    ("feed-home", JSON, rb'("home_page_url": "https://loom)', rb"\1s"),
    ("feed-hub", RSS, rb'<atom:link rel="hub"[^>]*>', b""),
    ("feed-hub", ATOM, rb"(<link[^>]*hub[^>]*>)", rb"\1\1"),
    ("feed-hub", JSON, rb'"hubs"', b'"_hubs"'),
    ("feed-hub", JSON, rb"WebSub", b"rssCloud"),
    ("self-missing", RSS, rb' rel="self"', b""),
    ("self-missing", ATOM, rb'rel="self"', b'rel="related"'),
    ("self-missing", JSON, rb'"feed_url"', b'"_feed_url"'),
    ("self-twice", RSS, rb"(<atom:link)", SELF + rb"\1"),
    ("self-differs", ATOM, rb"feed\.atom", b"atom.xml"),
    ("self-port", RSS, rb"loom.example.org/feed.rss", b"loom.example.org:8080/feed.rss"),
]
ITEMS = [
    ("id-missing", RSS, rb"<guid.*</guid>", b""),
    ("id-missing", ATOM, ENTRY + rb"<id>[^<]*", rb"\1<id>"),
    ("id-missing", JSON, rb'("id": ")[^"]*', rb"\1"),
    ("id-twice", RSS, rb"(<guid.*2026-10-)19(.*2026-10-)19", rb"\g<1>12\g<2>12"),
    ("id-twice", ATOM, rb"(<id>tag.*2026-10-)19(.*2026-10-)19", rb"\g<1>12\g<2>12"),
    ("id-long", RSS, rb"(<guid[^>]*>)", rb"\1" + b"x" * 245),
    ("title-missing", RSS, ITEM + rb"<title>.*?</title>", rb"\1"),
    ("title-missing", JSON, OBJECT + rb'"title": "[^"]*"', rb'\1"title": ""'),
    ("title-html", RSS, rb"<title>Loom no", b"<title>&lt;b&gt;Loom&lt;/b&gt; no"),
    ("title-html", RSS, rb"<title>Loom no", b"<title>Loom &amp;amp; no"),
    ("title-html", ATOM, rb"<title>Loom no", b"<title>&lt;em&gt;Loom no"),
    ("title-html", JSON, rb'"Loom no', b'"Loom<br>no'),
    ("summary-html", JSON, rb'"summary": "', b'"summary": "<p>'),
    ("summary-html", ATOM, rb'<summary type="html">', b"<summary>" + html("<p>")),
    ("link-missing", RSS, ITEM + rb"<link>.*?</link>", rb"\1"),
    ("link-missing", JSON, OBJECT + rb'"url"', rb'\1"_url"'),
    ("content-missing", RSS, rb"(?s)<content:encoded>.*?</content:encoded>", b""),
    ("content-missing", ATOM, rb"(?s)<content .*?</content>", b""),
    ("category-comma", RSS, rb"<guid", b"<category>mills, bells</category><guid"),
    ("category-comma", ATOM, rb"<published>", b'<category term="mills, bells"/><published>'),
    ("category-comma", JSON, rb'"authors"', b'"tags": ["mills, bells"], "authors"'),
    ("enclosure-incomplete", RSS, rb"<guid", b'<enclosure url="https://a.example/a"/><guid'),
    (
        "enclosure-incomplete",
        RSS,
        rb"<guid",
        b'<enclosure url="https://a.example/a" type="audio/mpeg" length="0"/><guid',
    ),
    (
        "enclosure-incomplete",
        ATOM,
        rb"<published>",
        b'<link rel="enclosure" href="https://a.example/a"/><published>',
    ),
    (
        "enclosure-incomplete",
        JSON,
        rb'"authors"',
        b'"attachments": [{"url": "https://a.example/a", "mime_type": "audio/mpeg"}], "authors"',
    ),
]
TIMES = [
    ("time-form", RSS, rb"<pubDate>[^<]*", b"<pubDate>2026-10-19T06:00:00Z"),
    ("time-form", RSS, ITEM + rb"<pubDate>[^<]*", rb"\1<pubDate>22/01/2026"),
    ("time-form", RSS, ITEM + rb"<pubDate>[^<]*", rb"\1<pubDate>31 Feb 2026 06:00:00 +0000"),
    ("time-form", ATOM, rb"<published>[^<]*", b"<published>Mon, 19 Oct 2026 06:00:00 +0000"),
    ("time-form", JSON, rb'("date_published": ")[^"]*', rb"\g<1>19 October"),
    ("time-zone", RSS, rb" \+0000</pubDate>", b"</pubDate>"),
    ("time-zone", ATOM, rb"(<published>[^<]*)\+00:00", rb"\1"),
    ("time-zone", JSON, rb'("date_modified": "[^"]*)\+00:00', rb"\1"),
    ("time-weekday", RSS, rb"<pubDate>[A-Z][a-z]{2}", b"<pubDate>Sun"),
    ("time-missing", RSS, ITEM + rb"<pubDate>.*?</pubDate>", rb"\1"),
    ("time-missing", ATOM, rb"<published>.*?</published>", b""),
    ("time-missing", JSON, rb'"date_published"', b'"_date_published"'),
    ("time-future", RSS, rb"Mon, 19 Oct 2026", b"Tue, 19 Oct 2027"),
    ("time-future", JSON, rb'("date_modified": ")2026', rb"\g<1>2027"),
    ("time-order", RSS, ITEM + rb"<pubDate>[^<]*", rb"\1<pubDate>Mon, 05 Oct 2026 00:00:00 +0000"),
]
CONTENT = [
    ("content-script", RSS, html("<script>1</script>")),
    ("content-script", ATOM, html('<h2 onclick="x()">')),
    ("content-script", RSS, html('<a href=" java\tscript:x()">x</a>')),
    ("content-element", ATOM, html("<style>p {}</style>")),
    ("content-element", RSS, html("<form></form>")),
    ("content-element", RSS, html('<iframe src="https://a.example/"></iframe>')),
    ("content-element", RSS, html("<svg></svg>")),
    ("content-style", RSS, html('<p style="color:red">')),
    ("content-style", ATOM, html('<td bgcolor="red">')),
    ("content-style", RSS, html('<td align="left">')),
    ("image-no-alt", RSS, html('<img src="https://a.example/i">')),
    ("address-relative", RSS, html('<a href="/relative">')),
    ("address-relative", ATOM, html('<a href="#fragment">')),
    ("address-relative", RSS, html('<img alt="" src="i.png">')),
    ("address-relative", ATOM, html('<img alt="" src="//a.example/i.png">')),
    (
        "address-relative",
        RSS,
        html('<img alt="" src="https://a.example/i" srcset="https://a.example/i 1x,i2 2x">'),
    ),
    ("address-relative", RSS, html('<video poster="i.png">')),
    ("address-relative", RSS, html('<blockquote cite="page">')),
    ("address-relative", RSS, html('<a href="https://">')),
    ("address-scheme", RSS, html('<img alt="" src="data:image/png;base64,AAAA">')),
    ("address-scheme", RSS, html('<a href="file:///home/me">')),
]
SEEDED_HTML = [(code, name, rb"Good morning", markup) for code, name, markup in CONTENT]
OF_RSS = [
    ("address-relative", RSS, ITEM + rb"<link>[^<]*", rb"\1<link>/2026-10-19/"),
    ("rss-version", RSS, rb'version="2.0"', b'version="0.91"'),
    ("rss-description", RSS, rb"<description>.*?</description>", b""),
    ("rss-description", RSS, ITEM + rb"<description>.*?</description>", rb"\1"),
    (
        "rss-description-late",
        RSS,
        ITEM + rb"(<description>.*?</description>)(.*?)(<guid)",
        rb"\1\3\2\4",
    ),
    ("rss-permalink", RSS, rb' isPermaLink="false"', b""),
    ("rss-creator-missing", RSS, rb"<dc:creator>.*", b""),
    ("rss-creator-several", RSS, rb"(<dc:creator>.*)", rb"\1\1"),
    (
        "rss-author-beside-creator",
        RSS,
        rb"<dc:creator>",
        b"<author>a@b.example (A)</author><dc:creator>",
    ),
    (
        "rss-enclosure-several",
        RSS,
        rb"<guid",
        2 * b'<enclosure url="https://a.example/a" type="audio/mpeg" length="9"/>' + b"<guid",
    ),
    ("rss-ttl", RSS, rb"<ttl>60", b"<ttl>10080"),
    ("rss-ttl", RSS, rb"<ttl>60", b"<ttl>hourly"),
    ("rss-period", RSS, rb"<ttl>", b"<sy:UpdatePeriod" + PERIOD + b"weekly</sy:UpdatePeriod><ttl>"),
    ("rss-period", RSS, rb"<ttl>", b"<sy:updateFrequency" + PERIOD + b"</sy:updateFrequency><ttl>"),
]
OF_ATOM = [
    ("address-relative", ATOM, ENTRY + rb'href="https://loom.example.org', rb'\1href="'),
    ("atom-id-missing", ATOM, rb"<id>.*?</id>", b""),
    ("atom-title-missing", ATOM, ENTRY + rb"<title>.*?</title>", rb"\1"),
    ("atom-title-type", ATOM, ENTRY + rb"<title>", rb'\1<title type="html">'),
    ("atom-updated-missing", ATOM, rb"<updated>.*?</updated>", b""),
    ("atom-updated-missing", ATOM, ENTRY + rb"<updated>.*?</updated>", rb"\1"),
    ("atom-author-missing", ATOM, ENTRY + rb"<author>.*?</author>", rb"\1"),
    ("atom-link-rel", ATOM, ENTRY + rb' rel="alternate"', rb"\1"),
    ("atom-alternate", ATOM, ENTRY + rb"<link[^>]*>", rb"\1"),
    ("atom-alternate", ATOM, ENTRY + rb"(<link[^>]*>)", rb"\1\2\2"),
    ("atom-alternate", ATOM, rb"<published>", b'<link href="https://a.example/a.mp3"/><published>'),
    ("atom-content-type", ATOM, rb'<content type="html">', b'<content type="CDATA">'),
    ("atom-content-type", ATOM, rb'<content type="html">', b"<content>"),
]
OF_JSON = [
    ("address-relative", JSON, OBJECT + rb'"url": "[^"]*', rb'\1"url": "/2026-10-19/'),
    ("json-version", JSON, rb"version/1.1", b"version/1"),
    ("json-type", JSON, OBJECT + rb'"id": "[^"]*"', rb'\1"id": 7'),
    ("json-type", JSON, rb'"authors"', b'"tags": "mills", "authors"'),
    ("json-type", JSON, rb'"authors"', b'"_mill": "mills", "authors"'),
    ("json-type", JSON, rb'"items": \[', b'"items": [7, '),
    ("json-required", JSON, rb'"items"', b'"_items"'),
    ("json-required", JSON, rb'"content_html"', b'"_content_html"'),
    ("json-required", JSON, rb'"authors": \[', b'"authors": [{}, '),
    ("json-key", JSON, rb'"authors"', b'"colour": "red", "authors"'),
    ("json-tag-twice", JSON, rb'"authors"', b'"tags": ["mills", "mills"], "authors"'),
    ("json-author-missing", JSON, rb'"authors"', b'"_authors"'),
    ("json-authors-twice", JSON, rb'"items"', b'"authors": [{"name": "A"}], "items"'),
]
ARCHIVE = [
    ("archive-current-missing", RSS, rb"<item>", MARK + b"<item>"),
    ("archive-current-missing", ATOM, rb"<entry>", MARK + b"<entry>"),
    ("archive-mark", RSS, rb"<item>", MARK + b"<fh:complete" + HISTORY + b"<item>"),
    ("archive-mark", RSS, rb"<item>", link("prev-archive") + b"<fh:complete" + HISTORY + b"<item>"),
    ("archive-link-twice", RSS, rb"<item>", 2 * link("prev-archive") + b"<item>"),
    (
        "archive-circle",
        RSS,
        rb"<item>",
        link("prev-archive", "https://loom.example.org/feed.rss") + b"<item>",
    ),
    (
        "archive-circle",
        JSON,
        rb'"items"',
        b'"next_url": "https://loom.example.org/feed.json", "items"',
    ),
    ("address-relative", RSS, rb"<item>", link("prev-archive", "2025.rss") + b"<item>"),
    ("window-small", RSS, rb"<item>", link("prev-archive") + b"<item>"),
]
FORMATS = [
    ("formats-ids", ATOM, ENTRY + rb"<id>", rb"\1<id>x"),
    ("formats-ids", JSON, rb'"id": "', b'"id": "x'),
    ("formats-ids", RSS, rb"(?s)<item>.*?</item>", b""),
    ("formats-titles", ATOM, ENTRY + rb"<title>", rb"\1<title>And "),
    ("formats-titles", JSON, rb'"Loom no', b'"Loom number'),
    ("formats-times", JSON, rb'("date_published": "[^"]*)06:00', rb"\g<1>07:00"),
    ("formats-content", ATOM, rb"Good morning", b"Good evening"),
    ("formats-content", JSON, rb"Good morning", b"Good evening"),
]
SEEDED = [
    *READING, *FEED, *ITEMS, *TIMES, *SEEDED_HTML, *OF_RSS, *OF_ATOM, *OF_JSON, *ARCHIVE, *FORMATS,
]  # fmt: skip


@pytest.fixture(scope="module")
def good() -> dict[str, bytes]:
    return good_feeds()


def test_our_feeds_have_no_fault(good: dict[str, bytes]) -> None:
    assert codes_of(good) == set()


def test_our_feeds_without_an_issue_have_no_fault() -> None:
    assert codes_of(feeds_of([])) == set()


@pytest.mark.parametrize(("code", "name", "pattern", "fault"), SEEDED)
def test_check_finds_a_seeded_fault(
    *, good: dict[str, bytes], code: str, name: str, pattern: bytes, fault: bytes
) -> None:
    seeded = re.sub(pattern, fault, good[name], count=1)
    assert seeded != good[name], "the pattern must fit"
    others = good if code.startswith("formats-") else {}
    assert code in codes_of({**others, name: seeded})


@pytest.mark.parametrize("name", [RSS, ATOM, JSON])
def test_older_items_without_a_way_to_them_are_a_fault(good: dict[str, bytes], name: str) -> None:
    known = Known(home_url=KNOWN.home_url, hub=KNOWN.hub, has_older=True)

    assert codes_of({name: good[name]}, known=known) == {"archive-missing", "window-small"}


def test_an_archive_document_that_names_the_current_one_has_no_fault() -> None:
    issues = [issue_factory(number=number) for number in range(1, 4)]
    body = feeds_of(issues)[RSS].replace(
        b"<item>", MARK + link("current") + link("next-archive") + b"<item>", 1
    )

    assert codes_of({RSS: body}) == set()


def test_a_window_of_20_with_an_archive_has_no_fault() -> None:
    issues = [issue_factory(number=number) for number in range(1, 21)]
    body = feeds_of(issues)[RSS].replace(b"<item>", link("prev-archive") + b"<item>", 1)

    assert codes_of({RSS: body}) == {"time-future"}  # of the twentieth, in February


def test_every_code_has_a_seeded_fault() -> None:
    served = {code for code in FEED_CODES if code.startswith(("http-", "home-"))}
    elsewhere = {"archive-missing", "feed-unreadable"}

    assert set(FEED_CODES) - served - elsewhere == {code for code, *_ in SEEDED}


def test_codes_of_feeds_are_no_codes_of_issues() -> None:
    assert set(FEED_CODES).isdisjoint(CODES)
