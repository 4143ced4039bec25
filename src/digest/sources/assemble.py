"""What a reader found in a file → `Article`, with exact offsets: the same for every format."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from pathlib import PurePosixPath
from typing import NamedTuple
from urllib.parse import urljoin

from digest.article import Article, Block, BlockKind, DateOrigin, Link
from digest.compose.text import comparison_key, is_visible, one_line
from digest.compose.web import web_address
from digest.errors import ArticleError
from digest.language import is_language_tag
from digest.sources.language_guess import article_language

_TITLE_LIMIT = 300
_MADE_TITLE_LIMIT = 80
_STANDFIRST_LIMIT = 200
_SENTENCE_BREAK = re.compile(r"\w{3}[.!?…]+[”\"'’»)\]]*\s|[。！？]\s*\S")
_SENTENCE = re.compile(r".*?(?:\w{3}[.!?…]+[”\"'’»)\]]*(?=\s|$)|[。！？]|$)")
_SAMPLE_BLOCKS = 50  # more than enough to tell the language by
_SAID_TWICE = frozenset({BlockKind.HEADING, BlockKind.PARAGRAPH})
_PROSE = frozenset({BlockKind.HEADING, BlockKind.PARAGRAPH, BlockKind.ITEM, BlockKind.QUOTE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where a text comes from, and what is known of it before it is read."""

    source: str  #: the name of the source in digest.toml
    location: str  #: as `Article.location`
    language: str  #: BCP 47; the text may say otherwise of itself
    url: str = ""  #: where it was fetched
    guid: str = ""  #: what its feed calls it
    published_on: date | None = None  #: as its feed says
    named_on: date | None = None  #: the date in the file's name
    modified_at: datetime | None = None  #: the file's time, or the feed's `updated`


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What a text says of itself."""

    title: str
    standfirst: str = ""
    author: str = ""
    language: str = ""
    url: str = ""  #: may be relative to where the text was fetched
    guid: str = ""
    topics: tuple[str, ...] = ()
    published_on: date | None = None
    date_origin: DateOrigin = DateOrigin.NONE  #: who gave `published_on`


class RawBlock(NamedTuple):
    """A block as a reader finds it: see `Block`; its text may still have line breaks."""

    kind: BlockKind
    text: str
    level: int = 0
    lead: int = 0  #: in characters of `text` as it is here
    is_numbered: bool = False
    links: tuple[Link, ...] = ()
    hint: str = ""


def assemble(head: Head, blocks: Iterable[RawBlock], *, origin: Origin) -> Article:
    """The article: its text is the title, the standfirst if there is one, then a line a block.

    A title that is repeated at the top is dropped. Without a title, or with one that is longer
    than any, the article is called by the beginning of its first sentence, or else by the name of
    its file. Without a standfirst of its own, the first paragraph is taken for it when it is one
    sentence of less than 200 characters and a longer paragraph follows. Raises ArticleError when
    there is nothing to read.
    """
    body = [_cleaned(raw, text) for raw in blocks if (text := one_line(raw.text))]
    title = one_line(head.title)
    if len(title) > _TITLE_LIMIT:
        body.insert(0, RawBlock(BlockKind.PARAGRAPH, title))
        title = ""
    if not is_visible(title):
        title = _made_title(body, location=origin.location)
    body = _without_repeats(body, text=title)
    standfirst = one_line(head.standfirst)
    if standfirst:
        body = _without_repeats(body, text=standfirst)
    elif _begins_with_standfirst(body):
        standfirst = body.pop(0).text
    lines = [title, standfirst] if standfirst else [title]
    placed = _blocks(body, offset=sum(len(line) + 1 for line in lines))
    text = "\n".join([*lines, *(raw.text for raw in body)])
    published_on, date_origin = _date(head, origin)
    return Article(
        title=title,
        source=one_line(origin.source),
        location=origin.location,
        language=_language([title, standfirst], body, head=head, origin=origin),
        text=text,
        blocks=tuple(placed),
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        standfirst=standfirst,
        url=_address(head.url, base=origin.url),
        guid=one_line(head.guid or origin.guid),
        author=one_line(head.author),
        topics=tuple(dict.fromkeys(filter(None, map(one_line, head.topics)))),
        published_on=published_on,
        date_origin=date_origin,
        changed_at=origin.modified_at,
    )


def _cleaned(raw: RawBlock, text: str) -> RawBlock:
    """The block with `text`, which is its own on one line."""
    if not (raw.lead or raw.links or raw.hint):  # most of them
        return RawBlock(raw.kind, text, raw.level, is_numbered=raw.is_numbered)
    lead = len(one_line(raw.text[: raw.lead])) if raw.lead else 0
    links = tuple(Link(text=one_line(link.text), url=link.url.strip()) for link in raw.links)
    return raw._replace(text=text, lead=lead, links=links, hint=one_line(raw.hint).lower())


def _made_title(body: list[RawBlock], *, location: str) -> str:
    """The beginning of the first sentence; the name of the file when there is no prose."""
    shown = [raw for raw in body if is_visible(raw.text)]
    prose = next((raw.text for raw in shown if raw.kind in _PROSE), "")
    title = prose or (one_line(PurePosixPath(location).stem) if shown else "")
    if not is_visible(title):
        raise ArticleError(location, "is empty; there is nothing to read in it")
    sentence = _SENTENCE.match(title[: 2 * _TITLE_LIMIT])
    return _shortened(sentence[0] if sentence else title)


def _shortened(text: str) -> str:
    if len(text) <= _MADE_TITLE_LIMIT:
        return text
    begun = text[:_MADE_TITLE_LIMIT]
    # A language without spaces is cut anywhere.
    return (begun.rpartition(" ")[0] or begun).rstrip(" ,;:–—-") + "…"


def _without_repeats(body: list[RawBlock], *, text: str) -> list[RawBlock]:
    key = comparison_key(text)
    # A block of quite another length need not be folded to see that it is another.
    limit, start = 2 * len(text) + 20, 0
    while start < len(body) and len(body[start].text) <= limit:
        if body[start].kind not in _SAID_TWICE or comparison_key(body[start].text) != key:
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


def _blocks(body: list[RawBlock], *, offset: int) -> Iterator[Block]:
    for raw in body:
        end = offset + len(raw.text)
        yield Block(
            kind=raw.kind,
            text=raw.text,
            level=raw.level,
            start=offset,
            end=end,
            lead=raw.lead,
            is_numbered=raw.is_numbered,
            links=raw.links,
            hint=raw.hint,
        )
        offset = end + 1


def _date(head: Head, origin: Origin) -> tuple[date | None, DateOrigin]:
    """The date of publication by whoever is believed most (the order of `DateOrigin`)."""
    if origin.published_on:
        return origin.published_on, DateOrigin.FEED
    if head.published_on:
        return head.published_on, head.date_origin
    if origin.named_on:
        return origin.named_on, DateOrigin.FILE_NAME
    if origin.modified_at:  # good enough to put articles in order; readers are never shown it
        return origin.modified_at.date(), DateOrigin.FILE_TIME
    return None, DateOrigin.NONE


def _address(url: str, *, base: str) -> str:
    """The article's own address as it says, else where it was fetched."""
    try:
        url = urljoin(base, url.strip())
    except ValueError:  # an open bracket
        url = ""
    return web_address(url) or web_address(base)


def _language(lines: list[str], body: list[RawBlock], *, head: Head, origin: Origin) -> str:
    prose = (raw.text for raw in body if raw.kind in _PROSE)
    sample = " ".join([*lines, *islice(prose, _SAMPLE_BLOCKS)])
    return article_language(sample, told=_tag(head.language), assumed=origin.language)


def _tag(text: str) -> str:
    """A well-formed BCP 47 tag (RFC 5646 §2.1), or nothing; `pt_BR` is often meant as `pt-BR`."""
    tag = text.strip().replace("_", "-")
    return tag if is_language_tag(tag) else ""
