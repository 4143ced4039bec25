"""The items of the Sources section, both ways, one line for each article that an issue used.

- [Title](https://example.org/a) {story="slug" source="Name" date=2026-11-20 sha256="…"}

An article without `story` is only noted: it stands in a list of the issue, and is used all the
same.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Final

from digest.archive.headline import SLUG, format_headline, parse_headline
from digest.archive.place import Place, hint
from digest.compose.text import one_line
from digest.language import is_language_tag
from digest.model import ArticleRef

_ITEM = re.compile(r" {0,3}[-*+][ \t]+(?P<headline>\S.*?)[ \t]+\{(?P<attributes>.*)\}[ \t]*")
_ATTRIBUTE = re.compile(r'[ \t]*([^\s="{}]+)=(?:"((?:[^"\\]|\\.)*)"|([^\s"{}]+))(?=[ \t]|$)')
_KEYS = ("story", "source", "guid", "author", "date", "lang", "sha256")
_REQUIRED = ("source", "sha256")
_FORMS: Final[Mapping[str, tuple[Callable[[str], object], str]]] = {
    "story": (SLUG.fullmatch, "a slug of a–z, 0–9 and -"),
    "date": (re.compile(r"\d{4}-\d{2}-\d{2}").fullmatch, "a date like 2026-11-20"),
    "lang": (is_language_tag, "a language tag like en or pt-BR"),
    "sha256": (re.compile(r"[0-9a-f]{64}").fullmatch, "64 digits of 0–9 and a–f"),
}
_EXPECTED = (
    'expected `- [Title](https://…) {story="slug" source="Name" sha256="…"}` on one line,'
    " like the items that the program writes"
)


def format_sources(articles: Iterable[ArticleRef]) -> str:
    """One line per article, the inverse of `parse_sources`."""
    return "\n".join(_item(article) for article in articles)


def parse_sources(lines: Iterable[str], place: Place) -> tuple[ArticleRef, ...]:
    """The articles of a Sources section whose first line is at `place`. Raises IssueFileError."""
    return tuple(
        _article(line, place.after(number)) for number, line in enumerate(lines) if line.strip()
    )


def _item(article: ArticleRef) -> str:
    pairs = {
        "story": article.story,
        "source": article.source,
        "guid": article.guid,
        "author": article.author,
    }
    words = [f"{key}={_quoted(value)}" for key, value in pairs.items() if value]
    if article.published_on is not None:
        words.append(f"date={article.published_on.isoformat()}")
    pairs = {"lang": article.language, "sha256": article.sha256}
    words += [f"{key}={_quoted(value)}" for key, value in pairs.items() if value]
    return f"- {format_headline(article.title, url=article.url)} {{{' '.join(words)}}}"


def _quoted(value: str) -> str:
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _article(line: str, place: Place) -> ArticleRef:
    match = _ITEM.fullmatch(line)
    if match is None:
        raise place.fault(_EXPECTED)
    values = _attributes(match["attributes"], place)
    for key in _REQUIRED:
        if key not in values:
            raise place.fault(f"`{key}` is missing in this source")
    headline = parse_headline(match["headline"], place)
    return ArticleRef(
        story=values.get("story", ""),
        title=headline.title,
        source=values["source"],
        sha256=values["sha256"],
        url=headline.url,
        guid=values.get("guid", ""),
        author=values.get("author", ""),
        language=values.get("lang", ""),
        published_on=_date(values["date"], place) if "date" in values else None,
    )


def _attributes(text: str, place: Place) -> Mapping[str, str]:
    values: dict[str, str] = {}
    at = 0
    while at < len(text.rstrip()):
        match = _ATTRIBUTE.match(text, at)
        if match is None:
            rest = text[at:].strip()
            if rest.count('"') % 2:
                raise place.fault(f'a quote " is not closed: {rest}')
            raise place.fault(f'expected key="value" pairs between the braces, not: {rest}')
        key = match[1]
        if key not in _KEYS:
            raise place.fault(f"unknown key `{key}`; {hint(key, _KEYS)}")
        if key in values:
            raise place.fault(f"`{key}` stands here twice")
        value = match[3] or re.sub(r"\\(.)", r"\1", match[2] or "")
        _check(key, value, place=place)
        values[key] = value
        at = match.end()
    return values


def _check(key: str, value: str, *, place: Place) -> None:
    if form := _FORMS.get(key):
        is_right, expected = form
        if not is_right(value):
            raise place.fault(f"`{key}` must be {expected}, not `{value}`")
    elif not value or one_line(value) != value:
        raise place.fault(f"`{key}` needs a value on one line, without spaces at its ends")


def _date(value: str, place: Place) -> date:
    try:
        return date.fromisoformat(value)
    except ValueError as error:
        raise place.fault(f"`{value}` is not in the calendar") from error
