"""The lines of the lexicon that are headings, found by how they begin and matched as they stand.

A line stands for all that its groups allow, often thousands of headings. None of them is written
out: the parts of a line are followed through the heading, from one place to the next.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from digest.compose.finding.phrases import join_ideographs

_PARTS = re.compile(r"(\[[^\]]*\]|\([^)]*\)|\*| )")
_IDEOGRAPHIC = "\u3000"  # every ideograph comes behind it
_LETTERS = 4  # of a word, by which most that is not in the lexicon is told
_LONGEST_REST = 60  # characters that a `*` at the end stands for
_LONGEST_GAP = 80  # … and one inside


@dataclass(frozen=True, slots=True)
class Entry:
    """Where a heading of the lexicon stands."""

    language: str
    kind: str  #: as in the lexicon


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the lexicon, folded."""

    text: str
    entry: Entry

    @property
    def is_open(self) -> bool:
        """Whether other words may follow."""
        return self.text.endswith("*")

    @property
    def has_gap(self) -> bool:
        """Whether other words may stand inside."""
        return "*" in self.text[:-1]


def start_of(text: str) -> str:
    """How a folded text begins: an ideograph, or the first letters of a word."""
    return text[:1] if text[:1] > _IDEOGRAPHIC else text.partition(" ")[0][:_LETTERS]


def starts(text: str) -> set[str]:
    """How what a folded line stands for may begin."""
    plain = text.partition(" ")[0]
    if plain.isalpha() and (" " in text or len(plain) >= _LETTERS):
        return {start_of(plain)}
    found: set[str] = set()
    open_ends = {""}
    for options in _parts(text):
        longer = {(end + option).lstrip() for end in open_ends for option in options}
        open_ends = {end for end in longer if not _is_start(end)}
        found.update(start_of(end) for end in longer - open_ends)
        if not open_ends:
            break
    return found | {end.partition("*")[0].rstrip() for end in open_ends if end.strip(" *")}


def _is_start(text: str) -> bool:
    return len(text) >= _LETTERS or text[:1] > _IDEOGRAPHIC or " " in text


def _parts(text: str) -> Iterator[tuple[str, ...]]:
    """The choices of each part of a line in turn; words, spaces and `*` are parts of their own."""
    for part in _PARTS.split(text):
        if part[:1] == "[":
            yield ("", *part[1:-1].split("|"))
        elif part[:1] == "(":
            yield tuple(part[1:-1].split("|"))
        elif part:
            yield (part,)


@lru_cache(maxsize=1024)
def _steps(text: str) -> tuple[tuple[str, ...], ...]:
    steps = _parts(text.removesuffix("*"))
    return tuple(tuple(map(join_ideographs, options)) for options in steps)


def reach(line: Line, heading: str) -> int:
    """How many characters of a folded heading the line accounts for; 0 where it is another one.

    That is all of them, unless other words may follow: then some must.
    """
    places = {0}
    for options in _steps(line.text):
        places = {end for place in places for end in _ends(heading, options, at=place)}
        if not places:
            return 0
    size = len(heading)
    if not line.is_open:
        return size if size in places else 0
    space = " " if line.text.endswith(" *") else ""  # «まとめサイト» is not «まとめ …»
    return max(
        (
            end
            for end in places
            if 0 < size - end <= _LONGEST_REST and heading.endswith(space, 0, end)
        ),
        default=0,
    )


def _ends(text: str, options: tuple[str, ...], *, at: int) -> Iterator[int]:
    if options == ("*",):
        yield from range(at, min(len(text), at + _LONGEST_GAP) + 1)
    elif options == (" ",):
        yield from _behind_space(text, at=at)
    else:
        for option in options:
            if text.startswith(option, at):
                yield at + len(option)


def _behind_space(text: str, *, at: int) -> Iterator[int]:
    """A space is none at an edge, beside another one, and between ideographs."""
    if text[at : at + 1] == " ":
        yield at + 1
    elif at in {0, len(text)} or text[at - 1] == " " or text[at - 1] > _IDEOGRAPHIC < text[at]:
        yield at
