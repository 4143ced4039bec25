"""Rules that hold in every format."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Final

from digest.language import is_language_tag
from digest.render.feed_check.addresses import address_code, address_finding, is_same, is_web, split
from digest.render.feed_check.codes import found, quoted
from digest.render.feed_check.dates import read_stamp
from digest.render.feed_check.feed import Feed, Form, Item, Known, Stamp
from digest.render.preflight.finding import Finding

MOST_BYTES: Final = 1_000_000
LONGEST_ID: Final = 245  # characters; Tiny Tiny RSS cuts there
SMALLEST_WINDOW: Final = 20
_WEB_PORTS: Final = {None, 80, 443}
#: A server's clock may be a little ahead of ours.
_GRACE: Final = timedelta(minutes=5)
#: Tags that people write, and references that only a second escaping leaves in a plain text;
#: `<beta>` may well be meant as it stands.
_MARKUP: Final = re.compile(
    r"</?(?:a|abbr|b|big|blockquote|br|cite|code|del|div|em|font|h[1-6]|hr|i|img|ins|li|ol|p|pre|q"
    r"|s|script|small|span|strong|style|sub|sup|table|tt|u|ul)(?:\s[^<>]{0,500})?\s?/?>"
    r"|&(?:amp|apos|gt|hellip|[lr][ds]quo|lt|[mn]dash|nbsp|quot|#\d{1,7}|#[xX][0-9a-fA-F]{1,6});",
    re.IGNORECASE,
)
#: Controls and noncharacters that get through JSON, and those that XML allows and nobody shows.
_CONTROLS: Final = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)


def size(feed: Feed, _known: Known) -> Iterator[Finding]:
    """Small enough to be fetched every hour."""
    if feed.size > MOST_BYTES:
        message = f"it has {feed.size / 1e6:.1f} MB"
        yield found("feed-size", place=feed.name, message=message)


def title(feed: Feed, _known: Known) -> Iterator[Finding]:
    """The feed has one, in plain text."""
    if not feed.title.strip():
        yield found("feed-title", place=feed.place, message="the feed has no title")
    yield from _plain("title-html", feed.title, place=feed.place)


def language(feed: Feed, _known: Known) -> Iterator[Finding]:
    """The feed's language is named."""
    if not is_language_tag(feed.language):
        message = f"the language is {quoted(feed.language) if feed.language else 'not named'}"
        yield found("feed-language", place=feed.place, message=message)


def own_address(feed: Feed, _known: Known) -> Iterator[Finding]:
    """Named once, and true."""
    if not feed.self_urls:
        yield found("self-missing", place=feed.place, message="the feed does not name its address")
        return
    if len(feed.self_urls) > 1:
        message = f"it names {len(feed.self_urls)} addresses of its own"
        yield found("self-twice", place=feed.place, message=message)
    own = feed.self_urls[0]
    if feed.url and not is_same(own, feed.url, hosts_differ=feed.is_stand_in):
        message = f"it names {quoted(own)}, and was read from {quoted(feed.url)}"
        yield found("self-differs", place=feed.place, message=message)
    if is_web(own) and split(own).port not in _WEB_PORTS:
        yield found("self-port", place=feed.place, message=f"its address is {quoted(own)}")


def home(feed: Feed, known: Known) -> Iterator[Finding]:
    """One link to a page for people, which is not the feed itself."""
    if len(feed.home_urls) != 1:
        message = f"there are {len(feed.home_urls)} links to a home page"
        yield found("feed-home", place=feed.place, message=message)
        return
    (url,) = feed.home_urls
    is_feed = any(is_same(url, own) for own in feed.self_urls) and is_web(url)
    if is_feed or (known.home_url and not is_same(url, known.home_url)):
        message = f"the home page is {quoted(url)}"
        yield found("feed-home", place=feed.place, message=message)


def hub(feed: Feed, known: Known) -> Iterator[Finding]:
    """The hub that we know of, or those that it names, each once."""
    is_named = not known.hub or feed.hubs.count(known.hub) == 1
    if not is_named or len(set(feed.hubs)) != len(feed.hubs):
        hubs = ", ".join(map(quoted, feed.hubs)) or "none"
        yield found("feed-hub", place=feed.place, message=f"the hubs are: {hubs}")


def addresses(feed: Feed, _known: Known) -> Iterator[Finding]:
    """Absolute, the feed's and each item's."""
    texts = [("an address of the feed", text) for text in feed.addresses]
    for item in feed.items:
        texts += [("an address of the item", text) for text in item.addresses]
    for what, text in texts:
        if code := address_code(text.value):
            yield address_finding(code, text.value, what=what, place=text.place)


def ids(feed: Feed, _known: Known) -> Iterator[Finding]:
    """Each item has one, of its own, that no reader cuts."""
    first: dict[str, Item] = {}
    for item in feed.items:
        if not item.id:
            yield found("id-missing", place=item.place, message="the item has no id")
            continue
        if len(item.id) > LONGEST_ID:
            message = f"the id has {len(item.id)} characters"
            yield found("id-long", place=item.place, message=message)
        other = first.setdefault(item.id, item)
        if other is not item:
            message = f"the id {quoted(item.id)} stands at {other.place} as well"
            yield found("id-twice", place=item.place, message=message)


def titles(feed: Feed, _known: Known) -> Iterator[Finding]:
    """Each item has one, in plain text; so is a summary that says so."""
    for item in feed.items:
        if not item.title.strip() and feed.form is not Form.ATOM:  # there it is an error
            yield found("title-missing", place=item.place, message="the item has no title")
        yield from _plain("title-html", item.title, place=item.place)
        for text in item.plain:
            yield from _plain("summary-html", text.value, place=text.place)


def _plain(code: str, text: str, *, place: str) -> Iterator[Finding]:
    if markup := _MARKUP.search(text):
        yield found(code, place=place, message=f"there is {quoted(markup[0])} in {quoted(text)}")


def contents(feed: Feed, _known: Known) -> Iterator[Finding]:
    """Each item has all of its text, and leads to its page."""
    for item in feed.items:
        if not item.content.strip():
            message = f"the item {quoted(item.title)} has no full content"
            yield found("content-missing", place=item.place, message=message)
        if not item.url and feed.form is not Form.ATOM:  # there it is an error
            yield found("link-missing", place=item.place, message="the item has no link")


def characters(feed: Feed, _known: Known) -> Iterator[Finding]:
    """No control characters in what readers show."""
    texts = [(feed.title, feed.place)]
    for item in feed.items:
        texts += [(item.title, item.place), (item.content, item.place)]
    for text, place in texts:
        if control := _CONTROLS.search(text):
            message = f"U+{ord(control[0]):04X} stands in a text"
            yield found("feed-character", place=place, message=message)


def categories(feed: Feed, _known: Known) -> Iterator[Finding]:
    """No comma, no emptiness."""
    for item in feed.items:
        for category in item.categories:
            if "," in category.value:
                message = f"the category is {quoted(category.value)}"
                yield found("category-comma", place=category.place, message=message)


def enclosures(feed: Feed, _known: Known) -> Iterator[Finding]:
    """Each with its address, type and length."""
    for item in feed.items:
        for enclosure in item.enclosures:
            length = enclosure.length.strip()
            has_length = length.isascii() and length.isdecimal() and length.strip("0") != ""
            if not (enclosure.url and "/" in enclosure.media_type and has_length):
                message = (
                    f"address {quoted(enclosure.url)}, type {quoted(enclosure.media_type)}, "
                    f"length {quoted(enclosure.length)}"
                )
                yield found("enclosure-incomplete", place=enclosure.place, message=message)


def window(feed: Feed, known: Known) -> Iterator[Finding]:
    """Long enough for readers that forget what drops off."""
    has_older = known.has_older or any(link.rel == "prev-archive" for link in feed.archive)
    if has_older and not feed.is_archive and len(feed.items) < SMALLEST_WINDOW:
        message = f"it shows {len(feed.items)} items"
        yield found("window-small", place=feed.place, message=message)


Rule = Callable[[Feed, Known], Iterator[Finding]]

RULES: Final[tuple[Rule, ...]] = (
    size,
    title,
    language,
    own_address,
    home,
    hub,
    window,
    addresses,
    ids,
    titles,
    contents,
    characters,
    categories,
    enclosures,
)


def times(feed: Feed, *, now: datetime) -> Iterator[Finding]:
    """Every date can be read, none lies ahead, and the newest item comes first."""
    moments: list[tuple[datetime, Item]] = []
    for stamp in feed.stamps:
        yield from _time(stamp, feed.form, now=now)
    for item in feed.items:
        if item.published is None:
            message = f"the item {quoted(item.title)} has no date of publication"
            yield found("time-missing", place=item.place, message=message)
        else:
            yield from _time(item.published, feed.form, now=now)
            moment = read_stamp(item.published, feed.form)
            if isinstance(moment, datetime):
                moments.append((moment, item))
        if item.updated:
            yield from _time(item.updated, _updated_form(feed.form), now=now)
    for (before, _), (after, item) in pairwise(moments):
        if after > before:
            message = f"the item {quoted(item.title)} is newer than the one before it"
            yield found("time-order", place=item.place, message=message)
            return


def _updated_form(form: Form) -> Form:
    """In RSS it is an element of Atom."""
    return Form.ATOM if form is Form.RSS else form


def _time(stamp: Stamp, form: Form, *, now: datetime) -> Iterator[Finding]:
    moment = read_stamp(stamp, form)
    if isinstance(moment, Finding):
        yield moment
    elif moment > now + _GRACE:
        message = f"the date is {quoted(stamp.value)}"
        yield found("time-future", place=stamp.place, message=message)
