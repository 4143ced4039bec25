"""What a good set of feeds looks like, as checks with a code each. Only files are judged, no HTTP.

`faults` gives the codes of all that is wrong; a good set gives none. The rules are those of RSS 2.0
with the RSS Advisory Board's profile, RFC 4287, JSON Feed 1.1, and of what readers punish.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from email.utils import format_datetime, parsedate_to_datetime
from typing import Any

import lxml.html
from lxml import etree

_ATOM = "{http://www.w3.org/2005/Atom}"
_CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
_CREATOR = "{http://purl.org/dc/elements/1.1/}creator"
_ADDRESSES = ("href", "src", "poster", "cite", "srcset")
_BANNED_TAGS = {
    "script", "style", "form", "iframe", "object", "embed", "input", "svg", "html", "body",
}  # fmt: skip
_BANNED_ATTRIBUTES = {"style", "bgcolor", "align", "class"}
_RFC3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
_MAX_BYTES = 1_000_000


def faults(files: Mapping[str, bytes], *, base_url: str, now: datetime, hub: str = "") -> set[str]:
    """Codes of all faults in `feed.rss`, `feed.atom` and `feed.json`."""
    found = {f"{name}-size" for name, body in files.items() if len(body) > _MAX_BYTES}
    found |= {f"{name}-xslt" for name, body in files.items() if b"text/xsl" in body}
    try:
        channel = etree.fromstring(files["feed.rss"])[0]
        atom = etree.fromstring(files["feed.atom"])
        document = json.loads(files["feed.json"])
    except (etree.XMLSyntaxError, ValueError):
        return found | {"syntax"}
    found |= set(_channel(channel, base_url=base_url, hub=hub))
    found |= set(_dates(channel, now=now))
    for item in channel.iter("item"):
        found |= set(_item(item))
    found |= set(_atom(atom, base_url=base_url, hub=hub))
    for entry in atom.iter(f"{_ATOM}entry"):
        found |= set(_entry(entry))
    found |= set(_json(document, base_url=base_url, hub=hub))
    return found | set(_agreement(channel, atom, document))


def _channel(channel: etree._Element, *, base_url: str, hub: str) -> Iterator[str]:
    links = [(link.get("rel"), link.get("href")) for link in channel.findall(f"{_ATOM}link")]
    if links.count(("self", f"{base_url}feed.rss")) != 1:
        yield "rss-self"
    if hub and links.count(("hub", hub)) != 1:
        yield "rss-hub"
    if channel.findtext("link") != base_url:
        yield "rss-home"
    if not channel.findtext("language"):
        yield "rss-language"
    if not 0 < int(channel.findtext("ttl") or 0) <= 60:
        yield "rss-ttl"
    guids = channel.findall("item/guid")
    if len({guid.text for guid in guids}) != len(guids):
        yield "rss-guid-unique"
    if any(not guid.text or len(guid.text) > 245 for guid in guids):
        yield "rss-guid-length"
    if any(guid.get("isPermaLink") != "false" for guid in guids):
        yield "rss-guid-permalink"


def _dates(channel: etree._Element, *, now: datetime) -> Iterator[str]:
    texts = [item.findtext("pubDate") or "" for item in channel.iter("item")]
    texts += filter(None, [channel.findtext("lastBuildDate"), channel.findtext("pubDate")])
    try:
        moments = [parsedate_to_datetime(text) for text in texts]
    except ValueError:
        yield "rss-date"
        return
    # Written anew, a date shows a wrong weekday and a missing zone.
    if any(
        moment.tzinfo is None or format_datetime(moment) != text
        for moment, text in zip(moments, texts, strict=True)
    ):
        yield "rss-date"
        return
    items = moments[: len(list(channel.iter("item")))]
    if items != sorted(items, reverse=True):
        yield "rss-order"
    if any(moment > now for moment in moments):
        yield "rss-future"


def _item(item: etree._Element) -> Iterator[str]:
    tags = [child.tag for child in item]
    if not item.findtext("title"):
        yield "rss-title"
    if not (item.findtext("link") or "").startswith("http"):
        yield "rss-link"
    if not ("description" in tags and _CONTENT in tags) or tags.index("description") > tags.index(
        _CONTENT
    ):
        yield "rss-description-first"
    if tags.count(_CREATOR) != 1 or "author" in tags:
        yield "rss-creator"
    if any("," in (category.text or "") for category in item.findall("category")):
        yield "rss-category"
    enclosures = item.findall("enclosure")
    if len(enclosures) > 1 or any(
        not enclosure.get("type") or int(enclosure.get("length") or 0) <= 0
        for enclosure in enclosures
    ):
        yield "rss-enclosure"
    yield from _html(item.findtext("description") or "")
    yield from _html(item.findtext(_CONTENT) or "")


def _html(html: str) -> Iterator[str]:
    """Faults of an HTML fragment."""
    for element in lxml.html.fragment_fromstring(html, create_parent="div").iter():
        if element.tag in _BANNED_TAGS:
            yield "html-tag"
        if element.tag == "img" and element.get("alt") is None:
            yield "html-alt"
        for name, value in element.items():
            if name in _BANNED_ATTRIBUTES or name.startswith("on"):
                yield "html-attribute"
            if name in _ADDRESSES and not re.match(r"(https?|mailto):", value):
                yield "html-address"


def _atom(atom: etree._Element, *, base_url: str, hub: str) -> Iterator[str]:
    links = [(link.get("rel"), link.get("href")) for link in atom.findall(f"{_ATOM}link")]
    if links.count(("self", f"{base_url}feed.atom")) != 1:
        yield "atom-self"
    if links.count(("alternate", base_url)) != 1:
        yield "atom-home"
    if hub and links.count(("hub", hub)) != 1:
        yield "atom-hub"
    if not all(atom.findtext(f"{_ATOM}{name}") for name in ("id", "title")):
        yield "atom-required"
    if not atom.findtext(f"{_ATOM}author/{_ATOM}name"):
        yield "atom-feed-author"
    if not _RFC3339.fullmatch(atom.findtext(f"{_ATOM}updated") or ""):
        yield "atom-date"


def _entry(entry: etree._Element) -> Iterator[str]:
    if not entry.findtext(f"{_ATOM}author/{_ATOM}name"):
        yield "atom-author"
    for name in ("updated", "published"):
        if not _RFC3339.fullmatch(entry.findtext(f"{_ATOM}{name}") or ""):
            yield "atom-date"
    title = entry.find(f"{_ATOM}title")
    if title is None or not title.text or title.get("type", "text") != "text":
        yield "atom-title"
    links = entry.findall(f"{_ATOM}link")
    kinds = [(link.get("rel"), link.get("type")) for link in links]
    if kinds.count(("alternate", "text/html")) != 1 or any(rel is None for rel, _ in kinds):
        yield "atom-links"
    content = entry.find(f"{_ATOM}content")
    if content is None or not content.text or content.get("type") != "html":
        yield "atom-content"


def _json(document: Mapping[str, Any], *, base_url: str, hub: str) -> Iterator[str]:
    if document.get("version") != "https://jsonfeed.org/version/1.1":
        yield "json-version"
    if document.get("feed_url") != f"{base_url}feed.json":
        yield "json-self"
    if document.get("home_page_url") != base_url:
        yield "json-home"
    if hub and document.get("hubs") != [{"type": "WebSub", "url": hub}]:
        yield "json-hub"
    if not document.get("title") or not document.get("language"):
        yield "json-required"
    if "authors" in document or any(not item.get("authors") for item in document["items"]):
        yield "json-authors"
    for item in document["items"]:
        dates = [item.get("date_published", ""), item.get("date_modified", "2000-01-01T00:00:00Z")]
        if not all(_RFC3339.fullmatch(text) for text in dates):
            yield "json-date"


def _agreement(
    channel: etree._Element, atom: etree._Element, document: Mapping[str, Any]
) -> Iterator[str]:
    """The three formats say the same."""
    items, entries = list(channel.iter("item")), list(atom.iter(f"{_ATOM}entry"))
    fields = {
        "ids": ("guid", "id", "id"),
        "titles": ("title", "title", "title"),
        "contents": (_CONTENT, "content", "content_html"),
    }
    for name, (rss_name, atom_name, json_name) in fields.items():
        in_rss = [item.findtext(rss_name) for item in items]
        in_atom = [entry.findtext(f"{_ATOM}{atom_name}") for entry in entries]
        in_json = [item.get(json_name) for item in document["items"]]
        if in_rss != in_atom:
            yield f"atom-{name}-differ"
        if in_rss != in_json:
            yield f"json-{name}-differ"
