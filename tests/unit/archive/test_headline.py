from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.archive.headline import (
    Headline,
    format_headline,
    parse_headline,
    parse_marked_up,
    split_id,
)
from digest.archive.place import Place
from digest.errors import IssueFileError
from issue_strategies import HOSTILE, texts, urls

PLACE = Place(path="a.md", line=7)
_pieces = st.one_of(
    st.sampled_from([*HOSTILE, "[a](https://example.org/", "[", "](https://example.org/b)", ")"]),
    st.text(max_size=4),
)


@given(texts, st.one_of(st.just(""), urls))
def test_headline_reads_back_as_itself(title: str, url: str) -> None:
    markdown = format_headline(title, url=url)

    assert parse_headline(markdown, PLACE) == Headline(title=title, url=url)


@given(st.lists(_pieces, min_size=1, max_size=5).map("".join).map(str.strip))
def test_short_way_and_long_way_read_the_same(markdown: str) -> None:
    def read(way: object) -> object:
        try:
            return way(markdown, PLACE)  # type: ignore[operator]  # one of the two readers
        except IssueFileError as error:
            return str(error)

    assert read(parse_headline) == read(parse_marked_up)


@pytest.mark.parametrize(
    ("heading", "parts"),
    [
        ("Title {#slug}", ("Title", "slug")),
        ("Title {#a} {#b}", ("Title {#a}", "b")),
        ("{#slug}", ("", "slug")),
        (r"Title \{#slug}", (r"Title \{#slug}", None)),
        ("Title{#slug}", ("Title{#slug}", None)),
        ("Title {#two words}", ("Title {#two words}", None)),
        ("Title {slug}", ("Title {slug}", None)),
    ],
)
def test_id_stands_behind_the_heading(heading: str, parts: tuple[str, str | None]) -> None:
    assert split_id(heading) == parts
