"""Text in lines of fixed width."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.render.columns import WIDTH, columns, underlined, wrap

IDEOGRAPHS = "保险公司决定了速度"


@pytest.mark.parametrize(
    ("text", "width"),
    [
        ("", 0),
        ("abc", 3),
        ("straße", 6),
        ("e\u0301", 1),  # a letter and its accent
        ("a\u00adb\u200bc", 3),  # signs that show nothing
        ("保险", 4),
        ("ｆｕｌｌ", 8),
        ("ﾊﾝｶｸ", 4),
        ("שלום", 4),
        ("שָׁלוֹם", 4),
        ("한글", 4),
        ("🎮", 2),
    ],
)
def test_columns_are_what_a_terminal_shows(text: str, width: int) -> None:
    assert columns(text) == width


def test_a_line_may_be_as_long_as_the_width() -> None:
    assert wrap("a" * 35 + " " + "b" * 36) == "a" * 35 + " " + "b" * 36
    assert wrap("a" * 35 + " " + "b" * 37) == "a" * 35 + "\n" + "b" * 37


def test_what_stands_in_front_counts() -> None:
    assert wrap("a" * 35 + " " + "b" * 36, first=" 1. ") == f" 1. {'a' * 35}\n    {'b' * 36}"
    assert wrap("a bb", first="保 ", width=5) == "保 a\n   bb"


def test_wide_characters_count_twice() -> None:
    assert wrap("한글말 " * 24).splitlines()[0] == " ".join(["한글말"] * 10)


def test_chinese_and_japanese_break_without_spaces() -> None:
    lines = wrap(IDEOGRAPHS * 10).splitlines()
    assert "".join(lines) == IDEOGRAPHS * 10
    assert [columns(line) for line in lines] == [WIDTH, WIDTH, 36]


@pytest.mark.parametrize("sign", "。，、：；？！）」』】》’”…ー々っょァ")
def test_no_line_begins_with_a_sign_that_closes(sign: str) -> None:
    lines = wrap("字" * 36 + sign + "字" * 3).splitlines()
    assert lines[1].startswith("字" + sign)


@pytest.mark.parametrize("sign", "（「『【《‘“")
def test_no_line_ends_with_a_sign_that_opens(sign: str) -> None:
    lines = wrap("字" * 35 + sign + "字" * 3).splitlines()
    assert lines == ["字" * 35, sign + "字" * 3]


def test_korean_parts_at_spaces() -> None:
    assert all(
        set(line.split()) == {"보험회사가"} for line in wrap("보험회사가 " * 20).splitlines()
    )


def test_a_mark_stays_with_its_letter() -> None:
    assert wrap("ã" * 2 + "か\u3099" * 40).count("\n\u3099") == 0


def test_an_address_among_ideographs_stays_whole() -> None:
    address = "https://example.org/" + "a" * 60
    assert address in wrap(f"{IDEOGRAPHS}{address}{IDEOGRAPHS}").splitlines()


def test_hyphenated_words_stay_whole() -> None:
    assert "twelve-mile" in wrap("x" * (WIDTH - 8) + " twelve-mile line").splitlines()[1]


def test_no_break_spaces_hold() -> None:
    assert "5\xa0%" in wrap("x" * (WIDTH - 3) + " 5\xa0% of it").splitlines()[1]


def test_a_links_number_stays_with_its_word() -> None:
    assert wrap("x" * (WIDTH - 5) + " word [12] on") == "x" * (WIDTH - 5) + "\nword [12] on"
    assert wrap("字" * 36 + " [12]字").splitlines()[1] == "字 [12]字"


@given(st.text(alphabet="ab 字。（é\u0301[1]\n\t\xa0", max_size=200))
def test_wrapping_changes_white_space_only(text: str) -> None:
    lines = wrap(text).splitlines()
    assert "".join("".join(lines).split(" ")) == "".join(text.split(" ")).translate(
        {ord("\n"): None, ord("\t"): None}
    )


@given(st.text(alphabet="ab 字。（é", max_size=300), st.integers(10, 80))
def test_only_a_single_word_is_longer_than_the_width(text: str, width: int) -> None:
    for line in wrap(text, width=width).splitlines():
        assert columns(line) <= width or " " not in line


def test_a_heading_is_underlined_as_far_as_it_goes() -> None:
    assert underlined("Head") == "Head\n----"
    assert underlined("保险") == "保险\n----"
    assert underlined("word " * 30, "*").splitlines()[-1] == "*" * 69
