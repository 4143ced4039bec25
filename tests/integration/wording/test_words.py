"""The shipped words: complete, and in the forms that each language has."""

from __future__ import annotations

import itertools
import re
import tomllib
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest

import digest.wording
from digest.wording.cldr import plural_category
from digest.wording.load import load_wording, placeholders
from digest.wording.wording import Phrase

FOLDER = Path(digest.wording.__file__).parent / "words"
LANGUAGES = sorted(path.stem for path in FOLDER.glob("*.toml"))
OTHERS = [language for language in LANGUAGES if language != "en"]
TEMPLATES = Path(__file__).resolve().parents[3] / "templates"
#: Far enough for every rule of CLDR: French and Spanish have a form for whole millions.
NUMBERS = (*range(201), 1_000, 1_001, 1_000_000, 2_000_000)


def phrases(language: str) -> Mapping[str, Phrase]:
    return tomllib.loads((FOLDER / f"{language}.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("language", OTHERS)
def test_every_phrase_stands_in_every_language_in_one_order(language: str) -> None:
    assert list(phrases(language)) == list(phrases("en"))


@pytest.mark.parametrize("language", OTHERS)
def test_no_value_is_lost_in_translation(language: str) -> None:
    english = phrases("en")
    for key, phrase in phrases(language).items():
        form = phrase if isinstance(phrase, str) else phrase["other"]
        assert placeholders(form) == placeholders(english[key]), key


@pytest.mark.parametrize("language", OTHERS)
def test_a_phrase_is_translated_or_the_same_for_a_reason(language: str) -> None:
    shared = {
        "de": {"issue_label", "permalink", "feeds"},
        "fr": {"issue_label", "sources"},
        "es": {"issue_label", "feeds"},
        "ru": {"issue_label"},
        "he": {"issue_label"},
        "it": {"issue_label"},
        "nl": {"issue_label", "feeds"},
        "pl": {"issue_label"},
        "pt": {"issue_label", "feeds"},
    }.get(language, set())
    english = phrases("en")
    same = {key for key, phrase in phrases(language).items() if phrase == english[key]}
    assert same == shared


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_forms_are_those_of_cldr_for_whole_numbers(language: str) -> None:
    categories = {plural_category(language, number) for number in NUMBERS} | {"other"}
    for key, phrase in phrases(language).items():
        if not isinstance(phrase, str):
            assert set(phrase) == categories, key


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_number_is_told_apart_from_the_next(language: str) -> None:
    words = load_wording(language)
    told = [words.count("stories", number) for number in range(3, 130)]
    assert all(str(number) in text for number, text in enumerate(told, start=3))


@pytest.mark.parametrize("language", LANGUAGES)
def test_phrases_are_one_clean_line(language: str) -> None:
    for key, phrase in phrases(language).items():
        for form in [phrase] if isinstance(phrase, str) else phrase.values():
            assert form == form.strip(), key
            assert "  " not in form, key
            assert form.replace("\xa0", " ").isprintable(), key


@pytest.mark.parametrize(
    ("language", "bad"),
    [
        ("fr", r"[^\xa0][:;!?»]|«[^\xa0]|'"),
        ("de", r"[\"«»'\u201d]"),
        ("es", r"[\"'\u201c\u201d]"),
        ("it", r"[\"'\u201c\u201d]"),
        ("nl", r"[\"'«»]"),
        ("pl", r"[\"'«»\u201c]"),
        ("pt", r"[\"'«»]"),
        ("ru", r"[\"'\u201c\u201d]"),
        ("zh", r"[,.:;?!()\"']"),
        ("zh-Hant", r"[,.:;?!()\"']"),
        ("ja", r"[,.:;?!()\"']"),
        ("ar", r"[,;?\"']"),
        ("he", r"[\"']"),
    ],
)
def test_each_language_has_its_own_punctuation(language: str, bad: str) -> None:
    said = [
        form
        for phrase in phrases(language).values()
        for form in ([phrase] if isinstance(phrase, str) else phrase.values())
    ]
    assert [form for form in said if re.search(bad, form)] == []


@pytest.mark.parametrize(
    ("language", "counts"),
    [
        ("en", {0: "0 stories", 1: "1 story", 2: "2 stories"}),
        ("fr", {0: "0 sujet", 1: "1 sujet", 2: "2 sujets"}),
        ("ru", {1: "1 материал", 3: "3 материала", 5: "5 материалов", 21: "21 материал"}),
        ("ar", {0: "لا موضوعات", 2: "موضوعان", 3: "3 موضوعات", 11: "11 موضوعًا", 100: "100 موضوع"}),
        ("pl", {1: "1 tekst", 3: "3 teksty", 5: "5 tekstów", 21: "21 tekstów", 22: "22 teksty"}),
        ("he", {1: "ידיעה אחת", 2: "שתי ידיעות", 3: "3 ידיעות"}),
        ("ja", {1: "記事1本", 12: "記事12本"}),
    ],
)
def test_numbers_of_things_agree(language: str, counts: Mapping[int, str]) -> None:
    words = load_wording(language)
    assert {number: words.count("stories", number) for number in counts} == counts


@pytest.mark.parametrize(
    ("language", "written"),
    [
        ("en", "1 November 2026"),
        ("en-US", "November 1, 2026"),
        ("en-GB", "1 November 2026"),
        ("de", "1. November 2026"),
        ("fr", "1er novembre 2026"),
        ("fr-CA", "1er novembre 2026"),
        ("es", "1 de noviembre de 2026"),
        ("it", "1º novembre 2026"),
        ("pt", "1º de novembro de 2026"),
        ("pt-PT", "1 de novembro de 2026"),
        ("nl", "1 november 2026"),
        ("pl", "1 listopada 2026"),
        ("ru", "1 ноября 2026\u202fг."),
        ("zh", "2026年11月1日"),
        ("zh-TW", "2026年11月1日"),
        ("ja", "2026年11月1日"),
        ("ar", "1 نوفمبر 2026"),
        ("ar-SY", "1 تشرين الثاني 2026"),
        ("he", "1 בנובמבר 2026"),
        ("tlh", "1 November 2026"),
    ],
)
def test_dates_are_written_as_people_write_them(language: str, written: str) -> None:
    assert load_wording(language).date(date(2026, 11, 1)) == written


@pytest.mark.parametrize("day", [10, 11, 21, 31])
def test_only_the_first_of_a_month_is_an_ordinal(day: int) -> None:
    assert load_wording("fr").date(date(2026, 12, day)) == f"{day} décembre 2026"


def test_every_phrase_that_a_template_asks_for_is_there() -> None:
    asked = [
        (path.name, method, key)
        for path in TEMPLATES.rglob("*.j2")
        for method, key in re.findall(
            r"words\.(say|count)\(\s*\"(\w+)\"", path.read_text(encoding="utf-8")
        )
    ]
    english = phrases("en")

    assert asked
    assert [
        each
        for each in asked
        if each[2] not in english or (each[1] == "say" and not isinstance(english[each[2]], str))
    ] == []


def test_every_phrase_is_used() -> None:
    folders = (TEMPLATES, FOLDER.parents[1])
    paths = itertools.chain(
        *(folder.rglob(f"*{end}") for folder, end in zip(folders, (".j2", ".py"), strict=True))
    )
    text = "".join(path.read_text(encoding="utf-8") for path in paths)

    assert [key for key in phrases("en") if f'"{key}"' not in text] == []
