"""The small language in which the lexicon is written.

`[a|b]` may be there or not, `(a|b)` must be one of them, `*` stands for a few more words. Nothing
nests. «[key|main] (point|points) from *» stands for «key points from our trip», «point from …».
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from itertools import product

from digest.compose.scripts import IDEOGRAPHS
from digest.compose.text import comparison_key

_GROUP = re.compile(r"(\[[^\]]*\]|\([^)]*\))")
_MARKS = re.compile("[\u0300-\u036f\u0591-\u05c7\u064b-\u0652\u0640]")  # accents and vowel points
_ALIKE = str.maketrans({"ı": "i", "أ": "ا", "إ": "ا", "آ": "ا", "ى": "ي", "ی": "ي", "ک": "ك"})
_BETWEEN_IDEOGRAPHS = re.compile(f"(?<=[{IDEOGRAPHS}]) (?=[{IDEOGRAPHS}])")
_UNEDGED = re.compile(rf"[{IDEOGRAPHS}]|[\uac00-\ud7a3]")
_REST = ".{0,80}?"  # what `*` stands for inside of a sentence
_LEADING = re.compile(r"[^\w©]+")  # brackets, bullets and emoji before the first word


def fold(text: str) -> str:
    """What two spellings of a phrase have in common: no case, accents, vowel points, or quotes."""
    if text.isascii():
        return " ".join(text.casefold().split())
    key = comparison_key(text)
    bare = _MARKS.sub("", unicodedata.normalize("NFKD", key))
    return unicodedata.normalize("NFC", bare).translate(_ALIKE)


def expand(entry: str) -> Iterator[str]:
    """Everything that an entry stands for, folded; a `*` at its end is kept."""
    text = fold(entry)
    options = [_options(part) for part in _GROUP.split(text)]
    for choice in product(*options):
        phrase = "".join(choice).strip()
        while "  " in phrase:
            phrase = phrase.replace("  ", " ")
        yield phrase if text.isascii() else join_ideographs(phrase)


def join_ideographs(text: str) -> str:
    """Without the spaces between Chinese or Japanese characters, which mean nothing."""
    return text if text.isascii() else _BETWEEN_IDEOGRAPHS.sub("", text)


def _options(part: str) -> list[str]:
    if part.startswith("["):
        return ["", *part[1:-1].split("|")]
    return part[1:-1].split("|") if part.startswith("(") else [part]


def opening(text: str) -> str:
    """The folded text from its first word on."""
    folded = fold(text)
    leading = _LEADING.match(folded)
    return folded[leading.end() :] if leading else folded


def phrase_pattern(entries: Iterable[str]) -> re.Pattern[str]:
    """What finds the entries in folded text, as whole words where words have spaces."""
    return re.compile("|".join(map(phrase_regex, entries)) or r"(?!)")


def phrase_regex(entry: str) -> str:
    """The regular expression of one entry."""
    text = fold(entry)
    head, group, last = _last_group(text)
    pattern = "".join(map(_part_regex, _GROUP.split(head)))
    if not group:
        return _first_edge(text) + pattern + _edge(text[-1:], behind=True)
    choices = list(map(_literal, last))
    edges = [_edge(choice[-1:], behind=True) for choice in last]
    if group == "[":
        choices.append("")
        edges.append(_edge(head.rstrip("]) ")[-1:], behind=True))
    if len(set(edges)) > 1:
        choices, edges = [choice + edge for choice, edge in zip(choices, edges, strict=True)], [""]
    return f"{_first_edge(text)}{pattern}(?:{'|'.join(choices)}){edges[0]}"


def _first_edge(text: str) -> str:
    """What must stand before an entry: nothing, unless all that it may begin with are words."""
    group = _GROUP.match(text)
    choices = _options(group[0]) if group else [text]
    edges = {_edge(choice[:1], behind=False) for choice in choices if choice}
    return edges.pop() if len(edges) == 1 else ""


def _last_group(text: str) -> tuple[str, str, Sequence[str]]:
    """What stands before a group at the end, its bracket, and its choices."""
    *parts, group, end = ["", *_GROUP.split(text)]
    if end or not group:
        return text, "", ()
    return "".join(parts), group[0], group[1:-1].split("|")


def _part_regex(part: str) -> str:
    if part[:1] in {"[", "("}:
        choices = "|".join(map(_literal, part[1:-1].split("|")))
        return f"(?:{choices})" + ("?" if part[0] == "[" else "")
    return _literal(part)


def _literal(text: str) -> str:
    return _REST.join(re.escape(piece).replace(r"\ ", " ?") for piece in text.split("*"))


def _edge(character: str, *, behind: bool) -> str:
    """The edge of a word; none in scripts without spaces, or where particles are written on."""
    if not character.isalpha() or _UNEDGED.match(character):
        return ""
    return r"(?!\w)" if behind else r"(?<!\w)"
