from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from digest.compose.markdown import (
    _BARE,
    _parser,
    blocks_html,
    escape,
    item_html,
    link,
    parse_blocks,
    parse_inline,
    plain,
)
from digest.compose.text import one_line
from digest.compose.web import web_address

_HOSTILE = st.text(alphabet=st.sampled_from(list("\\`*_{}[]<>()#+-.!|~&;:=/\"' \taZ1é)")))
LINES = (st.text() | _HOSTILE).map(one_line)


@given(LINES)
@example("~~gone~~ and ~~")
@example("&amp; &#35; &nosuch;")
@example("snake_case _it_ é_é_ __init__")
@example("<b>bold</b> <https://example.org> [a](b) ![c](d)")
@example("ends in a backslash\\")
def test_escape_reads_back_verbatim(text: str) -> None:
    assert plain(escape(text)) == text


@given(LINES.filter(bool))
@example("1. not a list")
@example("1234567890) nor this")
@example("# no heading")
@example("- - -")
@example("=====")
@example("| a | b |")
@example("> no quotation")
@example("~~~ no fence")
@example("[ref]: https://example.org 'no definition'")
def test_escape_makes_exactly_one_paragraph(text: str) -> None:
    types = [token.type for token in parse_blocks(escape(text))]
    assert types == ["paragraph_open", "inline", "paragraph_close"]
    assert [token.content for token in parse_blocks(escape(text))][1] == escape(text)


@given(LINES.filter(bool))
def test_escape_makes_exactly_one_item_behind_a_bullet(text: str) -> None:
    tokens = parse_blocks(f"- {escape(text)}")
    assert [token.type for token in tokens if token.type.endswith("_open")] == [
        "bullet_list_open",
        "list_item_open",
        "paragraph_open",
    ]


@pytest.mark.parametrize(
    "text",
    ["A plain sentence, with a (bracket) & an ampersand: 3 > 2!", "snake_case", "C#", "a - b"],
)
def test_escape_leaves_plain_prose_alone(text: str) -> None:
    assert escape(text) == text


def test_plain_shows_what_a_reader_sees() -> None:
    markdown = "**Bold** `code`\\\n[link](https://example.org) ![picture](p.png) &amp; ~~old~~"
    assert plain(markdown) == "Bold code link picture & old"


def test_raw_html_is_shown_and_never_passed_on() -> None:
    assert "<script>" not in blocks_html("<script>alert(1)</script>")
    assert item_html("a <b>c</b>") == "a &lt;b&gt;c&lt;/b&gt;"


def test_raw_html_gives_tokens_of_its_own_when_asked_for() -> None:
    assert [token.type for token in parse_blocks("<div>\nx\n</div>", html=True)] == ["html_block"]


def test_nesting_is_capped() -> None:
    assert blocks_html(">" * 5000 + " deep").count("<blockquote>") <= 20


@given(st.text() | _HOSTILE | _HOSTILE.map("A {}".format))
@example('Plain words, "quoted" and 5\xa0% of them.')
@example("Trailing space ")
@example("Line one\n===")
@example("É")
@example("a\u2028b")
def test_words_that_need_no_parser_come_out_as_from_the_parser(text: str) -> None:
    assert blocks_html(text) == _parser().render(text)
    if _BARE.fullmatch(text):
        assert item_html(text) == _parser().renderInline(text).strip()


@given(LINES)
def test_a_sole_paragraph_in_an_item_has_no_tags(text: str) -> None:
    assert item_html(escape(text)) == _parser().renderInline(escape(text))


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        ("a\n*b*", "a\n<em>b</em>"),
        ("a\n10. b", "a\n10. b"),  # CommonMark §5.3: only a list from 1 breaks a paragraph
        ("a\n> quote", "<p>a</p>\n<blockquote>\n<p>quote</p>\n</blockquote>\n"),
        ("a\n1) b", "<p>a</p>\n<ol>\n<li>b</li>\n</ol>\n"),
        ("a\n\n10. b", '<p>a</p>\n<ol start="10">\n<li>b</li>\n</ol>\n'),
        ("a\n+ b", "<p>a</p>\n<ul>\n<li>b</li>\n</ul>\n"),
        ("a\n```\nb\n```", "<p>a</p>\n<pre><code>b\n</code></pre>\n"),
        ("a\n\nb", "<p>a</p>\n<p>b</p>\n"),
        ("[a][x]\n\n[x]: https://e.org", '<a href="https://e.org">a</a>'),
        ("", ""),
    ],
)
def test_an_item_is_inline_only_if_it_is_one_paragraph(markdown: str, html: str) -> None:
    assert item_html(markdown) == html


@given(LINES.filter(bool), _HOSTILE)
@example("A [b](c)", "a(b)&copy;=1")
def test_link_leads_where_it_should_and_reads_as_its_text(text: str, rest: str) -> None:
    url = web_address(f"https://example.org/{rest}") or "https://example.org/"
    first, *inner, last = parse_inline(link(text, url=url))
    assert (first.type, last.type) == ("link_open", "link_close")
    assert first.attrs["href"] == _parser().normalizeLink(url)
    assert "".join(token.content for token in inner).strip() == text
