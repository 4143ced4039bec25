from __future__ import annotations

from datetime import date

import pytest

from digest.article import DateOrigin
from digest.sources.assemble import Head
from digest.sources.html.dom import parse_html
from digest.sources.html.head import read_head

LINKED = '<script type="application/ld+json">'


def head(markup: str, body: str = "<p>x") -> Head:
    page = f"<html><head>{markup}</head><body>{body}</body></html>"
    return read_head(parse_html(page, where="articles/a.html"))


@pytest.mark.parametrize(
    ("markup", "title"),
    [
        ("<title>Ferries | The Quay</title><h1>Ferries</h1>", "Ferries"),
        ("<title>Ferries | The Quay</title>", "Ferries | The Quay"),
        ("<meta property=og:title content=Ferries><title>x</title><h1>Other</h1>", "Ferries"),
        ("<meta name=twitter:title content=Ferries><title>x</title>", "Ferries"),
        (
            LINKED + '{"datePublished": 1, "headline": "Ferries"}</script><title>x</title>',
            "Ferries",
        ),
        ("<h1>Ferries</h1>", "Ferries"),
        (
            (
                "<meta property=og:site_name content='The Quay'><title>Ferries – The Quay</title>"
                "<h1>The Quay</h1><h1>Ferries</h1>"
            ),
            "Ferries",
        ),
        ("<title>Ferries | The Quay</title><h1>Sections</h1><h1>Ferries</h1>", "Ferries"),
        ("<title>The Quay</title><h1>Ferries</h1>", "Ferries"),
        (
            (
                "<meta property=og:site_name content='The Quay'><meta property=og:title "
                "content='Ferries – by night – The Quay'>"
            ),
            "Ferries – by night",
        ),
        ("<title>Ferries – by night</title>", "Ferries – by night"),
        ("", ""),
    ],
)
def test_title_is_the_headline_without_the_site(markup: str, title: str) -> None:
    assert head(markup).title == title


def test_standfirst_is_the_one_that_is_shown() -> None:
    meta = "<meta name=description content='For machines'>"
    assert head(meta).standfirst == "For machines"
    assert head(meta, "<p class='big standfirst'>For readers</p><p>x").standfirst == "For readers"


@pytest.mark.parametrize("end", ["…", "...", " […]"])
def test_description_that_the_site_cut_is_no_standfirst(end: str) -> None:
    cut = f"<meta name=description content='The boats that nobody{end}'>"
    assert head(cut).standfirst == ""
    assert (
        head(f"{cut}<meta property=og:description content='The boats.'>").standfirst == "The boats."
    )


def test_address_of_the_site_is_no_standfirst() -> None:
    assert head("<meta name=description content=www.example.org>").standfirst == ""


@pytest.mark.parametrize(
    "markup",
    [
        "<meta property=article:published_time content=2026-11-02T08:00:00Z>",
        "<meta itemprop=datePublished content=2026-11-02>",
        LINKED + '{"datePublished": "2026-11-02"}</script>',
        LINKED + '[{"@graph": [{"datePublished": "2026-11-02"}]}]</script>',
        "<time datetime=2026-11-02>Monday</time>",
    ],
)
def test_date_is_found_and_is_the_page_s_own(markup: str) -> None:
    found = head(markup)
    assert (found.published_on, found.date_origin) == (date(2026, 11, 2), DateOrigin.PAGE)


def test_page_without_a_date_says_so() -> None:
    assert head("").date_origin is DateOrigin.NONE


@pytest.mark.parametrize(
    "body",
    [
        "<time datetime=2026-11-20>Today</time><article><time datetime=2026-11-02></article>",
        (
            "<article><time datetime=2026-11-20>Updated</time><time itemprop=datePublished "
            "datetime=2026-11-02></article>"
        ),
        "<time datetime=2026-11-20>Today</time><time pubdate datetime=2026-11-02>",
    ],
)
def test_time_of_the_article_goes_before_others(body: str) -> None:
    assert head("", body).published_on == date(2026, 11, 2)


@pytest.mark.parametrize(
    "markup",
    [
        "<meta name=author content='Ada Quay'>",
        "<meta name=author content='By Ada Quay'>",
        (
            "<meta property=article:author content=https://example.org/ada><meta name=dc.creator "
            "content='Ada Quay'>"
        ),
        LINKED + '{"datePublished": 1, "author": [{"name": "Ada Quay"}]}</script>',
        "<a rel=author href=/ada>Ada Quay</a>",
        f"<meta name=author content='{'x' * 200}'><a rel=author href=/ada>Ada Quay</a>",
    ],
)
def test_author_is_found(markup: str) -> None:
    assert head(markup).author == "Ada Quay"


@pytest.mark.parametrize(
    "page",
    [
        "<html lang=pt-BR>",
        "<html xml:lang=pt-BR>",
        "<meta property=og:locale content=pt-BR>",
        "<meta http-equiv=Content-Language content=pt-BR>",
    ],
)
def test_language_is_found(page: str) -> None:
    assert read_head(parse_html(f"{page}<p>x", where="a")).language == "pt-BR"


@pytest.mark.parametrize(
    ("markup", "url"),
    [
        ("<link rel=canonical href=https://example.org/a>", "https://example.org/a"),
        ("<link rel=canonical href=/a><meta property=og:url content=/b>", "/a"),
        ("<meta property=og:url content=https://example.org/b>", "https://example.org/b"),
        (
            "<base href=https://example.org/x/><link rel=canonical href=a>",
            "https://example.org/x/a",
        ),
        ("<base href=https://example.org/x/>", ""),
        ("<base href='https://[x'><link rel=canonical href=a>", ""),
    ],
)
def test_canonical_address_is_found(markup: str, url: str) -> None:
    assert head(markup).url == url


@pytest.mark.parametrize(
    "markup",
    [
        (
            "<meta property=article:tag content=Ferries><meta property=article:tag content=Roads>"
            "<meta name=keywords content='the quay, news'>"
        ),
        "<meta name=keywords content='Ferries, Roads, ,Ferries'>",
        LINKED + '{"datePublished": 1, "keywords": ["Ferries", "Roads"]}</script>',
        LINKED + '{"datePublished": 1, "keywords": "Ferries,Roads"}</script>',
    ],
)
def test_topics_are_found(markup: str) -> None:
    assert head(markup).topics == ("Ferries", "Roads")
