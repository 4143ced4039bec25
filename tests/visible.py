"""What a reader sees of HTML: its words in order, and its links."""

from __future__ import annotations

import re
from html.parser import HTMLParser

_BLOCKS = {
    "address", "article", "aside", "blockquote", "body", "br", "div", "footer", "h1", "h2", "h3",
    "h4", "h5", "h6", "header", "hr", "li", "main", "nav", "ol", "p", "pre", "section", "table",
    "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
_HIDDEN = {"head", "style", "script", "title"}


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.text = ""
        self.links: list[str] = []
        self.tags: list[tuple[str, dict[str, str]]] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        self.tags.append((tag, values))
        self._hidden += tag in _HIDDEN
        if tag in _BLOCKS:
            self.text += " "
        if tag == "a":
            self.links.append(values.get("href", ""))

    def handle_endtag(self, tag: str) -> None:
        self._hidden -= tag in _HIDDEN
        if tag in _BLOCKS:
            self.text += " "

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.text += data


def _read(html: str) -> _Reader:
    reader = _Reader()
    reader.feed(re.sub(r'<div style="display:none.*?</div>', "", html, flags=re.DOTALL))
    reader.close()
    return reader


def visible_words(html: str) -> list[str]:
    """Words as white space parts them; only blocks part words, so that glued ones show."""
    return _read(html).text.split()


def links(html: str) -> list[str]:
    """The addresses of all links, in order."""
    return _read(html).links


def start_tags(html: str) -> list[tuple[str, dict[str, str]]]:
    """All start tags outside of comments, with their attributes."""
    return _read(html).tags
