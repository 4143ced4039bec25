"""Small articles for the tests of the section finder: blocks in, what a reader would see out."""

from __future__ import annotations

import hashlib
from typing import Any

from digest.article import Article, Block, BlockKind, Found, Link


def heading(text: str, level: int = 2, **more: Any) -> Block:
    return Block(kind=BlockKind.HEADING, text=text, level=level, **more)


def bold(text: str) -> Block:
    return heading(text, 7)


def paragraph(text: str, **more: Any) -> Block:
    return Block(kind=BlockKind.PARAGRAPH, text=text, **more)


def item(text: str, level: int = 1, **more: Any) -> Block:
    return Block(kind=BlockKind.ITEM, text=text, level=level, **more)


def quote(text: str, **more: Any) -> Block:
    return Block(kind=BlockKind.QUOTE, text=text, **more)


def code(text: str = "x = 1") -> Block:
    return Block(kind=BlockKind.CODE, text=text)


def table(text: str = "42") -> Block:
    return Block(kind=BlockKind.TABLE, text=text)


def link_item(text: str) -> Block:
    """An item that is all link."""
    return item(text, links=(Link(text=text, url="/there"),))


def filler(count: int = 6) -> list[Block]:
    """Paragraphs that say nothing of takeaways or the future."""
    text = (
        "The ferry crossed the bay {} times that day, and the harbour office wrote down each one."
    )
    return [paragraph(text.format(number)) for number in range(count)]


def article(
    *blocks: Block, title: str = "The ferry line", standfirst: str = "", language: str = "en"
) -> Article:
    """An article whose text is the title, the standfirst and a line a block."""
    lines = [title, standfirst] if standfirst else [title]
    offset = sum(len(line) + 1 for line in lines)
    placed = []
    for block in blocks:
        end = offset + len(block.text)
        placed.append(
            Block(
                kind=block.kind,
                text=block.text,
                level=block.level,
                start=offset,
                end=end,
                lead=block.lead,
                is_numbered=block.is_numbered,
                links=block.links,
                hint=block.hint,
            )
        )
        offset = end + 1
    text = "\n".join([*lines, *(block.text for block in blocks)])
    return Article(
        title=title,
        source="desk",
        location="articles/ferry.txt",
        language=language,
        text=text,
        blocks=tuple(placed),
        sha256=hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest(),
        standfirst=standfirst,
    )


def texts(found: Found | None) -> list[str]:
    """The passages of a section."""
    return [passage.text for passage in found.passages] if found else []
