"""The door to lxml: a page as a tree, after a look at whether it is safe to parse."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import TypeAlias

from lxml import etree

from digest.errors import ArticleError

Element: TypeAlias = etree._Element  # noqa: SLF001  # lxml has no public name for its elements

# libxml2 silently drops what is nested deeper than 255 elements.
DEEPEST = 250
# It takes 19 s for one element with 100,000 attributes, and four times that for twice as many.
_MOST_ATTRIBUTES = 500
_NAME = re.compile(r"</?([a-z][a-z0-9:-]*)")
# Up to the end of the tag, which a quoted value may hold as well; it never looks back.
_REST = re.compile(r"(?:[^>=]++|=\s*+(?:\"[^\"]*+\"|'[^']*+'|(?![\"'])))*+>")
_VALUE = re.compile(r"\"[^\"]*\"|'[^']*'")
_RAW_TEXT = frozenset({"script", "style", "textarea", "title"})
# These have no end tag or may do without it, so that a count of tags says nothing of their depth.
# None of the latter can hold another of its kind without an element between that is counted.
_UNCOUNTED = frozenset({
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param",
    "source", "track", "wbr", "html", "head", "body", "p", "li", "dt", "dd", "option",
    "optgroup", "tr", "td", "th", "thead", "tbody", "tfoot", "colgroup", "caption", "rt", "rp",
})  # fmt: skip


def parse_html(text: str, *, where: str) -> Element:
    """The root element of a page or fragment. Raises ArticleError for what must not be parsed."""
    _check(text.lower(), where=where)
    parser = etree.HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True
    )
    try:
        root = etree.fromstring(text.encode("utf-8"), parser)
    except etree.LxmlError as error:
        raise ArticleError(where, f"cannot be read as HTML: {error}") from error
    if root is None:
        raise ArticleError(where, "is empty")
    return root


def _check(html: str, *, where: str) -> None:
    """Raise ArticleError for lower-case HTML that is nested too deep or has too many attributes."""
    open_tags: Counter[str] = Counter()
    depth = 0
    for name, is_end, tag in _tags(html):
        # A shorter tag has no room for them.
        if len(tag) > 2 * _MOST_ATTRIBUTES and _attributes(tag) > _MOST_ATTRIBUTES:
            reason = f"has an element with more than {_MOST_ATTRIBUTES} attributes; save it anew"
            raise ArticleError(where, reason)
        if name in _UNCOUNTED or (is_end and not open_tags[name]):
            continue
        step = -1 if is_end else 1
        open_tags[name] += step
        depth += step
        if depth > DEEPEST:
            raise too_deep(where)


def _tags(html: str) -> Iterator[tuple[str, bool, str]]:
    """Name, whether it is an end tag, and text of each tag; in linear time.

    Whatever is not closed ends the look: libxml2 drops the rest or takes it for text.
    """
    at = html.find("<")
    while at >= 0:
        end = at + 1
        if html.startswith("<!--", at):
            end = html.find("-->", at)
            if end < 0:
                return
        elif tag := _NAME.match(html, at):
            if (closed := _REST.match(html, tag.end())) is None:
                return
            end = closed.end()
            is_end = html[at + 1] == "/"
            yield tag[1], is_end, html[at:end]
            if tag[1] in _RAW_TEXT and not is_end:
                end = html.find(f"</{tag[1]}", end)
                if end < 0:
                    return
        at = html.find("<", end)


def _attributes(tag: str) -> int:
    return len(_VALUE.sub("", tag).split()) - 1


def too_deep(where: str) -> ArticleError:
    """The refusal of a page that is nested deeper than can be read in whole."""
    reason = f"is nested deeper than {DEEPEST} elements; save the page's main text only"
    return ArticleError(where, reason)
