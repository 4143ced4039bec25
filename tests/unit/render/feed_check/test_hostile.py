"""Nothing that calls itself a feed makes the checker fail."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.render.feed_check.check import check_feeds, examine_feed
from digest.render.feed_check.content import start_tags
from digest.render.feed_check.feed import FeedFile
from digest.render.preflight.finding import Finding
from good_feeds import BASE, NOW, good_feeds

GOOD = good_feeds()
#: What tears a document apart at a place that a parser may not expect.
SHARDS = [
    b"", b"&", b"<", b">", b"</", b"<!", b"<![", b"<![CDATA[", b"]]>", b"<!--", b"<?", b'"', b"'",
    b"\x00", b"\x1b", b"\xff", b"\xed\xa0\x80", b"&#0;", b"&#x110000;", b"&nbsp;", b"<item>",
    b"</item>", b"<entry>", b"<guid/>", b"<link/>", b"<pubDate/>", b"<!DOCTYPE a>", b"[", b"]",
    b"{", b"}", b"null,", b"\\ud800", b"\\u0000", b"1e999", b"NaN", b"99999999999999999999",
    b'type="xhtml"', b"&lt;![if a&lt;!b", b"&lt;a href='http://[&gt;", b"xmlns:x='y'",
]  # fmt: skip


def findings_of(body: bytes) -> tuple[Finding, ...]:
    return check_feeds([FeedFile(name="feed", body=body, url=f"{BASE}feed")], now=NOW)


@st.composite
def spoilt(draw: st.DrawFn) -> bytes:
    """One of our feeds with some of it replaced, dropped or doubled."""
    body = draw(st.sampled_from(list(GOOD.values())))
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(body)))
        end = draw(st.integers(start, min(start + 60, len(body))))
        shard = draw(st.sampled_from(SHARDS) | st.binary(max_size=6) | st.just(body[start:end] * 2))
        body = body[:start] + shard + body[end:]
    return body


@given(st.binary())
def test_any_bytes_are_a_feed_or_a_finding(body: bytes) -> None:
    examined = examine_feed(FeedFile(name="feed", body=body), now=NOW)

    assert examined.feed or examined.findings


@given(spoilt())
def test_spoilt_feed_is_judged(body: bytes) -> None:
    for finding in findings_of(body):
        str(finding).encode()  # no lone surrogate, which no terminal takes
        assert finding.message.isprintable()


@given(st.text(alphabet=st.sampled_from("<>!?[]/-&;=\"' \x00aA#if\ud800")))
def test_any_text_has_tags_or_none(text: str) -> None:
    assert all(tag.name for tag in start_tags(text))


@pytest.mark.parametrize(
    "piece",
    ["<a ", '<a b="', "<!-- ", "<![a ", "<script>", "</", "<a =", "<a\n\n", "<img srcset='a,,'>"],
)
def test_html_that_never_ends_is_read_once(piece: str) -> None:
    """Quadratic reading of a million characters would take hours."""
    assert len(list(start_tags(piece * (1_000_000 // len(piece))))) <= 1_000_000


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=5,
)
KEYS = list(json.loads(GOOD["feed.json"])["items"][0])


@given(st.sampled_from(KEYS), JSON)
def test_any_value_in_a_json_item_is_judged(key: str, value: object) -> None:
    document = json.loads(GOOD["feed.json"])
    document["items"][0][key] = value

    findings_of(json.dumps(document).encode())


@given(st.sampled_from([*json.loads(GOOD["feed.json"])]), JSON)
def test_any_value_in_a_json_feed_is_judged(key: str, value: object) -> None:
    document = json.loads(GOOD["feed.json"]) | {key: value}

    findings_of(json.dumps(document).encode())


def bomb(levels: int = 9) -> bytes:
    entities = "".join(
        f'<!ENTITY a{level} "{f"&a{level - 1};" * 10}">' for level in range(1, levels)
    )
    return f'<!DOCTYPE rss [<!ENTITY a0 "ha">{entities}]><rss>&a{levels - 1};</rss>'.encode()


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "xml-syntax"),
        (bomb(), "xml-doctype"),
        (b"<?xml-stylesheet xsl?>" * 50_000 + b"<rss/>", "xml-xslt"),
        (bomb().decode().encode("utf-16"), "xml-doctype"),
        (b"<?xml version='1.0'?><!-- > --><!DOCTYPE a SYSTEM 'file:///etc/passwd'>", "xml-doctype"),
        (b"<a>" * 100_000, "xml-syntax"),
        (b"<rss><channel>" + b"x" * 11_000_000 + b"</channel></rss>", "xml-syntax"),
        (b"[" * 100_000, "json-syntax"),
        (b'{"version":' + b"9" * 5_000 + b"}", "json-syntax"),
        (b"\xef\xbb\xbf{}", "feed-format"),
        (b"\xff\xfe", "xml-syntax"),
        ("<rss>ä</rss>".encode("utf-16-le"), "xml-bytes"),
    ],
    ids=lambda value: repr(value)[:24],
)
def test_what_breaks_others_is_a_finding(body: bytes, code: str) -> None:
    assert code in {finding.code for finding in findings_of(body)}


def test_mark_at_the_beginning_is_no_fault() -> None:
    for name, body in GOOD.items():
        file = FeedFile(name=name, body=b"\xef\xbb\xbf" + body)
        assert examine_feed(file, now=NOW).findings == (), name


def test_entity_is_not_resolved_from_a_file() -> None:
    body = b"<!DOCTYPE rss [<!ENTITY x SYSTEM 'file:///etc/hostname'>]><rss>&x;</rss>"

    (finding,) = findings_of(body)

    assert finding.code == "xml-doctype"
