"""What feedgen 1.0.0 leaves out or writes wrongly, mended through its own extension interface.

feedgen loses `rel` and `type` of every Atom entry link (its issues #135 and #143), drops all
channel links but `self` from RSS (#122), and has no mark for a corrected RSS item.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from feedgen.ext.base import BaseEntryExtension, BaseExtension
from lxml import etree

_ATOM = "{http://www.w3.org/2005/Atom}"


class FeedExtension(BaseExtension):  # type: ignore[misc]  # feedgen carries no types
    """`links`: attributes of the links that an RSS channel shows beside `self`."""

    def __init__(self) -> None:
        self.links: list[Mapping[str, str]] = []

    def extend_rss(self, feed: etree._Element) -> etree._Element:
        """Append one `atom:link` each to the channel; it holds no items yet."""
        for link in self.links:
            etree.SubElement(feed[0], f"{_ATOM}link", dict(link))
        return feed


class EntryExtension(BaseEntryExtension):  # type: ignore[misc]  # feedgen carries no types
    """`links`: attributes of all Atom links of the entry; `corrected_at`: aware UTC, or None."""

    def __init__(self) -> None:
        self.links: list[Mapping[str, str]] = []
        self.corrected_at: datetime | None = None

    def extend_atom(self, entry: etree._Element) -> etree._Element:
        """Put whole links in the place of feedgen's, whose elements are in no namespace."""
        for link in entry.findall("link"):
            entry.remove(link)
        for attributes in self.links:
            etree.SubElement(entry, "link", dict(attributes))
        return entry

    def extend_rss(self, item: etree._Element) -> etree._Element:
        """Add `atom:updated` to a corrected item; some readers date the item by it."""
        if self.corrected_at is not None:
            etree.SubElement(item, f"{_ATOM}updated").text = self.corrected_at.isoformat()
        return item
