"""The door to PyYAML: front matter in front of a Markdown text.

YAML stands between lines of `---`, TOML between lines of `+++`, JSON is an object at the beginning.
YAML is read as strings only, so that a title may be `No` or `2026`; aliases cost nothing since only
the few values that we look for are ever turned into text.

Site generators are laxer than the languages, and a slip in a list of tags is no reason to lose an
article: where the front matter cannot be parsed, its lines of the form `key: value` still count.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping
from datetime import date, datetime
from html import unescape

import yaml

from digest.article import DateOrigin
from digest.sources.assemble import Head
from digest.sources.dates import parse_date

# Front matter is a page at most; PyYAML takes seconds for a megabyte.
_LIMIT_CHARS = 32_768
_FENCE = re.compile(r"\n*(---|\+\+\+)[ \t]*\n")
_END = {
    "---": re.compile(r"^(?:---|\.\.\.)[ \t]*$", re.MULTILINE),
    "+++": re.compile(r"^\+\+\+[ \t]*$", re.MULTILINE),
}
_JSON = re.compile(r"\n*\{\s*\"")
_PAIR = re.compile(r"([A-Za-z_][\w-]*)[ \t]*[:=][ \t]+(\S.*?)[ \t]*$", re.MULTILINE)
_LIST_VALUES = 20  # of each list, as many as anybody needs

_TITLE = ("title",)
_STANDFIRST = ("standfirst", "description", "summary", "subtitle", "excerpt", "abstract")
_AUTHOR = ("author", "authors")
_DATE = ("date", "publishdate", "published", "pubdate", "published_at", "created")
_LANGUAGE = ("lang", "language", "locale")
_URL = ("canonical_url", "canonicalurl", "canonical", "url", "link")
_TOPICS = ("topics", "tags", "categories", "keywords", "category")


def split_front_matter(text: str) -> tuple[Head, str]:
    """The head that a text's front matter gives, and the text behind it.

    `text` has `\\n` as its line break. What only looks like front matter (a rule that is never
    closed, lines without a key) stays where it is.
    """
    if _JSON.match(text):
        values, body = _json(text)
    else:
        values, body = _fenced(text)
    return _head({str(key).lower(): value for key, value in values.items()}), body


def _fenced(text: str) -> tuple[Mapping[str, object], str]:
    fence = _FENCE.match(text)
    end = _END[fence[1]].search(text, fence.end()) if fence else None
    if fence is None or end is None:
        return {}, text
    source, body = text[fence.end() : end.start()], text[end.end() :]
    values = _parsed(source[:_LIMIT_CHARS], is_toml=fence[1] == "+++")
    return values, (body if values or not source.strip() else text)


def _parsed(source: str, *, is_toml: bool) -> Mapping[str, object]:
    try:
        if is_toml:
            return tomllib.loads(source)
        values = yaml.load(source, Loader=yaml.BaseLoader)  # noqa: S506  # makes strings, lists and maps only
    except (yaml.YAMLError, tomllib.TOMLDecodeError, RecursionError):
        return {match[1]: match[2].strip("\"'") for match in _PAIR.finditer(source)}
    return values if isinstance(values, dict) else {}


def _json(text: str) -> tuple[Mapping[str, object], str]:
    try:
        values, end = json.JSONDecoder().raw_decode(text[:_LIMIT_CHARS], text.index("{"))
    except (ValueError, RecursionError):
        return {}, text
    return values, text[end:]


def _head(values: Mapping[str, object]) -> Head:
    published_on = parse_date(_first(values, _DATE))
    return Head(
        title=unescape(_first(values, _TITLE)),
        standfirst=unescape(_first(values, _STANDFIRST)),
        author=_first(values, _AUTHOR),
        language=_first(values, _LANGUAGE),
        url=_first(values, _URL),
        topics=_topics(next((values[key] for key in _TOPICS if values.get(key)), ())),
        published_on=published_on,
        date_origin=DateOrigin.FRONT_MATTER if published_on else DateOrigin.NONE,
    )


def _first(values: Mapping[str, object], keys: tuple[str, ...]) -> str:
    return next((text for key in keys if (text := _text(values.get(key)))), "")


def _text(value: object) -> str:
    """A scalar as text; of a list its scalars, and of a map its name: `[{name: Ada}, Grace]`."""
    if isinstance(value, list):
        return ", ".join(text for part in value[:_LIST_VALUES] if (text := _scalar(part)))
    return _scalar(value)


def _topics(value: object) -> tuple[str, ...]:
    """A list of topics, or `sea, road`."""
    if isinstance(value, list):
        return tuple(text for part in value[:_LIST_VALUES] if (text := _scalar(part)))
    return tuple(
        text for part in _scalar(value).split(",")[:_LIST_VALUES] if (text := part.strip())
    )


def _scalar(value: object) -> str:
    if isinstance(value, dict):
        value = value.get("name")
    if isinstance(value, date | datetime):
        return value.isoformat()
    return str(value).strip() if isinstance(value, str | int | float) else ""
