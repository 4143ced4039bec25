"""The lexicon in memory: which headings announce what, and the phrases that the guards know.

The words stand in `lexicon/`, one TOML file a language; its README says how to write one. All
languages are tried whatever the article's own, since an article may keep English headings in
another language.
"""

from __future__ import annotations

import importlib.resources
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Final

from digest.compose.finding.phrases import expand, fold, phrase_pattern, phrase_regex

#: What a heading may announce; an earlier kind wins where two have the same heading.
KINDS: Final = (
    "explicit", "highlights", "summary", "lessons", "conclusion", "outlook", "plans", "endings",
)  # fmt: skip
#: Phrases that sentences begin with or hold.
PHRASES: Final = (
    "promises", "directives", "readers", "authors", "notes", "tails", "closings", "biographies",
)  # fmt: skip
#: Words around those of a heading.
WORDS: Final = ("determiners", "conjunctions")
_LETTERS = 4  # of a word, by which most that is not in the lexicon is told


@dataclass(frozen=True, slots=True)
class Entry:
    """Where a heading of the lexicon stands."""

    language: str
    kind: str  #: one of KINDS


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """The headings of all languages together, folded; `start_of` tells how each begins."""

    whole: dict[str, Entry] = field(default_factory=dict)
    begun: dict[str, Entry] = field(default_factory=dict)  #: other words may follow
    lengths: dict[str, list[int]] = field(default_factory=dict)  #: of `begun`, by start
    #: By start, with other words inside: a regular expression for all of the heading, its entry.
    others: dict[str, list[tuple[str, Entry]]] = field(default_factory=dict)
    ended: dict[str, Entry] = field(default_factory=dict)  #: other words may go before
    starts: set[str] = field(default_factory=set)


@cache
def vocabulary() -> Vocabulary:
    """The headings of the lexicon, read once."""
    words = Vocabulary()
    for kind in KINDS:
        for language, lines in languages().items():
            entry = Entry(language, kind)
            for line in lines.get(kind, ()):
                _take(line, entry=entry, into=words)
    for text in words.begun:
        lengths = words.lengths.setdefault(start_of(text), [])
        if len(text) not in lengths:
            lengths.append(len(text))
    for lengths in words.lengths.values():
        lengths.sort(reverse=True)
    words.starts.update(map(start_of, words.whole), words.lengths, words.others)
    return words


def _take(line: str, *, entry: Entry, into: Vocabulary) -> None:
    if line.startswith("*"):
        into.ended.update((text, entry) for text in expand(line.removeprefix("*").lstrip()))
        return
    if "*" in line[:-1]:
        pattern = phrase_regex(line)
        for start in {start_of(text) for text in expand(line.partition("*")[0])}:
            into.others.setdefault(start, []).append((pattern, entry))
        return
    for text in expand(line):
        if text.endswith("*"):
            into.begun.setdefault(text[:-1], entry)
        else:
            into.whole.setdefault(text, entry)


def start_of(text: str) -> str:
    """How a folded text begins: an ideograph, or the first letters of a word."""
    return text[:1] if text[:1] > "\u3000" else text.partition(" ")[0][:_LETTERS]


@cache
def phrases(name: str) -> re.Pattern[str]:
    """What finds the phrases of that name, one of PHRASES, in a folded sentence."""
    return phrase_pattern(_all(name))


@cache
def spoken(name: str, *, language: str) -> re.Pattern[str]:
    """As `phrases`, of one language where it has them: «je» is «I» in French and «you» in Dutch."""
    lines = languages().get(language.partition("-")[0].lower(), {}).get(name)
    return phrase_pattern(filter(None, lines)) if lines else phrases(name)


@cache
def determiners() -> frozenset[str]:
    """Words that may stand before a heading of the lexicon: the, our, five."""
    return frozenset(map(fold, _all("determiners")))


@cache
def conjunctions() -> re.Pattern[str]:
    """What stands between two announcements in one heading."""
    words = set(map(fold, _all("conjunctions")))
    spaced = "|".join(re.escape(word) for word in sorted(words) if word < "\u3000")
    # Spaced words need their spaces: «and» is none inside of «understanding».
    return re.compile(f" (?:{spaced}) |[{''.join(sorted(words - set(spaced.split('|'))))}]")


@cache
def languages() -> Mapping[str, Mapping[str, Sequence[str]]]:
    """The lines of each file, by language and by name.

    English comes first: what stands there and elsewhere as well («tl;dr») is called English.
    """
    return {name: lines for _, name, lines in sorted(_files(), key=lambda entry: entry[:2])}


def _files() -> Iterator[tuple[bool, str, Mapping[str, Sequence[str]]]]:
    for file in importlib.resources.files("digest.compose.finding").joinpath("lexicon").iterdir():
        name, _, suffix = file.name.partition(".")
        if suffix == "toml":
            texts = tomllib.loads(file.read_text(encoding="utf-8"))
            yield name != "en", name, {key: text.splitlines() for key, text in texts.items()}


def _all(name: str) -> list[str]:
    return [line for lines in languages().values() for line in lines.get(name, ()) if line]
