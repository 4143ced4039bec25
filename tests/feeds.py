"""Feeds for tests of polling, as a server would give them."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from html import escape

from http_server import Reply, Request, page, status

#: Enough text for a feed's item to be an article of its own, with two takeaways.
FULL = (
    "<p>{0} rings over the harbour, and everybody in the town knows what it means. {1}</p>"
    "<h2>Key takeaways</h2><ul><li>The bell of {0} rings twice every night.</li>"
    "<li>Nobody in the harbour knows why it does so.</li></ul>"
).format("{0}", "The keeper has rung it for thirty years, by hand and in all weathers. " * 10)


def item(
    name: str,
    *,
    guid: str = "",
    link: str = "",
    html: str | None = None,
    published: str = "Mon, 16 Nov 2026 06:00:00 GMT",
) -> str:
    """An item of RSS; without `html` one with a full text."""
    body = FULL.format(name) if html is None else html
    return (
        f"<item><title>{escape(name)}</title>"
        f'<guid isPermaLink="false">{escape(guid or name)}</guid>'
        + (f"<link>{escape(link)}</link>" if link else "")
        + (f"<pubDate>{published}</pubDate>" if published else "")
        + f"<description>{escape(body)}</description></item>"
    )


def rss(items: Sequence[str], *, title: str = "The Loom") -> str:
    """A feed of these items."""
    return (
        '<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel>'
        f"<title>{escape(title)}</title>{''.join(items)}</channel></rss>"
    )


class Feed:
    """An answer that honours validators, and whose items can be changed while it is served."""

    def __init__(self, *items: str) -> None:
        self.items: Sequence[str] = items

    def __call__(self, request: Request) -> Reply:
        body = rss(self.items)
        etag = f'"{hashlib.sha256(body.encode()).hexdigest()[:16]}"'
        if request.headers.get("if-none-match") == etag:
            return status(304, ("ETag", etag))
        return page(body, ("ETag", etag), ("Content-Type", "application/rss+xml"))


def web_page(title: str, *, text: str = FULL) -> Reply:
    """A page of the web with an article."""
    body = text.format(title)
    html = (
        f"<!DOCTYPE html><html lang=en><head><title>{title}</title></head>"
        f"<body><main><h1>{title}</h1>{body}</main></body></html>"
    )
    return page(html, ("Content-Type", "text/html; charset=utf-8"))
