"""Blocks in the making: what readers of marked-up formats have in common."""

from __future__ import annotations

from dataclasses import dataclass, field

from digest.compose.text import one_line
from digest.model import BlockKind
from digest.sources.assemble import RawBlock

_BOLD_HEADING = 7  # as in `Block.level`
_BOLD_HEADING_CHARS = 80


@dataclass(slots=True)
class _Container:
    kind: BlockKind
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

    def enter(self, kind: BlockKind) -> None:
        """Open a list item, quotation, table cell, code, or a paragraph inside of these."""
        self._open.append(_Container(kind))

    def leave(self) -> None:
        """Close the innermost container."""
        self._open.pop()

    def heading(self, text: str, *, level: int) -> None:
        """A heading by mark-up."""
        self._append(BlockKind.HEADING, one_line(text), level=level)

    def add(self, text: str, *, is_bold: bool = False) -> None:
        """A text where we are. One that is all bold, short and no sentence is a heading."""
        text = one_line(text)
        kind = self.inside
        if kind is BlockKind.ITEM:
            self._add_to_item(text)
        elif kind is BlockKind.PARAGRAPH and is_bold and _may_be_heading(text):
            self._append(BlockKind.HEADING, text, level=_BOLD_HEADING)
        else:
            self._append(kind, text)

    def _add_to_item(self, text: str) -> None:
        """Paragraphs of one item are one block; what stands behind its sub-list is below it."""
        item = self._open[-1]
        depth = sum(container.kind is BlockKind.ITEM for container in self._open)
        if item.block < 0:
            item.block = len(self.blocks) if text else -1
            self._append(BlockKind.ITEM, text, level=depth)
        elif item.block == len(self.blocks) - 1:
            block = self.blocks[-1]
            self.blocks[-1] = block._replace(text=f"{block.text} {text}".strip())
        else:
            self._append(BlockKind.ITEM, text, level=depth + 1)

    def _append(self, kind: BlockKind, text: str, *, level: int = 0) -> None:
        if text:
            self.blocks.append(RawBlock(kind, text, level))


def _may_be_heading(text: str) -> bool:
    return len(text) <= _BOLD_HEADING_CHARS and not text.endswith((".", "!", ",", ";", "…", "。"))
