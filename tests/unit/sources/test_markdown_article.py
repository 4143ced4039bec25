from __future__ import annotations

import subprocess
import sys

import pytest

import articles
from digest.article import Article, Block, Link
from digest.errors import ArticleError
from digest.sources.assemble import Origin
from digest.sources.markdown_article import read_markdown
from digest.sources.plaintext import read_plaintext

ORIGIN = Origin(source="desk", location="articles/a.md", language="en")


def read(text: str) -> Article:
    return read_markdown(text, origin=ORIGIN)


def shape(text: str) -> list[tuple[str, int, str]]:
    return [(b.kind.value, b.level, b.text) for b in read(f"# T\n\n{text}").blocks]


def test_markdown_of_a_plain_text_has_the_same_text() -> None:
    text = articles.plain_text()
    assert read(articles.as_markdown(text)).text == read_plaintext(text, origin=ORIGIN).text


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("---\ntitle: Front\n---\n# Body\n\nx", "Front"),
        ("Lead.\n\n# Body\n\nx", "Body"),
        ("## Second\n\nx\n\n# First\n\nx", "First"),
        ("## Second\n\nx", "Second"),
        ("Title\n=====\n\nx", "Title"),
        ("**Bold title**\n\nx", "Bold title"),
    ],
)
def test_title_is_the_front_matters_or_a_heading(text: str, title: str) -> None:
    assert read(text).title == title


def test_title_that_is_a_heading_too_is_no_section() -> None:
    article = read("---\ntitle: T\n---\n# T\n\nText.")
    assert [block.text for block in article.blocks] == ["Text."]


@pytest.mark.parametrize("text", ["", "\n \n"])
def test_empty_text_is_refused(text: str) -> None:
    with pytest.raises(ArticleError, match="is empty"):
        read(text)


def test_text_without_a_title_is_called_by_its_first_sentence() -> None:
    article = read("Boats sail. Nobody sleeps.\n\n## Part\n\nMore.")
    assert article.title == "Boats sail."
    assert article.blocks[0].text == "Boats sail. Nobody sleeps."


def test_front_matter_works_with_any_line_break() -> None:
    assert read("---\r\ntitle: T\r\n---\r\nText.\r\n").title == "T"


def test_blocks_have_their_kinds() -> None:
    text = "Text.\n\n> Said.\n\n```\ncode\n```\n\n    more\n\n| a | b |\n|---|---|\n| c | d |\n"
    assert shape(text) == [
        ("paragraph", 0, "Text."),
        ("quote", 0, "Said."),
        ("code", 0, "code"),
        ("code", 0, "more"),
        *(("table", 0, cell) for cell in "abcd"),
    ]


def test_text_is_what_a_reader_sees() -> None:
    text = "A *b* `c` [d](https://example.org) ![e](f.png) &amp; <b>g</b> \\* ~~h~~\ni"
    assert shape(text) == [("paragraph", 0, "A b c d & g * h i")]


def test_items_know_their_depth_and_hold_their_paragraphs() -> None:
    text = "* One\n\n  runs on\n  * deep\n\n  and back\n* Two\n\n1. Three"
    assert shape(text) == [
        ("item", 1, "One runs on"),
        ("item", 2, "deep"),
        ("item", 2, "and back"),
        ("item", 1, "Two"),
        ("item", 1, "Three"),
    ]


def block(text: str) -> Block:
    (found,) = read(f"# T\n\n{text}").blocks
    return found


def test_item_knows_whether_it_is_numbered() -> None:
    assert block("1. One").is_numbered
    assert not block("- One").is_numbered


@pytest.mark.parametrize(
    ("text", "lead"),
    [
        ("**In brief:** it works", "In brief:"),
        ("__In__ **brief**: it works", "In brief"),
        ("<strong>In brief</strong> it works", "In brief"),
        ("- **One:** it works", "One:"),
        ("It **works**", ""),
        ("_It_ works", ""),
    ],
)
def test_bold_beginning_is_noted(text: str, lead: str) -> None:
    found = block(text)
    assert found.text[: found.lead] == lead


def test_links_are_noted() -> None:
    found = block("See [the *whole* story](/a) and <https://example.org>.")
    assert found.links == (
        Link(text="the whole story", url="/a"),
        Link(text="https://example.org", url="https://example.org"),
    )
    assert 0 < found.link_share < 1


def test_bullets_behind_hard_breaks_are_items() -> None:
    assert shape("• One<br>\n• Two") == [("item", 1, "One"), ("item", 1, "Two")]


def test_bold_line_is_a_heading() -> None:
    assert shape("**Key takeaways**\n\n- One")[0] == ("heading", 7, "Key takeaways")
    assert shape("__Key takeaways__\\\nText.")[0] == ("heading", 7, "Key takeaways")
    assert shape("**Key takeaways**<br>\nText.")[0] == ("heading", 7, "Key takeaways")


@pytest.mark.parametrize(
    "text", ["**A bold sentence.**", "**Bold** and not", "- **Bold item**", f"**{'x' * 81}**"]
)
def test_other_bold_text_is_no_heading(text: str) -> None:
    assert shape(text)[0][0] != "heading"


def test_heading_loses_its_id() -> None:
    assert shape("## Part {#part}\n\nx")[0] == ("heading", 2, "Part")


def test_html_inside_of_markdown_is_read() -> None:
    text = "<!-- note -->\n\n<div>\n\nText.\n\n</div>\n\n<h2>Part</h2>\n<ul><li>One</li></ul>\n"
    assert shape(text) == [("paragraph", 0, "Text."), ("heading", 2, "Part"), ("item", 1, "One")]


def test_markdown_without_html_never_imports_lxml() -> None:
    code = (
        "import sys; from digest.sources.assemble import Origin; "
        "from digest.sources.read import READERS; "
        "origin = Origin(source='s', location='l', language='en'); "
        "READERS['.txt'](b'T', origin); "
        "assert not {'lxml', 'yaml', 'markdown_it'} & set(sys.modules); "
        "READERS['.md'](b'# T <b>x</b>', origin); sys.exit('lxml' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_markdown_of_a_million_characters_is_refused_before_it_is_parsed() -> None:
    with pytest.raises(ArticleError, match="a Markdown article may have 1,000,000"):
        read("# Title\n\n" + "[" * 1_000_000)
