"""Atom 1.0 (RFC 4287)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Final

from digest.render.feed_check.archive import RELATIONS
from digest.render.feed_check.codes import found, quoted
from digest.render.feed_check.feed import Enclosure, Feed, FeedFile, Form, Item, Link, Stamp, Text
from digest.render.feed_check.xml import Element, XmlDocument, inner_markup, inner_text
from digest.render.preflight.finding import Finding

_ATOM: Final = "{http://www.w3.org/2005/Atom}"
_HISTORY: Final = "{http://purl.org/syndication/history/1.0}"
_LANGUAGE: Final = "{http://www.w3.org/XML/1998/namespace}lang"
_MARKED_UP: Final = {"html", "xhtml"}
_PAGES: Final = {"text/html", "application/xhtml+xml"}
_TAG: Final = re.compile(r"</[A-Za-z]|&lt;/[A-Za-z]|<!\[CDATA\[")


def is_atom(root: Element) -> bool:
    """Whether it is a feed of RFC 4287; a single entry is none."""
    return root.tag == f"{_ATOM}feed"


def read_atom(document: XmlDocument, file: FeedFile) -> Feed:
    """The feed, as far as it can be read."""
    root = document.root
    elements = root.findall(f"{_ATOM}link")
    links = [_link(document, link) for link in elements]
    updated = root.find(f"{_ATOM}updated")
    return Feed(
        form=Form.ATOM,
        name=file.name,
        place=document.place(root),
        size=len(file.body),
        url=file.url,
        is_stand_in=file.is_stand_in,
        title=inner_text(root.find(f"{_ATOM}title")),
        language=root.get(_LANGUAGE, ""),
        home_urls=tuple(
            link.href
            for link, element in zip(links, elements, strict=True)
            if link.rel == "alternate" and _is_page(element)
        ),
        self_urls=tuple(link.href for link in links if link.rel == "self"),
        hubs=tuple(link.href for link in links if link.rel == "hub"),
        archive=tuple(link for link in links if link.rel in RELATIONS),
        marks=frozenset(
            mark for mark in ("archive", "complete") if root.find(f"{_HISTORY}{mark}") is not None
        ),
        addresses=tuple(Text(value=link.href, place=link.place) for link in links),
        stamps=() if updated is None else (_stamp(document, updated),),
        items=tuple(_item(document, entry) for entry in root.findall(f"{_ATOM}entry")),
    )


def _link(document: XmlDocument, link: Element) -> Link:
    """A link without rel is an alternate (§4.2.7.2)."""
    return Link(
        rel=link.get("rel") or "alternate", href=link.get("href", ""), place=document.place(link)
    )


def _is_page(link: Element) -> bool:
    return link.get("type", "text/html") in _PAGES


def _stamp(document: XmlDocument, element: Element) -> Stamp:
    return Stamp(value=inner_text(element), place=document.place(element))


def _item(document: XmlDocument, entry: Element) -> Item:
    links = entry.findall(f"{_ATOM}link")
    published, updated = entry.find(f"{_ATOM}published"), entry.find(f"{_ATOM}updated")
    content, summary = entry.find(f"{_ATOM}content"), entry.find(f"{_ATOM}summary")
    texts = [element for element in (summary, content) if element is not None]
    read = [_link(document, link) for link in links]
    return Item(
        place=document.place(entry),
        id=inner_text(entry.find(f"{_ATOM}id")).strip(),
        title=inner_text(entry.find(f"{_ATOM}title")),
        url=next((link.href for link in read if link.rel == "alternate"), ""),
        addresses=tuple(Text(value=link.href, place=link.place) for link in read),
        html=tuple(
            Text(value=_markup(element), place=document.place(element))
            for element in texts
            if element.get("type") != "text" and element.get("type") is not None
        ),
        plain=tuple(
            Text(value=inner_text(element), place=document.place(element))
            for element in texts
            if element is summary and element.get("type", "text") == "text"
        ),
        content="" if content is None else _markup(content),
        published=None if published is None else _stamp(document, published),
        updated=None if updated is None else _stamp(document, updated),
        categories=tuple(
            Text(value=category.get("term", ""), place=document.place(category))
            for category in entry.findall(f"{_ATOM}category")
        ),
        enclosures=tuple(
            Enclosure(
                url=link.get("href", ""),
                media_type=link.get("type", ""),
                length=link.get("length", ""),
                place=document.place(link),
            )
            for link in links
            if link.get("rel") == "enclosure"
        ),
    )


def _markup(element: Element) -> str:
    return inner_markup(element) if element.get("type") == "xhtml" else inner_text(element)


def _entries(document: XmlDocument) -> list[Element]:
    return document.root.findall(f"{_ATOM}entry")


def required(document: XmlDocument) -> Iterator[Finding]:
    """The feed's id, each entry's title, and when feed and entries changed (§4.1.1, §4.1.2)."""
    root = document.root
    if not inner_text(root.find(f"{_ATOM}id")).strip():
        yield found("atom-id-missing", place=document.place(root), message="the feed has no id")
    for element in (root, *_entries(document)):
        what = "feed" if element is root else "entry"
        if not inner_text(element.find(f"{_ATOM}updated")).strip():
            message = f"the {what} has no updated"
            yield found("atom-updated-missing", place=document.place(element), message=message)
        if element is not root and element.find(f"{_ATOM}title") is None:
            message = "the entry has no title"
            yield found("atom-title-missing", place=document.place(element), message=message)


def authors(document: XmlDocument) -> Iterator[Finding]:
    """Each entry names its own: feedparser, reader and newsboat do not inherit the feed's."""
    for entry in _entries(document):
        names = [inner_text(name).strip() for name in entry.findall(f"{_ATOM}author/{_ATOM}name")]
        if not any(names):
            message = "the entry names no author"
            yield found("atom-author-missing", place=document.place(entry), message=message)


def titles(document: XmlDocument) -> Iterator[Finding]:
    """Plain text, the only type that all readers show as it is meant."""
    for entry in _entries(document):
        for title in entry.findall(f"{_ATOM}title"):
            if (kind := title.get("type", "text")) != "text":
                message = f"the title is of type {quoted(kind)}"
                yield found("atom-title-type", place=document.place(title), message=message)


def relations(document: XmlDocument) -> Iterator[Finding]:
    """Every link says what it is."""
    for element in (document.root, *_entries(document)):
        for link in element.findall(f"{_ATOM}link"):
            if not link.get("rel"):
                message = f"the link to {quoted(link.get('href', ''))} has no rel"
                yield found("atom-link-rel", place=document.place(link), message=message)


def alternates(document: XmlDocument) -> Iterator[Finding]:
    """One page for each entry, and never two of one type and language (§4.1.2)."""
    for entry in _entries(document):
        kinds = Counter(
            (link.get("type") or "text/html", link.get("hreflang", ""))
            for link in entry.findall(f"{_ATOM}link")
            if link.get("rel", "alternate") == "alternate"
        )
        pages = sum(count for (kind, _), count in kinds.items() if kind in _PAGES)
        if not pages or max(kinds.values()) > 1:
            message = f"the entry has {pages} links to its page"
            yield found("atom-alternate", place=document.place(entry), message=message)


def types(document: XmlDocument) -> Iterator[Finding]:
    """HTML says that it is HTML; there is no type CDATA (§3.1.1, §4.1.3.1)."""
    for entry in _entries(document):
        for name in ("summary", "content"):
            for element in entry.findall(f"{_ATOM}{name}"):
                if _is_mistyped(element, name=name):
                    message = f"{name} is of type {quoted(element.get('type', 'text'))}"
                    place = document.place(element)
                    yield found("atom-content-type", place=place, message=message)


def _is_mistyped(element: Element, *, name: str) -> bool:
    kind = element.get("type", "text")
    if kind in _MARKED_UP or (name == "content" and "/" in kind):
        return False
    # Of a summary in plain text, `summary-html` tells.
    return kind != "text" or (name == "content" and bool(_TAG.search(inner_text(element))))


RULES: Final[tuple[Callable[[XmlDocument], Iterator[Finding]], ...]] = (
    required,
    authors,
    titles,
    relations,
    alternates,
    types,
)
