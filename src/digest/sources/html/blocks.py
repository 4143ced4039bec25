"""A page as blocks: our own walk of the tree, in document order, with the boxes they stand in."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from digest.article import BlockKind
from digest.sources.assemble import RawBlock
from digest.sources.bullets import with_items
from digest.sources.html import elements
from digest.sources.html.dom import DEEPEST, Element, too_deep
from digest.sources.html.hints import hint_of
from digest.sources.outline import Outline, Run, line_of


@dataclass(slots=True, eq=False, kw_only=True)
class Box:
    """A block element, with the run of blocks that it holds: `blocks[first:last]`."""

    tag: str
    above: Box | None
    hint: str  #: see `html_hints`
    is_main: bool  #: the author calls it the main text
    is_side: bool  #: its element is made for what stands beside the text
    first: int
    last: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Walked:
    """The blocks of a page, the innermost box of each, and all boxes, outer before inner."""

    blocks: list[RawBlock]
    places: list[Box]
    boxes: list[Box]


def walk(root: Element, *, where: str) -> Walked:
    """All that a reader sees of a tree. Raises ArticleError when it is nested too deep."""
    steps = _Walk()
    path = [(root, iter(root))]
    steps.enter(root)
    while path:
        element, children = path[-1]
        child = next(children, None)
        if child is None:
            path.pop()
            steps.leave(element)
            if path:
                steps.text(element.tail)
        elif elements.is_skipped(child):
            steps.text(child.tail)
        elif len(path) > DEEPEST:
            raise too_deep(where)
        else:
            steps.enter(child)
            path.append((child, iter(child)))
    return Walked(blocks=with_items(steps.outline.blocks), places=steps.places, boxes=steps.boxes)


class _Style(NamedTuple):
    """What an open element sets for all that stands in it."""

    is_bold: bool = False
    url: str = ""
    heading: int = 0
    is_layout: bool = False  #: the innermost table has no data
    box: Box | None = None


@dataclass(slots=True)
class _Walk:
    """Where the walk is: the text since the last block began, and what it stands in."""

    outline: Outline = field(default_factory=Outline)
    places: list[Box] = field(default_factory=list)
    boxes: list[Box] = field(default_factory=list)
    _styles: list[_Style] = field(default_factory=lambda: [_Style()])
    _containers: list[bool] = field(default_factory=list)  #: by box: whether it opened one
    _runs: list[Run] = field(default_factory=list)

    def enter(self, element: Element) -> None:
        style = self._styles[-1]
        is_bold = elements.is_bold(element, above=style.is_bold)
        if is_bold is not style.is_bold:
            style = style._replace(is_bold=is_bold)
        if element.tag == "a":
            style = style._replace(url=(element.get("href") or "").strip())
        elif element.tag == "br":
            self._break()
        elif elements.is_block(element) or style.box is None:
            self._flush()
            style = self._enter_block(element, style)
        self._styles.append(style)
        self.text(element.text)

    def _enter_block(self, element: Element, style: _Style) -> _Style:
        heading = elements.heading_level(element) or style.heading
        is_layout = elements.is_layout(element) if element.tag == "table" else style.is_layout
        kind = elements.kind_of(element)
        if kind is BlockKind.TABLE and is_layout:
            kind = BlockKind.PARAGRAPH
        elif kind is None and self.outline.inside is BlockKind.TABLE:
            kind = BlockKind.PARAGRAPH  # cells that hold paragraphs are for the layout as well
        self._containers.append(kind is not None)
        if kind is not None:
            parent = element.getparent()
            self.outline.enter(kind, is_numbered=parent is not None and parent.tag == "ol")
        box = Box(
            tag=element.tag,
            above=style.box,
            hint=hint_of(f"{element.get('class', '')} {element.get('id', '')}"),
            is_main=element.tag == "main" or element.get("role") == "main",
            is_side=elements.is_side(element),
            first=len(self.outline.blocks),
        )
        self.boxes.append(box)
        return style._replace(heading=heading, is_layout=is_layout, box=box)

    def leave(self, element: Element) -> None:
        style = self._styles[-1]
        if style.box is not None and style.box is not self._styles[-2].box:
            self._flush(is_bold=element.tag == "summary")
            style.box.last = len(self.outline.blocks)
            if self._containers.pop():
                self.outline.leave()
        self._styles.pop()

    def text(self, text: str | None) -> None:
        if text:
            style = self._styles[-1]
            self._runs.append(Run(text, style.is_bold, style.url))

    def _break(self) -> None:
        if self._styles[-1].heading:
            self.text(" ")
        else:
            self._flush()

    def _flush(self, *, is_bold: bool = False) -> None:
        """Make a block of the text so far; all bold, it may be a heading."""
        style = self._styles[-1]
        runs, self._runs = self._runs, []
        if style.box is None or not any(run.text.strip() for run in runs):
            return
        line = line_of(runs)
        if style.heading:
            self.outline.heading(line, level=style.heading)
        else:
            self.outline.add(line, is_bold=is_bold)
        self.places += [style.box] * (len(self.outline.blocks) - len(self.places))
