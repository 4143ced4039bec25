"""The door to Babel: what Unicode CLDR knows of languages.

Imported with the first count, date or direction that is asked for and not before: it takes longer
to import than most commands to run.
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from babel import Locale, UnknownLocaleError
from babel.core import get_global
from babel.dates import format_date

_ENGLISH = "en"
#: Where the first of a month is an ordinal, which CLDR has no pattern for.
_FIRSTS = {"fr": "1er", "it": "1º", "pt": "1º", "pt_PT": "1"}


def plural_category(language: str, number: int) -> str:
    """The category of a whole number (UTS 35, part 3, §5): `one`, `few`, …, `other`."""
    return _locale(language).plural_form(number)


def long_date(language: str, on: date) -> str:
    """Day, month in words, year: `23 November 2026`; in English for a language unknown to CLDR."""
    locale = _locale(language)
    if locale.language == _ENGLISH and locale.territory is None:
        # CLDR takes American English for the usual one; this order is right everywhere else.
        return f"{on.day} {format_date(on, 'MMMM y', locale=locale)}"
    text = format_date(on, "long", locale=locale)
    first = _FIRSTS.get(str(locale)) or _FIRSTS.get(locale.language)
    return text.replace("1", first, 1) if on.day == 1 and first else text


def likely_script(language: str) -> str:
    """The script (ISO 15924) that a language tag names or that its language is mostly written in.

    UTS 35, part 1, «Likely Subtags»: the territory counts, since Punjabi has another script in
    Pakistan than in India. Empty for a language unknown to CLDR.
    """
    first, *rest = language.lower().split("-")
    if named := next((part for part in rest if len(part) == 4 and part.isalpha()), ""):
        return named.title()
    first = get_global("language_aliases").get(first, first).partition("_")[0]
    territory = next((part.upper() for part in rest if len(part) == 2), "")
    likely = get_global("likely_subtags")
    subtags = likely.get(f"{first}_{territory}") or likely.get(first) or ""
    return next((part for part in subtags.split("_") if len(part) == 4), "")


@lru_cache(maxsize=64)
def _locale(language: str) -> Locale:
    parts = language.split("-")
    for length in range(len(parts), 0, -1):
        try:
            return Locale.parse("_".join(parts[:length]), sep="_")
        except (UnknownLocaleError, ValueError):
            continue
    return Locale(_ENGLISH)
