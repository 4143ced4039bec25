"""The table of formats: which reader takes which kind of file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import PurePath
from typing import Final

from digest.article import Article
from digest.sources.assemble import Origin
from digest.sources.decode import decode

# Each imports its reader when it is first needed: a folder of plain text never waits for lxml.


def _plain_text(data: bytes, origin: Origin) -> Article:
    from digest.sources.plaintext import read_plaintext

    return read_plaintext(decode(data, where=origin.location), origin=origin)


def _markdown(data: bytes, origin: Origin) -> Article:
    from digest.sources.markdown_article import read_markdown

    return read_markdown(decode(data, where=origin.location), origin=origin)


def _mdx(data: bytes, origin: Origin) -> Article:
    from digest.sources.markdown_article import read_markdown

    return read_markdown(decode(data, where=origin.location), origin=origin, is_mdx=True)


def _html(data: bytes, origin: Origin) -> Article:
    from digest.sources.html.page import read_html

    return read_html(decode(data, where=origin.location, html=True), origin=origin)


#: Reader by the file's suffix in lower case. Each raises ArticleError.
READERS: Final[Mapping[str, Callable[[bytes, Origin], Article]]] = {
    ".txt": _plain_text,
    ".md": _markdown,
    ".markdown": _markdown,
    ".mdx": _mdx,
    ".html": _html,
    ".htm": _html,
}


def read_article(data: bytes, origin: Origin) -> Article:
    """The article in a file of one of the formats of `READERS`. Raises ArticleError."""
    return READERS[suffix_of(origin.location)](data, origin)


def suffix_of(name: str) -> str:
    """By what `READERS` knows a file: `.txt` of `Notes.TXT`."""
    return PurePath(name).suffix.lower()
