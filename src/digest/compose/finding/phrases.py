"""The small language in which the lexicon is written.

`[a|b]` may be there or not, `(a|b)` must be one of them, `*` stands for a few more words. Nothing
nests. «[key|main] (point|points) from *» stands for «key points from our trip», «point from …».
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from itertools import product

from digest.compose.scripts import IDEOGRAPH, IDEOGRAPHS
from digest.compose.text import comparison_key

_GROUP = re.compile(r"(\[[^\]]*\]|\([^)]*\))")
_MARKS = re.compile("[\u0300-\u036f\u0591-\u05c7\u064b-\u0652\u0640]")  # accents and vowel points
_ALIKE = str.maketrans({"ı": "i", "أ": "ا", "إ": "ا", "آ": "ا", "ى": "ي", "ی": "ي", "ک": "ك"})
_BETWEEN_IDEOGRAPHS = re.compile(f"(?<=[{IDEOGRAPHS}]) (?=[{IDEOGRAPHS}])")
_REST = ".{0,80}?"  # what `*` stands for inside of a sentence


def fold(text: str) -> str:
    """What two spellings of a phrase have in common: no case, accents, vowel points, or quotes."""
    if text.isascii():
        return " ".join(text.casefold().split())
    key = comparison_key(text)
    bare = _MARKS.sub("", unicodedata.normalize("NFKD", key))
    return unicodedata.normalize("NFC", bare).translate(_ALIKE)


def expand(entry: str) -> Iterator[str]:
    """Everything that an entry stands for, folded; a `*` at its end is kept."""
    options = [_options(part) for part in _GROUP.split(fold(entry))]
    for choice in product(*options):
        yield join_ideographs(" ".join("".join(choice).split()))


def join_ideographs(text: str) -> str:
    """Without the spaces between Chinese or Japanese characters, which mean nothing."""
    return text if text.isascii() else _BETWEEN_IDEOGRAPHS.sub("", text)


def _options(part: str) -> list[str]:
    if part.startswith("["):
        return ["", *part[1:-1].split("|")]
    return part[1:-1].split("|") if part.startswith("(") else [part]


def phrase_pattern(entries: Iterable[str]) -> re.Pattern[str]:
    """What finds the entries in folded text, as whole words where words have spaces."""
    return re.compile("|".join(map(_as_regex, entries)) or r"(?!)")


def _as_regex(entry: str) -> str:
    text = fold(entry)
    pattern = "".join(_part_regex(part) for part in _GROUP.split(text))
    return _edge(text[:1], behind=False) + pattern + _edge(text[-1:], behind=True)


def _part_regex(part: str) -> str:
    if part[:1] in {"[", "("}:
        choices = "|".join(map(_literal, part[1:-1].split("|")))
        return f"(?:{choices})" + ("?" if part[0] == "[" else "")
    return _literal(part)


def _literal(text: str) -> str:
    return _REST.join(re.escape(piece).replace(r"\ ", " ?") for piece in text.split("*"))


def _edge(character: str, *, behind: bool) -> str:
    if character in "*[]()" or not character.isalpha() or IDEOGRAPH.match(character):
        return ""
    return r"(?!\w)" if behind else r"(?<!\w)"
