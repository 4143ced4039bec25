"""The doors to Resiliparse and trafilatura: which text of a page is its main content.

Both know what is furniture (menus, teasers, comments) far better than a rule about elements could;
neither keeps all that we need of the blocks, so that we ask them for the bare text only.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias

Extractor: TypeAlias = Callable[[str], str]

# trafilatura may take 8 s for a megabyte of nothing but tags, and more than linearly more for two.
_TRAFILATURA_CHARS = 1_000_000


def _resiliparse(html: str) -> str:
    """Some 4 ms a page; there are no wheels for musl."""
    from resiliparse.extract.html2text import extract_plain_text
    from resiliparse.parse.html import HTMLParserException

    try:
        return extract_plain_text(
            html, main_content=True, list_bullets=False, alt_texts=False, comments=False
        )
    except HTMLParserException:
        return ""


def _trafilatura(html: str) -> str:
    """Some 30 ms a page; pure Python over lxml, so that it is there wherever lxml is."""
    from trafilatura import extract

    if len(html) > _TRAFILATURA_CHARS:
        return ""
    # What it takes in by favouring recall costs nothing here: it is only asked to confirm.
    return extract(html, favor_recall=True, fast=True, include_comments=False) or ""


#: In the order of preference.
EXTRACTORS: tuple[Extractor, ...] = (_resiliparse, _trafilatura)


def main_text(html: str, *, extractors: Sequence[Extractor] = EXTRACTORS) -> str | None:
    """The page's main content as plain text, about a line a block; None when none is found.

    The first of the extractors that is installed decides.
    """
    for extract in extractors:
        try:
            return extract(html).strip() or None
        except ImportError:
            continue
    return None
