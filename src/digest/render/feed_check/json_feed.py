"""JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/)."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

from digest.render.feed_check.codes import found, quoted
from digest.render.feed_check.feed import Enclosure, Feed, FeedFile, Form, Item, Link, Stamp, Text
from digest.render.feed_check.json_schema import (
    ATTACHMENT,
    AUTHOR,
    DOCUMENT,
    HUB,
    ITEM,
    Shape,
)
from digest.render.preflight.finding import Finding

_VERSION: Final = "https://jsonfeed.org/version/1.1"
_VERSIONS: Final = "https://jsonfeed.org/version/"

Object = Mapping[str, Any]


def read_json(body: bytes, *, name: str) -> tuple[Object | None, tuple[Finding, ...]]:
    """The document, unless it is no JSON object, and what is wrong with the writing of it."""
    try:
        text = body.decode("utf-8-sig")  # RFC 8259 §8.1: UTF-8, and a mark may be ignored
        document = json.loads(text)
    except UnicodeDecodeError as error:
        message = f"bytes from {error.start} on are no UTF-8"
        return None, (found("json-syntax", place=name, message=message),)
    except json.JSONDecodeError as error:
        place = f"{name}:{error.lineno}:{error.colno}"
        return None, (found("json-syntax", place=place, message=quoted(error.msg)),)
    except (ValueError, RecursionError) as error:  # a number of 5,000 digits, 1,000 brackets
        return None, (found("json-syntax", place=name, message=quoted(str(error))),)
    if not isinstance(document, Mapping) or not _text(document, "version").startswith(_VERSIONS):
        return None, (found("feed-format", place=name, message="it is JSON, and no JSON Feed"),)
    return document, ()


def read_json_feed(document: Object, file: FeedFile) -> Feed:
    """The feed, as far as it can be read; what is of a wrong kind is taken for missing."""
    own, older = _text(document, "feed_url"), _text(document, "next_url")
    links = {name: _text(document, name) for name in DOCUMENT.addresses if document.get(name)}
    hubs = [
        _text(hub, "url")
        for _, hub in _objects(document, "hubs")
        if _text(hub, "type").lower() == "websub"
    ]
    place = f"{file.name}#"
    back = Link(rel="prev-archive", href=older, place=f"{place}/next_url")
    return Feed(
        form=Form.JSON,
        name=file.name,
        place=file.name,
        size=len(file.body),
        url=file.url,
        is_stand_in=file.is_stand_in,
        title=_text(document, "title"),
        language=_text(document, "language"),
        home_urls=tuple(filter(None, [_text(document, "home_page_url")])),
        self_urls=(own,) if own else (),
        hubs=tuple(hubs),
        archive=(back,) if older else (),
        addresses=(
            *(Text(value=url, place=f"{place}/{name}") for name, url in links.items()),
            *(Text(value=url, place=f"{place}/hubs") for url in hubs),
        ),
        items=tuple(
            _item(item, place=f"{place}/items/{number}")
            for number, item in _objects(document, "items")
        ),
    )


def _item(item: Object, *, place: str) -> Item:
    published, updated = _text(item, "date_published"), _text(item, "date_modified")
    html = _text(item, "content_html")
    return Item(
        place=place,
        id=_text(item, "id"),
        title=_text(item, "title"),
        url=_text(item, "url"),
        addresses=tuple(
            Text(value=_text(item, name), place=f"{place}/{name}")
            for name in ITEM.addresses
            if item.get(name)
        ),
        html=(Text(value=html, place=f"{place}/content_html"),),
        plain=(Text(value=_text(item, "summary"), place=f"{place}/summary"),),
        content=html or _text(item, "content_text"),
        published=Stamp(value=published, place=f"{place}/date_published") if published else None,
        updated=Stamp(value=updated, place=f"{place}/date_modified") if updated else None,
        categories=tuple(
            Text(value=tag, place=f"{place}/tags/{number}")
            for number, tag in enumerate(_list(item, "tags"))
            if isinstance(tag, str)
        ),
        enclosures=tuple(
            Enclosure(
                url=_text(attachment, "url"),
                media_type=_text(attachment, "mime_type"),
                length=str(attachment.get("size_in_bytes", "")),
                place=f"{place}/attachments/{number}",
            )
            for number, attachment in _objects(item, "attachments")
        ),
    )


def _text(record: Object, name: str) -> str:
    value = record.get(name)
    return value if isinstance(value, str) else ""


def _list(record: Object, name: str) -> Sequence[Any]:
    value = record.get(name)
    return value if isinstance(value, list) else []


def _objects(record: Object, name: str) -> Iterator[tuple[int, Object]]:
    for number, value in enumerate(_list(record, name)):
        if isinstance(value, Mapping):
            yield number, value


def schema(document: Object, name: str) -> Iterator[Finding]:
    """Every key is known, there if it must be, and of the right kind, at every level."""
    yield from _shaped(document, DOCUMENT, place=f"{name}#")
    yield from _each(document, "authors", shape=AUTHOR, place=f"{name}#")
    yield from _each(document, "hubs", shape=HUB, place=f"{name}#")
    for number, item in enumerate(_list(document, "items")):
        place = f"{name}#/items/{number}"
        yield from _shaped(item, ITEM, place=place)
        if isinstance(item, Mapping):
            yield from _each(item, "authors", shape=AUTHOR, place=place)
            yield from _each(item, "attachments", shape=ATTACHMENT, place=place)


def _each(record: Object, key: str, *, shape: Shape, place: str) -> Iterator[Finding]:
    for number, value in enumerate(_list(record, key)):
        yield from _shaped(value, shape, place=f"{place}/{key}/{number}")


def _shaped(value: object, shape: Shape, *, place: str) -> Iterator[Finding]:
    for code, key, message in shape.faults(value):
        yield found(code, place=f"{place}/{key}" if key else place, message=message)


def version(document: Object, name: str) -> Iterator[Finding]:
    """It is 1.1, of which this is a check."""
    if (stated := _text(document, "version")) != _VERSION:
        message = f"the version is {quoted(stated)}"
        yield found("json-version", place=f"{name}#/version", message=message)


def authors(document: Object, name: str) -> Iterator[Finding]:
    """On each item, and only there."""
    items = list(_objects(document, "items"))
    if _list(document, "authors") and any(_list(item, "authors") for _, item in items):
        message = "the feed and its items name authors"
        yield found("json-authors-twice", place=f"{name}#/authors", message=message)
    for number, item in items:
        if not _list(item, "authors"):
            place = f"{name}#/items/{number}"
            yield found("json-author-missing", place=place, message="the item names no author")


def tags(document: Object, name: str) -> Iterator[Finding]:
    """Each once."""
    for number, item in _objects(document, "items"):
        texts = [tag for tag in _list(item, "tags") if isinstance(tag, str)]
        if len(set(texts)) < len(texts):
            place = f"{name}#/items/{number}/tags"
            yield found("json-tag-twice", place=place, message="a tag stands there twice")


RULES: Final[tuple[Callable[[Object, str], Iterator[Finding]], ...]] = (
    version,
    schema,
    authors,
    tags,
)
