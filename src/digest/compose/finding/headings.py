"""What a heading announces: takeaways of some tier, an outlook, or neither.

All of a heading must be in the lexicon, not a part of it: «Key takeaways» is, «Why the key
takeaways box was empty» is not. Determiners, numbers and years around the words do not count, and
a sub-title («Conclusion: it works») and a second announcement («Fazit und Ausblick») may follow.
"""

from __future__ import annotations

import re
import string
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache, partial
from itertools import chain, islice
from typing import Final

from digest.article import Tier
from digest.compose.finding.lines import Entry, reach
from digest.compose.finding.phrases import fold, join_ideographs
from digest.compose.finding.vocabulary import conjunctions, determiners, ended, lines_for
from digest.compose.scripts import MARKS
from digest.model import Role

_LONGEST = 120  # characters; nothing longer is a heading that announces something
_LONGEST_REST = 60  # characters around an entry that other words may follow or go before
_MOST_LAST_CHARACTERS = 6  # of a heading without spaces, where others go before an entry
_MOST_LAST_WORDS = 3  # of a heading, where words go before an entry
_MOST_OTHER_WORDS = 4  # … and how many of them; more of them have a subject of their own
_MOST_DETERMINERS = 4  # «and so, the five»; more of them are no heading
_MOST_PARTS = 3  # that are joined in one heading, behind the first
_MOST_WORDS_BEFORE = 2  # of another subject, before an outlook
_MOST_SIDE_BY_SIDE = 8  # characters of two entries without a conjunction
_IDEOGRAPHIC = "\u3000"  # every ideograph comes behind it
_LIST_MARKS = frozenset("/,+")  # «DOM, a love story»: with them, each part must be known
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
_YEAR_INSIDE = re.compile(r"(?<= )(?:19|20)\d\d (?=[^\W\d])")
_PAUSE = re.compile(r"[,;!?…]+(?=\s|$)|[¿¡]")
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
    """What a heading announces first of all; those of `extra` go before the lexicon."""
    return next(iter(all_announced(heading, extra=extra)), None)


def all_announced(heading: str, *, extra: ExtraHeadings = NO_EXTRA) -> tuple[Announcement, ...]:
    """All that a heading announces: «Conclusion and outlook» is the heading of both."""
    if len(heading) > _LONGEST:
        return ()
    added = _added(heading, extra=extra)
    return (added,) if added else _announced(heading)


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
def _announced(heading: str) -> tuple[Announcement, ...]:
    normal = normalise_heading(heading)
    match = _match(normal)
    if match and match.is_whole:
        return _only(_announcement(match))
    if several := _of_several(normal) or _side_by_side(normal):
        return several
    match = match or _beside_subtitle(normal)
    known = _announcement(match) if match else None
    return _only(known and replace(known, is_whole=False))


def _only(what: Announcement | None) -> tuple[Announcement, ...]:
    return (what,) if what else ()


def _may_announce(text: str) -> bool:
    """Whether a text may begin with a heading of the lexicon; cheap, and yes in doubt."""
    if _NUMBERED.match(text):
        return True
    for match in _WORD.finditer(text, 0, _LONGEST):
        word = fold(match[0])
        if lines_for(word):
            return True
        if word not in determiners():
            return False
    return False


@lru_cache(maxsize=1024)
def _match(normal: str) -> _Match | None:
    """The entry of the lexicon that a normalised heading is, begins with, or is built like."""
    if whole := _whole(normal):
        return whole
    for variant in _variants(normal):
        begun = [line for line in lines_for(variant) if line.is_open]
        longest = max(begun, key=partial(reach, heading=variant), default=None)
        if longest and (length := reach(longest, variant)):
            return _Match(longest.entry, f"{variant[:length]}*", is_whole=False)
    for line in lines_for(normal):
        if line.has_gap and not line.is_open and reach(line, normal):
            return _Match(line.entry, normal, is_whole=False)
    return _ending(normal)


@cache
def _endings() -> tuple[str, ...]:
    return tuple(ended())


def _ending(normal: str) -> _Match | None:
    """The entry that a heading ends with: «la nostra roadmap», «डिवाइस पर AI का भविष्य»."""
    if len(normal) > _LONGEST_REST or not normal.endswith(_endings()):
        return None
    for length in range(2, min(_MOST_LAST_CHARACTERS, len(normal) - 1) + 1):
        text = normal[-length:]
        if text[0] > "\u3000" and text in ended():
            return _Match(ended()[text], f"*{text}", is_whole=False)
    words = normal.replace("'s ", " 's ").split(" ")
    least = max(1, len(words) - _MOST_OTHER_WORDS)
    for count in range(least, min(_MOST_LAST_WORDS, len(words) - 1) + 1):
        text = " ".join(words[-count:])
        if text in ended():
            return _Match(ended()[text], f"* {text}", is_whole=False)
    return None


@lru_cache(maxsize=1024)
def _whole(normal: str) -> _Match | None:
    spoken = " ".join(_PAUSE.sub(" ", normal).split())  # «So, what's next?», «Y ahora, ¿qué?»
    for variant in chain(_variants(normal), _variants(spoken) if spoken != normal else ()):
        for line in lines_for(variant):
            if not line.is_open and not line.has_gap and reach(line, variant):
                return _Match(line.entry, variant, is_whole=True)
    return None


def _variants(normal: str) -> Iterator[str]:
    """The heading, without brackets at its end, without a year, without determiners."""
    bare = _YEAR_BEHIND.sub("", _YEAR_BEFORE.sub("", normal.partition(" (")[0]))
    bare = _YEAR_INSIDE.sub("", bare)
    for text in (normal, bare) if bare != normal else (normal,):
        yield text
        rest = text
        for _ in range(_MOST_DETERMINERS):
            first, _, rest = rest.partition(" ")
            if not rest or not (first in determiners() or first[:1].isdigit()):
                break
            yield rest


def _of_several(normal: str, *, depth: int = _MOST_PARTS) -> tuple[Announcement, ...]:
    """«Conclusion and outlook»: what each part announces, one for a role, the plainest."""
    begun: tuple[Announcement, ...] = ()
    for match in islice(conjunctions().finditer(normal), depth):
        first = _whole(normal[: match.start()].strip())
        left = first and _announcement(first)
        behind = normal[match.end() :].strip()
        second = _match(behind)
        right = second and _announcement(second)
        if not left:
            is_short = normal.count(" ", 0, match.start()) < _MOST_WORDS_BEFORE
            is_said = right and right.is_whole and not right.tier and " " in behind
            if is_short and right and is_said:
                begun = begun or _joined((right,))  # «Limitations and future work»
            continue
        more = (right,) if right else _of_several(behind, depth=depth - 1)
        if more:
            return _joined((left, *more))
        if match[0].strip() not in _LIST_MARKS:
            begun = begun or _joined((left,))
    return begun


def _side_by_side(normal: str) -> tuple[Announcement, ...]:
    """Two announcements in Chinese or Japanese with nothing between: «总结展望»."""
    if len(normal) > _MOST_SIDE_BY_SIDE or not normal or min(normal) < _IDEOGRAPHIC:
        return ()
    for at in range(2, len(normal) - 1):
        both = [match and _announcement(match) for match in map(_whole, (normal[:at], normal[at:]))]
        if len(parts := [part for part in both if part]) == len(both):
            return _joined(parts)
    return ()


def _joined(parts: Sequence[Announcement]) -> tuple[Announcement, ...]:
    """An outlook goes first; takeaways in plain words stay alone."""
    mixed = [replace(part, is_whole=False, is_mixed=True) for part in parts]
    takeaways = min(
        (part for part in mixed if part.role is Role.TAKEAWAYS), key=_plainness, default=None
    )
    if takeaways and takeaways.tier is Tier.EXPLICIT:
        return (takeaways,)
    outlook = next((part for part in mixed if part.role is Role.OUTLOOK), None)
    return tuple(part for part in (outlook, takeaways) if part)


def _plainness(part: Announcement) -> int:
    return list(_TIERS).index(part.kind)


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
