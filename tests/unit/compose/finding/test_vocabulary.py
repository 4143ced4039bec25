from __future__ import annotations

import re

import pytest

from digest.compose.finding.phrases import expand
from digest.compose.finding.vocabulary import KINDS, PHRASES, WORDS, languages, vocabulary

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


def test_a_heading_has_one_kind_the_plainest() -> None:
    entries = vocabulary().whole
    assert entries["tldr"].language == "en"
    assert entries["conclusion"].kind == "conclusion"
    assert entries["next steps"].kind == "plans"
