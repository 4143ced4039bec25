"""A feed as the rules see it, whatever its format, and where in its document each part stands."""

from __future__ import annotations

import enum
from dataclasses import dataclass


class Form(enum.StrEnum):
    """The three formats."""

    RSS = "RSS 2.0"
    ATOM = "Atom 1.0"
    JSON = "JSON Feed 1.1"


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedFile:
    """A document to look at."""

    name: str  #: how findings name it
    body: bytes
    url: str = ""  #: where it was read from; empty: nothing is said about its own address
    is_stand_in: bool = False  #: `url` is on another host than the one it is meant for


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What its owner knows of a feed, and a document alone cannot tell."""

    home_url: str = ""
    hub: str = ""  #: WebSub hub that must be named
    has_older: bool = False  #: there are items that it does not show


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A text at its place."""

    value: str
    place: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """A date as it is written."""

    value: str
    place: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A link with its relation."""

    rel: str
    href: str
    place: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Enclosure:
    """A file that comes with an item."""

    url: str
    media_type: str
    length: str  #: in bytes, as it is written
    place: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """An item (RSS, JSON Feed) or entry (Atom)."""

    place: str
    id: str
    title: str  #: as a reader gets it
    url: str  #: its page
    addresses: tuple[Text, ...] = ()  #: of its links
    html: tuple[Text, ...] = ()  #: what readers show as HTML
    plain: tuple[Text, ...] = ()  #: summaries that are no HTML
    content: str = ""  #: the full HTML
    published: Stamp | None = None
    updated: Stamp | None = None
    categories: tuple[Text, ...] = ()
    enclosures: tuple[Enclosure, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A document that could be read."""

    form: Form
    name: str
    place: str
    size: int  #: bytes
    url: str = ""
    is_stand_in: bool = False
    title: str
    language: str
    home_urls: tuple[str, ...]
    self_urls: tuple[str, ...]
    hubs: tuple[str, ...]
    archive: tuple[Link, ...] = ()  #: `current`, `prev-archive`, `next-archive`
    marks: frozenset[str] = frozenset()  #: of RFC 5005: `archive`, `complete`
    addresses: tuple[Text, ...] = ()
    stamps: tuple[Stamp, ...] = ()
    items: tuple[Item, ...] = ()

    @property
    def is_archive(self) -> bool:
        """Whether it is a part of the past, not the document that readers subscribe to."""
        return "archive" in self.marks
