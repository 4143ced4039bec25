from __future__ import annotations

from datetime import date

import pytest

import articles
from digest.errors import ArticleError
from digest.model import Article
from digest.sources.assemble import Origin
from digest.sources.html import read_html
from digest.sources.plaintext import read_plaintext

ORIGIN = Origin(source="desk", location="articles/a.html", language="en")
LONG = "A paragraph that goes on for a while, as paragraphs do when they have something to say."
LINKED = '<script type="application/ld+json">'


def read(page: str) -> Article:
    return read_html(page, origin=ORIGIN)


def shape(body: str) -> list[tuple[str, int, str]]:
    found: list[tuple[str, int, str]] = []
    for section in read(f"<title>T</title><body>{body}</body>").sections:
        if section.heading:
            found.append(("heading", section.level, section.heading))
        found += [(block.kind.value, block.level, block.text) for block in section.blocks]
    return found


def head(markup: str, body: str = "<p>x") -> Article:
    return read(f"<html><head><title>T</title>{markup}</head><body>{body}</body></html>")


def test_page_of_a_plain_text_has_the_same_text() -> None:
    text = articles.plain_text()
    assert read(articles.as_html(text)).text == read_plaintext(text, origin=ORIGIN).text


@pytest.mark.parametrize(
    "furniture",
    [
        "nav", "footer", "aside", "form", "script", "style", "noscript", "svg", "iframe",
        "template", "select", "figcaption",
    ],
)  # fmt: skip
def test_page_furniture_is_left_out(furniture: str) -> None:
    body = f"<p>One</p><{furniture}><p>not me</p></{furniture}><p>Two</p>"
    assert [text for _, _, text in shape(body)] == ["One", "Two"]


@pytest.mark.parametrize(
    "markup", ["<div hidden>no</div>", "<p aria-hidden=true>no", "<div role=navigation>no</div>"]
)
def test_hidden_elements_are_left_out(markup: str) -> None:
    assert [text for _, _, text in shape(f"{markup}<p>Yes")] == ["Yes"]


def test_text_behind_a_left_out_element_stays() -> None:
    assert shape("<p>One <svg><text>no</text></svg>two")[0][2] == "One two"


def test_aside_headed_as_takeaways_is_kept() -> None:
    assert [text for _, _, text in shape("<aside><h3>Key points</h3><ul><li>One</ul></aside>")] == [
        "Key points",
        "One",
    ]


def test_header_of_a_section_is_kept_and_that_of_the_page_is_not() -> None:
    body = "<header><p>Menu</header><section><header><h2>Part</h2></header><p>x</section>"
    assert [text for _, _, text in shape(body)] == ["Part", "x"]


@pytest.mark.parametrize("main", ["main", "div role=main", "article"])
def test_main_element_is_the_text(main: str) -> None:
    body = f"<div>Teaser</div><{main}><p>{LONG}</p></{main.split(maxsplit=1)[0]}><div>Other</div>"
    assert [text for _, _, text in shape(body)] == [LONG]


def test_small_articles_among_others_are_not_the_text() -> None:
    body = f"<p>{LONG * 3}</p><article>Teaser</article><article>Another teaser</article>"
    assert len(shape(body)) == 3


def test_article_inside_of_main_is_the_text() -> None:
    body = f"<main><p>Crumbs</p><article><p>{LONG}</p></article><p>Share</p></main>"
    assert [text for _, _, text in shape(body)] == [LONG]


def test_blocks_have_their_kinds() -> None:
    body = (
        "<h2>Part <em>one</em></h2><p>Text<br>goes on</p><blockquote><p>Said</p></blockquote>"
        "<pre>code</pre><table><tr><td>cell<td><p>layout</p></table>loose"
    )
    assert shape(body) == [
        ("heading", 2, "Part one"),
        ("paragraph", 0, "Text"),
        ("paragraph", 0, "goes on"),
        ("quote", 0, "Said"),
        ("code", 0, "code"),
        ("table", 0, "cell"),
        ("paragraph", 0, "layout"),
        ("paragraph", 0, "loose"),
    ]


def test_items_know_their_depth_and_hold_their_paragraphs() -> None:
    body = "<ul><li><p>One</p><p>runs<br>on</p><ul><li>deep</ul>and back<li>Two</ul>"
    assert shape(body) == [
        ("item", 1, "One runs on"),
        ("item", 2, "deep"),
        ("item", 2, "and back"),
        ("item", 1, "Two"),
    ]


@pytest.mark.parametrize(
    "body", ["<p><b>Key takeaways</b></p>", "<p> <strong>Key</strong> <b>takeaways</b><br>Text</p>"]
)
def test_bold_line_is_a_heading(body: str) -> None:
    assert shape(body)[0] == ("heading", 7, "Key takeaways")


def test_break_in_a_heading_is_a_space() -> None:
    assert shape("<h2>Key<br>takeaways</h2>") == [("heading", 2, "Key takeaways")]


def test_character_references_are_cleaned_too() -> None:
    assert shape("<p>a&#0;b&#7;c&nbsp;&mdash;&#x2028;d")[0][2].endswith("c\u00a0— d")


@pytest.mark.parametrize(
    ("markup", "title"),
    [
        ("<title>Ferries | The Quay</title><h1>Ferries</h1>", "Ferries"),
        ("<title>Ferries | The Quay</title>", "Ferries | The Quay"),
        ("<meta property=og:title content=Ferries><title>x</title><h1>Other</h1>", "Ferries"),
        ("<h1>Ferries</h1>", "Ferries"),
        (
            (
                "<meta property=og:site_name content='The Quay'><title>Ferries – The Quay</title>"
                "<h1>The Quay</h1><h1>Ferries</h1>"
            ),
            "Ferries",
        ),
    ],
)
def test_title_is_the_headline_without_the_site(markup: str, title: str) -> None:
    assert read(f"{markup}<p>x").title == title


@pytest.mark.parametrize("page", ["", " \n", "<p>Text", "<!-- only a comment -->"])
def test_page_without_text_or_title_is_refused(page: str) -> None:
    with pytest.raises(ArticleError, match=r"is empty|has no title"):
        read(page)


def test_standfirst_is_the_one_that_is_shown() -> None:
    meta = "<meta name=description content='For machines'>"
    assert head(meta).standfirst == "For machines"
    assert head(meta, "<p class='big standfirst'>For readers</p><p>x").standfirst == "For readers"


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
def test_date_is_found(markup: str) -> None:
    assert head(markup).published_on == date(2026, 11, 2)


@pytest.mark.parametrize("json", ["{", '"text"', "[1]", "[" * 9000, '{"@graph": 1}', "1" * 5000])
def test_broken_linked_data_is_passed_over(json: str) -> None:
    assert head(f"{LINKED}{json}</script>").published_on is None


@pytest.mark.parametrize(
    "markup",
    [
        "<meta name=author content='Ada Quay'>",
        (
            "<meta property=article:author content=https://example.org/ada><meta name=dc.creator "
            "content='Ada Quay'>"
        ),
        LINKED + '{"datePublished": 1, "author": [{"name": "Ada Quay"}]}</script>',
        "<a rel=author href=/ada>Ada Quay</a>",
    ],
)
def test_author_is_found(markup: str) -> None:
    assert head(markup).author == "Ada Quay"


def test_language_and_address_are_found() -> None:
    page = "<html lang=pt_BR><link rel=canonical href=https://example.org/a><title>T</title><p>x"
    assert (read(page).language, read(page).url) == ("pt-BR", "https://example.org/a")


def test_relative_address_is_none() -> None:
    assert head("<link rel=canonical href=/a>").url == ""


def test_declared_encoding_of_decoded_text_does_no_harm() -> None:
    assert read("<?xml version='1.0' encoding='koi8-r'?><title>Ü</title><p>é").title == "Ü"


@pytest.mark.parametrize("tag", ["div", "b", "blockquote", "ul><li", "table><tr><td", "x-y"])
def test_nine_thousand_nested_tags_are_refused(tag: str) -> None:
    page = f"<title>T</title><body>{f'<{tag}>' * 9000}deep"
    with pytest.raises(ArticleError, match="nested deeper than 250 elements") as caught:
        read(page)
    assert caught.value.where == "articles/a.html"


def test_stray_end_tags_do_not_hide_the_depth() -> None:
    with pytest.raises(ArticleError, match="nested deeper"):
        read("<title>T</title>" + "<div></i>" * 9000)


def test_nesting_that_only_the_tree_shows_is_refused_and_never_cut() -> None:
    with pytest.raises(ArticleError, match="nested deeper"):
        read(f"<title>T</title><body>{'<ul><li>' * 200}deep")


def test_long_lists_without_end_tags_are_not_nested() -> None:
    found = shape(f"<ul>{'<li>One' * 3000}</ul>{'<p>Two' * 3000}")
    assert len(found) == 6000


def test_tags_in_scripts_and_comments_do_not_count() -> None:
    script = f"<script>{'<div>' * 500}</script><!-- {'<div>' * 500} --><STYLE>{'<b>' * 500}</STYLE>"
    assert shape(f"{script}<p>Text") == [("paragraph", 0, "Text")]


def test_element_with_endless_attributes_is_refused() -> None:
    attributes = " ".join(f"a{number}" for number in range(100_000))
    with pytest.raises(ArticleError, match="more than 1000 attributes"):
        read(f"<title>T</title><p {attributes}>x")


@pytest.mark.parametrize(
    "page", ["<" * 500_000, "<a" * 300_000, "<!--" * 200_000, "<p x='" * 200_000]
)
def test_unclosed_markup_is_read_in_linear_time(page: str) -> None:
    assert read(f"<title>T</title><body><p>Text</p>{page}").title == "T"
