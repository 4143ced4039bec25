from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.archive.three_way import merge_sequences, merge_texts, merge_values, woven

_words = st.lists(st.sampled_from("abcde"), max_size=6).map("".join)


@pytest.mark.parametrize(
    ("base", "new", "edited", "sides"),
    [
        ("a", "a", "a", ("a", "a")),
        ("a", "b", "a", ("b", "b")),
        ("a", "a", "c", ("c", "c")),
        ("a", "c", "c", ("c", "c")),
        ("a", "b", "c", ("c", "b")),
    ],
)
def test_value_is_that_of_whoever_changed_it(
    base: str, new: str, edited: str, sides: tuple[str, str]
) -> None:
    assert merge_values(base, new=new, edited=edited) == sides


@given(_words, _words, _words)
def test_every_element_of_the_editors_own_is_on_the_editors_side(
    base: str, new: str, edited: str
) -> None:
    ours, theirs = merge_sequences(base, new=new, edited=edited)

    assert set(edited) - set(base) <= set(ours)
    assert set(ours) | set(theirs) <= set(base) | set(new) | set(edited)


@given(_words, _words)
def test_only_change_of_a_sequence_comes_in(base: str, other: str) -> None:
    assert merge_sequences(base, new=other, edited=base) == (tuple(other),) * 2
    assert merge_sequences(base, new=base, edited=other) == (tuple(other),) * 2


def test_paragraphs_from_both_sides_stay_apart() -> None:
    text, _ = merge_texts("One.", new="One.\n\nNew.", edited="One.\n\nMine.")

    assert text == "One.\n\nMine.\n\nNew."


def test_text_with_a_code_fence_is_merged_as_a_whole() -> None:
    fence = "```\none\ntwo\n```"
    mine, new = fence.replace("one", "mine"), fence.replace("two", "new")

    assert merge_texts(fence, new=new, edited=mine) == (mine, new)


@pytest.mark.parametrize(
    ("order", "into", "result"),
    [("abc", "ac", "abc"), ("abc", "cb", "acb"), ("abc", "", "abc"), ("ab", "xy", "abxy")],
)
def test_missing_ones_are_woven_in_behind_those_they_follow(
    order: str, into: str, result: str
) -> None:
    assert "".join(woven(order, into=into)) == result
