"""Feeds that are not like ours and good all the same, and pairs that are no pairs."""

from digest.render.feed_check.check import FEW, check_feeds
from digest.render.feed_check.feed import FeedFile
from good_feeds import NOW, codes_of, good_feeds

XHTML = b"""\
<?xml version="1.0"?>
<a:feed xmlns:a="http://www.w3.org/2005/Atom" xml:lang="de">
<a:id>urn:uuid:1</a:id><a:title>Die M\xc3\xbchle</a:title>
<a:updated>2026-10-19T06:00:00.5+02:00</a:updated>
<a:link rel="self" href="https://a.example/feed"/>
<a:link rel="alternate" href="https://a.example/"/>
<a:entry>
<a:id>urn:uuid:2</a:id><a:title>Mahlgang</a:title>
<a:updated>2026-10-19T06:00:00Z</a:updated><a:published>2026-10-18T06:00:00Z</a:published>
<a:author><a:name>M.</a:name></a:author>
<a:link rel="alternate" href="https://a.example/2"/>
<a:link rel="enclosure" href="https://a.example/2.mp3" type="audio/mpeg" length="9"/>
<a:content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>%s</p></div></a:content>
</a:entry>
</a:feed>
"""


def codes(*bodies: bytes) -> set[str]:
    files = [FeedFile(name=str(number), body=body) for number, body in enumerate(bodies)]
    return {finding.code for finding in check_feeds(files, now=NOW)}


def test_atom_with_prefixes_and_xhtml_has_no_fault() -> None:
    assert codes(XHTML % b"Es klappert.<br/>") == set()


def test_xhtml_is_read_like_html() -> None:
    assert codes(XHTML % b'<img src="i.png"/>') == {"image-no-alt", "address-relative"}


def test_pages_in_two_languages_are_no_doublet() -> None:
    second = b'<a:link rel="alternate" hreflang="en" href="https://a.example/en/2"/>'
    body = XHTML % b"Es klappert."

    assert codes(body.replace(b"<a:content", second + b"<a:content")) == set()


def test_two_feeds_of_one_format_are_not_compared() -> None:
    rss = good_feeds()["feed.rss"]
    other = rss.replace(b"tag:loom", b"tag:mill")

    assert codes(rss, other) == set()


def test_an_archive_is_not_compared_with_the_present() -> None:
    good = good_feeds()
    marks = (
        b'<fh:archive xmlns:fh="http://purl.org/syndication/history/1.0"/>'
        b'<link rel="current" href="https://loom.example.org/feed.atom"/>'
    )
    archive = good["feed.atom"].replace(b"<entry>", marks + b"<entry>", 1)
    archive = archive.replace(b"tag:loom.example.org,2026", b"tag:loom.example.org,2025")

    assert codes_of({"feed.rss": good["feed.rss"], "feed.atom": archive}) == set()


def test_place_is_the_line_or_the_pointer() -> None:
    good = good_feeds()
    rss = good["feed.rss"].replace(b"<ttl>60", b"<ttl>99")
    line = rss[: rss.index(b"<ttl>")].count(b"\n") + 1
    document = good["feed.json"].replace(b'"title": "Loom no. 1"', b'"title": ""')
    files = [FeedFile(name="a", body=rss), FeedFile(name="b", body=document)]

    found = {finding.code: finding.place for finding in check_feeds(files, now=NOW)}

    assert found == {
        "rss-ttl": f"a:{line}",
        "title-missing": "b#/items/2",
        "formats-titles": "b#/items/2",
    }


def test_what_all_items_have_is_told_of_the_first_ones() -> None:
    items = b"<item><guid isPermaLink='false'>a</guid></item>\n" * 100
    file = FeedFile(name="a", body=b"<rss version='2.0'><channel>" + items + b"</channel></rss>")

    found = [one for one in check_feeds([file], now=NOW) if one.code == "time-missing"]

    assert len(found) == FEW
    assert found[-1].message.endswith(f"; {100 - FEW} more like it")
    assert "more" not in found[-2].message
