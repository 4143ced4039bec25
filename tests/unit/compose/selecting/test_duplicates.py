from __future__ import annotations

import random

import pytest

from digest.compose.selecting.duplicates import Document, find_copies, pack, unpack

WORDS = [f"{a}{b}{c}" for a in "bdfgk" for b in "aeiou" for c in ("rn", "st", "l", "m", "th")]


def text(seed: int, *, words: int = 300) -> str:
    return " ".join(random.Random(seed).choices(WORDS, k=words))


def edited(original: str, *, every: int) -> str:
    words = original.split()
    words[::every] = [f"new{number}" for number in range(len(words[::every]))]
    return " ".join(words)


def pairs(*documents: tuple[str, str], earlier: int = 0) -> set[tuple[int, int]]:
    """The copies among texts, each with its source; the first `earlier` ones have been used."""
    found = find_copies(
        [
            Document(source=source, packed=pack(text), is_earlier=at < earlier)
            for at, (source, text) in enumerate(documents)
        ]
    )
    assert all(one < other for one, other in found)
    assert len(set(found)) == len(found)
    return set(found)


def test_packed_text_is_the_text() -> None:
    assert unpack(pack("Straße 世界 \U0001f6a2")) == "Straße 世界 \U0001f6a2"


@pytest.mark.parametrize("every", [300, 60, 25])
def test_copy_at_another_source_is_found(every: int) -> None:
    original = text(1)
    assert pairs(("a", original), ("x", text(2)), ("b", edited(original, every=every))) == {(0, 2)}


def test_text_in_which_every_tenth_word_is_another_is_no_copy() -> None:
    assert pairs(("a", text(1)), ("b", edited(text(1), every=10))) == set()


def test_case_punctuation_and_spaces_do_not_matter() -> None:
    loud = text(1).upper().replace(" ", ", ")
    assert pairs(("a", text(1)), ("b", f"«{loud}!»")) == {(0, 1)}


def test_most_of_an_article_is_a_copy_of_it() -> None:
    assert pairs(("a", text(1, words=600)), ("b", text(1, words=600)[:1600])) == {(0, 1)}


def test_articles_of_one_source_are_never_copies() -> None:
    assert pairs(("a", text(1)), ("a", edited(text(1), every=100)), ("b", text(2))) == set()


def test_text_without_spaces_is_compared_by_characters() -> None:
    han = "".join(chr(0x4E00 + number) for number in random.Random(1).choices(range(3000), k=400))
    changed = han[:100] + "改" + han[101:300] + "变" + han[301:]
    assert pairs(("a", han), ("b", changed)) == {(0, 1)}
    assert pairs(("a", han), ("b", han[::-1])) == set()


def test_short_texts_are_not_compared() -> None:
    assert (
        pairs(("a", "The office is closed today."), ("b", "The office is closed today.")) == set()
    )


def test_article_that_comes_back_edited_is_known_from_its_earlier_text() -> None:
    original = text(1)
    slightly, much = edited(original, every=150), edited(original, every=40)
    assert pairs(("a", original), ("a", slightly), ("a", much), earlier=1) == {(0, 1)}
    assert pairs(("a", original), ("b", slightly), ("b", much), earlier=1) == {(0, 1), (0, 2)}


def test_earlier_texts_are_not_compared_with_each_other() -> None:
    assert pairs(("a", text(1)), ("b", text(1)), ("c", text(2)), earlier=2) == set()


def test_series_copied_by_another_source_pairs_each_part_with_its_copy() -> None:
    series = [f"{text(9, words=200)} {text(number)}" for number in range(20)]
    documents = [("a", part) for part in series] + [("b", part) for part in series]
    assert pairs(*documents) == {(number, number + 20) for number in range(20)}


def test_nothing_is_no_copy() -> None:
    assert find_copies([]) == ()
    assert pairs(("a", ""), ("b", "")) == set()
