"""Whom a text speaks to, and of whom: the reader's next steps, or the plans of a project."""

from __future__ import annotations

import enum
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from itertools import islice

from digest.compose.finding.phrases import fold, opening
from digest.compose.finding.vocabulary import phrases, spoken

_OPENING = 300  # characters of a passage that tell whom it speaks to
_CLOSE = 1200  # characters in which plans would be told
_MOST_SENTENCES = 40
_SENTENCE_ENDS = re.compile(r"[.!?…](?:\s+|$)|[。！？।]\s*")
_CLAUSES = re.compile(r"[.!?,;。！？，；]\s*")


class Sign(enum.Enum):
    """What a sentence tells of whose next steps a section is about."""

    PLAN = enum.auto()  #: something is to come
    WRITER = enum.auto()  #: «we» stands in it, more often than «you»
    CALL = enum.auto()  #: it sends the reader somewhere, or speaks of him
    SEQUEL = enum.auto()  #: it leaves something to the next article


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """What tells, in one language, whom a text speaks to."""

    language: str  #: of the text, BCP 47
    is_plan: bool  #: its heading is one of plans, which may be the reader's
    is_onward: bool = False  #: its heading is of next steps, no matter whose

    def directs(self, text: str) -> bool:
        """Whether a passage tells its reader to do something, and nothing of the writer's plans."""
        text = opening(text[:_OPENING])
        if self._calls(text, also="advice" if self.is_onward else "directives"):
            return True
        if not self.is_plan:
            return False
        first = _SENTENCE_ENDS.split(text, maxsplit=1)[0]
        directives = phrases("directives", language=self.language)
        if any(directives.match(clause) for clause in _CLAUSES.split(first)):
            return True
        you, we = self._persons(first)
        if you or we:
            return you > we
        you, we = self._persons(text)
        return you > 0 and not we

    def signs(self, texts: Iterable[str]) -> Counter[Sign]:
        """How many sentences of a section speak of plans, of the writers, and to the reader."""
        sentences = (
            sentence for text in texts for sentence in _SENTENCE_ENDS.split(fold(text[:_CLOSE]))
        )
        signs = map(self._sign, islice(sentences, _MOST_SENTENCES))
        return Counter(sign for sign in signs if sign)

    def _sign(self, sentence: str) -> Sign | None:
        """What a folded sentence tells.

        One that calls on somebody is a call, whatever it goes on to say.
        """
        says = partial(self._says, sentence)
        if says("sequels"):
            return Sign.SEQUEL
        if self._calls(opening(sentence), also="advice") or says("closings"):
            return Sign.CALL
        you, we = self._persons(sentence)
        if says("futures"):
            return None if you > we else Sign.PLAN
        if you == we:
            return None
        return Sign.CALL if you > we else Sign.WRITER

    def _says(self, sentence: str, name: str) -> bool:
        return phrases(name, language=self.language).search(sentence) is not None

    def _calls(self, text: str, *, also: str) -> bool:
        """Whether a folded text begins with a call on the reader."""
        return any(
            phrases(name, language=self.language).match(text) is not None
            for name in ("directives", "tails", also)
        )

    def _persons(self, text: str) -> tuple[int, int]:
        """How often «you» stands in a folded text, and how often «we»."""
        you = len(spoken("readers", language=self.language).findall(text))
        return you, len(spoken("authors", language=self.language).findall(text))
