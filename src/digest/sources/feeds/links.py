"""Where the feeds of a web page are."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urljoin

from digest.compose.text import clean_text, one_line
from digest.compose.web import web_address
from digest.errors import ArticleError
from digest.sources.decode import decode
from digest.sources.html.dom import parse_html

# WHATWG HTML §4.6.6.1 and https://www.jsonfeed.org/version/1.1/#discovery
_FEED_TYPES = ("application/rss+xml", "application/atom+xml", "application/feed+json")


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedLink:
    """A feed that a page names."""

    title: str
    url: str


def feed_links(body: bytes, *, url: str) -> tuple[FeedLink, ...]:
    """The feeds that a page names with `<link rel=alternate>`, in its order."""
    try:
        root = parse_html(clean_text(decode(body, where=url, html=True)), where=url)
    except ArticleError:
        return ()
    links = (
        FeedLink(title=one_line(link.get("title") or ""), url=_absolute(link.get("href"), url))
        for link in root.iter("link")
        if "alternate" in (link.get("rel") or "").lower().split()
        and (link.get("type") or "").split(";")[0].strip().lower() in _FEED_TYPES
    )
    return tuple({link.url: link for link in links if link.url}.values())


def _absolute(href: str | None, base: str) -> str:
    try:
        return web_address(urljoin(base, (href or "").strip()))
    except ValueError:  # an open bracket
        return ""
