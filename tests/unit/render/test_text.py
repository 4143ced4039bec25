"""Passages of HTML as plain text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.compose.markdown import blocks_html
from digest.render.clean import clean_html
from digest.render.columns import WIDTH
from digest.render.text import Links, html_to_text, tidy
from visible import visible_words


def written(markdown: str) -> str:
    """The text, with a line for each address below it."""
    links = Links()
    text = html_to_text(clean_html(blocks_html(markdown)), links)
    return "\n".join(filter(None, (text, links.listed())))


@pytest.mark.parametrize(
    ("markdown", "text"),
    [
        ("one *two* **three** `four`", "one two three four"),
        ("a [word](https://e.org/x) b", "a word [1] b\n[1] https://e.org/x"),
        ("[a](https://e.org/x) [b](https://e.org/x)", "a [1] b [1]\n[1] https://e.org/x"),
        ("see[ it ](https://e.org/x)now", "see it [1] now\n[1] https://e.org/x"),
        ("[](https://e.org/x)", "[1]\n[1] https://e.org/x"),
        ("<https://e.org/x>", "https://e.org/x"),
        ("<me@e.org>", "me@e.org"),
        ("[**bold** link](https://e.org)", "bold link [1]\n[1] https://e.org"),
        ("![a chart](https://e.org/c.png)", "a chart [1]\n[1] https://e.org/c.png"),
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


def test_a_list_number_stands_in_front_and_the_rest_under_the_words() -> None:
    text = html_to_text("word " * 30, Links(), first=" 1. ")
    first, *others = text.splitlines()
    assert first.startswith(" 1. word")
    assert others
    assert all(line.startswith("    word") for line in others)


def test_a_list_inside_a_numbered_item_is_indented_under_it() -> None:
    html = clean_html(blocks_html("lead\n\n- a\n- b"))
    assert html_to_text(html, Links(), first=" 1. ") == " 1. lead\n\n    - a\n    - b"


def test_a_number_stands_for_one_address_and_is_listed_again_where_it_comes_again() -> None:
    links = Links()
    assert links.to("https://e.org/a", "one") == "one [1]"
    assert links.to("https://e.org/b", "two") == "two [2]"
    assert links.to("https://e.org/a", "one again") == "one again [1]"
    assert links.listed() == "[1] https://e.org/a\n[2] https://e.org/b"
    assert links.listed() == ""
    assert links.to("https://e.org/c", "three") == "three [3]"
    assert links.to("https://e.org/b", "two again") == "two again [2]"
    assert links.listed() == "[3] https://e.org/c\n[2] https://e.org/b"


def test_words_without_an_address_are_no_link() -> None:
    links = Links()
    assert links.to("", "words") == "words"
    assert links.listed() == ""


def test_a_part_is_tidied() -> None:
    assert tidy("\n\na  \n\n\n\nb\t\n\n") == "a\n\nb\n"


@given(st.text(alphabet="ab *_`[]()<>#-+.1!|~\n&;\\", max_size=200))
def test_no_word_is_lost(markdown: str) -> None:
    html = clean_html(blocks_html(markdown))
    text, words = html_to_text(html, Links()), " ".join(visible_words(html))
    assert text.count("a") >= words.count("a")
    assert text.count("b") >= words.count("b")


def test_spaces_without_end_are_one_space() -> None:
    # Looked at once more for each of them, they would take hours.
    assert written(f"a{' ' * 300_000}**b**") == "a b"
