"""A finished HTML document as rules read it: elements with what they lie in, and visible text.

Comments are skipped, so that what stands here is what all mail programs but Outlook show.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Final

from digest.render.mjml.tokens import VOID

_UNSEEN: Final = {"head", "script", "style", "template", "title"}
#: Around these, words end.
_BLOCKS: Final = {
    "address", "article", "aside", "blockquote", "body", "br", "caption", "dd", "div", "dl", "dt",
    "figcaption", "figure", "footer", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "html",
    "li", "main", "nav", "ol", "p", "pre", "section", "table", "tbody", "td", "tfoot", "th",
    "thead", "tr", "ul",
}  # fmt: skip
_NOT_SHOWN: Final = re.compile(r"display\s*:\s*none", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Element:
    """One element; two are the same only when they are one."""

    tag: str
    attributes: Mapping[str, str]
    parent: Element | None
    is_hidden: bool  #: it shows nothing: in the head, or with `display:none`
    source: str  #: its start tag as it stands
    classes: frozenset[str]

    def path(self) -> Iterator[Element]:
        """The element, then those that it lies in, up to the root."""
        element: Element | None = self
        while element is not None:
            yield element
            element = element.parent


@dataclass(frozen=True, slots=True)
class Run:
    """Text between two tags, or an image's alt text, and the element that it stands in."""

    text: str
    element: Element


@dataclass(slots=True, kw_only=True)
class Document:
    """A document that has been read; elements and runs in its order."""

    elements: list[Element] = field(default_factory=list)
    runs: list[Run] = field(default_factory=list)
    text: str = ""  #: what a reader sees; a line break where a block begins or ends

    def all(self, *tags: str) -> list[Element]:
        """The elements of these tags."""
        return [element for element in self.elements if element.tag in tags]

    def wordings(self, tag: str) -> list[tuple[Element, str]]:
        """Each element of that tag with all text inside of it, on one line."""
        inside: dict[Element, list[str]] = {element: [] for element in self.all(tag)}
        for run in self.runs:
            for element in run.element.path():
                if element in inside:
                    inside[element].append(run.text)
        return [(element, " ".join("".join(texts).split())) for element, texts in inside.items()]

    def style_sheet(self) -> str:
        """The content of all `style` elements."""
        return "\n".join(run.text for run in self.runs if run.element.tag == "style")


def read_document(html: str) -> Document:
    """Read a document; never raises for one that is not well-formed."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    reader.document.text = "".join(reader.seen)
    return reader.document


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.document = Document()
        self.seen: list[str] = []
        self._open: list[Element] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        parent = self._open[-1] if self._open else None
        attributes: dict[str, str] = {}
        for name, value in attrs:
            attributes.setdefault(name, value or "")
        element = Element(
            tag=tag,
            attributes=attributes,
            parent=parent,
            is_hidden=(parent is not None and parent.is_hidden)
            or tag in _UNSEEN
            or _NOT_SHOWN.search(attributes.get("style", "")) is not None,
            source=self.get_starttag_text() or "",
            classes=frozenset(attributes.get("class", "").split()),
        )
        self.document.elements.append(element)
        if tag in _BLOCKS and not element.is_hidden:
            self.seen.append("\n")
        if tag not in VOID:
            self._open.append(element)
        elif tag == "img":
            self.document.runs.append(Run(f" {attributes.get('alt', '')} ", element))

    def handle_endtag(self, tag: str) -> None:
        if not any(element.tag == tag for element in self._open):
            return
        while self._open.pop().tag != tag:
            pass
        if tag in _BLOCKS:
            self.seen.append("\n")

    def parse_marked_section(self, i: int, report: int = 1) -> int:  # noqa: ARG002  # its name
        # The library raises AssertionError on `<![;`; for a browser it is a comment.
        return self.parse_bogus_comment(i)

    def handle_data(self, data: str) -> None:
        if self._open:
            element = self._open[-1]
            self.document.runs.append(Run(data, element))
            if not element.is_hidden:
                self.seen.append(data)
