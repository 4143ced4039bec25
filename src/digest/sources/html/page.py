"""HTML pages, and the pieces of HTML that feeds carry → `Article`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from digest.article import Article, BlockKind
from digest.compose.text import clean_text, comparison_key
from digest.errors import ArticleError
from digest.sources.assemble import Head, Origin, RawBlock, assemble
from digest.sources.html.blocks import walk
from digest.sources.html.dom import parse_html
from digest.sources.html.head import read_head
from digest.sources.html.main import fragment_blocks, main_blocks
from digest.sources.html.main_content import EXTRACTORS, Extractor, main_text


def read_html(
    text: str, *, origin: Origin, extractors: Sequence[Extractor] = EXTRACTORS
) -> Article:
    """The article in an HTML page: its main text without page furniture.

    A page without a title is called by its first heading. Raises ArticleError.
    """
    text = clean_text(text)
    if not text.strip():
        raise ArticleError(origin.location, "is empty")
    root = parse_html(text, where=origin.location)
    page = walk(root, where=origin.location)
    blocks = main_blocks(page, main_text=main_text(text, extractors=extractors))
    if not blocks:
        reason = "has no text to read; a page that scripts fill has to be saved from a browser"
        raise ArticleError(origin.location, reason)
    head = read_head(root)
    if not head.title:
        headings = (block.text for block in blocks if block.kind is BlockKind.HEADING)
        head = replace(head, title=next(headings, ""))
    # The headline may stand below a byline or a picture; it is not a section of the text.
    return assemble(head, _without(blocks, head.title), origin=origin)


def read_fragment(html: str, *, head: Head, origin: Origin) -> Article:
    """The article in a piece of HTML, all of which is text; `head` is what its feed says of it.

    Raises ArticleError.
    """
    blocks = blocks_of_fragment(html, where=origin.location)
    return assemble(head, _without(blocks, head.title), origin=origin)


def blocks_of_fragment(html: str, *, where: str) -> list[RawBlock]:
    """The blocks of a piece of HTML, such as stands in Markdown; none in none. Raises ArticleError.

    Nothing has to confirm them: there is no page around them.
    """
    html = clean_text(html)
    if not html.strip():
        return []
    return fragment_blocks(walk(parse_html(html, where=where), where=where))


def _without(blocks: Sequence[RawBlock], title: str) -> list[RawBlock]:
    key = comparison_key(title)
    return [
        block
        for block in blocks
        if block.kind is not BlockKind.HEADING or comparison_key(block.text) != key
    ]
