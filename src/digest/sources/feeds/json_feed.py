"""JSON Feed 1.0 and 1.1 (https://www.jsonfeed.org/version/1.1/)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from digest.compose.text import clean_text, one_line
from digest.errors import FeedError
from digest.sources.feeds.item import (
    MOST_ITEMS,
    FeedDocument,
    FeedItem,
    marked_up,
    plain_link,
    shortened_line,
)

_VERSIONS = ("https://jsonfeed.org/version/", "http://jsonfeed.org/version/")


def read_json_feed(body: bytes, *, url: str) -> FeedDocument:
    """The feed in `body`. Raises FeedError.

    Items that are no objects are passed over; a value of the wrong kind counts as missing.
    """
    try:
        data = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise FeedError(url, f"is no JSON: {one_line(str(error))[:200]}") from error
    version = _text(data, "version") if isinstance(data, Mapping) else ""
    if not version.startswith(_VERSIONS):
        raise FeedError(url, "is JSON, but no JSON Feed: it has no `version` of jsonfeed.org")
    items = data.get("items")
    if not isinstance(items, list):
        raise FeedError(url, "is a JSON Feed without the list `items`")
    language = _text(data, "language")
    found = [
        _item(item, url=url, language=language)
        for item in items[:MOST_ITEMS]
        if isinstance(item, Mapping)
    ]
    passed = min(len(items), MOST_ITEMS) - len(found)
    return FeedDocument(
        title=one_line(_text(data, "title")),
        form=f"json{version.rpartition('/')[2].replace('.', '')}",
        items=tuple(found),
        note=f"has items that are no objects: {passed}; they are passed over" if passed else "",
    )


def _item(item: Mapping[str, Any], *, url: str, language: str) -> FeedItem:
    html = _text(item, "content_html")
    plain = _text(item, "content_text") or _text(item, "summary")
    tags = item.get("tags")
    updated_at = _moment(_text(item, "date_modified"))
    return FeedItem(
        guid=shortened_line(_text(item, "id")),
        link=plain_link(_text(item, "url") or _text(item, "external_url"), base=url),
        title=one_line(_text(item, "title")),
        html=clean_text(html or marked_up(plain)),
        author=one_line(_author(item)),
        topics=tuple(one_line(tag) for tag in _list(tags) if isinstance(tag, str)),
        language=one_line(_text(item, "language") or language),
        published_at=_moment(_text(item, "date_published")) or updated_at,
        updated_at=updated_at,
    )


def _text(data: Mapping[str, Any], name: str) -> str:
    """A value as text; §Items lets numbers pass for an id."""
    value = data.get(name)
    if isinstance(value, str):
        return value
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else ""


def _author(item: Mapping[str, Any]) -> str:
    """All names of `authors` (1.1), else that of `author` (1.0)."""
    authors = [author for author in _list(item.get("authors")) if isinstance(author, Mapping)]
    if not authors and isinstance(item.get("author"), Mapping):
        authors = [item["author"]]
    return ", ".join(filter(None, (_text(author, "name") for author in authors)))


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _moment(value: str) -> datetime | None:
    """RFC 3339, in UTC; without an offset it is taken for UTC."""
    try:
        moment = datetime.fromisoformat(value.strip())
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
