from __future__ import annotations

import pytest

from digest.compose.finding.phrases import expand, fold, opening, phrase_pattern


@pytest.mark.parametrize(
    ("entry", "phrases"),
    [
        ("gist", {"gist"}),
        ("[key|main] (point|points)", {"point", "points"} | {
            f"{word} {points}" for word in ("key", "main") for points in ("point", "points")
        }),
        ("outlook for *", {"outlook for *"}),
        ("l'[avenir]", {"l'", "l'avenir"}),
        ("[未来] 展望", {"展望", "未来展望"}),
        ("[향후] 전망", {"전망", "향후 전망"}),
        ("Points clés", {"points cles"}),
    ],
)  # fmt: skip
def test_expand_gives_all_that_an_entry_stands_for(entry: str, phrases: set[str]) -> None:
    assert set(expand(entry)) == {fold(phrase) for phrase in phrases}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("RÉSUMÉ", "resume"),
        ("Ключевые уроки ещё", "ключевые уроки еще"),
        ("ÖNE ÇIKANLAR", "öne çıkanlar"),
        ("الخُلاصة", "الخلاصة"),
        ("ΠΡΟΟΠΤΙΚΈΣ", "προοπτικες"),
        ("What’s  next", "what's next"),
        ("ﾎﾟｲﾝﾄ", "ポイント"),
    ],
)
def test_fold_makes_spellings_alike(one: str, other: str) -> None:
    assert fold(one) == fold(other)


def test_fold_keeps_letters_apart_that_are_no_accents() -> None:
    assert fold("かき") != fold("がき")
    assert fold("मत") != fold("मति")


def test_phrase_pattern_finds_whole_words() -> None:
    pattern = phrase_pattern(["(we|i) thank", "感谢"])
    assert pattern.match("we thank all")
    assert not pattern.search("we thankfully left")
    assert pattern.match("感谢大家")


@pytest.mark.parametrize(
    ("entry", "word", "longer"),
    [("(follow|star)", "follow us", "following"), ("thank [you]", "thank you", "thankful")],
)
def test_a_group_ends_at_the_edge_of_a_word(entry: str, word: str, longer: str) -> None:
    assert phrase_pattern([entry]).match(word)
    assert not phrase_pattern([entry]).match(longer)


def test_a_group_begins_at_the_edge_of_a_word() -> None:
    pattern = phrase_pattern(["(our|this) project", "[my|our] plan"])
    assert pattern.search("as our project grows")
    assert not pattern.search("as your project grows")
    assert pattern.search("a plan")
    assert not pattern.search("an aeroplan")


def test_particles_may_follow_where_they_are_written_on() -> None:
    assert phrase_pattern(["(감사|문의)"]).match("감사합니다")


@pytest.mark.parametrize("text", ["(If you like it)", "👉 If you like it", "— If you like it"])
def test_opening_begins_with_the_first_word(text: str) -> None:
    assert opening(text).startswith("if you like it")


def test_opening_keeps_the_mark_of_rights() -> None:
    assert opening("© The harbour office") == "© the harbour office"


def test_phrase_pattern_lets_a_few_words_stand_between() -> None:
    pattern = phrase_pattern(["this * appeared"])
    assert pattern.match("this text first appeared")
    assert not pattern.match(f"this {'x' * 200} appeared")


def test_phrase_pattern_of_nothing_finds_nothing() -> None:
    assert not phrase_pattern([]).search("anything")
