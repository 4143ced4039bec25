"""What is said of a server's answers."""

from dataclasses import replace

import pytest

from digest.render.feed_check.check import examine_feed
from digest.render.feed_check.feed import Feed, FeedFile
from digest.render.feed_check.http import Answer, Answers, check_answers, read_links
from good_feeds import BASE, HUB, NOW, good_feeds

TYPES = {
    "feed.rss": "application/rss+xml",
    "feed.atom": "application/atom+xml; charset=utf-8",
    "feed.json": "application/feed+json",
}


def headers(name: str) -> dict[str, str]:
    return {
        "content-type": TYPES[name],
        "content-encoding": "gzip",
        "vary": "A-IM, Accept-Encoding",
        "etag": '"1"',
        "last-modified": "Mon, 19 Oct 2026 06:00:00 GMT",
        "cache-control": "public, max-age=900",
        "link": f'<{HUB}>; rel="hub", <{BASE}{name}>; type="a/b"; rel=self',
    }


def good_answers(name: str, **changed: str) -> Answers:
    kept = {key: value for key, value in (headers(name) | changed).items() if value}
    return Answers(
        url=BASE + name,
        plain=Answer(status=200, headers=kept),
        by_etag=Answer(status=304),
        by_date=Answer(status=304),
        by_both=Answer(status=200),
    )


@pytest.fixture(scope="module")
def feeds() -> dict[str, Feed]:
    examined = {
        name: examine_feed(FeedFile(name=name, body=body), now=NOW)
        for name, body in good_feeds().items()
    }
    return {name: each.feed for name, each in examined.items() if each.feed}


@pytest.mark.parametrize("name", TYPES)
def test_good_answers_have_no_fault(feeds: dict[str, Feed], name: str) -> None:
    assert list(check_answers(good_answers(name), feeds[name])) == []


@pytest.mark.parametrize(
    ("code", "header", "value"),
    [
        ("http-type", "content-type", ""),
        ("http-type", "content-type", "text/html"),
        ("http-type", "content-type", "application/octet-stream"),
        ("http-type", "content-type", "application/x-rss+xml"),
        ("http-type", "content-type", "application/feed+json"),
        ("http-gzip", "content-encoding", ""),
        ("http-gzip", "content-encoding", "identity"),
        ("http-vary", "vary", ""),
        ("http-vary", "vary", "Cookie"),
        ("http-etag-missing", "etag", ""),
        ("http-date-missing", "last-modified", ""),
        ("http-max-age", "cache-control", ""),
        ("http-max-age", "cache-control", "no-cache"),
        ("http-max-age", "cache-control", "max-age=0"),
        ("http-max-age", "cache-control", "public, max-age=86400"),
        ("http-max-age", "cache-control", "s-maxage=900"),
        ("http-link", "link", ""),
        ("http-link", "link", f'<{HUB}>; rel="hub"'),
        ("http-link", "link", f'<{BASE}feed.rss>; rel="self"'),
        ("http-link", "link", f'<{BASE}feed.rss>; rel="hub", <{HUB}>; rel="self"'),
    ],
)
def test_fault_in_a_header_has_its_code(
    feeds: dict[str, Feed], code: str, header: str, value: str
) -> None:
    answers = good_answers("feed.rss", **{header: value})

    assert {finding.code for finding in check_answers(answers, feeds["feed.rss"])} == {code}


@pytest.mark.parametrize(
    ("code", "change"),
    [
        ("http-etag-unused", {"by_etag": Answer(status=200)}),
        ("http-date-unused", {"by_date": Answer(status=200)}),
        ("http-etag-first", {"by_both": Answer(status=304)}),
        ("http-moved", {"moved_to": "https://b.example/feed"}),
    ],
)
def test_wrong_answer_has_its_code(
    feeds: dict[str, Feed], code: str, change: dict[str, Answer]
) -> None:
    answers = replace(good_answers("feed.atom"), **change)

    assert {finding.code for finding in check_answers(answers, feeds["feed.atom"])} == {code}


def test_without_a_hub_no_link_header_is_asked_for(feeds: dict[str, Feed]) -> None:
    feed = replace(feeds["feed.rss"], hubs=())

    assert list(check_answers(good_answers("feed.rss", link=""), feed)) == []


def test_general_xml_type_will_do(feeds: dict[str, Feed]) -> None:
    answers = good_answers("feed.rss", **{"content-type": "Text/XML;charset=utf-8"})

    assert list(check_answers(answers, feeds["feed.rss"])) == []


def test_what_is_no_feed_is_not_held_against_a_format() -> None:
    answers = good_answers("feed.rss", **{"content-type": "text/html", "link": ""})

    assert list(check_answers(answers, None)) == []


def test_link_header_is_read() -> None:
    header = '<https://a.example/>; rel="hub self"; title="x, y", <b>;rel=Next,<c>; type="d/e"'

    assert list(read_links(header)) == [
        ("hub", "https://a.example/"),
        ("self", "https://a.example/"),
        ("next", "b"),
    ]
