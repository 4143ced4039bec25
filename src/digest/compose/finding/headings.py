"""What a heading announces: takeaways of some tier, an outlook, or neither.

All of a heading must be in the lexicon, not a part of it: «Key takeaways» is, «Why the key
takeaways box was empty» is not. Determiners, numbers and years around the words do not count, and
a sub-title («Conclusion: it works») and a second announcement («Fazit und Ausblick») may follow.
"""

from __future__ import annotations

import re
import string
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import Final

from digest.article import Tier
from digest.compose.finding.phrases import fold, join_ideographs
from digest.compose.finding.vocabulary import Entry, conjunctions, determiners, start_of, vocabulary
from digest.compose.scripts import MARKS
from digest.model import Role

_LONGEST = 120  # characters; nothing longer is a heading that announces something
_LONGEST_REST = 60  # characters around an entry that other words may follow or go before
_MOST_LAST_CHARACTERS = 6  # of a heading without spaces, where others go before an entry
_MOST_LAST_WORDS = 3  # of a heading, where words go before an entry
_HEADING_ID = re.compile(r"\s*\{[:#][^{}]*\}\s*$")
_ALERT = re.compile(r"^\s*\[!\w+\]")
_EMOJI_NAME = re.compile(r":[a-z0-9_+-]+:")
_NUMBERING = re.compile(
    r"^(?:\d+(?:\.\d+)*[.):]*|[ivx]+[.)])\s+(?=\S)|^\(?[一二三四五六七八九十]+[)、.]\s*(?=\S)"
)
_NUMBERED = re.compile(r"\W*(?:[ivxIVX]+[.)]|\[!)")
_WORD = re.compile(rf"[^\W\d_][\w{MARKS}]*")
_ASCII_EDGES = string.punctuation + string.whitespace
# The vowel signs of Indic scripts are no `\w`, and yet the end of a word.
_EDGES = re.compile(rf"^(?:(?![{MARKS}])[\W_])+|(?:(?![{MARKS}])[\W_])+$")
_YEAR_BEFORE = re.compile(r"^(?:19|20)\d\d(?:年的?|년)? ?(?=\D)")
_YEAR_BEHIND = re.compile(r"(?<=\D) ?(?:19|20)\d\d(?:[-/–]\d{2,4})?(?: ?(?:年|년|г\.?))?$")
_SUBTITLE = re.compile(r"\s*[:：]\s*|\s+[-–—|]+\s+")
_TIERS = {
    "explicit": Tier.EXPLICIT,
    "highlights": Tier.EXPLICIT,
    "summary": Tier.SUMMARY,
    "lessons": Tier.SUMMARY,
    "conclusion": Tier.CONCLUSION,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtraHeadings:
    """Headings that a source uses beside those of the lexicon, compared when normalised."""

    takeaways: tuple[str, ...] = ()
    outlook: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Announcement:
    """What a heading announces, and by which entry of the lexicon."""

    role: Role
    kind: str  #: as `Entry.kind`; `source` for a heading that the source adds
    rule: str  #: for a person
    tier: Tier | None = None  #: None for an outlook
    is_whole: bool = True  #: False when other words stand around the entry
    is_mixed: bool = False  #: it announces something else as well

    @classmethod
    def of_source(cls, heading: str, *, role: Role) -> Announcement:
        """Of a heading that the source adds."""
        tier = Tier.EXPLICIT if role is Role.TAKEAWAYS else None
        return cls(role=role, kind="source", rule=f"source: {heading}", tier=tier)

    @classmethod
    def of_box(cls, hint: str) -> Announcement:
        """Of a box whose class says what it is."""
        return cls(role=Role.TAKEAWAYS, kind="box", rule=f"class: {hint}", tier=Tier.EXPLICIT)


#: A source that adds none.
NO_EXTRA: Final = ExtraHeadings()


def heading_role(heading: str) -> Role | None:
    """`Role.TAKEAWAYS` (of any tier) or `Role.OUTLOOK` for a heading in the lexicon, else None."""
    what = announced(heading)
    return what.role if what else None


def announced(heading: str, *, extra: ExtraHeadings = NO_EXTRA) -> Announcement | None:
    """What a heading announces; those of `extra` go before the lexicon."""
    if len(heading) > _LONGEST:
        return None
    return _added(heading, extra=extra) or _announced(heading)


def announced_by_line(text: str, *, extra: ExtraHeadings = NO_EXTRA) -> Announcement | None:
    """What a line or a label announces that nothing marks as a heading: no other words count."""
    if len(text) > _LONGEST:
        return None
    if (extra.takeaways or extra.outlook) and (added := _added(text, extra=extra)):
        return added
    match = _whole(normalise_heading(text)) if _may_announce(text) else None
    return _announcement(match) if match else None


def _added(heading: str, *, extra: ExtraHeadings) -> Announcement | None:
    for role, added in ((Role.TAKEAWAYS, extra.takeaways), (Role.OUTLOOK, extra.outlook)):
        if added and normalise_heading(heading) in map(normalise_heading, added):
            return Announcement.of_source(heading, role=role)
    return None


def ends_section(heading: str) -> bool:
    """Whether it heads what no section is about: thanks, references, comments, the author."""
    if len(heading) > _LONGEST:
        return False
    match = _match(normalise_heading(heading))
    return match is not None and match.entry.kind == "endings"


def normalise_heading(heading: str) -> str:
    """The words of a heading, as the lexicon has them.

    Case, accents and quotes are folded; ids, numbering, emoji, symbols and the punctuation around
    the words are gone.
    """
    text = fold(_ALERT.sub("", heading) if "[!" in heading else heading)
    if "{" in text:
        text = _HEADING_ID.sub("", text)
    if ":" in text:
        text = _EMOJI_NAME.sub(" ", text)
    if not text.isascii():
        text = "".join(" " if _is_symbol(character) else character for character in text)
    text = _trim(_NUMBERING.sub("", _trim(text)))
    return join_ideographs(" ".join(text.split()))


def _trim(text: str) -> str:
    """Without the punctuation around it."""
    return text.strip(_ASCII_EDGES) if text.isascii() else _EDGES.sub("", text)


def _is_symbol(character: str) -> bool:
    """Symbols, invisible characters, and the marks that make an emoji of a digit."""
    return unicodedata.category(character)[0] in "SC" or character in "\ufe0f\u20e3"


@dataclass(frozen=True, slots=True)
class _Match:
    entry: Entry
    words: str  #: folded; a `*` stands for what is not in the lexicon
    is_whole: bool


@lru_cache(maxsize=4096)
def _announced(heading: str) -> Announcement | None:
    normal = normalise_heading(heading)
    match = _match(normal)
    if match and match.is_whole:
        return _announcement(match)
    two = _of_two(normal)
    if two:
        return two
    match = match or _beside_subtitle(normal)
    return replace(known, is_whole=False) if match and (known := _announcement(match)) else None


def _may_announce(text: str) -> bool:
    """Whether a text may begin with a heading of the lexicon; cheap, and yes in doubt."""
    if _NUMBERED.match(text):
        return True
    for match in _WORD.finditer(text, 0, _LONGEST):
        word = fold(match[0])
        if start_of(word) in vocabulary().starts:
            return True
        if word not in determiners():
            return False
    return False


def _match(normal: str) -> _Match | None:
    """The entry of the lexicon that a normalised heading is, begins with, or is built like."""
    words = vocabulary()
    if whole := _whole(normal):
        return whole
    for variant in _variants(normal):
        for length in words.lengths.get(start_of(variant), ()):
            entry = words.begun.get(variant[:length])
            if entry and length < len(variant) <= length + _LONGEST_REST:
                return _Match(entry, f"{variant[:length]}*", is_whole=False)
    for pattern, entry in words.others.get(start_of(normal), ()):
        if _compiled(pattern).fullmatch(normal):
            return _Match(entry, normal, is_whole=False)
    return _ending(normal)


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


@cache
def _endings() -> tuple[str, ...]:
    return tuple(vocabulary().ended)


def _ending(normal: str) -> _Match | None:
    """The entry that a heading ends with: «la nostra roadmap», «डिवाइस पर AI का भविष्य»."""
    ended = vocabulary().ended
    if len(normal) > _LONGEST_REST or not normal.endswith(_endings()):
        return None
    for length in range(2, min(_MOST_LAST_CHARACTERS, len(normal) - 1) + 1):
        text = normal[-length:]
        if text[0] > "\u3000" and text in ended:
            return _Match(ended[text], f"*{text}", is_whole=False)
    words = normal.replace("'s ", " 's ").split(" ")
    for count in range(1, min(_MOST_LAST_WORDS, len(words) - 1) + 1):
        text = " ".join(words[-count:])
        if text in ended:
            return _Match(ended[text], f"* {text}", is_whole=False)
    return None


def _whole(normal: str) -> _Match | None:
    words = vocabulary()
    for variant in _variants(normal):
        if entry := words.whole.get(variant):
            return _Match(entry, variant, is_whole=True)
    return None


def _variants(normal: str) -> Iterator[str]:
    """The heading, without brackets at its end, without a year, without determiners."""
    bare = _YEAR_BEHIND.sub("", _YEAR_BEFORE.sub("", normal.partition(" (")[0]))
    for text in (normal, bare) if bare != normal else (normal,):
        yield text
        first, _, rest = text.partition(" ")
        while rest and (first in determiners() or first.isdigit()):
            yield rest
            first, _, rest = rest.partition(" ")


def _of_two(normal: str) -> Announcement | None:
    """«Conclusion and outlook»: the outlook, unless takeaways are announced in plain words."""
    parts = [part.strip() for part in conjunctions().split(normal, maxsplit=1)]
    if len(parts) < 2:
        return None
    first, second = map(_match, parts)
    if not first or not first.is_whole:
        return None
    left, right = _announcement(first), second and _announcement(second)
    is_weak = left is not None and left.kind in {"summary", "lessons", "conclusion"}
    what = right if is_weak and right and right.role is Role.OUTLOOK else left
    return what and replace(what, is_whole=False, is_mixed=True)


def _beside_subtitle(normal: str) -> _Match | None:
    parts = [part.strip() for part in _SUBTITLE.split(normal, maxsplit=1)]
    if len(parts) < 2:
        return None
    left, right = map(_match, parts)
    return left or (right if right and right.is_whole else None)


def _announcement(match: _Match) -> Announcement | None:
    entry = match.entry
    if entry.kind == "endings":
        return None
    tier = _TIERS.get(entry.kind)
    return Announcement(
        role=Role.TAKEAWAYS if tier else Role.OUTLOOK,
        kind=entry.kind,
        rule=f"{entry.language}, {entry.kind}: {match.words}",
        tier=tier,
        is_whole=match.is_whole,
    )
