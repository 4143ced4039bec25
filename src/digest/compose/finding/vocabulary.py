"""The lexicon in memory: which headings announce what, and the phrases that the guards know.

The words stand in `lexicon/`, one TOML file a language; its README says how to write one. All
languages are tried whatever the article's own, since an article may keep English headings in
another language.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Final, cast

from digest.compose.finding.lines import Entry, Line, start_of, starts
from digest.compose.finding.phrases import expand, fold, phrase_pattern

if TYPE_CHECKING:
    from importlib.abc import ResourceLoader

#: What a heading may announce; an earlier kind wins where two have the same heading.
KINDS: Final = (
    "explicit", "highlights", "summary", "lessons", "conclusion", "outlook", "plans", "endings",
)  # fmt: skip
#: Phrases that sentences begin with or hold.
PHRASES: Final = (
    "promises", "directives", "advice", "conditions", "readers", "authors", "futures", "sequels",
    "onward", "notes", "tails", "closings", "biographies", "professions",
)  # fmt: skip
#: Words around those of a heading.
WORDS: Final = ("determiners", "conjunctions")
#: The files of the lexicon. English comes first: what stands there and elsewhere as well
#: («tl;dr») is called English.
LANGUAGES: Final = (
    "en", "ar", "cs", "da", "de", "el", "es", "fi", "fr", "he", "hi", "hu", "id", "it",
    "ja", "ko", "nl", "pl", "pt", "ro", "ru", "sv", "tr", "uk", "vi", "zh",
)  # fmt: skip
_OTHER_SCRIPTS = frozenset({"ar", "el", "he", "hi", "ja", "ko", "ru", "uk", "zh"})
_BEHIND_LATIN = "\u0370"
_ARABIC_AND = "\u0648"
_HANGUL = "\uac00"  # every syllable comes behind it


def lines_for(text: str) -> Sequence[Line]:
    """The headings of all languages that begin as a folded text does, the plainest first."""
    start = start_of(text)
    found = _lines(is_latin=True).get(start, ())
    if text.isascii() or max(text) < _BEHIND_LATIN:
        return found  # the languages of other scripts need not be read
    return (*_lines(is_latin=False).get(start, ()), *found)


@cache
def _lines(*, is_latin: bool) -> Mapping[str, Sequence[Line]]:
    """The headings by start, of the languages in Latin script or of all others."""
    lines: dict[str, list[Line]] = {}
    for kind in KINDS:
        for language, texts in languages().items():
            if (language in _OTHER_SCRIPTS) is is_latin:
                continue
            entry = Entry(language, kind)
            for text in map(fold, texts.get(kind, ())):
                line = Line(text, entry)
                for start in () if text.startswith("*") else starts(text):
                    lines.setdefault(start, []).append(line)
    return lines


@cache
def ended() -> Mapping[str, Entry]:
    """The ends of headings before which other words may go."""
    return {
        end: Entry(language, kind)
        for kind in KINDS
        for language, texts in languages().items()
        for text in texts.get(kind, ())
        if text.startswith("*")
        for end in expand(text[1:].lstrip())
    }


def phrases(name: str, *, language: str = "") -> re.Pattern[str]:
    """What finds the phrases of that name, one of PHRASES, in a folded sentence.

    Those of the text's own language and of English, which stands in texts of all languages; of a
    language that is not known, those of all. To compile them all takes a tenth of a second.
    """
    own = _base(language)
    return _phrases(name, ("en", own) if own in languages() else LANGUAGES)


@cache
def _phrases(name: str, among: tuple[str, ...]) -> re.Pattern[str]:
    lines = (languages()[language].get(name, ()) for language in dict.fromkeys(among))
    return phrase_pattern(line for texts in lines for line in texts if line)


def _base(language: str) -> str:
    """`pt` of `pt-BR`."""
    return language.partition("-")[0].lower()


def spoken(name: str, *, language: str) -> re.Pattern[str]:
    """As `phrases`, of one language where it has them: «je» is «I» in French and «you» in Dutch."""
    own = _base(language)
    return _phrases(name, (own,) if languages().get(own, {}).get(name) else LANGUAGES)


@cache
def determiners() -> frozenset[str]:
    """Words that may stand before a heading of the lexicon: the, our, five."""
    return frozenset(map(fold, _all("determiners")))


@cache
def conjunctions() -> re.Pattern[str]:
    """What stands between two announcements in one heading; also «/», «+» and a comma."""
    words = sorted(set(map(fold, _all("conjunctions"))), key=lambda word: (-len(word), word))
    return re.compile("|".join((*map(_between, words), " ?[/+&,] ?")))


def _between(word: str) -> str:
    """A conjunction with the spaces that it needs: «and» is none inside of «understanding»."""
    if word == _ARABIC_AND:
        return rf" {word} ?(?=\w)"  # written on to the word behind it
    if word > _HANGUL:
        return rf" ?{word} "  # … or to the word before
    return rf" {re.escape(word)} " if word < "\u3000" else word


@cache
def languages() -> Mapping[str, Mapping[str, Sequence[str]]]:
    """The lines of each file, by language and by name."""
    # Asked of what loaded this module, from a folder or a zip: `importlib.resources` would take
    # longer to import than the files take to read.
    loader = cast("ResourceLoader", __spec__.loader)
    folder = __file__.removesuffix("vocabulary.py") + "lexicon"
    found: dict[str, Mapping[str, Sequence[str]]] = {}
    for language in LANGUAGES:
        texts = tomllib.loads(loader.get_data(f"{folder}/{language}.toml").decode())
        found[language] = {key: text.splitlines() for key, text in texts.items()}
    return found


def _all(name: str) -> list[str]:
    return [line for lines in languages().values() for line in lines.get(name, ()) if line]
