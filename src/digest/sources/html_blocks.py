"""The main text of an HTML page as blocks: our own walk of the tree, in document order.

Page furniture is left out by its element (`nav`, `footer`, …), never by a guess at class names.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from digest.compose.headings import heading_role
from digest.model import BlockKind, Role
from digest.sources.assemble import RawBlock
from digest.sources.html_dom import DEEPEST, Element, parse_html, too_deep
from digest.sources.outline import Outline

_SKIPPED = frozenset({
    "head", "script", "style", "noscript", "svg", "iframe", "template", "select", "nav",
    "footer", "form", "button", "input", "textarea", "object", "audio", "video", "canvas",
    "map", "figcaption", "dialog", "math",
})  # fmt: skip
_CONTAINERS = {
    "li": BlockKind.ITEM,
    "blockquote": BlockKind.QUOTE,
    "pre": BlockKind.CODE,
    "td": BlockKind.TABLE,
    "th": BlockKind.TABLE,
}
_PLAIN_BLOCKS = frozenset({
    "address", "article", "aside", "body", "center", "dd", "details", "div", "dl", "dt",
    "fieldset", "figure", "header", "hgroup", "hr", "html", "main", "ol", "p", "section",
    "summary", "table", "tbody", "tfoot", "thead", "tr", "ul",
})  # fmt: skip
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_BLOCKS = _PLAIN_BLOCKS | _CONTAINERS.keys() | _HEADINGS.keys()
_BOLD = frozenset({"b", "strong"})
# An `article` is the main text when it holds this share of what stands around it; else it is a
# teaser among others.
_MAIN_SHARE = 0.4


def main_blocks(root: Element, *, where: str) -> list[RawBlock]:
    """The blocks of a page's main text. Raises ArticleError when it is nested too deep."""
    scope = next(_find_main(root), root)
    blocks = _walk(scope, where=where)
    articles = [_walk(article, where=where) for article in _outermost_articles(scope)]
    longest = max(articles, key=_length, default=[])
    return longest if _length(longest) > _MAIN_SHARE * _length(blocks) else blocks


def fragment_blocks(html: str, *, where: str) -> list[RawBlock]:
    """The blocks of a piece of HTML. Raises ArticleError."""
    return _walk(parse_html(html, where=where), where=where)


def _find_main(root: Element) -> Iterator[Element]:
    return (
        element
        for element in root.iter("*")
        if element.tag == "main" or element.get("role") == "main"
    )


def _outermost_articles(scope: Element) -> Iterator[Element]:
    for article in scope.iter("article"):
        if article is scope or not any(above.tag == "article" for above in article.iterancestors()):
            yield article


def _length(blocks: list[RawBlock]) -> int:
    return sum(len(block.text) for block in blocks)


def _walk(root: Element, *, where: str) -> list[RawBlock]:
    walk = _Walk()
    path = [(root, iter(root))]
    walk.enter(root)
    while path:
        element, children = path[-1]
        child = next(children, None)
        if child is None:
            path.pop()
            walk.leave(element)
            if path:
                walk.text(element.tail)
        elif _is_skipped(child):
            walk.text(child.tail)
        elif len(path) > DEEPEST:
            raise too_deep(where)
        else:
            walk.enter(child)
            path.append((child, iter(child)))
    return walk.outline.blocks


def _is_skipped(element: Element) -> bool:
    if element.tag in _SKIPPED or element.get("hidden") is not None:
        return True
    if element.get("aria-hidden") == "true" or element.get("role") == "navigation":
        return True
    if element.tag == "aside":
        return not _is_takeaways_box(element)
    if element.tag == "header":  # of the page or of the article, not of a section
        parent = element.getparent()
        is_top = parent is not None and parent.tag == "body"
        return is_top or any(True for _ in element.iter("h1", "nav"))
    return False


def _is_takeaways_box(element: Element) -> bool:
    first = next((text for text in map(str, element.itertext()) if text.strip()), "")
    return heading_role(first.strip()) is Role.TAKEAWAYS


@dataclass(slots=True)
class _Walk:
    """Where the walk is: the text since the last block began, and what it stands in."""

    outline: Outline = field(default_factory=Outline)
    _pieces: list[tuple[str, bool]] = field(default_factory=list)  #: text, and whether it is bold
    _opened: list[bool] = field(default_factory=list)  #: by block: whether it opened a container
    _bold: int = 0
    _heading: int = 0

    def enter(self, element: Element) -> None:
        tag = element.tag
        if tag == "br":
            self._break()
        elif tag in _BOLD:
            self._bold += 1
        elif tag in _BLOCKS:
            self._flush()
            self._heading = _HEADINGS.get(tag, self._heading)
            kind = _CONTAINERS.get(tag)
            if kind is None and self.outline.inside is BlockKind.TABLE:
                kind = BlockKind.PARAGRAPH  # a table for the layout, which holds paragraphs
            self._opened.append(kind is not None)
            if kind is not None:
                self.outline.enter(kind)
        self.text(element.text)

    def leave(self, element: Element) -> None:
        tag = element.tag
        if tag in _BOLD:
            self._bold -= 1
        elif tag in _BLOCKS:
            self._flush()
            if self._opened.pop():
                self.outline.leave()
            if tag in _HEADINGS:
                self._heading = 0

    def text(self, text: str | None) -> None:
        if text:
            self._pieces.append((text, self._bold > 0))

    def _break(self) -> None:
        if self._heading:
            self.text(" ")
        else:
            self._flush()

    def _flush(self) -> None:
        text = "".join(piece for piece, _ in self._pieces)
        if self._heading:
            self.outline.heading(text, level=self._heading)
        else:
            is_bold = all(bold or not piece.strip() for piece, bold in self._pieces)
            self.outline.add(text, is_bold=is_bold)
        self._pieces.clear()
