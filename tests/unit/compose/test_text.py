from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.compose.text import clean_text, comparison_key, is_visible, one_line, slugify


@pytest.mark.parametrize("line_break", ["\r\n", "\r", "\x0b", "\x0c", "\x1d", "\x85", "\u2028"])
def test_clean_text_knows_every_line_break(line_break: str) -> None:
    assert clean_text(f"one{line_break}two") == "one\ntwo"


@pytest.mark.parametrize("character", ["\0", "\x1b", "\x7f", "\x9f", "\ud800", "\ufffe"])
def test_clean_text_drops_what_xml_forbids(character: str) -> None:
    assert clean_text(f"on{character}e\ttwo") == "one\ttwo"


@given(st.text())
def test_clean_text_is_done_after_once(text: str) -> None:
    assert clean_text(clean_text(text)) == clean_text(text)


@given(st.text())
def test_one_line_is_one_line_with_single_spaces(text: str) -> None:
    line = one_line(text)
    assert line == line.strip()
    assert not re.search(r"[^\S \xa0\u202f]| {2}", line)
    assert one_line(line) == line


def test_one_line_keeps_no_break_spaces_inside() -> None:
    assert one_line("\xa0 Qui\u202f? \n 12\xa0% ") == "Qui\u202f? 12\xa0%"


@pytest.mark.parametrize("code", [0x200B, *range(0x202A, 0x202F), 0x2060, 0x2066, 0x2069, 0xFEFF])
def test_one_line_drops_what_nobody_sees_or_reorders(code: int) -> None:
    assert one_line(f"a {chr(code)} b{chr(code)}c") == "a bc"


@pytest.mark.parametrize("character", ["\u200c", "\u200d", "\u200e", "\u200f"])
def test_one_line_keeps_joiners_and_marks_of_direction(character: str) -> None:
    assert one_line(f"a{character}b") == f"a{character}b"


@pytest.mark.parametrize(
    ("text", "seen"),
    [("a", True), ("🦀", True), ("?", True), ("\u200d", False), ("\u2800", False), ("", False)],
)
def test_visible_is_what_a_reader_sees(text: str, seen: bool) -> None:
    assert is_visible(text) is seen


def test_comparison_key_folds_quotes_case_and_space() -> None:
    assert comparison_key("  The “Key”\xa0TAKE\xadAWAYS ") == comparison_key('the "key" takeaways')


@given(st.text(), st.integers(min_value=5, max_value=80))
def test_slugify_gives_a_fragment(title: str, limit: int) -> None:
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slugify(title, limit=limit))
    assert len(slugify(title, limit=limit)) <= limit


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Größe & Maß", "grosse-mass"),
        ("Été à l’île", "ete-a-lile"),
        ("今後の展望", "story"),
        ("one two three", "one-two"),
    ],
)
def test_slugify_keeps_what_ascii_can_hold(title: str, slug: str) -> None:
    assert slugify(title, limit=11) == slug
