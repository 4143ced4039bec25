"""JSON-LD in pages: what a site tells search engines of an article (schema.org/Article)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import TypeAlias

Thing: TypeAlias = Mapping[str, object]


def article_of(texts: Iterable[str]) -> Thing:
    """The object that is the article: of those with a date of publication, one that is called so.

    References to other objects (`{"@id": …}`) are resolved for its author. A text that is not
    JSON serves search engines badly; a page does not fail for it. Empty when there is none.
    """
    things = [thing for text in texts for thing in _things(_loaded(text))]
    dated = [thing for thing in things if "datePublished" in thing]
    articles = [thing for thing in dated if _is_article(thing)]
    chosen = next(iter(articles or dated), None)
    if chosen is None:
        return {}
    known = {text_of(thing.get("@id")): thing for thing in things if "name" in thing}
    author = chosen.get("author")
    people = author if isinstance(author, list) else [author]
    return {**chosen, "author": [_resolved(person, known) for person in people]}


def linked_name(author: object) -> str:
    """The name of a person, of a list of persons, or a string."""
    people = author if isinstance(author, list) else [author]
    names = (text_of(p.get("name") if isinstance(p, dict) else p) for p in people)
    return ", ".join(filter(None, names))


def linked_words(keywords: object) -> list[str]:
    """Keywords, which stand in a list or between commas."""
    words = keywords if isinstance(keywords, list) else text_of(keywords).split(",")
    return [text for word in words if (text := text_of(word))]


def text_of(value: object) -> str:
    """The value when it is a text, else nothing."""
    return value.strip() if isinstance(value, str) else ""


def _loaded(text: str) -> object:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _things(data: object) -> Iterator[Thing]:
    """The objects of a JSON-LD text: one, a list, or those of a graph."""
    top = [
        thing for thing in (data if isinstance(data, list) else [data]) if isinstance(thing, dict)
    ]
    yield from top
    graphs = [graph for thing in top if isinstance(graph := thing.get("@graph"), list)]
    yield from (part for graph in graphs for part in graph if isinstance(part, dict))


def _is_article(thing: Thing) -> bool:
    """`NewsArticle`, `BlogPosting`, `Report` and their like, alone or in a list of types."""
    kinds = thing.get("@type")
    names = map(text_of, kinds if isinstance(kinds, list) else [kinds])
    return any(name.endswith(("Article", "Posting", "Report", "Review")) for name in names)


def _resolved(person: object, known: Mapping[str, Thing]) -> object:
    if isinstance(person, dict) and "name" not in person:
        return known.get(text_of(person.get("@id")), person)
    return person
