"""HTML pages → `Article`."""

from __future__ import annotations

from digest.compose.text import clean_text, comparison_key
from digest.errors import ArticleError
from digest.model import Article, BlockKind
from digest.sources.assemble import Origin, assemble
from digest.sources.html_blocks import main_blocks
from digest.sources.html_dom import parse_html
from digest.sources.html_head import read_head


def read_html(text: str, *, origin: Origin) -> Article:
    """The article in an HTML page: its main text without page furniture. Raises ArticleError."""
    if not text.strip():
        raise ArticleError(origin.location, "is empty")
    root = parse_html(clean_text(text), where=origin.location)
    head = read_head(root)
    if not head.title:
        raise ArticleError(origin.location, "has no title; give the page an <h1> or a <title>")
    title = comparison_key(head.title)
    blocks = [
        block
        for block in main_blocks(root, where=origin.location)
        # The headline may stand below a byline or a picture; it is not a section of the text.
        if block.kind is not BlockKind.HEADING or comparison_key(block.text) != title
    ]
    return assemble(head, blocks, origin=origin)
