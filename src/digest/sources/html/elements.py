"""What a single element is to a reader: a block, a heading, hidden, bold, beside the text."""

from __future__ import annotations

import re

from digest.article import BlockKind
from digest.sources.html.dom import Element

_SKIPPED = frozenset({
    "head", "script", "style", "noscript", "svg", "iframe", "template", "select", "nav",
    "footer", "button", "input", "textarea", "object", "audio", "video", "canvas",
    "map", "figcaption", "dialog", "math",
})  # fmt: skip
_KINDS = {
    "li": BlockKind.ITEM,
    "blockquote": BlockKind.QUOTE,
    "pre": BlockKind.CODE,
    "td": BlockKind.TABLE,
    "th": BlockKind.TABLE,
}
_PLAIN_BLOCKS = frozenset({
    "address", "article", "aside", "body", "caption", "center", "dd", "details", "div", "dl", "dt",
    "fieldset", "figure", "form", "header", "hgroup", "hr", "html", "main", "ol", "p", "section",
    "summary", "table", "tbody", "tfoot", "thead", "tr", "ul",
})  # fmt: skip
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_BLOCKS = _PLAIN_BLOCKS | _KINDS.keys() | _HEADINGS.keys()
_BLOCK_ROLES = frozenset({"heading", "listitem"})
_ROW_GROUPS = frozenset({"tbody", "tfoot", "thead"})
_BOLD = frozenset({"b", "strong"})

_HIDING_STYLE = re.compile(
    r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE
)
# What React sends late stands hidden at the end of the page, and a script puts it in its place.
_STREAMED = re.compile(r".*\bS:[0-9a-f]+")
_HIDING_CLASSES = frozenset({"sr-only", "visually-hidden", "visuallyhidden", "screen-reader-text"})
_WEIGHT_STYLE = re.compile(r"(?:^|;)\s*font-weight\s*:\s*([a-z0-9]+)", re.IGNORECASE)
_BOLD_WEIGHTS = frozenset({"bold", "bolder", "600", "700", "800", "900"})


def is_skipped(element: Element) -> bool:
    """Whether a reader never sees it, or sees it as furniture of the page wherever it stands."""
    if element.tag in _SKIPPED:
        return True
    get = element.get
    if get("aria-hidden") == "true" or get("role") == "navigation":
        return True
    if get("hidden") is not None and not _STREAMED.fullmatch(get("id", "")):
        return True
    if (style := get("style")) and _HIDING_STYLE.search(style):
        return True
    names = get("class")
    return names is not None and not _HIDING_CLASSES.isdisjoint(names.split())


def is_block(element: Element) -> bool:
    """Whether it begins a line of its own."""
    return element.tag in _BLOCKS or element.get("role") in _BLOCK_ROLES


def is_side(element: Element) -> bool:
    """Whether it is made for what stands beside the text: a header of a section is not."""
    if element.tag in {"aside", "form"}:
        return True
    if element.tag != "header":
        return False
    parent = element.getparent()
    is_top = parent is not None and parent.tag == "body"
    return is_top or next(element.iter("h1", "nav"), None) is not None


def is_layout(table: Element) -> bool:
    """Whether a table has no row of two cells, and thus no data."""
    rows = [row for part in table for row in (part if part.tag in _ROW_GROUPS else (part,))]
    return all(len(row) < 2 for row in rows)


def kind_of(element: Element) -> BlockKind | None:
    """What it makes of the text inside; None when it leaves that to the elements around it."""
    return BlockKind.ITEM if element.get("role") == "listitem" else _KINDS.get(element.tag)


def heading_level(element: Element) -> int:
    """1 to 6, or 0 for what is no heading."""
    if element.get("role") == "heading":
        told = element.get("aria-level", "")
        return int(told) if re.fullmatch("[1-6]", told) else 2
    return _HEADINGS.get(element.tag, 0)


def is_bold(element: Element, *, above: bool) -> bool:
    """Whether its text is set bold; `above` tells it of the text around it."""
    style = element.get("style")
    if style and (weight := _WEIGHT_STYLE.search(style)):
        return weight[1].lower() in _BOLD_WEIGHTS
    return above or element.tag in _BOLD
