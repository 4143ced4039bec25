"""Feeds on a server on loopback that does all that it should, or not."""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Callable, Mapping

from good_feeds import BASE, HUB
from http_server import HttpServer, Reply, Request

TYPES = {
    "feed.rss": "application/rss+xml",
    "feed.atom": "application/atom+xml",
    "feed.json": "application/feed+json",
}
CHANGED = "Mon, 19 Oct 2026 06:00:00 GMT"
HOME = "<html><head>{}</head><body><h1>The Weekly Loom</h1></body></html>".format(
    "".join(f'<link rel="alternate" type="{kind}" href="{name}">' for name, kind in TYPES.items())
).encode()


def serve_feeds(
    server: HttpServer, feeds: Mapping[str, bytes], *, home: bytes = HOME, hub: str = HUB
) -> None:
    """Serve a site's feeds and its front page, as RFC 9110 asks."""
    for name, body in feeds.items():
        link = f'<{hub}>; rel="hub", <{BASE}{name}>; rel="self"'
        server.add(f"/{name}", answering(body, ("Link", link), kind=TYPES[name]))
    server.add("/", Reply(headers=(("Content-Type", "text/html"),), body=home))


def answering(
    body: bytes, *more: tuple[str, str], kind: str, changed: str = CHANGED
) -> Callable[[Request], Reply]:
    """An answer with both validators, compressed where that is accepted."""
    etag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
    packed = gzip.compress(body, mtime=0)

    def answer(request: Request) -> Reply:
        headers = (
            ("Content-Type", kind),
            ("Cache-Control", "public, max-age=900"),
            ("Vary", "Accept-Encoding"),
            ("ETag", etag),
            ("Last-Modified", changed),
            *more,
        )
        asked = request.headers.get("if-none-match", "")
        since = request.headers.get("if-modified-since", "")
        if asked == etag or (not asked and since == changed):
            return Reply(status=304, headers=headers)
        if "gzip" not in request.headers.get("accept-encoding", ""):
            return Reply(headers=headers, body=body)
        return Reply(headers=(*headers, ("Content-Encoding", "gzip")), body=packed)

    return answer
