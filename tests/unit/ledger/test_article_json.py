import dataclasses
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.article import Article, Block, BlockKind, DateOrigin, Link
from digest.errors import LedgerError
from digest.ledger.article_json import format_article, parse_article

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
LINKS = st.builds(Link, text=TEXTS, url=TEXTS)


@st.composite
def articles(draw: st.DrawFn) -> Article:
    text = draw(TEXTS)
    offsets = st.integers(0, len(text))

    @st.composite
    def blocks(draw: st.DrawFn) -> Block:
        start, end = sorted((draw(offsets), draw(offsets)))
        return Block(
            kind=draw(st.sampled_from(BlockKind)),
            text=draw(st.just(text[start:end]) | TEXTS),
            level=draw(st.integers(0, 8)),
            start=start,
            end=end,
            lead=draw(st.integers(0, 9)),
            is_numbered=draw(st.booleans()),
            links=tuple(draw(st.lists(LINKS, max_size=2))),
            hint=draw(TEXTS),
        )

    return Article(
        title=draw(TEXTS),
        source=draw(TEXTS),
        location=draw(TEXTS),
        language=draw(TEXTS),
        text=text,
        blocks=tuple(draw(st.lists(blocks(), max_size=3))),
        sha256=draw(TEXTS),
        standfirst=draw(TEXTS),
        url=draw(TEXTS),
        guid=draw(TEXTS),
        author=draw(TEXTS),
        topics=tuple(draw(st.lists(TEXTS, max_size=3))),
        published_on=draw(st.none() | st.dates()),
        date_origin=draw(st.sampled_from(DateOrigin)),
        changed_at=draw(st.none() | st.datetimes(timezones=st.just(UTC))),
    )


FULL = Article(
    title="T",
    source="s",
    location="l",
    language="en",
    text="T\nOne.",
    blocks=(Block(kind=BlockKind.PARAGRAPH, text="One.", start=2, end=6),),
    sha256="0" * 64,
    standfirst="S",
    url="https://x.example.org/",
    guid="g",
    author="A",
    topics=("t",),
    published_on=date(2026, 11, 23),
    date_origin=DateOrigin.FEED,
    changed_at=datetime(2026, 11, 23, tzinfo=UTC),
)


@given(articles())
def test_article_comes_back_equal(article: Article) -> None:
    assert parse_article(format_article(article)) == article


@given(articles())
def test_text_of_an_article_comes_back_equal(article: Article) -> None:
    text = format_article(article)

    assert format_article(parse_article(text)) == text


def test_no_field_of_an_article_is_forgotten() -> None:
    """A field that somebody adds must be written too, or polled articles would lose it."""
    empty = Article(title="", source="", location="", language="", text="", blocks=(), sha256="")
    fields = [field.name for field in dataclasses.fields(Article)]

    assert all(getattr(FULL, name) != getattr(empty, name) for name in fields)
    assert parse_article(format_article(FULL)) == FULL


def test_text_of_a_block_is_not_written_twice() -> None:
    assert format_article(FULL).count("One.") == 1


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "{}", '{"blocks":[["song",0,1]]}', '{"blocks":[1]}']
)
def test_what_is_no_article_is_named(text: str) -> None:
    with pytest.raises(LedgerError, match="an article in the ledger cannot be read"):
        parse_article(text)
