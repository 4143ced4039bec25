"""Pages made to hurt: each is refused with one clear line, or read in a moment."""

from __future__ import annotations

import pytest

import pages
from digest.article import Article
from digest.errors import ArticleError
from digest.sources.assemble import Origin
from digest.sources.html.main_content import EXTRACTORS, Extractor
from digest.sources.html.page import read_html
from digest.sources.read import READERS

ORIGIN = Origin(source="desk", location="articles/a.html", language="en")
TEXT = "".join(f"<p>{paragraph}</p>" for paragraph in pages.PARAGRAPHS)


@pytest.fixture(params=EXTRACTORS, ids=lambda extractor: extractor.__name__)
def extractor(request: pytest.FixtureRequest) -> Extractor:
    found: Extractor = request.param
    pytest.importorskip(found.__name__.removeprefix("_"))  # musl has no Resiliparse
    return found


def page(body: str) -> str:
    return (
        f"<!doctype html><html lang=en><title>Night boats</title><body>{TEXT}{body}</body></html>"
    )


def read(body: str, extractor: Extractor) -> Article:
    return read_html(page(body), origin=ORIGIN, extractors=(extractor,))


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("<div>" * 20_000 + "deep", "nested deeper than 250 elements"),
        ("<b><i>" * 10_000 + "deep", "nested deeper than 250 elements"),
        ("<ul><li>" * 10_000, "nested deeper than 250 elements"),
        ("<p " + "a=1 " * 1_000_000 + ">x", "more than 500 attributes"),
        ("<p " + "".join(f"a{n}='{n} > x' " for n in range(50_000)) + ">x", "attributes"),
        ("<p x='" * 50_000, "more than 500 attributes"),
    ],
    ids=["divs", "inline", "lists", "attributes", "valued attributes", "unclosed values"],
)
def test_page_that_would_take_minutes_is_refused(
    extractor: Extractor, body: str, reason: str
) -> None:
    with pytest.raises(ArticleError, match=f"^articles/a.html: .*{reason}"):
        read(body, extractor)


@pytest.mark.parametrize(
    "body",
    [
        "x" * 1_000_000,
        "<p>" + "词" * 300_000,
        "<p data-x='" + "y" * 1_000_000 + "'>z</p>",
        "<p class='" + "key-points " * 50_000 + "'>z</p>",
        "<p " + "".join(f"a{n} " for n in range(400)) + ">z</p>" + "<br>" * 5_000,
        "<i>x</i>" * 10_000,
        "<a href=/x>one two</a> " * 3_000,
        "<ul>" + "<li>One" * 2_000 + "</ul>",
        "one<br>" * 2_000,
        "<h2>Key takeaways</h2>" * 1_000,
        ("<div>" * 200 + "deep" + "</div>" * 200) * 20,
        "<table><tr>" + "<td>x" * 3_000,
        "<!--" * 50_000,
        "<" * 200_000,
        "<a" * 100_000,
        "<p x='" + "y" * 500_000,
        "&amp" * 50_000 + "&lol9;" * 1000 + "&#1114112;" * 1000,
        "<script>" * 5_000,
        "<p style='" + "font-weight:" * 20_000 + "'>x",
        "</p></div></body></html>" * 5_000,
    ],
    ids=lambda body: body[:14],
)
def test_strange_page_keeps_its_text(extractor: Extractor, body: str) -> None:
    article = read(body, extractor)
    assert article.title == "Night boats"
    assert pages.PARAGRAPHS[0] in article.text


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "is empty"),
        (b"\xef\xbb\xbf", "is empty"),
        (b"\0" * 1000, "binary"),
        (b"<meta charset='utf\0-8'><p>x", "binary"),
        (b"\x89PNG\r\n\x1a\n\0\0", "binary"),
    ],
)
def test_bytes_that_are_no_page_are_refused(data: bytes, reason: str) -> None:
    with pytest.raises(ArticleError, match=reason):
        READERS[".html"](data, ORIGIN)


@pytest.mark.parametrize(
    "data",
    [
        "\ufeff<meta charset=iso-8859-1><title>Grüße</title><p>Text".encode(),
        "<meta charset=iso-8859-1><title>Grüße</title><p>Text “so”".encode("cp1252"),
        "<?xml version='1.0' encoding='utf-16'?><title>Grüße</title><p>Text".encode(),
        "<title>Grüße</title><meta charset=koi8-r><p>Text".encode("utf-16"),
    ],
)
def test_encoding_that_lies_is_seen_through(data: bytes) -> None:
    assert READERS[".html"](data, ORIGIN).title == "Grüße"
