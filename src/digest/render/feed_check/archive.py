"""Rules about the past of a feed: archive and complete documents (RFC 5005)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from digest.render.feed_check.addresses import is_same, is_web
from digest.render.feed_check.codes import found, quoted
from digest.render.feed_check.feed import Feed, Form, Known
from digest.render.preflight.finding import Finding

RELATIONS = ("current", "prev-archive", "next-archive")


def archive_findings(feed: Feed, known: Known) -> Iterator[Finding]:
    """What is wrong with marks and links, in whatever format."""
    yield from way_back(feed, known)
    yield from current(feed)
    yield from marks(feed)
    yield from links(feed)


def way_back(feed: Feed, known: Known) -> Iterator[Finding]:
    """Where there are older items, the subscription document leads to them."""
    has_link = any(link.rel == "prev-archive" for link in feed.archive)
    if known.has_older and not feed.is_archive and not has_link:
        message = "the older items cannot be reached"
        yield found("archive-missing", place=feed.place, message=message)


def current(feed: Feed) -> Iterator[Finding]:
    """An archive document names the one that changes (§4). JSON Feed has no word for it."""
    has_link = any(link.rel == "current" for link in feed.archive)
    if feed.is_archive and not has_link and feed.form is not Form.JSON:
        message = "the archive document names no current one"
        yield found("archive-current-missing", place=feed.place, message=message)


def marks(feed: Feed) -> Iterator[Finding]:
    """What is complete is neither a part nor has one before it (§2)."""
    has_link = any(link.rel == "prev-archive" for link in feed.archive)
    if "complete" in feed.marks and (feed.is_archive or has_link):
        message = "it bears fh:complete and belongs to an archive"
        yield found("archive-mark", place=feed.place, message=message)


def links(feed: Feed) -> Iterator[Finding]:
    """One of each relation (§4), and none that leads back to where it stands."""
    for rel, count in Counter(link.rel for link in feed.archive).items():
        if count > 1:
            message = f"there are {count} links with rel={quoted(rel)}"
            yield found("archive-link-twice", place=feed.place, message=message)
    own = next(filter(is_web, feed.self_urls), "")
    for link in feed.archive:
        if own and link.rel != "current" and is_same(link.href, own):
            message = f"{link.rel} leads to {quoted(link.href)}, which is this document"
            yield found("archive-circle", place=link.place, message=message)
