"""Markdown with or without front matter → `Article`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from digest.article import Article, BlockKind
from digest.compose.markdown import MarkdownToken, parse_blocks, plain, token_text
from digest.compose.text import clean_text
from digest.errors import ArticleError
from digest.sources.assemble import Origin, RawBlock, assemble
from digest.sources.bullets import with_items
from digest.sources.front_matter import split_front_matter
from digest.sources.markdown_noise import Cleaned, common_markdown
from digest.sources.outline import Outline, Run, line_of

_CONTAINERS: Final = {
    "list_item": BlockKind.ITEM,
    "blockquote": BlockKind.QUOTE,
    "th": BlockKind.TABLE,
    "td": BlockKind.TABLE,
}
_LIMIT_CHARS = 1_000_000  # CommonMark can be written to cost 20 µs a character
_BOX_TITLE = 7  # it looks like a bold line, see `Block.level`
_LINE_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_BOLD_TAG = re.compile(r"<(/?)(?:b|strong)>", re.IGNORECASE)
_TAG_OR_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)|<[^<>]*>", re.DOTALL)


def read_markdown(text: str, *, origin: Origin, is_mdx: bool = False) -> Article:
    """The article in a Markdown text, in the dialect of whatever site generator.

    Its title is the front matter's, else the first heading of level 1, else the heading that it
    begins with. Raises ArticleError.
    """
    text = clean_text(text)
    if not text.strip():
        raise ArticleError(origin.location, "is empty")
    if len(text) > _LIMIT_CHARS:
        reason = f"has {len(text):,} characters; a Markdown article may have {_LIMIT_CHARS:,}"
        raise ArticleError(origin.location, reason)
    head, body = split_front_matter(text)
    blocks = _Walk(common_markdown(body, is_mdx=is_mdx), where=origin.location).blocks()
    if not head.title and (at := _title_at(blocks)) is not None:
        head = replace(head, title=blocks.pop(at).text)
    return assemble(head, blocks, origin=origin)


def _title_at(blocks: Sequence[RawBlock]) -> int | None:
    headings = [at for at, block in enumerate(blocks) if block.kind is BlockKind.HEADING]
    first = [at for at in headings if blocks[at].level == 1] or [at for at in headings if at == 0]
    return first[0] if first else None


@dataclass(slots=True)
class _Walk:
    """A walk along the tokens of a text."""

    source: Cleaned
    where: str = field(kw_only=True)
    _outline: Outline = field(default_factory=Outline)
    _heading: int = 0
    _boxes: list[int] = field(default_factory=list)  #: the numbers of those that are open

    def blocks(self) -> list[RawBlock]:
        """The blocks of the text. Raises ArticleError."""
        for token in parse_blocks(self.source.text, html=True):
            self._take(token)
        return with_items(self._outline.blocks)

    def _take(self, token: MarkdownToken) -> None:
        name, _, side = token.type.rpartition("_")
        if name in _CONTAINERS:
            if side == "open":
                # Of an item, `info` is its number.
                self._outline.enter(_CONTAINERS[name], is_numbered=bool(token.info))
            else:
                self._outline.leave()
        elif name == "heading":
            self._heading = int(token.tag[1]) if side == "open" else 0
        elif token.type == "inline":
            self._inline(token)
        elif token.type in {"fence", "code_block"}:
            self._outline.enter(BlockKind.CODE)
            self._outline.add(token.content)
            self._outline.leave()
        elif token.type == "html_block" and not self._is_box(token.content):
            self._html(token.content)

    def _is_box(self, html: str) -> bool:
        """Whether a piece of HTML is a comment of `markdown_noise`; if so, it is obeyed."""
        comment = html.strip().removeprefix(f"<!--{self.source.mark}").removesuffix("-->")
        number = comment.removesuffix("/")
        if len(comment) == len(html.strip()) or not number.isdecimal():
            return False
        if comment == number:
            box = self.source.boxes[int(number)]
            self._boxes.append(int(number))
            self._outline.enter(BlockKind.PARAGRAPH, hint=box.hint)
            self._outline.heading(plain(box.title), level=_BOX_TITLE)
        elif int(number) in self._boxes:  # else its beginning stands in the middle of raw HTML
            while self._boxes.pop() != int(number):
                self._outline.leave()
            self._outline.leave()
        return True

    def _html(self, html: str) -> None:
        if _TAG_OR_COMMENT.sub("", html).strip():
            # Only here does Markdown cost an import of lxml.
            from digest.sources.html.page import blocks_of_fragment

            self._outline.blocks += blocks_of_fragment(html, where=self.where)

    def _inline(self, token: MarkdownToken) -> None:
        if self._heading:
            whole = [run for runs in _lines(token) for run in (*runs, Run(" "))]
            self._outline.heading(line_of(whole), level=self._heading)
        else:
            for runs in _lines(token):
                self._outline.add(line_of(runs))


def _lines(token: MarkdownToken) -> Iterator[list[Run]]:
    """What a reader sees of a paragraph, line by line. Images are not text.

    Only a hard break ends a line.
    """
    runs: list[Run] = []
    strong, url = 0, ""
    for child in token.children or ():
        tag = _BOLD_TAG.fullmatch(child.content) if child.type == "html_inline" else None
        if child.type in {"strong_open", "strong_close"}:
            strong += child.nesting
        elif tag:
            strong += -1 if tag[1] else 1
        elif child.type in {"link_open", "link_close"}:
            url = str(child.attrGet("href") or "")
        elif child.type == "hardbreak" or _LINE_BREAK.fullmatch(child.content):
            yield runs
            runs = []
        elif child.type not in {"image", "html_inline"}:
            runs.append(Run(token_text(child), strong > 0, url))
    yield runs
