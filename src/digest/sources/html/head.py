"""What an HTML page says of itself: title, standfirst, author, date, language, address, topics."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from typing import TypeAlias
from urllib.parse import urljoin

from digest.article import DateOrigin
from digest.compose.text import comparison_key, one_line
from digest.sources.assemble import Head
from digest.sources.dates import parse_date
from digest.sources.html.dom import Element
from digest.sources.html.linked_data import Thing, article_of, linked_name, linked_words, text_of

_Meta: TypeAlias = Mapping[str, Sequence[str]]

_STANDFIRST_CLASSES = frozenset({"standfirst", "lead", "lede", "dek", "deck"})
_TITLE_NAMES = ("og:title", "twitter:title", "dc.title")
_DATE_NAMES = (
    "article:published_time", "datepublished", "parsely-pub-date", "pubdate", "date", "dc.date",
    "dc.date.issued", "dcterms.created", "citation_publication_date",
)  # fmt: skip
_AUTHOR_NAMES = ("author", "article:author", "dc.creator", "parsely-author")
_DESCRIPTION_NAMES = ("description", "og:description")
_TAG_NAMES = ("article:tag", "og:article:tag")
_KEYWORD_NAMES = ("news_keywords", "keywords")
_LANGUAGE_NAMES = ("og:locale", "content-language", "dc.language")
_SITE = re.compile(r"(.*\S)\s+[|–—·:»-]+\s+(.*)")
_BY = re.compile(r"^by:?\s+", re.IGNORECASE)
_CUT = re.compile(r"(?:…|\.\.\.|\[…\])$")  # a description that the site cut, not the author
_LONGEST_NAME = 100
_MOST_TOPICS = 20
_MOST_TIMES = 100  # the date of an article stands near its top


def read_head(root: Element) -> Head:
    """The head of a page. For each fact, what is made for machines goes before what is shown."""
    meta = _meta(root)
    linked = article_of(
        script.text or "" for script in root.iter("script") if _is_linked_data(script)
    )
    published_on = parse_date(
        _first(meta, _DATE_NAMES) or text_of(linked.get("datePublished")) or _time(root)
    )
    return Head(
        title=_title(root, meta=meta, linked=linked),
        standfirst=_standfirst(root) or _description(meta),
        author=_author(root, meta=meta, linked=linked),
        language=root.get("lang") or root.get("xml:lang") or _first(meta, _LANGUAGE_NAMES),
        url=_address(root, meta=meta),
        topics=_topics(meta, linked=linked),
        published_on=published_on,
        date_origin=DateOrigin.PAGE if published_on else DateOrigin.NONE,
    )


def _is_linked_data(script: Element) -> bool:
    return (script.get("type") or "").strip().lower() == "application/ld+json"


def _meta(root: Element) -> _Meta:
    """What `meta` elements say, by property, name, itemprop or http-equiv in lower case."""
    found: dict[str, list[str]] = {}
    for element in root.iter("meta"):
        keys = map(element.get, ("property", "name", "itemprop", "http-equiv"))
        if content := (element.get("content") or "").strip():
            found.setdefault(next(filter(None, keys), "").lower(), []).append(content)
    return found


def _first(meta: _Meta, names: Iterable[str]) -> str:
    return next((meta[name][0] for name in names if name in meta), "")


def _title(root: Element, *, meta: _Meta, linked: Thing) -> str:
    """The `h1` that what the page calls itself begins with or holds; else that, without the site.

    A page calls itself by what it is shared as, before its `title`.
    """
    site = comparison_key(_first(meta, ("og:site_name",)))
    shown = [text for element in root.iter("h1") if (text := _visible(element))]
    headlines = [text for text in shown if comparison_key(text) != site]
    shared = _first(meta, _TITLE_NAMES) or text_of(linked.get("headline"))
    named = shared or next(map(_visible, root.iter("title")), "")
    key = comparison_key(named)
    same = (text for text in headlines if comparison_key(text) in key)
    headline = next(same, "") or _without_site(shared, site) or next(iter(headlines), "")
    return headline or _without_site(named, site)


def _without_site(title: str, site: str) -> str:
    """«Ferries» of «Ferries | The Quay»."""
    match = _SITE.fullmatch(title)
    return match[1] if match and site and comparison_key(match[2]) == site else title


def _standfirst(root: Element) -> str:
    paragraphs = (
        _visible(element)
        for element in root.iter("p")
        if not _STANDFIRST_CLASSES.isdisjoint((element.get("class") or "").lower().split())
    )
    return next(filter(None, paragraphs), "")


def _description(meta: _Meta) -> str:
    descriptions = (text for name in _DESCRIPTION_NAMES for text in meta.get(name, ()))
    sentences = (text for text in descriptions if not text.isascii() or " " in text)
    return next((text for text in sentences if not _CUT.search(text)), "")


def _author(root: Element, *, meta: _Meta, linked: Thing) -> str:
    named = (text for name in _AUTHOR_NAMES for text in meta.get(name, ()))
    links = (_visible(link) for link in root.iter("a", "link") if link.get("rel") == "author")
    names = (*named, linked_name(linked.get("author")), *links)
    return next((_BY.sub("", name) for name in names if _is_name(name)), "")


def _is_name(text: str) -> bool:
    return 0 < len(text) <= _LONGEST_NAME and "://" not in text


def _address(root: Element, *, meta: _Meta) -> str:
    links = (link.get("href") for link in root.iter("link") if link.get("rel") == "canonical")
    address = next(filter(None, links), "") or _first(meta, ("og:url",))
    base = next(filter(None, (element.get("href") for element in root.iter("base"))), "")
    try:
        return urljoin(base, address.strip()) if address else ""
    except ValueError:  # an open bracket
        return ""


def _topics(meta: _Meta, *, linked: Thing) -> tuple[str, ...]:
    """Tags of the article before keywords, which some sites use for the whole of them."""
    tags = [text for name in _TAG_NAMES for text in meta.get(name, ())]
    words = tags or linked_words(linked.get("keywords"))
    words = words or _first(meta, _KEYWORD_NAMES).split(",")
    names = (one_line(word) for word in words)
    return tuple(dict.fromkeys(name for name in names if _is_name(name)))[:_MOST_TOPICS]


def _time(root: Element) -> str:
    """The `time` that is marked as the date of publication, else the article's first, else any."""
    dated = (element for element in root.iter("time") if element.get("datetime"))
    times = list(islice(dated, _MOST_TIMES))
    marked = [time for time in times if _is_publication(time)]
    inside = [time for time in times if any(True for _ in time.iterancestors("article", "main"))]
    return next((time.get("datetime", "") for time in (*marked, *inside, *times)), "")


def _is_publication(time: Element) -> bool:
    return time.get("itemprop") == "datePublished" or time.get("pubdate") is not None


def _visible(element: Element) -> str:
    return one_line("".join(map(str, element.itertext())))
