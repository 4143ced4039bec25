from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digest.article import Article, BlockKind, Link
from digest.errors import ArticleError
from digest.sources.assemble import Head, Origin, RawBlock
from digest.sources.html.page import blocks_of_fragment, read_fragment, read_html

ORIGIN = Origin(source="desk", location="articles/a.html", language="en")


def blocks(html: str) -> list[RawBlock]:
    return blocks_of_fragment(html, where="articles/a.html")


def shape(html: str) -> list[tuple[str, int, str]]:
    return [(block.kind.value, block.level, block.text) for block in blocks(html)]


def texts(html: str) -> list[str]:
    return [block.text for block in blocks(html)]


def test_blocks_have_their_kinds() -> None:
    body = (
        "<h2>Part <em>one</em></h2><p>Text<br>goes on</p><blockquote><p>Said</p></blockquote>"
        "<pre>code</pre><table><tr><td>cell<td><p>layout</p></table>"
        "<dl><dt>Term<dd>Its meaning</dl>loose"
    )
    assert shape(body) == [
        ("heading", 2, "Part one"),
        ("paragraph", 0, "Text"),
        ("paragraph", 0, "goes on"),
        ("quote", 0, "Said"),
        ("code", 0, "code"),
        ("table", 0, "cell"),
        ("paragraph", 0, "layout"),
        ("paragraph", 0, "Term"),
        ("paragraph", 0, "Its meaning"),
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


def test_items_know_whether_they_are_numbered() -> None:
    found = blocks("<ol><li>One<ul><li>deep</ul></ol><ul><li>Two</ul>")
    assert [block.is_numbered for block in found] == [True, False, False]


def test_lead_is_the_bold_beginning() -> None:
    [block] = blocks("<p> <b>The bottom\n line:</b> it <b>works</b>")
    assert block.text[: block.lead] == "The bottom line:"


def test_links_are_kept_with_their_text() -> None:
    [block] = blocks("<p>See <a href=' /a '>the <b>first</b> one</a>, <a name=x>not</a> this.")
    assert block.links == (Link(text="the first one", url="/a"),)


def test_break_in_a_heading_is_a_space() -> None:
    assert shape("<h2>Key<br>takeaways</h2>") == [("heading", 2, "Key takeaways")]


def test_character_references_are_cleaned_too() -> None:
    assert texts("<p>a&#0;b&#7;c&nbsp;&mdash;&#x2028;d")[0].endswith("c\u00a0— d")


def test_post_of_lines_and_breaks_becomes_headings_and_items() -> None:
    post = (
        "<b>Ночные паромы</b><br><br>Третий корабль заказан.<br><br><b>Главное:</b><br><br>"
        "— паром идёт ночью<br>— дорога пуста<br><br>Дальше будет видно."
    )
    assert shape(post) == [
        ("heading", 7, "Ночные паромы"),
        ("paragraph", 0, "Третий корабль заказан."),
        ("heading", 7, "Главное:"),
        ("item", 1, "паром идёт ночью"),
        ("item", 1, "дорога пуста"),
        ("paragraph", 0, "Дальше будет видно."),
    ]


def test_fragment_is_told_by_its_feed() -> None:
    head = Head(title="Night boats", author="Ada Quay")
    article = read_fragment("<h2>Night boats</h2><p>They sail.</p>", head=head, origin=ORIGIN)
    assert (article.title, article.author) == ("Night boats", "Ada Quay")
    assert [block.text for block in article.blocks] == ["They sail."]


@pytest.mark.parametrize("html", ["", " \n"])
def test_empty_fragment_has_no_blocks(html: str) -> None:
    assert read_fragment(html, head=Head(title="T"), origin=ORIGIN).blocks == ()


# Any tree

_TAGS = st.sampled_from([
    "div", "p", "ul", "ol", "li", "table", "tr", "td", "b", "a href=/x", "h2", "blockquote", "pre",
    "br", "aside", "span", "details", "summary", "dl", "dt", "dd", "article", "main", "header",
    "div class=key-points", "form", "script", "nav", "section hidden", "p style='font-weight:900'",
])  # fmt: skip
_TEXTS = st.sampled_from(
    ["Key takeaways", "— one", "• two", "1. three", " ", "\n", "a\u2028b", "Ü"]
)
_TREES = st.recursive(
    _TEXTS | st.text(max_size=12),
    lambda inner: st.builds(
        lambda tag, parts, is_closed: (
            f"<{tag}>{''.join(parts)}" + (f"</{tag.split()[0]}>" if is_closed else "")
        ),
        _TAGS,
        st.lists(inner, max_size=4),
        st.booleans(),
    ),
    max_leaves=25,
)


def is_right(article: Article) -> bool:
    return all(
        block.text == article.text[block.start : block.end]
        and block.text == " ".join(block.text.splitlines())
        and block.text.strip()
        and 0 <= block.lead <= len(block.text)
        and (block.level > 0) == (block.kind in {BlockKind.HEADING, BlockKind.ITEM})
        for block in article.blocks
    )


@settings(max_examples=150, deadline=None)
@given(html=_TREES)
def test_any_tree_gives_blocks_with_right_offsets(html: str) -> None:
    try:
        page = read_html(html, origin=ORIGIN)
        fragment = read_fragment(html, head=Head(title="T"), origin=ORIGIN)
    except ArticleError:
        return
    assert is_right(page)
    assert is_right(fragment)
