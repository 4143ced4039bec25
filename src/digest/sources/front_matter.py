"""The door to PyYAML: front matter in front of a Markdown text.

YAML stands between lines of `---`, TOML between lines of `+++`. YAML is read as strings only, so
that a title may be `No` or `2026`; aliases cost nothing since only the few values that we look for
are ever turned into text.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from datetime import date, datetime

import yaml

from digest.errors import ArticleError
from digest.sources.assemble import Head
from digest.sources.dates import parse_date

# Front matter is a page at most; PyYAML takes seconds for a megabyte.
_LIMIT_CHARS = 32_768
_FENCE = re.compile(r"(---|\+\+\+)[ \t]*\n")
_AT_LINE = re.compile(r"\s*\(at (?:line (\d+),.*|end of document)\)$")

_TITLE = ("title",)
_STANDFIRST = ("standfirst", "description", "summary", "subtitle")
_AUTHOR = ("author", "authors")
_DATE = ("date",)
_LANGUAGE = ("lang", "language")
_URL = ("canonical_url", "canonicalurl", "url", "link")


def split_front_matter(text: str, *, where: str) -> tuple[Head, str]:
    """The head that a text's front matter gives, and the text behind it.

    `text` has `\\n` as its line break. Raises ArticleError with the line of the fault.
    """
    fence = _FENCE.match(text)
    if fence is None:
        return Head(title=""), text
    mark = fence[1]
    end = re.compile(rf"^{re.escape(mark)}[ \t]*$", re.MULTILINE).search(text, fence.end())
    if end is None:
        reason = f"line 1: the front matter is not closed; put a line {mark} behind it"
        raise ArticleError(where, reason)
    if end.start() > _LIMIT_CHARS:
        reason = f"line 1: the front matter is longer than {_LIMIT_CHARS} characters"
        raise ArticleError(where, reason)
    source = text[fence.end() : end.start()]
    values = _toml(source, where=where) if mark == "+++" else _yaml(source, where=where)
    return _head({str(key).lower(): value for key, value in values.items()}), text[end.end() :]


def _yaml(source: str, *, where: str) -> Mapping[str, object]:
    try:
        values = yaml.load(source, Loader=yaml.BaseLoader)  # noqa: S506  # makes strings, lists and maps only
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 2 if error.problem_mark else 1
        raise ArticleError(where, f"line {line}: is not YAML: {error.problem}") from error
    except (yaml.YAMLError, RecursionError) as error:
        raise ArticleError(where, "line 2: the front matter is not YAML") from error
    if values in (None, ""):
        return {}
    if not isinstance(values, dict):
        raise ArticleError(where, "line 2: the front matter holds no lines of the form key: value")
    return values


def _toml(source: str, *, where: str) -> Mapping[str, object]:
    try:
        return tomllib.loads(source)
    except tomllib.TOMLDecodeError as error:
        at = _AT_LINE.search(str(error))
        line = 1 + (int(at[1]) if at and at[1] else source.count("\n"))
        reason = f"line {line}: is not TOML: {_AT_LINE.sub('', str(error))}"
        raise ArticleError(where, reason) from error
    except RecursionError as error:
        raise ArticleError(where, "line 2: the front matter is nested too deep") from error


def _head(values: Mapping[str, object]) -> Head:
    return Head(
        title=_first(values, _TITLE),
        standfirst=_first(values, _STANDFIRST),
        author=_first(values, _AUTHOR),
        language=_first(values, _LANGUAGE),
        url=_first(values, _URL),
        published_on=parse_date(_first(values, _DATE)),
    )


def _first(values: Mapping[str, object], keys: tuple[str, ...]) -> str:
    return next((text for key in keys if (text := _text(values.get(key)))), "")


def _text(value: object) -> str:
    """A scalar as text; of a list its scalars, and of a map its name: `[{name: Ada}, Grace]`."""
    if isinstance(value, list):
        return ", ".join(text for part in value[:10] if (text := _scalar(part)))
    return _scalar(value)


def _scalar(value: object) -> str:
    if isinstance(value, dict):
        value = value.get("name")
    if isinstance(value, date | datetime):
        return value.isoformat()
    return str(value).strip() if isinstance(value, str | int | float) else ""
