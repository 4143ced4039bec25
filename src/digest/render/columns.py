"""Lines for a reader of fixed width: text measured in columns and wrapped where its script allows.

A column is what one Latin letter takes. An ideograph takes two (Unicode Standard Annex 11, wide
and full-width), a combining mark or a format character none. Words part at spaces; where Chinese
and Japanese are written without any, lines break between characters, but not before a closing
sign nor behind an opening one (after UAX 14, classes ID, CL, CJ, OP).
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

WIDTH: Final = 72  #: columns of the mail's text part

_SPACE: Final = " \t\n\r\f"  # not the no-break space
_SPACES: Final = re.compile(rf"[{_SPACE}]+")
#: A space at which a line may end; a link's number stays with its words.
_GAP: Final = re.compile(r" (?!\[\d+\])")
_IDEOGRAPHS: Final = (
    "\u2e80-\u30ff\u31c0-\ua4cf\uf900-\ufaff\ufe30-\ufe4f\uff01-\uff60\uffe0-\uffe6"
    "\U00020000-\U0003fffd"
)
_OPENING: Final = re.escape("([{«‘“（［｛「『【〔〈《〖〘〚｟＄￥￡")
_CLOSING: Final = (
    re.escape(" !%),.:;?]}»’”…‥、。，．・：；！？）］｝」』】〕〉》〗〙〛｠％‰℃ー〜々〻ゝゞヽヾ")
    + re.escape("ぁぃぅぇぉっゃゅょゎゕゖァィゥェォッャュョヮヵヶ")
    + "\u0300-\u036f\u200d\u3099\u309a\ufe00-\ufe0f"  # marks, joiners, variation selectors
)
_BREAK: Final = re.compile(
    rf"(?:(?<=[{_IDEOGRAPHS}])|(?=[{_IDEOGRAPHS}]))(?<![{_OPENING}\u200d])(?![{_CLOSING}]|$)(?<!^)"
)


def columns(text: str) -> int:
    """How many columns the text takes on one line."""
    return len(text) if text.isascii() else sum(map(_columns_of, text))


@lru_cache(maxsize=4096)
def _columns_of(character: str) -> int:
    if unicodedata.category(character) in {"Mn", "Me", "Cf"}:
        return 0
    return 2 if unicodedata.east_asian_width(character) in {"W", "F"} else 1


def wrap(text: str, *, first: str = "", rest: str | None = None, width: int = WIDTH) -> str:
    """The text in lines of at most `width` columns; a word that is longer stays whole.

    `first` stands in front of the first line, `rest` (else as many spaces) in front of others.
    """
    text = _SPACES.sub(" ", text).strip(" ")
    measured = len if text.isascii() else columns
    rest = " " * columns(first) if rest is None else rest
    indent = columns(rest)
    lines, line, used, begun = [], first, columns(first), False
    gap = ""
    for word in _GAP.split(text):
        for atom in (word,) if word.isascii() else _BREAK.split(word):
            needed = measured(atom)
            if begun and used + len(gap) + needed > width:
                lines.append(line)
                line, used = rest + atom, indent + needed
            else:
                line += gap + atom
                used += len(gap) + needed
            gap, begun = "", True
        gap = " "
    return "\n".join([*lines, line.rstrip(_SPACE)])


def underlined(text: str, line: str = "-") -> str:
    """The wrapped text over a line as long as its longest one.

    Quoted-printable, in which mail goes, would write three characters for each `=`.
    """
    wrapped = wrap(text)
    return f"{wrapped}\n{line * min(WIDTH, max(map(columns, wrapped.splitlines()), default=0))}"
