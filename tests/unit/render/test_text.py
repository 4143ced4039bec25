"""Passages of HTML as plain text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.compose.markdown import blocks_html
from digest.render.clean import clean_html
from digest.render.text import WIDTH, html_to_text, tidy, underlined, wrap

LONG_URL = "https://example.org/" + "a-very-long-path/" * 8


def written(markdown: str) -> str:
    return html_to_text(clean_html(blocks_html(markdown)))


@pytest.mark.parametrize(
    ("markdown", "text"),
    [
        ("one *two* **three** `four`", "one two three four"),
        ("a [word](https://e.org/x) b", "a word <https://e.org/x> b"),
        ("<https://e.org/x>", "https://e.org/x"),
        ("<me@e.org>", "me@e.org"),
        ("[**bold** link](https://e.org)", "bold link <https://e.org>"),
        ("![a chart](https://e.org/c.png)", "a chart <https://e.org/c.png>"),
        ("~~old~~ new", "~old~ new"),
        ("line  \nbreak", "line\nbreak"),
        ("AT&T &lt;beta&gt; &amp;amp;", "AT&T <beta> &amp;"),
        ("one\ntwo", "one two"),
        ("para\n\npara", "para\n\npara"),
        ("### Head\n\ntext", "Head\n\ntext"),
        ("- a\n- b\n  - c\n  - d\n- e", "- a\n- b\n  - c\n  - d\n- e"),
        ("9. a\n10. b", "9. a\n10. b"),
        ("- a\n\n  more\n- b", "- a\n\n  more\n\n- b"),
        ("- a\n\nafter", "- a\n\nafter"),
        ("> a\n>\n> b\n\nc", "> a\n>\n> b\n\nc"),
        ("before\n\n> a", "before\n\n> a"),
        ("- > a", "- > a"),
        ("```\nx  y\n\n  z\n```\n\nafter", "    x  y\n\n      z\n\nafter"),
        ("a\n\n---\n\nb", "a\n\n* * *\n\nb"),
        ("|a|b|\n|-|-|\n|1|2|", "a | b\n1 | 2"),
        ("", ""),
    ],
)
def test_markdown_reads_well_without_its_signs(markdown: str, text: str) -> None:
    assert written(markdown) == text


def test_lines_end_before_the_width() -> None:
    text = written("word " * 100 + "\n\n> " + "word " * 60 + "\n\n- " + "word " * 60)
    assert max(map(len, text.splitlines())) <= WIDTH


def test_an_address_is_never_broken() -> None:
    assert f"<{LONG_URL}>" in written(f"see [the table]({LONG_URL}) and more").splitlines()


def test_hyphenated_words_stay_whole() -> None:
    assert "twelve-mile" in wrap("x" * (WIDTH - 8) + " twelve-mile line").splitlines()[1]


def test_no_break_spaces_hold() -> None:
    assert "5\xa0%" in wrap("x" * (WIDTH - 3) + " 5\xa0% of it").splitlines()[1]


def test_a_list_number_stands_in_front_and_the_rest_under_the_words() -> None:
    text = html_to_text("word " * 30, first=" 1. ")
    first, *others = text.splitlines()
    assert first.startswith(" 1. word")
    assert others
    assert all(line.startswith("    word") for line in others)


def test_a_list_inside_a_numbered_item_is_indented_under_it() -> None:
    html = clean_html(blocks_html("lead\n\n- a\n- b"))
    assert html_to_text(html, first=" 1. ") == " 1. lead\n\n    - a\n    - b"


def test_a_heading_is_underlined_as_far_as_it_goes() -> None:
    assert underlined("Head") == "Head\n----"
    assert underlined("word " * 30, "*").splitlines()[-1] == "*" * 69


def test_a_part_is_tidied() -> None:
    assert tidy("\n\na  \n\n\n\nb\t\n\n") == "a\n\nb\n"


@given(st.text(alphabet="ab *_`[]()<>#-+.1!|~\n&;\\", max_size=200))
def test_no_word_is_lost(markdown: str) -> None:
    html = clean_html(blocks_html(markdown))
    text = html_to_text(html)
    assert text.count("a") >= plain_text(html).count("a")
    assert text.count("b") >= plain_text(html).count("b")


def plain_text(html: str) -> str:
    from visible import visible_words

    return " ".join(visible_words(html))
