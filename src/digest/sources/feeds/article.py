"""Items of feeds and fetched pages → `Article`. Meant for the child process."""

from __future__ import annotations

import codecs
from collections.abc import Mapping
from dataclasses import replace
from pathlib import PurePosixPath
from typing import Final
from urllib.parse import urlsplit

from digest.article import Article
from digest.errors import ArticleError
from digest.sources.assemble import Head, Origin
from digest.sources.decode import decode
from digest.sources.feeds.item import FeedItem
from digest.sources.html.page import read_fragment
from digest.sources.read import READERS

_SUFFIXES: Final[Mapping[str, str]] = {
    "": ".html",
    "text/html": ".html",
    "application/xhtml+xml": ".html",
    "text/plain": ".txt",
    "text/markdown": ".md",
    "text/x-markdown": ".md",
}
_MARKDOWN: Final = frozenset({".md", ".markdown", ".mdx"})


def read_item(item: FeedItem, *, origin: Origin) -> Article:
    """The article that an item itself carries. Raises ArticleError when there is nothing."""
    head = Head(
        title=item.title,
        author=item.author,
        language=item.language,
        guid=item.guid,
        topics=item.topics,
    )
    return read_fragment(item.html, head=head, origin=origin)


def read_page(body: bytes, *, media_type: str, charset: str, origin: Origin) -> Article:
    """The article of a fetched page by its media type. Raises ArticleError."""
    suffix = _SUFFIXES.get(media_type)
    if suffix is None:
        reason = f"is {media_type}, not a page; only HTML, Markdown and plain text can be read"
        raise ArticleError(origin.location, reason)
    path = PurePosixPath(urlsplit(origin.url).path)
    if suffix == ".txt" and path.suffix.lower() in _MARKDOWN:
        suffix = ".md"  # as repositories serve it
    text = decode(body, where=origin.location, html=suffix == ".html", charset=charset)
    # Marked as what it is now: the page's own word on its encoding does not count any more.
    return READERS[suffix](codecs.BOM_UTF8 + text.encode(), origin)


def merged(page: Article, *, item: Article | None) -> Article:
    """The page's article, with what only its feed says of it."""
    if item is None:
        return page
    return replace(
        page,
        guid=item.guid,
        author=page.author or item.author,
        topics=page.topics or item.topics,
    )
