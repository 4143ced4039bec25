"""What is at an address."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from digest.compose.text import clean_text, one_line
from digest.sources.decode import decode
from digest.sources.feeds.feed import read_feed
from digest.sources.feeds.links import FeedLink, feed_links
from digest.sources.feeds.opml import read_opml
from digest.sources.feeds.sniff import root_of
from digest.sources.html.dom import parse_html

_TEXTS = frozenset({"text/plain", "text/markdown", "text/x-markdown"})


class Discovered(enum.StrEnum):
    """What an address turned out to be."""

    FEED = "feed"
    OPML = "opml"
    PAGE = "page"


@dataclass(frozen=True, slots=True, kw_only=True)
class Discovery:
    """What is at an address."""

    kind: Discovered
    title: str
    feeds: tuple[FeedLink, ...] = ()  #: of a page, those that it names


def discover(body: bytes, *, url: str, media_type: str = "", charset: str = "") -> Discovery:
    """What the document is that was fetched from `url`. Raises FeedError, ArticleError."""
    root = root_of(body)
    if root == "opml":
        return Discovery(kind=Discovered.OPML, title=read_opml(body, url).title)
    if root == "html":
        title = _title(body, url=url)
        return Discovery(kind=Discovered.PAGE, title=title, feeds=feed_links(body, url=url))
    if not root and media_type in _TEXTS:
        return Discovery(kind=Discovered.PAGE, title="")
    return Discovery(kind=Discovered.FEED, title=read_feed(body, url=url, charset=charset).title)


def _title(body: bytes, *, url: str) -> str:
    root = parse_html(clean_text(decode(body, where=url, html=True)), where=url)
    return next((one_line("".join(map(str, it.itertext()))) for it in root.iter("title")), "")
