"""Addresses of lines in the pages that they were taken from."""

from __future__ import annotations

from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.compose.markdown import escape
from digest.compose.text import one_line
from digest.render.place import place_in

URL = "https://articles.example.org/bell"


def test_a_short_line_stands_in_the_fragment_whole() -> None:
    assert (
        place_in(URL, "The bell rings at *noon*.")
        == f"{URL}#:~:text=The%20bell%20rings%20at%20noon."
    )


def test_of_a_long_line_only_both_ends_stand_there() -> None:
    words = " ".join(f"word{number}" for number in range(30))
    start, end = place_in(URL, words).partition(":~:text=")[2].split(",")
    assert unquote(start) == "word0 word1 word2 word3 word4"
    assert unquote(end) == "word25 word26 word27 word28 word29"


def test_signs_with_a_meaning_in_a_fragment_are_encoded() -> None:
    assert place_in(URL, "well-known, A&B").endswith("#:~:text=well%2Dknown%2C%20A%26B")


def test_a_fragment_of_the_address_is_kept() -> None:
    assert place_in(f"{URL}#part", "One.") == f"{URL}#part:~:text=One."


@pytest.mark.parametrize("markdown", ["- First item\n- Second", "1. First item", "> First item"])
def test_a_list_or_quotation_is_found_by_its_first_line(markdown: str) -> None:
    assert place_in(URL, markdown) == f"{URL}#:~:text=First%20item"


def test_without_spaces_the_beginning_has_to_do() -> None:
    assert unquote(place_in(URL, "要点" * 60)) == f"{URL}#:~:text={'要点' * 10}"


def test_without_an_address_there_is_no_place() -> None:
    assert place_in("", "A line.") == ""


@given(st.text())
def test_a_place_is_one_ascii_word(text: str) -> None:
    place = place_in(URL, escape(one_line(text)))
    assert place.isascii()
    assert len(place.split()) == 1


def test_a_very_long_word_is_not_cut_off_behind_a_short_one() -> None:
    line = f"Die {'Donau' * 14}gesellschaft meldet mehr."
    assert unquote(place_in(URL, line)).endswith("text=Die " + "Donau" * 14 + "gesellschaft")
