"""The door to feedparser: RSS in all its versions, RDF and Atom.

Its cleaning of HTML is switched off: our own reader takes only text from it, and is quicker.
"""

from __future__ import annotations

import calendar
import re
import time
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any

import feedparser

from digest.compose.text import clean_text, one_line
from digest.errors import ArticleError, FeedError
from digest.sources.feeds.item import (
    MOST_ITEMS,
    FeedDocument,
    FeedItem,
    marked_up,
    plain_link,
    shortened_line,
)
from digest.sources.html.dom import parse_html

_HTML_TYPES = frozenset({"text/html", "application/xhtml+xml"})
_LONGEST_NOTE = 200
# An entity that is made of entities: no feed needs one, and a few of them fill any memory. Expat
# would stop them too, but only after seconds.
_BOMB = re.compile(
    rb"<!DOCTYPE[^>\[]{0,1000}\[[^\]]{0,50000}?<!ENTITY\s[^>]{0,10000}?&\w", re.IGNORECASE
)
_PROLOG_BYTES = 100_000


def read_xml_feed(body: bytes, *, url: str, charset: str) -> FeedDocument:
    """The feed in `body`. Raises FeedError.

    An ill-formed one is taken as far as feedparser finds items in it, with a note.
    """
    if _BOMB.search(body[:_PROLOG_BYTES].replace(b"\0", b"")):  # UTF-16 is seen through
        raise FeedError(url, "declares entities made of entities, which is how XML bombs are made")
    # Without our address: it would be put in front of every guid that looks like a path.
    # And always as XML: what calls itself text/html is a feed all the same, and text/xml means
    # ASCII to feedparser, as it did before RFC 7303.
    charset = "utf-8" if _is_utf8(body) else charset
    media_type = "application/xml" + (f"; charset={charset}" if charset else "")
    headers = {"content-type": media_type}
    try:
        found = feedparser.parse(
            body, response_headers=headers, sanitize_html=False, resolve_relative_uris=False
        )
    except MemoryError:
        raise
    except Exception as error:  # it raises whatever its parts raise: NUL in an encoding's name
        raise FeedError(url, f"cannot be read as a feed ({_told(error)})") from error
    fault = _told(found.get("bozo_exception")) if found.get("bozo") else ""
    if not found.get("version") or (fault and not found.entries):
        raise FeedError(url, f"is no RSS or Atom feed{f' ({fault})' if fault else ''}")
    language = one_line(found.feed.get("language") or "")
    return FeedDocument(
        title=_plain(found.feed.get("title_detail")),
        form=found.version,
        items=tuple(
            _item(dict(entry), url=url, language=language) for entry in found.entries[:MOST_ITEMS]
        ),
        ttl=_minutes(found.feed.get("ttl")),
        note=f"is ill-formed ({fault}); what could be read is taken" if fault else "",
    )


def _is_utf8(body: bytes) -> bool:
    """Whether it can be read as strict UTF-8: then it is that, whatever it or its server says.

    Escapes and NULs are ASCII as well, but belong to ISO-2022 and UTF-16.
    """
    if b"\x1b" in body or b"\0" in body:
        return False
    try:
        body.decode()
    except UnicodeDecodeError:
        return False
    return True


def _item(entry: Mapping[str, Any], *, url: str, language: str) -> FeedItem:
    html = _fullest(entry)
    return FeedItem(
        guid=shortened_line(entry.get("id") or ""),
        link=plain_link(_link(entry), base=url),
        title=_plain(entry.get("title_detail")),
        html=clean_text(html),
        author=one_line(_author(entry)),
        topics=tuple(one_line(tag.get("term") or "") for tag in entry.get("tags") or ()),
        language=one_line((_content(entry) or {}).get("language") or language),
        published_at=_moment(entry.get("published_parsed") or entry.get("updated_parsed")),
        updated_at=_moment(entry.get("updated_parsed")),
    )


def _link(entry: Mapping[str, Any]) -> str:
    """The link; a guid stands in for it only where it is an address, whatever it claims."""
    link: str = entry.get("link") or ""
    return "" if link == entry.get("id") and not link.startswith(("http:", "https:")) else link


def _content(entry: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The longest of the texts: `content:encoded` mostly, but some hide it in the summary."""
    texts = [*(entry.get("content") or ()), entry.get("summary_detail")]
    return max(filter(None, texts), key=lambda text: len(text.get("value") or ""), default=None)


def _fullest(entry: Mapping[str, Any]) -> str:
    content = _content(entry) or {}
    value = content.get("value") or ""
    return value if content.get("type") in _HTML_TYPES else marked_up(value)


def _author(entry: Mapping[str, Any]) -> str:
    """The name without the address that RSS asks for in front of it."""
    detail = entry.get("author_detail") or {}
    name = detail.get("name") or entry.get("author") or ""
    if "@" in name and name.endswith(")"):
        return name.partition("(")[2].rstrip(")")
    return "" if "@" in name else name


def _plain(detail: Mapping[str, Any] | None) -> str:
    """A title without mark-up."""
    value = (detail or {}).get("value") or ""
    if (detail or {}).get("type") not in _HTML_TYPES:
        return one_line(value)
    if "<" not in value:
        return one_line(unescape(value))
    try:
        root = parse_html(clean_text(value), where="")
    except ArticleError:
        return ""
    return one_line("".join(map(str, root.itertext())))


def _moment(parsed: time.struct_time | None) -> datetime | None:
    if parsed is None:
        return None
    try:
        return datetime.fromtimestamp(calendar.timegm(parsed), UTC)
    except (ValueError, OverflowError, OSError):  # the year 0, or 12,026
        return None


def _minutes(value: str | None) -> timedelta:
    value = (value or "").strip()
    is_number = value.isascii() and value.isdecimal() and len(value) < 9
    return timedelta(minutes=int(value)) if is_number else timedelta()


def _told(error: object) -> str:
    return one_line(str(error))[:_LONGEST_NOTE]
