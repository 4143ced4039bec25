"""What an HTML page says of itself: title, standfirst, author, date, language, address."""

from __future__ import annotations

import json
from collections.abc import Iterator

from digest.compose.text import comparison_key, one_line
from digest.sources.assemble import Head
from digest.sources.dates import parse_date
from digest.sources.html_dom import Element

_STANDFIRST_CLASSES = frozenset({"standfirst", "lead", "lede", "dek", "deck"})
_DATE_NAMES = ("article:published_time", "datepublished", "date", "dc.date", "dcterms.created")
_AUTHOR_NAMES = ("author", "article:author", "dc.creator")
_DESCRIPTION_NAMES = ("description", "og:description")


def read_head(root: Element) -> Head:
    """The head of a page. For each fact, what is made for machines goes before what is shown."""
    meta = _meta(root)
    linked = next(_linked_data(root), {})
    return Head(
        title=_title(root, meta=meta),
        standfirst=_standfirst(root) or _first(meta, _DESCRIPTION_NAMES),
        author=_author(root, meta=meta, linked=linked),
        language=root.get("lang") or "",
        url=_canonical(root) or meta.get("og:url", ""),
        published_on=parse_date(
            _first(meta, _DATE_NAMES) or _text(linked.get("datePublished")) or _time(root)
        ),
    )


def _meta(root: Element) -> dict[str, str]:
    """`meta` elements by name, property or itemprop in lower case; the first of each counts."""
    found: dict[str, str] = {}
    for element in root.iter("meta"):
        name = element.get("property") or element.get("name") or element.get("itemprop") or ""
        if content := (element.get("content") or "").strip():
            found.setdefault(name.lower(), content)
    return found


def _first(meta: dict[str, str], names: tuple[str, ...]) -> str:
    return next((meta[name] for name in names if name in meta), "")


def _title(root: Element, *, meta: dict[str, str]) -> str:
    """`og:title` or `title`; the `h1` when it is the same without the name of the site."""
    site = comparison_key(meta.get("og:site_name", ""))
    shown = [text for element in root.iter("h1") if (text := _visible(element))]
    headline = next((text for text in shown if comparison_key(text) != site), "")
    named = meta.get("og:title") or next(map(_visible, root.iter("title")), "")
    if headline and (not named or comparison_key(headline) in comparison_key(named)):
        return headline
    return meta.get("og:title") or headline or named


def _standfirst(root: Element) -> str:
    paragraphs = (
        _visible(element)
        for element in root.iter("p")
        if not _STANDFIRST_CLASSES.isdisjoint((element.get("class") or "").lower().split())
    )
    return next(filter(None, paragraphs), "")


def _author(root: Element, *, meta: dict[str, str], linked: dict[str, object]) -> str:
    named = next((meta[name] for name in _AUTHOR_NAMES if "://" not in meta.get(name, "://")), "")
    links = (_visible(link) for link in root.iter("a", "link") if link.get("rel") == "author")
    return named or _name(linked.get("author")) or next(links, "")


def _canonical(root: Element) -> str:
    links = (link.get("href") for link in root.iter("link") if link.get("rel") == "canonical")
    return next(filter(None, links), "")


def _time(root: Element) -> str:
    return next((time for element in root.iter("time") if (time := element.get("datetime"))), "")


def _linked_data(root: Element) -> Iterator[dict[str, object]]:
    """The JSON-LD objects (schema.org) that bear a date of publication."""
    for script in root.iter("script"):
        if script.get("type") == "application/ld+json":
            try:
                data = json.loads(script.text or "")
            except (ValueError, RecursionError):
                continue  # it serves search engines; a page does not fail for it
            yield from (thing for thing in _things(data) if "datePublished" in thing)


def _things(data: object) -> Iterator[dict[str, object]]:
    """The objects of a JSON-LD text: one, a list, or those of a graph."""
    data = data if isinstance(data, list) else [data]
    top = [thing for thing in data if isinstance(thing, dict)]
    yield from top
    graphs = [graph for thing in top if isinstance(graph := thing.get("@graph"), list)]
    yield from (part for graph in graphs for part in graph if isinstance(part, dict))


def _name(author: object) -> str:
    """Of a person, a list of persons, or a string."""
    people = author if isinstance(author, list) else [author]
    names = (_text(person.get("name") if isinstance(person, dict) else person) for person in people)
    return ", ".join(filter(None, names))


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _visible(element: Element) -> str:
    return one_line("".join(map(str, element.itertext())))
