"""The door to feedgen: the newest issues as RSS 2.0, Atom 1.0 (RFC 4287) and JSON Feed 1.1.

One list of items goes into one feedgen generator per format, since a single generator cannot give
both formats what they need. The same ids stand in all three.
"""

from __future__ import annotations

import email.utils
import html
import re
from collections.abc import Sequence
from typing import Final

import feedgen.entry
import feedgen.feed

from digest.config.tables import Config
from digest.model import Issue, Page
from digest.render.feed_items import Feed, FeedItem, gather_feed
from digest.render.feedgen_extension import EntryExtension, FeedExtension
from digest.render.json_feed import format_json_feed
from digest.render.theme import Theme

RSS_PATH: Final = "feed.rss"
ATOM_PATH: Final = "feed.atom"
JSON_PATH: Final = "feed.json"
FEED_PATHS: Final = (RSS_PATH, ATOM_PATH, JSON_PATH)

_TTL_MINUTES = 60  # Miniflux waits as long as this, however short the cache time
_TITLE = re.compile(rb"<title>[^<]*</title>")

# feedgen's own function switches the locale of the whole process for every date that it writes;
# other threads see ASCII meanwhile, and two writers can leave it so for good.
feedgen.entry.formatRFC2822 = email.utils.format_datetime
feedgen.feed.formatRFC2822 = email.utils.format_datetime


def render_feeds(issues: Sequence[Issue], *, config: Config, theme: Theme) -> tuple[Page, ...]:
    """`feed.rss`, `feed.atom` and `feed.json` for the newest PUBLISHED ones of `issues`.

    A function of its arguments alone: same bytes in every process. Without a published issue the
    feeds are valid and empty, dated 2000-01-01. No generator version is written, so that an
    upgrade changes no byte. Raises RenderError.
    """
    return format_feeds(gather_feed(issues, config=config, theme=theme))


def format_feeds(feed: Feed) -> tuple[Page, ...]:
    """The three documents of one feed."""
    return (
        Page(path=RSS_PATH, body=_rss(feed)),
        Page(path=ATOM_PATH, body=_atom(feed)),
        Page(path=JSON_PATH, body=format_json_feed(feed, url=feed.home_url + JSON_PATH)),
    )


def _rss(feed: Feed) -> bytes:
    generator = _generator(feed, path=RSS_PATH, media_type="application/rss+xml")
    generator.load_extension("dc")
    generator.ttl(_TTL_MINUTES)
    if feed.items:
        generator.pubDate(feed.items[0].published_at)
    if feed.hub:
        generator.digest.links.append({"rel": "hub", "href": feed.hub})
    for item in feed.items:
        entry = _add_entry(generator, item)
        # Beside `author` it would be a second author, and `author` wants an e-mail address.
        entry.dc.dc_creator(feed.author)
        entry.digest.corrected_at = item.corrected_at
    return _TITLE.sub(_hexadecimal, generator.rss_str(pretty=True))


def _atom(feed: Feed) -> bytes:
    generator = _generator(feed, path=ATOM_PATH, media_type="application/atom+xml")
    generator.author(name=feed.author, uri=feed.home_url)
    for item in feed.items:
        entry = _add_entry(generator, item)
        # Not left to the feed's author: feedparser, reader and newsboat do not inherit it.
        entry.author(name=feed.author)
        entry.updated(item.updated_at)
    body: bytes = generator.atom_str(pretty=True)
    return body


def _generator(feed: Feed, *, path: str, media_type: str) -> feedgen.feed.FeedGenerator:
    generator = feedgen.feed.FeedGenerator()
    generator.register_extension("digest", FeedExtension, EntryExtension)
    generator.id(feed.home_url)
    generator.title(feed.title)
    generator.subtitle(feed.description)
    generator.language(feed.language)
    generator.generator("digest")
    generator.updated(feed.updated_at)
    generator.link(rel="self", href=feed.home_url + path, type=media_type)
    if feed.hub:
        generator.link(rel="hub", href=feed.hub)
    # The last link becomes the channel's `<link>` in RSS.
    generator.link(rel="alternate", href=feed.home_url, type="text/html")
    return generator


def _add_entry(generator: feedgen.feed.FeedGenerator, item: FeedItem) -> feedgen.entry.FeedEntry:
    entry = generator.add_entry(order="append")
    alternate = {"rel": "alternate", "href": item.url, "type": "text/html"}
    entry.id(item.id)
    entry.title(item.title)
    entry.link(dict(alternate))
    entry.digest.links.append(alternate)
    # RSS takes a description for HTML whatever it is, so Atom is told that it is HTML too.
    entry.summary(html.escape(item.summary, quote=False), type="html")
    entry.content(item.content_html, type="html")
    entry.published(item.published_at)
    return entry


def _hexadecimal(title: re.Match[bytes]) -> bytes:
    """`&` and `<` as hexadecimal references (RSS Advisory Board, best practices profile)."""
    return title[0].replace(b"&amp;", b"&#x26;").replace(b"&lt;", b"&#x3C;")
