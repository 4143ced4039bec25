"""One language's fixed words, and how it writes numbers of things and dates."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from markupsafe import Markup, escape

from digest.errors import RenderError

#: One phrase, or one for each plural category of the language (Unicode UTS 35, part 3, §5).
Phrase = str | Mapping[str, str]

#: The category that every language has.
OTHER: Final = "other"
#: The name of a value in a phrase: `{title}`.
PLACEHOLDER: Final = re.compile(r"\{([a-z_]+)\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Grammar:
    """What a language does with numbers and dates."""

    plural: Callable[[int], str]  #: number → `zero`, `one`, `two`, `few`, `many` or `other`
    long_date: Callable[[date], str]  #: 23 November 2026


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """The words by key. All keys of the English ones are there: loading has seen to it."""

    language: str  #: BCP 47: what was asked for, or English where the language has no words
    phrases: Mapping[str, Phrase]
    grammar: Grammar

    def say(self, key: str, **values: object) -> str:
        """The phrase with `{name}` replaced by each value; markup when a value is markup.

        Raises RenderError for a key that is none, and for a phrase with a form for each number.
        """
        phrase = self._phrase(key)
        if not isinstance(phrase, str):
            raise RenderError(f"the phrase `{key}` counts things; ask for words.count, not for say")
        return _filled(phrase, values)

    def count(self, key: str, number: int, **values: object) -> str:
        """The phrase for so many of a thing; `{n}` in it is the number. Raises RenderError."""
        phrase = self._phrase(key)
        if not isinstance(phrase, str):
            phrase = phrase.get(self.grammar.plural(number)) or phrase[OTHER]
        return _filled(phrase, {"n": number, **values})

    def date(self, on: date) -> str:
        """The date as people write it: day, month in words, year."""
        return self.grammar.long_date(on)

    def _phrase(self, key: str) -> Phrase:
        try:
            return self.phrases[key]
        except KeyError as error:
            message = f"there is no phrase `{key}`; docs/languages.md leads to them all"
            raise RenderError(message) from error


def _filled(phrase: str, values: Mapping[str, object]) -> str:
    """The phrase with its values, each put in once: a brace in a value names nothing."""
    # Not `str.format`: in words that a publication brings, a brace must do no more than name.
    if not any(hasattr(value, "__html__") for value in values.values()):
        return PLACEHOLDER.sub(lambda name: str(values.get(name[1], name[0])), phrase)
    # `escape` leaves markup and placeholders as they are.
    filled = PLACEHOLDER.sub(lambda name: escape(values.get(name[1], name[0])), str(escape(phrase)))
    return Markup(filled)  # noqa: S704  # every part was escaped
