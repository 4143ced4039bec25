"""Bytes of a feed → its items, whatever it is written in. Meant for the child process."""

from __future__ import annotations

from digest.errors import FeedError
from digest.sources.feeds.item import FeedDocument
from digest.sources.feeds.json_feed import read_json_feed
from digest.sources.feeds.links import feed_links
from digest.sources.feeds.sniff import root_of

_BLANK = b"\xef\xbb\xbf\xff\xfe\0 \t\r\n"


def read_feed(body: bytes, *, url: str, charset: str = "") -> FeedDocument:
    """The feed in `body`, which was fetched from `url`. Raises FeedError.

    `charset` is what the server says of the encoding.
    """
    root = root_of(body)
    if not body.strip(_BLANK):
        raise FeedError(url, "is empty; ask its publisher, or look whether it has moved")
    if root == "{":
        return read_json_feed(body, url=url)
    if root == "opml":
        raise FeedError(url, 'is a list of feeds (OPML); use it with kind = "opml"')
    if root == "html":
        raise _page_instead(body, url=url)
    from digest.sources.feeds.xml_feed import read_xml_feed  # feedparser takes its time to import

    return read_xml_feed(body, url=url, charset=charset)


def _page_instead(body: bytes, *, url: str) -> FeedError:
    links = feed_links(body, url=url)
    if links:
        return FeedError(url, f"is a web page, not a feed; its feed is {links[0].url}")
    reason = 'is a web page, not a feed, and names none; use it with kind = "page"'
    return FeedError(url, reason)
