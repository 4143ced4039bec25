"""Texts with white space and quotes folded, and the way back to where a piece stood."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass

from digest.compose.text import plain_quotes

# White space of any kind and length is one space; what nobody sees is nothing. A single plain space
# is left out of the pattern: it folds to itself, and is nearly all that there is.
_UNSEEN = "\xad\u200b\u2060\ufeff\u202a-\u202e\u2066-\u2069"
_FOLDS = re.compile(rf"[\s{_UNSEEN}]{{2,}}|[^\S ]|[{_UNSEEN}]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Folded:
    """A folded text that knows where its characters came from."""

    text: str
    shifts: tuple[int, ...]  #: offsets in `text` from which on another distance holds, rising
    distances: tuple[int, ...]  #: how much further on a character stood before, one for each shift

    def find(self, wanted: str) -> tuple[int, int] | None:
        """The first place of a folded piece that cuts no word, as offsets before the folding.

        The piece has no space at its ends.
        """
        if not wanted:
            return None
        at = self.text.find(wanted)
        while at >= 0:
            end = at + len(wanted)
            if not (_cuts_word(self.text, at) or _cuts_word(self.text, end)):
                return self._before(at), self._before(end - 1) + 1
            at = self.text.find(wanted, at + 1)
        return None

    def _before(self, at: int) -> int:
        known = bisect_right(self.shifts, at)
        return at + (self.distances[known - 1] if known else 0)


def fold(text: str) -> Folded:
    """The text with each run of white space as one space and each quote as `'` or `"`."""
    quoted = plain_quotes(text)
    pieces: list[str] = []
    shifts: list[int] = []
    distances: list[int] = []
    done = length = 0
    for match in _FOLDS.finditer(quoted):
        space = " " if any(map(str.isspace, match[0])) else ""
        pieces += (quoted[done : match.start()], space)
        length += match.start() - done + len(space)
        done = match.end()
        if len(match[0]) != len(space):
            shifts.append(length)
            distances.append(done - length)
    pieces.append(quoted[done:])
    return Folded(text="".join(pieces), shifts=tuple(shifts), distances=tuple(distances))


def _cuts_word(text: str, at: int) -> bool:
    """Whether letters or digits stand on both sides; scripts without case may not space words."""
    return 0 < at < len(text) and _joins(text[at - 1]) and _joins(text[at])


def _joins(character: str) -> bool:
    return character.isdigit() or character.lower() != character.upper()
