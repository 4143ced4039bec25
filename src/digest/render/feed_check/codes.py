"""The one table of codes of feeds. A code keeps its meaning for ever: scripts name it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from digest.render.preflight.codes import Code
from digest.render.preflight.finding import Finding, Severity

_LONGEST: Final = 80


def found(code: str, *, place: str, message: str) -> Finding:
    """A finding of that code."""
    entry = FEED_CODES[code]
    return Finding(
        code=code, severity=entry.severity, place=place, message=message, mend=entry.mend
    )


def quoted(text: str) -> str:
    """The beginning of a foreign text between quotes, harmless in a report."""
    line = " ".join(text[: 4 * _LONGEST].split())
    shown = "".join(character if character.isprintable() else "�" for character in line)
    return f"«{shown[:_LONGEST]}{'…' if len(shown) > _LONGEST else ''}»"


_E, _W, _N = Severity.ERROR, Severity.WARNING, Severity.NOTE
_REPORT = "write the element as the specification asks"

FEED_CODES: Final[Mapping[str, Code]] = {
    # the document as a whole
    "feed-unreadable": Code(
        _E, "it cannot be had or takes too much to read", "mend the address or the document"
    ),
    "feed-format": Code(
        _E,
        "it is no RSS 2.0, Atom 1.0 or JSON Feed",
        "give the address of a feed, or write one of the three",
    ),
    "feed-size": Code(
        _W,
        "it has more than 1 MB, which every reader fetches again and again",
        "carry fewer items, and put older ones into archive documents (RFC 5005)",
    ),
    "feed-character": Code(
        _W,
        "a text holds control characters or other code points that are no characters",
        "drop them where the text comes in",
    ),
    "xml-bytes": Code(_E, "bytes are not what the encoding allows", "write UTF-8"),
    "xml-encoding": Code(
        _W, "the encoding is not UTF-8, which is the one that all readers know", "write UTF-8"
    ),
    "xml-character": Code(
        _E,
        "there is a character that XML forbids; readers refuse the whole feed",
        "drop control characters where the text comes in",
    ),
    "xml-ampersand": Code(
        _E, "there is a bare `&`; readers refuse the whole feed", "write `&amp;`"
    ),
    "xml-entity": Code(
        _E,
        "there is a reference like `&nbsp;`, which only HTML knows",
        "write the character itself",
    ),
    "xml-syntax": Code(
        _E, "it is not well-formed XML; readers refuse the whole feed", "mend it at that place"
    ),
    "xml-doctype": Code(
        _E,
        "there is a document type; readers refuse it, and this check reads no further",
        "take `<!DOCTYPE …>` out",
    ),
    "xml-xslt": Code(
        _W,
        "it is styled by XSLT, which browsers are giving up",
        "take the line out; a page for people explains feeds better",
    ),
    "json-syntax": Code(_E, "it is no JSON", "mend it at that place"),
    # the feed's own particulars
    "feed-title": Code(_E, "the feed has no title", "give it one"),
    "feed-language": Code(
        _W, "the feed names no language, or none of BCP 47", "name it, such as `en` or `pt-BR`"
    ),
    "feed-home": Code(
        _W,
        "there is not exactly one link to the feed's home page, or it leads elsewhere",
        "link to the page that people read",
    ),
    "feed-hub": Code(
        _W, "the WebSub hub is not named exactly once", 'add one link with rel="hub" (JSON: hubs)'
    ),
    "self-missing": Code(
        _W,
        "the feed does not name its own address; WebSub and saved copies need it",
        'add a link with rel="self" (JSON: feed_url)',
    ),
    "self-twice": Code(_W, "the feed names several own addresses", "keep one"),
    "self-differs": Code(
        _W,
        "the feed names another address than the one it was read from",
        "name the address that it has",
    ),
    "self-port": Code(
        _W,
        "the feed's address has a port that is not a web server's; Tiny Tiny RSS refuses it",
        "serve it on port 80 or 443",
    ),
    "window-small": Code(
        _W,
        "it shows fewer than 20 items and there are older ones; NetNewsWire deletes what drops off",
        "show at least 20",
    ),
    # items
    "id-missing": Code(
        _E, "an item has no id; readers take it for a new one again and again", "give it one"
    ),
    "id-twice": Code(_E, "two items have one id; readers show one of them", "give each its own"),
    "id-long": Code(
        _W,
        "an id has more than 245 characters; Tiny Tiny RSS cuts it",
        "make new ones shorter, and never change old ones",
    ),
    "title-missing": Code(_W, "an item has no title", "give it one"),
    "title-html": Code(
        _W,
        "HTML, or a character that is escaped twice, stands in a title, which is plain text",
        "take tags out, and escape once",
    ),
    "summary-html": Code(
        _W, "HTML stands in a summary that says it is plain text", "take tags out"
    ),
    "link-missing": Code(_W, "an item does not link to its page", "add the link"),
    "content-missing": Code(
        _W, "an item does not carry its full content", "carry all of it, as HTML"
    ),
    "category-comma": Code(
        _W, "a category holds a comma, at which FreshRSS splits it", "make two, or reword it"
    ),
    "enclosure-incomplete": Code(
        _E,
        "an enclosure lacks its address, its media type or its length in bytes",
        "give all three",
    ),
    "address-relative": Code(
        _E,
        "an address is not absolute; each reader takes it for another one",
        "write the whole address, also of `srcset`, `poster` and `#fragment`",
    ),
    "address-scheme": Code(
        _W, "an address has a scheme that readers cannot follow", "use an https address"
    ),
    # times
    "time-form": Code(
        _E,
        "a date is not of the form that the format asks: RFC 822 in RSS, else RFC 3339",
        "write it in that form",
    ),
    "time-zone": Code(_E, "a date has no time zone", "write the offset, such as +0000 or Z"),
    "time-weekday": Code(_E, "a date has a wrong day of the week", "compute it from the date"),
    "time-missing": Code(
        _W,
        "an item does not say when it was published; many readers take the present",
        "add the date",
    ),
    "time-future": Code(_W, "a date lies in the future", "publish then, or write the right one"),
    "time-order": Code(_W, "the items are not in order, the newest first", "sort them"),
    # HTML of items
    "content-script": Code(
        _E, "an item holds a script", "take out `script`, `on…` and `javascript:`"
    ),
    "content-element": Code(
        _W, "an item holds an element that readers drop or break at", "use plain article HTML"
    ),
    "content-style": Code(
        _W,
        "an item brings its own looks, which readers strip or which fight theirs",
        "take out `style`, `bgcolor` and `align`",
    ),
    "image-no-alt": Code(
        _W, "an image has no alt text", 'give it one; `alt=""` for mere decoration'
    ),
    # RSS 2.0
    "rss-version": Code(_W, "the version is not 2.0", 'write `<rss version="2.0">`'),
    "rss-description": Code(
        _W, "the channel or an item has no description, which RSS asks for", "add one"
    ),
    "rss-description-late": Code(
        _W,
        "the description stands behind content:encoded, so that some readers show only it",
        "put it in front",
    ),
    "rss-permalink": Code(
        _W,
        "a guid does not say that it is no address; readers will link to it",
        'add isPermaLink="false"',
    ),
    "rss-creator-missing": Code(
        _W, "an item names no dc:creator; `author` is shown as an e-mail address", "add one"
    ),
    "rss-creator-several": Code(
        _W, "an item has several dc:creator, of which most readers show the last", "join the names"
    ),
    "rss-author-beside-creator": Code(
        _W, "an item has `author` beside dc:creator: two authors for one", "keep dc:creator"
    ),
    "rss-enclosure-several": Code(
        _W, "an item has several enclosures, of which readers take one", "keep one"
    ),
    "rss-ttl": Code(
        _W, "`ttl` is no number from 1 to 60; Miniflux waits that many minutes", "write 60"
    ),
    "rss-period": Code(
        _W,
        "an element of the syndication module is misspelt or has no proper value",
        "write sy:updatePeriod and sy:updateFrequency, with values, or neither",
    ),
    # Atom 1.0
    "atom-id-missing": Code(_E, "the feed has no id", _REPORT),
    "atom-title-missing": Code(_E, "an entry has no title", "give it one, if an empty one"),
    "atom-title-type": Code(
        _W,
        "a title is not of type text; several readers show its markup",
        "write it as plain text",
    ),
    "atom-updated-missing": Code(_E, "the feed or an entry has no `updated`", "add it"),
    "atom-author-missing": Code(
        _E, "an entry names no author; readers do not inherit the feed's", "name one on every entry"
    ),
    "atom-link-rel": Code(
        _W,
        "a link has no rel; readers take an enclosure for the article then",
        "write the link's rel",
    ),
    "atom-alternate": Code(
        _E,
        "there is no link with rel=alternate and type text/html, or two of one type and language",
        "keep exactly one",
    ),
    "atom-content-type": Code(
        _E,
        "content or a summary is of a type that is none, or hides tags in plain text",
        'write type="html"',
    ),
    # JSON Feed 1.1
    "json-version": Code(
        _W, "the version is not that of JSON Feed 1.1", "write https://jsonfeed.org/version/1.1"
    ),
    "json-type": Code(_E, "a value is of the wrong kind", _REPORT),
    "json-required": Code(_E, "a key that must be there is missing", "add it"),
    "json-key": Code(
        _W, "a key is not one of JSON Feed's", "correct it; own keys begin with an underscore"
    ),
    "json-tag-twice": Code(_W, "an item has a tag twice", "keep one"),
    "json-author-missing": Code(_W, "an item names no author", "name it on the item"),
    "json-authors-twice": Code(
        _W,
        "authors stand on the feed and on its items; Miniflux shows both",
        "name them on the items only",
    ),
    # archive documents
    "archive-missing": Code(
        _W,
        "there are older items and no way to them",
        'link to an archive document with rel="prev-archive" (JSON: next_url)',
    ),
    "archive-current-missing": Code(
        _W,
        "an archive document does not link to the feed that it belongs to",
        'add a link with rel="current"',
    ),
    "archive-mark": Code(
        _E,
        "it says both that it is complete and that it is a part",
        "keep `fh:complete` or the archive, not both",
    ),
    "archive-link-twice": Code(
        _E, "an archive relation is linked to twice (RFC 5005 §4)", "keep one link of each"
    ),
    "archive-circle": Code(
        _E, "the walk through the archive comes back to the same document", "link to the next one"
    ),
    # several formats of one feed
    "formats-ids": Code(
        _E,
        "the formats differ in ids or order; who changes over gets all items anew",
        "write the same ids in each",
    ),
    "formats-titles": Code(_W, "the formats differ in titles", "make them from the same items"),
    "formats-times": Code(_W, "the formats differ in dates", "make them from the same items"),
    "formats-content": Code(_W, "the formats differ in content", "make them from the same items"),
    # how a server hands it out
    "http-status": Code(_E, "the server does not answer with the feed", "mend the server"),
    "http-moved": Code(_N, "the address has moved for good", "use the new address"),
    "http-type": Code(
        _W,
        "the Content-Type is not that of the format",
        "send application/rss+xml, application/atom+xml or application/feed+json",
    ),
    "http-etag-missing": Code(
        _W, "there is no ETag; readers fetch the feed anew each time", "send one"
    ),
    "http-date-missing": Code(
        _W, "there is no Last-Modified; some readers know nothing else", "send it"
    ),
    "http-etag-unused": Code(
        _W, "If-None-Match with the very ETag is not answered 304", "answer 304"
    ),
    "http-date-unused": Code(
        _W, "If-Modified-Since with the very date is not answered 304", "answer 304"
    ),
    "http-etag-first": Code(
        _W,
        "If-None-Match with another ETag is answered 304 because of the date (RFC 9110 §13.1.3)",
        "let the ETag decide where there is one",
    ),
    "http-gzip": Code(_W, "it is not compressed for who accepts gzip", "compress it"),
    "http-vary": Code(
        _W,
        "`Vary` does not name Accept-Encoding, so that caches hand the wrong form out",
        "send `Vary: Accept-Encoding`",
    ),
    "http-max-age": Code(
        _W,
        "Cache-Control has no max-age from 1 to 3600 seconds, as long as readers wait",
        "send `Cache-Control: public, max-age=900`",
    ),
    "http-link": Code(
        _W,
        "the Link headers do not name hub and self, where WebSub subscribers look first",
        'send `Link: <…>; rel="hub", <…>; rel="self"`',
    ),
    "home-unreadable": Code(_W, "the feed's home page cannot be read", "mend the link"),
    "home-autodiscovery": Code(
        _W,
        "the home page does not name the feed",
        'add `<link rel="alternate" type="…" href="…">` to it',
    ),
}
