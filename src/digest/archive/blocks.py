"""The block structure of an issue's body, with the lines that it was made of.

markdown-it says where blocks begin and end, so a `##` in a code fence is never a heading; the text
between is taken from the lines themselves, so nothing of it changes.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from digest.archive.place import Place
from digest.compose.markdown import parse_blocks

_OUTER_BLANKS = re.compile(r"\A(?:[ \t]*\n)+|[ \t\n]+\Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A block at the margin."""

    kind: str  #: token type of markdown-it
    markup: str  #: `##`, `-`, a fence
    start: int  #: first line in the body, from 0
    end: int  #: behind the last line
    content: str = ""  #: of a heading, without its hashes
    items: tuple[int, ...] = ()  #: of a list, the first line of each item

    @property
    def is_heading(self) -> bool:
        """Whether it is a heading, with hashes or underlined."""
        return self.kind == "heading_open"


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """Consecutive lines of the body, and the blocks that begin in them."""

    lines: Sequence[str]
    start: int  #: of the first line, in the body, from 0
    blocks: Sequence[Block]
    origin: Place  #: of the body's first line

    @property
    def end(self) -> int:
        """Behind the last line, in the body."""
        return self.start + len(self.lines)

    @property
    def place(self) -> Place:
        """Of the first line."""
        return self.origin.after(self.start)

    def at(self, block: Block) -> Place:
        """Of a block, wherever in the body it is."""
        return self.origin.after(block.start)

    def part(self, start: int, end: int) -> Region:
        """The lines `start` to `end`, counted in the body."""
        first = bisect_left(self.blocks, start, key=_start)
        last = bisect_left(self.blocks, end, key=_start)
        return Region(
            lines=self.lines[start - self.start : end - self.start],
            start=start,
            blocks=self.blocks[first:last],
            origin=self.origin,
        )

    def text(self) -> str:
        """The lines as they stand, without blank ones at either end."""
        return stripped("\n".join(self.lines))

    def first_text(self) -> Place | None:
        """The first line that is not blank."""
        for number, line in enumerate(self.lines):
            if line.strip(" \t"):
                return self.place.after(number)
        return None

    def last_text(self) -> Place:
        """The last line that is not blank; the first one where all are."""
        for number in range(len(self.lines) - 1, 0, -1):
            if self.lines[number].strip(" \t"):
                return self.place.after(number)
        return self.place


def _start(block: Block) -> int:
    return block.start


def stripped(text: str) -> str:
    """The text without blank lines at its beginning and without white space at its end."""
    return _OUTER_BLANKS.sub("", text)


def read_page(markdown: str, place: Place) -> Region:
    """A whole body, whose first line is at `place`. Raises IssueFileError for an open fence."""
    blocks = list(_blocks(markdown))
    page = Region(lines=markdown.split("\n"), start=0, blocks=blocks, origin=place)
    if blocks and blocks[-1].kind == "fence":
        _check_fence(blocks[-1], page)
    return page


def cut(region: Region, markup: str) -> tuple[Region, Sequence[tuple[Block, Region]]]:
    """What stands before the first heading of that mark-up, and each heading with its region."""
    heads = [block for block in region.blocks if block.is_heading and block.markup == markup]
    bounds = [*(head.start for head in heads), region.end]
    before = region.part(region.start, bounds[0])
    parts = [region.part(head.end, end) for head, end in zip(heads, bounds[1:], strict=True)]
    return before, list(zip(heads, parts, strict=True))


def _blocks(markdown: str) -> Iterator[Block]:
    tokens = parse_blocks(markdown)
    items = [
        token.map[0]
        for token in tokens
        if token.type == "list_item_open" and token.level == 1 and token.map
    ]
    for index, token in enumerate(tokens):
        if token.level == 0 and token.nesting >= 0 and token.map:
            start, end = token.map
            yield Block(
                kind=token.type,
                markup=token.markup,
                start=start,
                end=end,
                content=tokens[index + 1].content if token.type == "heading_open" else "",
                items=tuple(items[bisect_left(items, start) : bisect_left(items, end)]),
            )


def _check_fence(block: Block, page: Region) -> None:
    """An open fence swallows all that follows, so no section behind it would be seen."""
    mark = re.escape(block.markup)
    closing = re.compile(rf" {{0,3}}{mark}{mark[-1]}*[ \t]*")
    if block.end - block.start < 2 or not closing.fullmatch(page.lines[block.end - 1]):
        raise page.at(block).fault(
            f"this code block is never closed; a line `{block.markup}` must end it"
        )
