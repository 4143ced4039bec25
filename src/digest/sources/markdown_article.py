"""Markdown with or without front matter → `Article`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from digest.compose.markdown import MarkdownToken, parse_blocks, token_text
from digest.compose.text import clean_text
from digest.errors import ArticleError
from digest.model import Article, BlockKind
from digest.sources.assemble import Origin, RawBlock, assemble
from digest.sources.front_matter import split_front_matter
from digest.sources.outline import Outline

_CONTAINERS = {
    "list_item": BlockKind.ITEM,
    "blockquote": BlockKind.QUOTE,
    "th": BlockKind.TABLE,
    "td": BlockKind.TABLE,
}
_LIMIT_CHARS = 1_000_000  # CommonMark can be written to cost 20 µs a character
_LINE_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_HEADING_ID = re.compile(r"\s*\{[:#][^{}]*\}\s*$")
_TAG_OR_COMMENT = re.compile(r"<!--.*?-->|<[^<>]*>", re.DOTALL)


def read_markdown(text: str, *, origin: Origin) -> Article:
    """The article in a Markdown text.

    Its title is the front matter's, else the first heading of level 1, else the heading that it
    begins with. Raises ArticleError.
    """
    text = clean_text(text)
    if not text.strip():
        raise ArticleError(origin.location, "is empty")
    if len(text) > _LIMIT_CHARS:
        reason = f"has {len(text):,} characters; a Markdown article may have {_LIMIT_CHARS:,}"
        raise ArticleError(origin.location, reason)
    head, body = split_front_matter(text, where=origin.location)
    blocks = _blocks(parse_blocks(body, html=True), origin=origin)
    if not head.title and (at := _title_at(blocks)) is not None:
        head = replace(head, title=blocks.pop(at).text)
    if not head.title:
        reason = "has no title; begin it with a line «# Title», or give one in the front matter"
        raise ArticleError(origin.location, reason)
    return assemble(head, blocks, origin=origin)


def _title_at(blocks: Sequence[RawBlock]) -> int | None:
    headings = [at for at, block in enumerate(blocks) if block.kind is BlockKind.HEADING]
    first = [at for at in headings if blocks[at].level == 1] or [at for at in headings if at == 0]
    return first[0] if first else None


def _blocks(tokens: Sequence[MarkdownToken], *, origin: Origin) -> list[RawBlock]:
    outline = Outline()
    heading = 0
    for token in tokens:
        name, _, side = token.type.rpartition("_")
        if name in _CONTAINERS:
            if side == "open":
                outline.enter(_CONTAINERS[name])
            else:
                outline.leave()
        elif name == "heading":
            heading = int(token.tag[1]) if side == "open" else 0
        elif token.type == "inline":
            _inline(token, outline=outline, heading=heading)
        elif token.type in {"fence", "code_block"}:
            outline.enter(BlockKind.CODE)
            outline.add(token.content)
            outline.leave()
        elif token.type == "html_block" and _TAG_OR_COMMENT.sub("", token.content).strip():
            # Only here does Markdown cost an import of lxml.
            from digest.sources.html_blocks import fragment_blocks

            outline.blocks += fragment_blocks(token.content, where=origin.location)
    return outline.blocks


def _inline(token: MarkdownToken, *, outline: Outline, heading: int) -> None:
    if heading:
        text = " ".join(text for text, _ in _lines(token))
        outline.heading(_HEADING_ID.sub("", text), level=heading)
        return
    for text, is_bold in _lines(token):
        outline.add(text, is_bold=is_bold)


def _lines(token: MarkdownToken) -> Iterator[tuple[str, bool]]:
    """What a reader sees of a paragraph, line by line, and whether all of a line is bold.

    Only a hard break ends a line. Images are not text.
    """
    text, plain, strong = "", "", 0
    for child in token.children or ():
        if child.type in {"strong_open", "strong_close"}:
            strong += child.nesting
        elif child.type == "hardbreak" or _LINE_BREAK.fullmatch(child.content):
            yield text, bool(text) and not plain.strip()
            text, plain = "", ""
        elif child.type not in {"image", "html_inline"}:
            visible = token_text(child)
            text += visible
            plain += "" if strong else visible
    yield text, bool(text) and not plain.strip()
