"""Feeds as they come: well-formed, ill-formed, hostile. The limits of the child are elsewhere."""

from datetime import UTC, datetime, timedelta

import pytest

from digest.errors import FeedError
from digest.sources.feeds.feed import read_feed
from digest.sources.feeds.item import MOST_ITEMS, FeedDocument, FeedItem, plain_link

URL = "https://loom.example.org/news/feed.xml"


def read(body: bytes | str, *, charset: str = "") -> FeedDocument:
    data = body.encode() if isinstance(body, str) else body
    return read_feed(data, url=URL, charset=charset)


def rss(items: str, *, channel: str = "", prolog: str = '<?xml version="1.0"?>') -> str:
    return (
        f'{prolog}<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/">'
        f"<channel><title>The Loom</title>{channel}{items}</channel></rss>"
    )


def item_of(feed: str) -> FeedItem:
    (found,) = read(feed).items
    return found


def item(body: str) -> FeedItem:
    return item_of(rss(f"<item>{body}</item>"))


ATOM = """<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="de">
  <title type="html">The &lt;b&gt;Loom&lt;/b&gt;</title>
  <entry>
    <id>tag:loom.example.org,2026:1</id>
    <title type="text">a &lt; b</title>
    <link rel="alternate" href="/one?utm_source=feed&amp;page=2"/>
    <link rel="enclosure" href="/one.mp3"/>
    <author><name>Jo Carder</name></author>
    <category term="mills"/>
    <updated>2026-11-23T07:00:00+01:00</updated>
    <published>2026-11-22T23:30:00-05:00</published>
    <summary>Short.</summary>
    <content type="xhtml">
      <div xmlns="http://www.w3.org/1999/xhtml"><p>Long <b>text</b>.</p></div>
    </content>
  </entry>
</feed>"""


def test_atom_entry_is_read_whole() -> None:
    document = read(ATOM)
    (entry,) = document.items

    assert (document.title, document.form, entry.language) == ("The Loom", "atom10", "de")
    assert entry.guid == "tag:loom.example.org,2026:1"
    assert entry.title == "a < b"
    assert entry.link == "https://loom.example.org/one?page=2"
    assert entry.author == "Jo Carder"
    assert entry.topics == ("mills",)
    assert entry.published_at == datetime(2026, 11, 23, 4, 30, tzinfo=UTC)
    assert entry.updated_at == datetime(2026, 11, 23, 6, tzinfo=UTC)
    assert "<p>Long <b>text</b>.</p>" in entry.html


def test_rss_item_gives_its_fullest_text() -> None:
    full = "<h2>Key takeaways</h2><ul><li>One.</li></ul>"

    found = item(
        f"<description>Short.</description><content:encoded><![CDATA[{full}]]></content:encoded>"
    )

    assert found.html == full


def test_rss_item_that_hides_its_text_in_the_summary_gives_that() -> None:
    found = item(
        "<description>&lt;p&gt;All of the long text.&lt;/p&gt;</description>"
        "<content:encoded>x</content:encoded>"
    )

    assert found.html == "<p>All of the long text.</p>"


def test_class_hints_survive_since_our_own_reader_needs_them() -> None:
    found = item(
        '<description><![CDATA[<div class="key-points" onclick="x()">A</div>]]></description>'
    )

    assert 'class="key-points"' in found.html


def test_guid_that_is_a_permalink_is_the_link() -> None:
    assert item("<guid>https://loom.example.org/1</guid>").link == "https://loom.example.org/1"
    assert item('<guid isPermaLink="false">https://loom.example.org/1</guid>').link == ""


def test_guid_that_is_no_address_is_left_as_it_is_and_is_no_link() -> None:
    found = item("<guid>2026/one</guid>")

    assert (found.guid, found.link) == ("2026/one", "")


@pytest.mark.parametrize(
    ("author", "name"),
    [
        ("jo@loom.example.org (Jo Carder)", "Jo Carder"),
        ("jo@loom.example.org", ""),
        ("Jo Carder", "Jo Carder"),
    ],
)
def test_author_of_rss_is_a_name_without_an_address(author: str, name: str) -> None:
    assert item(f"<title>x</title><author>{author}</author>").author == name


def test_title_with_mark_up_is_plain_text() -> None:
    assert item("<title>A &lt;i&gt;bold&lt;/i&gt; AT&amp;amp;T</title>").title == "A bold AT&T"


def test_item_without_a_language_has_that_of_its_feed() -> None:
    assert read(rss("<item/>", channel="<language>de</language>")).items[0].language == "de"


def test_ttl_is_how_long_it_wants_to_be_left_alone() -> None:
    assert read(rss("", channel="<ttl>90</ttl>")).ttl == timedelta(minutes=90)
    assert read(rss("", channel="<ttl>soon</ttl>")).ttl == timedelta()
    assert read(rss("", channel=f"<ttl>{'9' * 5000}</ttl>")).ttl == timedelta()


@pytest.mark.parametrize("day", ["yesterday", "", "Mon, 99 Nov 2026 25:00:00 GMT", "0000-00-00"])
def test_date_that_is_none_leaves_an_item_undated(day: str) -> None:
    assert item(f"<title>x</title><pubDate>{day}</pubDate>").published_at is None


def test_feed_without_items_is_a_feed() -> None:
    assert read(rss("")).items == ()


def test_longer_feed_is_cut() -> None:
    items = "".join(f"<item><guid>{number}</guid></item>" for number in range(MOST_ITEMS + 5))

    assert len(read(rss(items)).items) == MOST_ITEMS


def test_rdf_and_old_rss_are_read() -> None:
    rdf = (
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'
        ' xmlns="http://purl.org/rss/1.0/"><channel><title>L</title></channel>'
        "<item><title>One</title><link>https://loom.example.org/1</link></item></rdf:RDF>"
    )

    assert [one.title for one in read(rdf).items] == ["One"]
    assert read(rdf).form == "rss10"


def test_ill_formed_feed_is_read_as_far_as_it_goes_and_says_so() -> None:
    document = read(
        "<rss version='2.0'><channel><title>A & B</title><item><title>C & D <br></title>"
    )

    assert [one.title for one in document.items] == ["C & D"]
    assert document.note.startswith("is ill-formed (")


def test_ill_formed_document_without_items_is_refused() -> None:
    with pytest.raises(FeedError, match="is no RSS or Atom feed"):
        read("<rss version='2.0'><channel><title>A & B")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le", "iso-8859-1", "windows-1252"])
def test_encodings_are_read(encoding: str) -> None:
    prolog = f'<?xml version="1.0" encoding="{encoding}"?>'
    text = rss("<item><title>Für Élise</title></item>", prolog=prolog)

    assert read(text.encode(encoding)).items[0].title == "Für Élise"


def test_encoding_that_the_server_names_goes_before_that_of_the_document() -> None:
    text = rss("<item><title>Für Élise</title></item>")

    assert read(text.encode("latin-1"), charset="iso-8859-1").items[0].title == "Für Élise"


@pytest.mark.parametrize("declared", ["utf-16", "ucs-4", "utf-7", "windows-1252", "iso-8859-1"])
@pytest.mark.parametrize("charset", ["", "iso-8859-1", "utf-16", "us-ascii"])
def test_utf_8_is_that_whatever_it_and_its_server_say(declared: str, charset: str) -> None:
    text = rss(
        "<item><title>Für Élise +AGE-</title></item>",
        prolog=f'<?xml version="1.0" encoding="{declared}"?>',
    )

    document = read(text.encode(), charset=charset)

    assert [one.title for one in document.items] == ["Für Élise +AGE-"]


def test_japanese_in_escapes_is_not_taken_for_ascii() -> None:
    text = rss(
        "<item><title>要点</title></item>", prolog='<?xml version="1.0" encoding="iso-2022-jp"?>'
    )

    assert read(text.encode("iso-2022-jp")).items[0].title == "要点"


def test_plain_utf_8_is_no_remark_worth() -> None:
    assert read(rss("<item><title>Für Élise</title></item>")).note == ""
    assert read(rss("")).note == ""


def test_page_inside_of_an_item_does_not_make_the_feed_a_page() -> None:
    found = item("<description><![CDATA[<!DOCTYPE html><html><p>A</p></html>]]></description>")

    assert "<p>A</p>" in found.html


def test_encoding_that_lies_is_read_with_a_note() -> None:
    text = rss(
        "<item><title>Für Élise</title></item>", prolog='<?xml version="1.0" encoding="utf-8"?>'
    )

    document = read(text.encode("latin-1"))

    assert document.items[0].title == "Für Élise"
    assert "utf-8" in document.note


@pytest.mark.parametrize("encoding", [b"u\0tf-8", b"utf-8\0"])
def test_nul_in_the_name_of_the_encoding_is_refused(encoding: bytes) -> None:
    body = rss("").encode().replace(b'"1.0"', b'"1.0" encoding="' + encoding + b'"')

    with pytest.raises(FeedError, match="cannot be read as a feed"):
        read(body)


def test_unknown_encoding_does_no_harm() -> None:
    text = rss("<item><title>One</title></item>", prolog='<?xml version="1.0" encoding="klingon"?>')

    assert read(text).items[0].title == "One"


def test_report_calls_an_item_by_no_more_than_the_beginning_of_its_title() -> None:
    assert item("<title>A</title><guid>g</guid>").name == "A"
    assert item("<guid>g</guid>").name == "g"
    assert item(f"<title>{'A' * 5_000}</title>").name == "A" * 79 + "…"


def test_control_characters_and_line_breaks_do_not_come_through() -> None:
    found = item("<title>A\nB\x0b&#x202e;C</title><guid>g\n1</guid>")

    assert (found.title, found.guid) == ("A B C", "g 1")


XML = '<?xml version="1.0"?>'


def nested_entities(depth: int, *, encoding: str = "utf-8") -> bytes:
    levels = [f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, depth)]
    head = f'<?xml version="1.0" encoding="{encoding}"?>'
    prolog = f'{head}<!DOCTYPE rss [<!ENTITY e0 "lol">{"".join(levels)}]>'
    return rss(f"<item><title>x&e{depth - 1};</title></item>", prolog=prolog).encode(encoding)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_billion_laughs_are_not_laughed(encoding: str) -> None:
    with pytest.raises(FeedError, match="XML bombs"):
        read(nested_entities(10, encoding=encoding))


def test_article_on_xml_bombs_is_none() -> None:
    html = "<pre><![CDATA[<!ENTITY a '&b;&b;'>]]></pre>"

    assert "ENTITY a" in item(f"<description>{html}</description>").html


def test_long_entity_that_is_used_often_is_stopped_by_the_parser() -> None:
    doctype = f'<!DOCTYPE rss [<!ENTITY e "{"lol" * 20_000}">]>'
    body = rss(f"<item><title>{'&e;' * 2_000}</title></item>", prolog=XML + doctype)

    assert len(read(body).items[0].title) < 10_000


def test_entity_of_plain_text_is_a_harmless_habit() -> None:
    prolog = XML + '<!DOCTYPE rss [<!ENTITY nbsp "&#160;"><!ENTITY loom "The Loom">]>'

    assert item_of(rss("<item><title>&loom;</title></item>", prolog=prolog)).title == "The Loom"


def test_external_entity_is_never_opened() -> None:
    prolog = '<!DOCTYPE rss [<!ENTITY e SYSTEM "file:///etc/hostname">]>'

    document = read(rss("<item><title>x&e;y</title></item>", prolog=prolog))

    assert document.items[0].title in {"xy", "x&e;y"}


PAGE = """<!DOCTYPE html><html><head><title>Loom</title>
<link rel="alternate" type="application/rss+xml" title="News" href="/feed.xml">
<link rel="ALTERNATE home" type="application/feed+json; charset=utf-8" href="feed.json">
<link rel="alternate" type="text/html" hreflang="de" href="/de">
<link rel="stylesheet" type="application/rss+xml" href="/no">
<link rel="alternate" type="application/atom+xml" href="javascript:alert(1)">
</head><body></body></html>"""


def test_page_instead_of_a_feed_is_refused_and_its_feed_is_named() -> None:
    with pytest.raises(FeedError) as failed:
        read(PAGE)

    assert failed.value.reason == (
        "is a web page, not a feed; its feed is https://loom.example.org/feed.xml"
    )


def test_page_without_feeds_says_what_can_be_done() -> None:
    with pytest.raises(FeedError, match='names none; use it with kind = "page"'):
        read("<html><body>Hello</body></html>")


@pytest.mark.parametrize("body", [b"", b"  \n", b"\xef\xbb\xbf"])
def test_empty_answer_is_refused(body: bytes) -> None:
    with pytest.raises(FeedError, match="is empty"):
        read(body)


def test_list_of_feeds_is_no_feed() -> None:
    with pytest.raises(FeedError, match='use it with kind = "opml"'):
        read('<opml version="2.0"><body/></opml>')


@pytest.mark.parametrize("body", ["Hello", "<svg/>", "%PDF-1.7", "\0" * 500, "<" * 10_000])
def test_what_is_no_feed_is_refused(body: str) -> None:
    with pytest.raises(FeedError):
        read(body)


@pytest.mark.parametrize(
    ("link", "plain"),
    [
        ("/a?utm_source=x&b=1&utm_medium=y", "https://loom.example.org/a?b=1"),
        ("https://x.example.org/?utm_source=x", "https://x.example.org/"),
        ("a b", ""),
        (" ", ""),
        ("mailto:jo@loom.example.org", ""),
        ("http://[x", ""),
    ],
)
def test_link_is_absolute_and_without_what_counts_clicks(link: str, plain: str) -> None:
    assert plain_link(link, base=URL) == plain
