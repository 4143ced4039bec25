from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.article import Article, BlockKind, DateOrigin, Link
from digest.compose.text import one_line
from digest.errors import ArticleError
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
    return [block.text for block in article.blocks]


@given(BLOCKS, st.text())
def test_every_block_stands_where_it_says(blocks: list[RawBlock], standfirst: str) -> None:
    article = assemble(Head(title="A title", standfirst=standfirst), blocks, origin=ORIGIN)
    for block in article.blocks:
        assert article.text[block.start : block.end] == block.text
        assert block.text
    assert article.text.count("\n") == len(article.blocks) + bool(article.standfirst)
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


@pytest.mark.parametrize("title", ["", " ", "\u200e", "\u202e\u2066", "\u3164", "\u200d \u2060"])
def test_without_a_title_the_first_sentence_is_one(title: str) -> None:
    article = made(paragraph("\u200e"), paragraph("Boats sail. Nobody sleeps."), title=title)
    assert article.title == "Boats sail."
    assert texts(article)[-1] == "Boats sail. Nobody sleeps."


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Dr. Quay sails at night", "Dr. Quay sails at night"),
        ("word " * 30, "word " * 15 + "word…"),
        ("港" * 100, "港" * 80 + "…"),
        ("船が出る。誰も眠らない。", "船が出る。"),
        ("Is it? It is.", "Is it? It is."),
        ("Boats, " * 11 + "and others", "Boats, " * 10 + "Boats…"),
    ],
)
def test_made_title_is_the_beginning_of_a_sentence(text: str, title: str) -> None:
    assert made(paragraph(text), title="").title == title


def test_text_that_is_its_own_title_is_not_said_twice() -> None:
    assert made(paragraph("Boats sail at night"), title="").blocks == ()


def test_title_longer_than_any_is_the_first_paragraph() -> None:
    article = made(paragraph("One."), title="Boats sail " * 40)
    assert len(article.title) <= 81
    assert texts(article) == [("Boats sail " * 40).strip(), "One."]


def test_article_without_prose_is_called_like_its_file() -> None:
    assert made(RawBlock(BlockKind.CODE, "x = 1"), title="").title == "a"


@pytest.mark.parametrize("blocks", [(), (RawBlock(BlockKind.PARAGRAPH, "\u200e\u3164"),)])
def test_article_needs_something_to_read(blocks: tuple[RawBlock, ...]) -> None:
    with pytest.raises(ArticleError, match="is empty; there is nothing to read"):
        made(*blocks, title="")


def test_marks_of_a_block_are_kept() -> None:
    links = (Link(text="a\n link", url=" https://example.org/ "),)
    raw = RawBlock(
        BlockKind.ITEM,
        " In  brief: a\nlink",
        2,
        lead=11,
        is_numbered=True,
        links=links,
        hint="Tip ",
    )
    (block,) = made(raw).blocks
    assert (block.text[: block.lead], block.is_numbered, block.hint) == ("In brief:", True, "tip")
    assert block.links == (Link(text="a link", url="https://example.org/"),)


@given(st.text(), st.text())
def test_lead_is_what_was_set_bold(bold: str, rest: str) -> None:
    raw = RawBlock(BlockKind.PARAGRAPH, f"x{bold} {rest}", lead=1 + len(bold))
    block = made(raw).blocks[-1]
    assert block.text[: block.lead] == one_line(f"x{bold}")


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


def test_headings_stand_among_the_blocks() -> None:
    heading = RawBlock(BlockKind.HEADING, "Part", 2)
    article = made(paragraph("One. " * 99), heading, paragraph("Two."), heading)
    assert [(block.kind.value, block.level) for block in article.blocks] == [
        ("paragraph", 0),
        ("heading", 2),
        ("paragraph", 0),
        ("heading", 2),
    ]


def fetched(said: str) -> Article:
    url = "https://example.org/p?id=1"
    origin = Origin(source="web", location=url, language="en", url=url)
    return assemble(Head(title="T", url=said), [], origin=origin)


@pytest.mark.parametrize(
    ("said", "url"),
    [
        ("", "https://example.org/p?id=1"),
        ("/posts/a/", "https://example.org/posts/a/"),
        ("https://example.com/a", "https://example.com/a"),
        ("http://[", "https://example.org/p?id=1"),
        ("javascript:alert(1)", "https://example.org/p?id=1"),
    ],
)
def test_address_is_what_the_text_says_or_where_it_was_fetched(said: str, url: str) -> None:
    assert fetched(said).url == url


FEED, PAGE, NAME = date(2026, 11, 1), date(2026, 11, 2), date(2026, 11, 3)
CHANGED = datetime(2026, 11, 4, 23, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("dates", "by"),
    [
        ((FEED, PAGE, NAME), DateOrigin.FEED),
        ((None, PAGE, NAME), DateOrigin.PAGE),
        ((None, None, NAME), DateOrigin.FILE_NAME),
        ((None, None, None), DateOrigin.FILE_TIME),
    ],
)
def test_date_is_by_whom_is_believed_most(dates: tuple[date | None, ...], by: DateOrigin) -> None:
    feed, page, name = dates
    origin = Origin(
        source="s",
        location="a",
        language="en",
        published_on=feed,
        named_on=name,
        modified_at=CHANGED,
    )
    head = Head(title="T", published_on=page, date_origin=DateOrigin.PAGE)
    article = assemble(head, [], origin=origin)
    on = next(filter(None, dates), CHANGED.date())
    assert (article.published_on, article.date_origin) == (on, by)
    assert article.changed_at == CHANGED


def test_article_may_have_no_date() -> None:
    assert (made().published_on, made().date_origin) == (None, DateOrigin.NONE)


def test_guid_and_topics_are_passed_on() -> None:
    head = Head(title="T", topics=("Sea ", "", "Road", "Sea"))
    origin = Origin(source="s", location="a", language="en", guid="tag:1")
    article = assemble(head, [], origin=origin)
    assert (article.guid, article.topics) == ("tag:1", ("Sea", "Road"))


def test_language_is_what_the_words_are_in() -> None:
    german = "Die Schiffe fahren in der Nacht, und niemand hat sie auf dem Fahrplan gesucht. " * 10
    assert made(paragraph(german), language="en").language == "de"


def test_title_loses_what_would_reorder_the_text_around_it() -> None:
    assert made(title="Sale \u202egnp.exe\u202c").title == "Sale gnp.exe"
