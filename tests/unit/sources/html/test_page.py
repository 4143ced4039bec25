from __future__ import annotations

import pytest

import articles
import pages
from digest.article import Article
from digest.errors import ArticleError
from digest.sources.assemble import Origin
from digest.sources.html.page import read_html
from digest.sources.plaintext import read_plaintext

ORIGIN = Origin(source="desk", location="articles/a.html", language="en")
LONG = "A paragraph that goes on for a while, as paragraphs do when they have something to say."


def read(page: str) -> Article:
    return read_html(page, origin=ORIGIN)


def texts(body: str) -> list[str]:
    """By mark-up alone."""
    page = f"<title>T</title><body>{body}</body>"
    return [block.text for block in read_html(page, origin=ORIGIN, extractors=()).blocks]


def test_page_of_a_plain_text_has_the_same_text() -> None:
    text = articles.plain_text()
    assert read(articles.as_html(text)).text == read_plaintext(text, origin=ORIGIN).text


def test_headline_is_no_section_of_the_text() -> None:
    assert articles.TITLE not in [block.text for block in read(pages.page()).blocks]


def test_header_of_a_section_is_kept_and_that_of_the_page_is_not() -> None:
    body = "<header><p>Menu</header><section><header><h2>Part</h2></header><p>x</section>"
    assert texts(body) == ["Part", "x"]


@pytest.mark.parametrize("main", ["main", "div role=main", "article"])
def test_main_element_is_the_text(main: str) -> None:
    body = f"<div>Teaser</div><{main}><p>{LONG}</p></{main.split(maxsplit=1)[0]}><div>Other</div>"
    assert texts(body) == [LONG]


def test_small_articles_among_others_are_not_the_text() -> None:
    body = f"<p>{LONG * 3}</p><article>Teaser</article><article>Another teaser</article>"
    assert len(texts(body)) == 3


def test_article_inside_of_main_is_the_text() -> None:
    body = f"<main><p>Crumbs</p><article><p>{LONG}</p></article><p>Share</p></main>"
    assert texts(body) == [LONG]


def test_form_around_the_whole_page_is_no_side_box() -> None:
    assert texts(f"<form><p>{LONG}</p><form><p>Name</p></form></form>")[0] == LONG


@pytest.mark.parametrize(
    ("page", "title"),
    [
        ("<h2>Ferries</h2><p>Text", "Ferries"),
        ("<p><b>Ferries</b></p><p>Text", "Ferries"),
        ("<p>Ferries sail. They do.</p>", "Ferries sail."),
    ],
)
def test_page_without_a_title_is_called_by_what_it_begins_with(page: str, title: str) -> None:
    assert read(page).title == title


@pytest.mark.parametrize("page", ["", " \n", "<!-- only a comment -->", "<html></html>"])
def test_empty_page_is_refused(page: str) -> None:
    with pytest.raises(ArticleError, match=r"articles/a.html: (is empty|has no text|cannot be)"):
        read(page)


def test_page_that_scripts_fill_is_refused() -> None:
    page = "<title>Ferries</title><body><div id=app></div><script>fill()</script>"
    with pytest.raises(ArticleError, match="has no text to read"):
        read(page)


def test_declared_encoding_of_decoded_text_does_no_harm() -> None:
    assert read("<?xml version='1.0' encoding='koi8-r'?><title>Ü</title><p>é").title == "Ü"
