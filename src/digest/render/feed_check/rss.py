"""RSS 2.0 (https://www.rssboard.org/rss-specification) and the Advisory Board's profile of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from digest.render.feed_check.archive import RELATIONS
from digest.render.feed_check.codes import found, quoted
from digest.render.feed_check.feed import Enclosure, Feed, FeedFile, Form, Item, Link, Stamp, Text
from digest.render.feed_check.xml import Element, XmlDocument, inner_text
from digest.render.preflight.finding import Finding

_ATOM: Final = "{http://www.w3.org/2005/Atom}"
_CONTENT: Final = "{http://purl.org/rss/1.0/modules/content/}encoded"
_CREATOR: Final = "{http://purl.org/dc/elements/1.1/}creator"
_HISTORY: Final = "{http://purl.org/syndication/history/1.0}"
_SYNDICATION: Final = "{http://purl.org/rss/1.0/modules/syndication/}"
_PERIODS: Final = {"hourly", "daily", "weekly", "monthly", "yearly"}
_LONGEST_TTL: Final = 60  # minutes


def is_rss(root: Element) -> bool:
    """Whether it calls itself RSS and has a channel; RSS 1.0 is RDF and has another root."""
    return root.tag == "rss" and root.find("channel") is not None


def read_rss(document: XmlDocument, file: FeedFile) -> Feed:
    """The feed, as far as it can be read."""
    channel = _channel(document)
    links = [
        Link(rel=link.get("rel", ""), href=link.get("href", ""), place=document.place(link))
        for link in channel.findall(f"{_ATOM}link")
    ]
    homes = channel.findall("link")
    dates = [*channel.findall("pubDate"), *channel.findall("lastBuildDate")]
    return Feed(
        form=Form.RSS,
        name=file.name,
        place=document.place(channel),
        size=len(file.body),
        url=file.url,
        is_stand_in=file.is_stand_in,
        title=inner_text(channel.find("title")),
        language=inner_text(channel.find("language")).strip(),
        home_urls=tuple(inner_text(link).strip() for link in homes),
        self_urls=tuple(link.href for link in links if link.rel == "self"),
        hubs=tuple(link.href for link in links if link.rel == "hub"),
        archive=tuple(link for link in links if link.rel in RELATIONS),
        marks=frozenset(
            mark
            for mark in ("archive", "complete")
            if channel.find(f"{_HISTORY}{mark}") is not None
        ),
        addresses=(
            *(_text(document, link) for link in homes),
            *(Text(value=link.href, place=link.place) for link in links),
        ),
        stamps=tuple(_stamp(document, date) for date in dates),
        items=tuple(_item(document, item) for item in channel.findall("item")),
    )


def _channel(document: XmlDocument) -> Element:
    channel = document.root.find("channel")
    return document.root if channel is None else channel


def _text(document: XmlDocument, element: Element) -> Text:
    return Text(value=inner_text(element), place=document.place(element))


def _stamp(document: XmlDocument, element: Element) -> Stamp:
    return Stamp(value=inner_text(element), place=document.place(element))


def _item(document: XmlDocument, item: Element) -> Item:
    published, updated = item.find("pubDate"), item.find(f"{_ATOM}updated")
    texts = [*item.findall("description"), *item.findall(_CONTENT)]
    return Item(
        place=document.place(item),
        id=inner_text(item.find("guid")).strip(),
        title=inner_text(item.find("title")),
        url=inner_text(item.find("link")).strip(),
        addresses=tuple(_text(document, link) for link in item.findall("link")),
        html=tuple(_text(document, element) for element in texts),
        content=inner_text(item.find(_CONTENT)),
        published=None if published is None else _stamp(document, published),
        updated=None if updated is None else _stamp(document, updated),
        categories=tuple(_text(document, category) for category in item.findall("category")),
        enclosures=tuple(
            Enclosure(
                url=enclosure.get("url", ""),
                media_type=enclosure.get("type", ""),
                length=enclosure.get("length", ""),
                place=document.place(enclosure),
            )
            for enclosure in item.findall("enclosure")
        ),
    )


def version(document: XmlDocument) -> Iterator[Finding]:
    """It is 2.0, of which this is a check."""
    if (stated := document.root.get("version", "")) != "2.0":
        message = f"the version is {quoted(stated)}"
        yield found("rss-version", place=document.place(document.root), message=message)


def descriptions(document: XmlDocument) -> Iterator[Finding]:
    """The channel and each item have one, in front of the full content."""
    channel = _channel(document)
    if not inner_text(channel.find("description")).strip():
        message = "the channel has no description"
        yield found("rss-description", place=document.place(channel), message=message)
    for item in channel.findall("item"):
        tags = [child.tag for child in item]
        if "description" not in tags:
            message = "the item has no description"
            yield found("rss-description", place=document.place(item), message=message)
        elif _CONTENT in tags and tags.index(_CONTENT) < tags.index("description"):
            message = "the description comes late"
            yield found("rss-description-late", place=document.place(item), message=message)


def guids(document: XmlDocument) -> Iterator[Finding]:
    """An id that is none of an address says so: without the attribute it would be one."""
    for guid in _channel(document).findall("item/guid"):
        if guid.get("isPermaLink") != "false":
            message = f"the guid {quoted(inner_text(guid))} passes for an address"
            yield found("rss-permalink", place=document.place(guid), message=message)


def authors(document: XmlDocument) -> Iterator[Finding]:
    """One dc:creator and nothing beside it."""
    for item in _channel(document).findall("item"):
        place = document.place(item)
        creators = len(item.findall(_CREATOR))
        if not creators:
            yield found("rss-creator-missing", place=place, message="the item has no dc:creator")
        elif item.find("author") is not None:
            message = "the item has author and dc:creator"
            yield found("rss-author-beside-creator", place=place, message=message)
        if creators > 1:
            message = f"the item has {creators} dc:creator"
            yield found("rss-creator-several", place=place, message=message)


def enclosures(document: XmlDocument) -> Iterator[Finding]:
    """One at most (RSS Advisory Board's profile)."""
    for item in _channel(document).findall("item"):
        if (count := len(item.findall("enclosure"))) > 1:
            message = f"the item has {count} enclosures"
            yield found("rss-enclosure-several", place=document.place(item), message=message)


def ttl(document: XmlDocument) -> Iterator[Finding]:
    """No longer than readers should wait."""
    for element in _channel(document).findall("ttl"):
        text = inner_text(element).strip()
        is_number = text.isascii() and text.isdecimal() and len(text) < 9
        if not is_number or not 0 < int(text) <= _LONGEST_TTL:
            message = f"ttl is {quoted(text)}"
            yield found("rss-ttl", place=document.place(element), message=message)


def period(document: XmlDocument) -> Iterator[Finding]:
    """The syndication module's elements are those that it has."""
    for element in _channel(document).iterchildren(f"{_SYNDICATION}*"):
        name = str(element.tag).removeprefix(_SYNDICATION)
        value = inner_text(element).strip()
        is_right = (
            (name == "updatePeriod" and value in _PERIODS)
            or (name == "updateFrequency" and value.isascii() and value.isdecimal())
            or (name == "updateBase" and bool(value))
        )
        if not is_right:
            message = f"sy:{name} is {quoted(value)}"
            yield found("rss-period", place=document.place(element), message=message)


RULES: Final[tuple[Callable[[XmlDocument], Iterator[Finding]], ...]] = (
    version,
    ttl,
    period,
    descriptions,
    guids,
    authors,
    enclosures,
)
