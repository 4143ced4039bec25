from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.errors import ArticleError
from digest.model import Article, BlockKind
from digest.sources.assemble import Head, Origin, RawBlock, assemble

ORIGIN = Origin(source="desk", location="articles/a.txt", language="en")
LONG = "A paragraph that is long enough to make what stands before it a standfirst. " * 3

BLOCKS = st.lists(
    st.builds(
        RawBlock, st.sampled_from(BlockKind), st.text(), st.integers(min_value=1, max_value=8)
    )
)


def paragraph(text: str) -> RawBlock:
    return RawBlock(BlockKind.PARAGRAPH, text)


def made(*blocks: RawBlock, title: str = "A title", **head: str) -> Article:
    return assemble(Head(title=title, **head), blocks, origin=ORIGIN)


def texts(article: Article) -> list[str]:
    return [block.text for section in article.sections for block in section.blocks]


@given(BLOCKS, st.text())
def test_every_block_stands_where_it_says(blocks: list[RawBlock], standfirst: str) -> None:
    article = assemble(Head(title="A title", standfirst=standfirst), blocks, origin=ORIGIN)
    for section in article.sections:
        for block in section.blocks:
            assert article.text[block.start : block.end] == block.text
            assert block.text
    assert article.text.count("\n") >= sum(len(section.blocks) for section in article.sections)
    assert article.sha256 == hashlib.sha256(article.text.encode()).hexdigest()


def test_text_is_title_standfirst_and_a_line_a_block() -> None:
    blocks = (paragraph("One."), RawBlock(BlockKind.HEADING, "Part", 2), paragraph(" Two\n three "))
    assert made(*blocks, standfirst="Lead.").text == "A title\nLead.\nOne.\nPart\nTwo three"


def test_control_characters_are_cleaned_away() -> None:
    assert texts(made(paragraph("a\x07 b\x1b\u2028c"), title="A\0 title")) == ["a b c"]


def test_title_is_dropped_wherever_it_is_repeated_at_the_top() -> None:
    heading = RawBlock(BlockKind.HEADING, "“A  TITLE”", 2)
    again = (heading, paragraph('"a title"'), paragraph("One."))
    assert texts(made(*again, title="“A title”")) == ["One."]


def test_standfirst_is_dropped_where_the_text_begins_with_it() -> None:
    assert texts(made(paragraph("lead."), paragraph("One."), standfirst="Lead.")) == ["One."]


def test_first_single_sentence_is_the_standfirst() -> None:
    article = made(paragraph("Dr. Quay and the U.S. navy agree"), paragraph(LONG))
    assert article.standfirst == "Dr. Quay and the U.S. navy agree"
    assert texts(article) == [LONG.strip()]


@pytest.mark.parametrize(
    "first",
    ["Boats sail. Nobody sleeps.", "x" * 200, "Three things:", "船が出る。誰も眠らない。"],
)
def test_other_first_paragraph_is_no_standfirst(first: str) -> None:
    article = made(paragraph(first), paragraph(LONG))
    assert article.standfirst == ""
    assert texts(article)[0] == first


def test_first_paragraph_is_no_standfirst_without_a_longer_one() -> None:
    assert made(paragraph("Boats sail at night."), paragraph("Short.")).standfirst == ""


@pytest.mark.parametrize("title", ["", " \n", "x" * 301])
def test_article_needs_a_title(title: str) -> None:
    with pytest.raises(ArticleError, match="as its title"):
        made(paragraph("One."), title=title)


@pytest.mark.parametrize(
    ("written", "tag"), [("de", "de"), ("pt_BR", "pt-BR"), ("", "en"), ("Deutsch!", "en")]
)
def test_language_is_a_tag(written: str, tag: str) -> None:
    assert made(language=written).language == tag


@pytest.mark.parametrize(
    ("written", "url"),
    [
        ("https://example.org/a", "https://example.org/a"),
        ("HTTP://Example.org", "http://example.org"),
        ("/posts/a/", ""),
        ("javascript:alert(1)", ""),
        ("https:///a", ""),
        ("https://example.org/a b", ""),
    ],
)
def test_url_is_kept_only_if_a_browser_may_follow_it(written: str, url: str) -> None:
    assert made(url=written).url == url


def test_sections_begin_at_headings() -> None:
    heading = RawBlock(BlockKind.HEADING, "Part", 2)
    article = made(paragraph("One." * 99), heading, paragraph("Two."), heading)
    assert [(s.heading, s.level, len(s.blocks)) for s in article.sections] == [
        ("", 0, 1),
        ("Part", 2, 1),
        ("Part", 2, 0),
    ]


@pytest.mark.parametrize("title", ["", " ", "\u200e", "\u202e\u2066", "\u3164", "\u200d \u2060"])
def test_title_that_nobody_sees_is_none(title: str) -> None:
    with pytest.raises(ArticleError, match="has no title"):
        made(paragraph("One."), title=title)


def test_title_loses_what_would_reorder_the_text_around_it() -> None:
    assert made(title="Sale \u202egnp.exe\u202c").title == "Sale gnp.exe"
