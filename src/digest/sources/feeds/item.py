"""What a feed is made of, whatever it is written in."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from html import escape
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

from digest.compose.text import clean_text, one_line
from digest.compose.web import web_address

#: Of a longer feed the first so many items are read.
MOST_ITEMS = 2_000

_LONGEST_KEY = 500
_LONGEST_LINE = 2_000
_LONGEST_NAME = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedItem:
    """An item or entry as its feed has it; texts may still hold mark-up."""

    guid: str = ""
    link: str = ""  #: absolute, without what only counts clicks
    title: str = ""  #: plain text
    html: str = ""  #: the fullest text that the feed gives
    author: str = ""
    topics: tuple[str, ...] = ()
    language: str = ""  #: its own, else its feed's; as it stands there
    published_at: datetime | None = None
    updated_at: datetime | None = None

    @property
    def sha256(self) -> str:
        """Of title and text: what makes one version of an item different from another."""
        return hashlib.sha256(f"{self.title}\0{self.html}".encode()).hexdigest()

    @property
    def key(self) -> str:
        """By what it is known in its feed: guid, else link, else `sha256:…`."""
        key = self.guid or self.link or f"sha256:{self.sha256}"
        if len(key) <= _LONGEST_KEY:
            return key
        return f"sha256:{hashlib.sha256(key.encode()).hexdigest()}"

    @property
    def name(self) -> str:
        """What to call it in a report: the beginning of its title, else of its guid."""
        name = self.title or self.guid
        return name if len(name) <= _LONGEST_NAME else f"{name[: _LONGEST_NAME - 1]}…"


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedDocument:
    """A feed."""

    title: str
    form: str  #: `rss20`, `atom10`, `json11` …
    items: tuple[FeedItem, ...]
    ttl: timedelta = timedelta()  #: how long it asks to be left alone
    note: str = ""  #: what is wrong with it, although it could be read


def plain_link(link: str, *, base: str) -> str:
    """The absolute web address of a link without `utm_…`, or nothing."""
    if not link.strip():
        return ""
    try:
        address = web_address(urljoin(base, link.strip()))
        parts = urlsplit(address)
    except ValueError:  # an open bracket
        return ""
    if "utm_" not in parts.query:
        return address
    query = parse_qsl(parts.query, keep_blank_values=True)
    kept = [(name, value) for name, value in query if not name.startswith("utm_")]
    return parts._replace(query=urlencode(kept)).geturl()


def shortened_line(text: str) -> str:
    """A value of a feed on one line that the ledger and a person can bear."""
    return one_line(text)[:_LONGEST_LINE]


def marked_up(text: str) -> str:
    """Plain text as HTML: a paragraph for each that a blank line ends."""
    paragraphs = re.split(r"\n\s*\n", clean_text(text).strip())
    return "".join(f"<p>{escape(part).replace(chr(10), '<br>')}</p>" for part in paragraphs if part)
