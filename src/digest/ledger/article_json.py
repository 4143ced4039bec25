"""Articles as compact JSON, for a column of the ledger: exact inverses.

A block's text is `text[start:end]` of the article and is not written twice; what has its usual
value is left out.
"""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import Any, Final

from digest.article import Article, Block, BlockKind, DateOrigin, Link
from digest.errors import LedgerError

#: Fields of a block that are written when they differ from their default, with that default.
_RARE: Final = {"level": 0, "lead": 0, "is_numbered": False, "hint": ""}
#: Fields of an article that are plain text.
_TEXTS: Final = (
    "title", "source", "location", "language", "text", "sha256", "standfirst", "url", "guid",
    "author",
)  # fmt: skip


def format_article(article: Article) -> str:
    """The article as one line of JSON."""
    data: dict[str, Any] = {name: value for name in _TEXTS if (value := getattr(article, name))}
    data["blocks"] = [_block_data(block, text=article.text) for block in article.blocks]
    if article.topics:
        data["topics"] = article.topics
    if article.published_on:
        data["published_on"] = article.published_on.isoformat()
    if article.date_origin is not DateOrigin.NONE:
        data["date_origin"] = article.date_origin
    if article.changed_at:
        data["changed_at"] = article.changed_at.isoformat()
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


def parse_article(text: str) -> Article:
    """The article that `format_article` wrote. Raises LedgerError."""
    try:
        data = json.loads(text)
        body = data.get("text", "")
        return Article(
            **{name: data.get(name, "") for name in _TEXTS},
            blocks=tuple(_block(block, text=body) for block in data["blocks"]),
            topics=tuple(data.get("topics", ())),
            published_on=_parsed(date, data.get("published_on")),
            date_origin=DateOrigin(data.get("date_origin", DateOrigin.NONE)),
            changed_at=_parsed(datetime, data.get("changed_at")),
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        message = f"an article in the ledger cannot be read ({error}); restore the last backup"
        raise LedgerError(message) from error


def _block_data(block: Block, *, text: str) -> list[Any]:
    """`[kind, start, end, rest]`; the rest is left out where there is none."""
    rest: dict[str, Any] = {
        name: value for name, usual in _RARE.items() if (value := getattr(block, name)) != usual
    }
    if block.text != text[block.start : block.end]:
        rest["text"] = block.text
    if block.links:
        rest["links"] = [[link.text, link.url] for link in block.links]
    return [block.kind, block.start, block.end, *([rest] if rest else [])]


def _block(data: list[Any], *, text: str) -> Block:
    kind, start, end, *more = data
    rest: dict[str, Any] = more[0] if more else {}
    links = tuple(Link(text=of, url=url) for of, url in rest.pop("links", ()))
    own = rest.pop("text", text[start:end])
    return Block(kind=BlockKind(kind), text=own, start=start, end=end, links=links, **rest)


def _parsed(kind: Any, value: str | None) -> Any:
    return None if value is None else kind.fromisoformat(value)
