"""Blocks in the making: what readers of marked-up formats have in common."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import groupby
from typing import NamedTuple

from digest.article import BlockKind, Link
from digest.compose.text import one_line
from digest.sources.assemble import RawBlock

_BOLD_HEADING = 7  # as in `Block.level`
_BOLD_HEADING_CHARS = 80
_SENTENCE_ENDS = (".", "!", ",", ";", "…", "。")
_ABBREVIATED = re.compile(r"\b(?:Inc|Corp|Co|Ltd|Bros|Jr|Sr)\.$")  # «About Acme Inc.»


class Run(NamedTuple):
    """Text of one style inside of a line."""

    text: str
    is_bold: bool = False
    url: str = ""  #: what it links to


class Line(NamedTuple):
    """The text of a block, with what its marks say."""

    text: str
    lead: int = 0  #: as `RawBlock.lead`
    links: tuple[Link, ...] = ()

    @property
    def is_bold(self) -> bool:
        """Whether all of it is set bold."""
        return 0 < len(self.text) <= self.lead


def line_of(runs: Iterable[Run]) -> Line:
    """One line of text from its runs: white space folded, bold beginning and links noted."""
    runs = [run for run in runs if run.text]
    text = one_line("".join(run.text for run in runs))
    bold = ""
    for run in runs:
        if not run.is_bold and run.text.strip():
            break
        bold += run.text
    links = (
        Link(text=one_line("".join(run.text for run in same)), url=url)
        for url, same in groupby(runs, key=lambda run: run.url)
        if url
    )
    return Line(text, len(one_line(bold)), tuple(links))


@dataclass(slots=True)
class _Container:
    kind: BlockKind
    is_numbered: bool = False
    hint: str = ""
    block: int = -1  #: index of the item's block, once there is one


@dataclass(slots=True)
class Outline:
    """Collects blocks; the innermost open container decides what a text becomes."""

    blocks: list[RawBlock] = field(default_factory=list)
    _open: list[_Container] = field(default_factory=list)

    @property
    def inside(self) -> BlockKind:
        """The kind of the innermost container; PARAGRAPH outside of all."""
        return self._open[-1].kind if self._open else BlockKind.PARAGRAPH

    def enter(self, kind: BlockKind, *, is_numbered: bool = False, hint: str = "") -> None:
        """Open a list item, quotation, table cell, code, or a paragraph inside of these.

        `hint` is what mark-up calls this box; what stands inside takes it over.
        """
        hint = hint or (self._open[-1].hint if self._open else "")
        self._open.append(_Container(kind, is_numbered, hint))

    def leave(self) -> None:
        """Close the innermost container."""
        self._open.pop()

    def heading(self, line: Line | str, *, level: int) -> None:
        """A heading by mark-up."""
        self._append(BlockKind.HEADING, _line(line), level=level)

    def add(self, line: Line | str, *, is_bold: bool = False) -> None:
        """A text where we are. One that is all bold, short and no sentence is a heading."""
        line = _line(line)
        kind = self.inside
        if kind is BlockKind.ITEM:
            self._add_to_item(line)
        elif (
            kind is BlockKind.PARAGRAPH and (is_bold or line.is_bold) and _may_be_heading(line.text)
        ):
            self._append(BlockKind.HEADING, line, level=_BOLD_HEADING)
        else:
            self._append(kind, line)

    def _add_to_item(self, line: Line) -> None:
        """Paragraphs of one item are one block; what stands behind its sub-list is below it."""
        item = self._open[-1]
        depth = sum(container.kind is BlockKind.ITEM for container in self._open)
        if item.block < 0:
            item.block = len(self.blocks) if line.text else -1
            self._append(BlockKind.ITEM, line, level=depth)
        elif item.block == len(self.blocks) - 1:
            block = self.blocks[-1]
            self.blocks[-1] = block._replace(
                text=f"{block.text} {line.text}".strip(), links=block.links + line.links
            )
        else:
            self._append(BlockKind.ITEM, line, level=depth + 1)

    def _append(self, kind: BlockKind, line: Line, *, level: int = 0) -> None:
        if not line.text:
            return
        box = self._open[-1] if self._open else _Container(kind)
        self.blocks.append(
            RawBlock(
                kind,
                line.text,
                level,
                lead=line.lead,
                is_numbered=box.is_numbered and kind is BlockKind.ITEM,
                links=line.links,
                hint=box.hint,
            )
        )


def _line(line: Line | str) -> Line:
    return line if isinstance(line, Line) else Line(one_line(line))


def _may_be_heading(text: str) -> bool:
    is_sentence = text.endswith(_SENTENCE_ENDS) and not _ABBREVIATED.search(text)
    return len(text) <= _BOLD_HEADING_CHARS and not is_sentence
