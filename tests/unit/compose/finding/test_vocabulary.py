from __future__ import annotations

import importlib.resources
import re

import pytest

from digest.compose.finding.phrases import expand, fold
from digest.compose.finding.vocabulary import (
    KINDS,
    LANGUAGES,
    PHRASES,
    WORDS,
    conjunctions,
    languages,
    lines_for,
)

NAMES = {*KINDS, *PHRASES, *WORDS}
ASKED_FOR = [
    "en",
    "de",
    "fr",
    "es",
    "it",
    "pt",
    "nl",
    "ru",
    "uk",
    "pl",
    "zh",
    "ja",
    "ko",
    "ar",
    "hi",
    "tr",
    "cs",
    "sv",
]


def test_languages_asked_for_have_all_tiers_and_an_outlook() -> None:
    for language in ASKED_FOR:
        lines = languages()[language]
        assert all(lines.get(kind) for kind in ("explicit", "summary", "conclusion", "outlook"))


@pytest.mark.parametrize("language", languages())
def test_lexicon_file_holds_only_what_is_read(language: str) -> None:
    lines = languages()[language]
    assert set(lines) <= NAMES
    assert all(line == line.strip() for name in lines for line in lines[name])


@pytest.mark.parametrize("language", languages())
def test_groups_of_the_lexicon_are_closed_and_do_not_nest(language: str) -> None:
    for lines in languages()[language].values():
        for line in lines:
            rest = re.sub(r"\[[^][()]*\]|\([^][()]*\)", "", line)
            assert not re.search(r"[][()]", rest), line


@pytest.mark.parametrize("language", languages())
def test_no_heading_of_the_lexicon_is_empty_or_all_heading(language: str) -> None:
    for kind in KINDS:
        for line in languages()[language].get(kind, ()):
            if line:
                assert all(text.strip(" *") for text in expand(line)), line


def test_every_file_of_the_lexicon_is_read() -> None:
    folder = importlib.resources.files("digest.compose.finding").joinpath("lexicon")
    files = {file.name for file in folder.iterdir() if file.name.endswith(".toml")}
    assert files == {f"{language}.toml" for language in LANGUAGES}
    assert tuple(languages()) == LANGUAGES


@pytest.mark.parametrize("heading", ["key points", "in summary", "das wesentliche", "总结"])
def test_the_plainest_kind_of_a_heading_goes_first(heading: str) -> None:
    kinds = [KINDS.index(line.entry.kind) for line in lines_for(heading)]
    assert kinds
    assert kinds == sorted(kinds)


def test_headings_of_every_language_are_found_by_how_they_begin() -> None:
    for language, lines in languages().items():
        heading = next(expand(lines["explicit"][0])).removesuffix("*")
        found = {line.entry.language for line in lines_for(heading)}
        assert language in found, language


@pytest.mark.parametrize(
    ("heading", "parts"),
    [
        ("points and plans", ["points", "plans"]),
        ("points/plans", ["points", "plans"]),
        ("understanding", ["understanding"]),
        ("계획과 마무리", ["계획", "마무리"]),
        ("결과", ["결과"]),
        ("結論と今後", ["結論", "今後"]),
        ("الخاتمة والخطوات", ["الخاتمة", "الخطوات"]),
    ],
)
def test_conjunctions_part_a_heading_where_they_are_words(heading: str, parts: list[str]) -> None:
    assert conjunctions().split(fold(heading)) == list(map(fold, parts))
