"""OPML lists of feeds (http://opml.org/spec2.opml)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit
from xml.parsers import expat

from digest.compose.text import clean_text, one_line
from digest.compose.web import web_address
from digest.errors import FeedError
from digest.ports import ListedFeed

#: Of a longer list the first so many feeds are read.
MOST_FEEDS = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedList:
    """A list of feeds."""

    title: str
    feeds: tuple[ListedFeed, ...]  #: each address once, in the order of the list
    note: str = ""  #: what of it was not taken


def read_opml(body: bytes, where: str) -> FeedList:
    """The feeds of a list, however deep they are nested. Raises FeedError.

    A feed is an outline with `xmlUrl`; one without a title is called by its host.
    """
    reading = _Reading(where)
    parser = expat.ParserCreate()
    parser.StartElementHandler = reading.start
    parser.EndElementHandler = reading.end
    parser.CharacterDataHandler = reading.text
    # Lists need no entities of their own; refusing the declaration refuses XML bombs.
    parser.EntityDeclHandler = reading.entity
    try:
        parser.Parse(body, True)  # noqa: FBT003  # expat's signature
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise FeedError(where, f"cannot be read as OPML ({error})") from error
    if not reading.is_opml:
        raise FeedError(where, "is no list of feeds: its first element is not <opml>")
    return reading.result()


class _Reading:
    def __init__(self, where: str) -> None:
        self.is_opml = False
        self._where = where
        self._path: list[str] = []
        self._title = ""
        self._feeds: dict[str, ListedFeed] = {}
        self._bad = 0
        self._dropped = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        name = name.lower()
        if not self._path:
            self.is_opml = name == "opml"
        self._path.append(name)
        folded = {key.lower(): value for key, value in attributes.items()}
        if name == "outline" and "xmlurl" in folded:
            self._add(folded)

    def end(self, _name: str) -> None:
        self._path.pop()

    def text(self, text: str) -> None:
        if self._path == ["opml", "head", "title"]:
            self._title += text

    def entity(self, *_: object) -> None:
        raise FeedError(self._where, "declares entities of its own; save it without its DOCTYPE")

    def result(self) -> FeedList:
        notes = []
        if self._bad:
            notes.append(f"addresses that are none: {self._bad}")
        if self._dropped:
            notes.append(f"feeds beyond the first {MOST_FEEDS:,}: {self._dropped}")
        note = f"not taken: {', '.join(notes)}" if notes else ""
        feeds = tuple(self._feeds.values())
        return FeedList(title=one_line(self._title), feeds=feeds, note=note)

    def _add(self, outline: dict[str, str]) -> None:
        url = _address(outline["xmlurl"], base=self._where)
        if not url:
            self._bad += 1
        elif url not in self._feeds and len(self._feeds) >= MOST_FEEDS:
            self._dropped += 1
        else:
            title = one_line(clean_text(outline.get("title") or outline.get("text") or ""))
            feed = ListedFeed(title=title or urlsplit(url).hostname or url, url=url)
            self._feeds.setdefault(url, feed)


def _address(url: str, *, base: str) -> str:
    """An absolute address without a fragment; `feed:` in front of it is an old habit."""
    url = re.sub(r"^feed:(?://)?(?=https?:)", "", url.strip()).replace("feed://", "http://", 1)
    try:
        return web_address(urljoin(base, url).partition("#")[0])
    except ValueError:  # an open bracket
        return ""
