"""Words files → `Wording`: the shipped `words/LANGUAGE.toml`, under the publication's own."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import Final

from digest.errors import RenderError
from digest.wording.wording import OTHER, PLACEHOLDER, Grammar, Phrase, Wording

_FOLDER: Final = "words"
_SHIPPED: Final = Path(__file__).parent / _FOLDER
_FALLBACK: Final = "en"
_CONTROL: Final = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff]")
_CATEGORIES: Final = frozenset({"zero", "one", "two", "few", "many", OTHER})
_TAG: Final = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
_TRADITIONAL: Final = frozenset({"zh-TW", "zh-HK", "zh-MO"})


def load_wording(language: str, *, templates: Path | None = None) -> Wording:
    """The words of a BCP 47 tag: of the tag itself, else of its language, else English.

    `templates` are a publication's own. Files like the shipped ones in their folder `words` go
    first, phrase by phrase; one may bring a language that is not shipped, and what it leaves out
    is said in English. Raises RenderError for a file that cannot be read, an unknown key, and a
    phrase with a placeholder that its English one has not.
    """
    own = templates / _FOLDER if templates else None
    english = _read(_SHIPPED / f"{_FALLBACK}.toml")
    phrases: dict[str, Phrase] = {}
    spoken = ""
    for tag in dict.fromkeys((_FALLBACK, *reversed(tuple(_tags(language))))):
        for folder in filter(None, (_SHIPPED, own)):
            path = folder / f"{tag}.toml"
            if path.is_file():
                phrases |= _checked(_read(path), english=english, path=path)
                spoken = tag
    is_foreign = spoken == _FALLBACK and _FALLBACK not in _tags(language)
    tag = _FALLBACK if is_foreign else language
    return Wording(language=tag, phrases=phrases, grammar=_grammar(tag))


def own_languages(templates: Path) -> tuple[str, ...]:
    """The languages that a publication's own files have words for, each of them sound.

    Raises RenderError, also for a file that no language is looked for in.
    """
    languages = []
    for path in sorted((templates / _FOLDER).glob("*.toml")):
        if path.stem != (usual := next(_tags(path.stem), "de-AT")):
            raise RenderError(
                f"{path}: is never read; call it by a language tag, like {usual}.toml"
            )
        load_wording(path.stem, templates=templates)
        languages.append(path.stem)
    return tuple(languages)


def _tags(language: str) -> Iterator[str]:
    """The tag in its usual case (RFC 5646 §2.1.1), then with ever fewer subtags (RFC 4647 §3.4)."""
    if not _TAG.fullmatch(language):
        return
    first, *rest = language.split("-")
    parts = [first.lower(), *map(_subtag, rest)]
    for length in range(len(parts), 0, -1):
        tag = "-".join(parts[:length])
        yield tag
        if tag in _TRADITIONAL:
            yield "zh-Hant"


def _subtag(part: str) -> str:
    """`Hant` for a script, `TW` for a territory, small letters for all else."""
    return {2: part.upper(), 4: part.title()}.get(len(part), part.lower())


def _grammar(language: str) -> Grammar:
    """The language's grammar, which Babel is imported for when it is first asked."""

    def plural(number: int) -> str:
        from digest.wording.cldr import plural_category

        return plural_category(language, number)

    def long_date(on: date) -> str:
        from digest.wording import cldr

        return cldr.long_date(language, on)

    return Grammar(plural=plural, long_date=long_date)


def _read(path: Path) -> Mapping[str, Phrase]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:  # ValueError also for a huge number
        raise RenderError(f"{path}: cannot be read as words: {error}; mend the file") from error


def _checked(
    words: Mapping[str, Phrase], *, english: Mapping[str, Phrase], path: Path
) -> Mapping[str, Phrase]:
    for key, phrase in words.items():
        if key not in english:
            near = get_close_matches(key, english, n=1)
            hint = f"did you mean `{near[0]}`?" if near else "docs/languages.md leads to them all"
            raise RenderError(f"{path}: `{key}` is no phrase of ours; {hint}")
        if problem := _problem(phrase, like=english[key]):
            raise RenderError(f"{path}: `{key}` {problem}")
    return words


def _problem(phrase: object, *, like: Phrase) -> str:
    """What is wrong with a phrase, seen beside its English one."""
    if isinstance(phrase, Mapping):
        if isinstance(like, str):
            return "must be one phrase, not a table of them"
        if not set(phrase) <= _CATEGORIES or OTHER not in phrase:
            return "must have `other`, and beside it only zero, one, two, few and many"
    forms = list(phrase.values()) if isinstance(phrase, Mapping) else [phrase]
    if not all(isinstance(form, str) and form.strip() for form in forms):
        return "must be text"
    if any(_CONTROL.search(str(form)) for form in forms):
        return "must be one line without control characters"
    allowed = placeholders(like)
    if unknown := sorted(placeholders(phrase) - allowed):
        known = ", ".join(f"{{{name}}}" for name in sorted(allowed)) or "none"
        return f"has {{{unknown[0]}}}, which nothing fills; it may have: {known}"
    return ""


def placeholders(phrase: object) -> frozenset[str]:
    """The names of the values that a phrase, in all its forms, has places for."""
    forms = phrase.values() if isinstance(phrase, Mapping) else [phrase]
    return frozenset(name for form in forms for name in PLACEHOLDER.findall(str(form)))
