"""What a reader found in a file → `Article`, with exact offsets: the same for every format."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from digest.compose.text import comparison_key, is_visible, one_line
from digest.compose.web import web_address
from digest.errors import ArticleError
from digest.language import is_language_tag
from digest.model import Article, Block, BlockKind, Section

_TITLE_LIMIT = 300
_STANDFIRST_LIMIT = 200
_SENTENCE_BREAK = re.compile(r"\w{3}[.!?…]+[”\"'’»)\]]*\s|[。！？]\s*\S")


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where a text comes from, and what is known of it before it is read."""

    source: str  #: the name of the source in digest.toml
    location: str  #: as `Article.location`
    language: str  #: BCP 47; the text may say otherwise of itself
    named_on: date | None = None  #: the date in the file's name


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What a text says of itself."""

    title: str
    standfirst: str = ""
    author: str = ""
    language: str = ""
    url: str = ""
    published_on: date | None = None


class RawBlock(NamedTuple):
    """A block as a reader finds it: see `Block`; its text may still have line breaks."""

    kind: BlockKind
    text: str
    level: int = 0


def assemble(head: Head, blocks: Iterable[RawBlock], *, origin: Origin) -> Article:
    """The article: its text is the title, the standfirst if there is one, then a line a block.

    A title that is repeated at the top is dropped. Without a standfirst of its own, the first
    paragraph is taken for it when it is one sentence of less than 200 characters and a longer
    paragraph follows. Raises ArticleError when there is no title.
    """
    title = one_line(head.title)
    if not is_visible(title) or len(title) > _TITLE_LIMIT:
        is_long = len(title) > _TITLE_LIMIT
        what = f"has a title of {len(title)} characters" if is_long else "has no title"
        raise ArticleError(origin.location, f"{what}; begin it with one short line as its title")
    body = [RawBlock(kind, line, level) for kind, text, level in blocks if (line := one_line(text))]
    body = _without_repeats(body, text=title)
    standfirst = one_line(head.standfirst)
    if standfirst:
        body = _without_repeats(body, text=standfirst)
    elif _begins_with_standfirst(body):
        standfirst = body.pop(0).text
    lines = [title, standfirst] if standfirst else [title]
    sections = _sections(body, offset=sum(len(line) + 1 for line in lines))
    text = "\n".join([*lines, *(raw.text for raw in body)])
    return Article(
        title=title,
        source=one_line(origin.source),
        location=origin.location,
        language=_language(head.language) or origin.language,
        text=text,
        sections=sections,
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        standfirst=standfirst,
        url=web_address(head.url),
        author=one_line(head.author),
        published_on=head.published_on or origin.named_on,
    )


def _without_repeats(body: list[RawBlock], *, text: str) -> list[RawBlock]:
    key = comparison_key(text)
    # A block of quite another length need not be folded to see that it is another.
    limit, start = 2 * len(text) + 20, 0
    while start < len(body) and len(body[start].text) <= limit:
        if comparison_key(body[start].text) != key:
            break
        start += 1
    return body[start:]


def _begins_with_standfirst(body: list[RawBlock]) -> bool:
    if not body or body[0].kind is not BlockKind.PARAGRAPH:
        return False
    text = body[0].text
    if len(text) >= _STANDFIRST_LIMIT or text.endswith(":") or _SENTENCE_BREAK.search(text):
        return False
    longer = (raw.kind is BlockKind.PARAGRAPH and len(raw.text) > len(text) for raw in body[1:])
    return any(longer)


def _sections(body: list[RawBlock], *, offset: int) -> tuple[Section, ...]:
    sections: list[Section] = []
    heading, level = "", 0
    blocks: list[Block] = []
    for kind, text, depth in body:
        end = offset + len(text)
        if kind is BlockKind.HEADING:
            if heading or blocks:
                sections.append(Section(heading=heading, level=level, blocks=tuple(blocks)))
            heading, level, blocks = text, depth, []
        else:
            blocks.append(Block(kind=kind, text=text, level=depth, start=offset, end=end))
        offset = end + 1
    if heading or blocks:
        sections.append(Section(heading=heading, level=level, blocks=tuple(blocks)))
    return tuple(sections)


def _language(tag: str) -> str:
    """A well-formed BCP 47 tag (RFC 5646 §2.1), or nothing; `pt_BR` is often meant as `pt-BR`."""
    tag = tag.strip().replace("_", "-")
    return tag if is_language_tag(tag) else ""
