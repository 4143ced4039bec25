from __future__ import annotations

import pytest

from digest.errors import ArticleError
from digest.sources.html.blocks import walk
from digest.sources.html.dom import parse_html


def texts(html: str) -> list[str]:
    page = walk(parse_html(html, where="articles/a.html"), where="articles/a.html")
    return [block.text for block in page.blocks]


@pytest.mark.parametrize("tag", ["div", "b", "blockquote", "ul><li", "table><tr><td", "x-y"])
def test_deep_nesting_is_refused(tag: str) -> None:
    with pytest.raises(ArticleError, match="nested deeper than 250 elements") as caught:
        texts(f"<body>{f'<{tag}>' * 9000}deep")
    assert caught.value.where == "articles/a.html"


def test_stray_end_tags_do_not_hide_the_depth() -> None:
    with pytest.raises(ArticleError, match="nested deeper"):
        texts("<div></i>" * 9000)


def test_nesting_that_only_the_tree_shows_is_refused_and_never_cut() -> None:
    with pytest.raises(ArticleError, match="nested deeper"):
        texts(f"<body>{'<ul><li>' * 200}deep")


def test_long_lists_without_end_tags_are_not_nested() -> None:
    assert len(texts(f"<ul>{'<li>One' * 3000}</ul>{'<p>Two' * 3000}")) == 6000


def test_tags_in_scripts_and_comments_do_not_count() -> None:
    script = f"<script>{'<div>' * 500}</script><!-- {'<div>' * 500} --><STYLE>{'<b>' * 500}</STYLE>"
    assert texts(f"{script}<p>Text") == ["Text"]


@pytest.mark.parametrize("value", ["", "=1", "='a b'", '="x"'])
def test_element_with_endless_attributes_is_refused(value: str) -> None:
    attributes = " ".join(f"a{number}{value}" for number in range(100_000))
    with pytest.raises(ArticleError, match="more than 500 attributes"):
        texts(f"<p {attributes}>x")


def test_end_of_a_tag_in_a_value_hides_no_attributes() -> None:
    attributes = " ".join(f"a{number}='>'" for number in range(1000))
    with pytest.raises(ArticleError, match="more than 500 attributes"):
        texts(f"<p {attributes}>x")


def test_tags_in_values_are_not_nested() -> None:
    assert texts(f"<p title='{'<div>' * 500}' lang=\"{'<b>' * 500}\">Text") == ["Text"]


def test_quote_in_a_value_without_quotes_opens_nothing() -> None:
    with pytest.raises(ArticleError, match="nested deeper"):
        texts("<p title=x'y>" + "<div>" * 300 + "<p title=x'y>")


def test_long_value_is_one_attribute() -> None:
    assert texts(f"<p data-state='{'word ' * 5000}'>Text") == ["Text"]
