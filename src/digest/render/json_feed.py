"""Feed → JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/)."""

from __future__ import annotations

import json

from digest.render.feed_items import Feed, FeedItem


def format_json_feed(feed: Feed, *, url: str) -> bytes:
    """The document, in UTF-8 with a fixed order of keys; `url` is its own address."""
    document: dict[str, object] = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": feed.home_url,
        "feed_url": url,
        "description": feed.description,
        "language": feed.language,
    }
    if feed.hub:
        document["hubs"] = [{"type": "WebSub", "url": feed.hub}]
    document["items"] = [_item(item, author=feed.author) for item in feed.items]
    return (json.dumps(document, ensure_ascii=False, indent=2) + "\n").encode()


def _item(item: FeedItem, *, author: str) -> dict[str, object]:
    fields: dict[str, object] = {
        "id": item.id,
        "url": item.url,
        "title": item.title,
        "summary": item.summary,
        "content_html": item.content_html,
        "date_published": item.published_at.isoformat(),
    }
    if item.corrected_at is not None:
        fields["date_modified"] = item.corrected_at.isoformat()
    # Only here, never on the feed as well: Miniflux shows both side by side.
    fields["authors"] = [{"name": author}]
    return fields
