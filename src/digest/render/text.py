"""Sanitised HTML → plain text for the mail's text part, wrapped for a reader of fixed width.

The text is made from the same HTML that the other part shows, so that no word and no link can be
missing from it.
"""

from __future__ import annotations

import itertools
import re
from html import unescape
from html.parser import HTMLParser
from typing import Final

WIDTH: Final = 72  #: columns

_SPACES: Final = re.compile(r"[ \t\n\r\f]+")
_BARE: Final = re.compile(r"(?:<p>)?([^<]*)(?:</p>)?\s*")  # most passages; no need to parse
_EMPTY_LINES: Final = re.compile(r"\n{3,}")
_LINE_END: Final = re.compile(r"[ \t]+$", re.MULTILINE)
_PARAGRAPHS: Final = {"p", "h1", "h2", "h3", "h4", "h5", "h6", "figure", "figcaption", "table"}


def wrap(text: str, *, first: str = "", rest: str | None = None, width: int = WIDTH) -> str:
    """The text in lines of at most `width` columns; a word that is longer stays whole.

    `first` stands in front of the first line, `rest` (else as many spaces) in front of others.
    """
    rest = " " * len(first) if rest is None else rest
    lines, line, is_empty = [], first, True
    for word in _SPACES.split(text.strip(" \t\n\r\f")):
        if is_empty or len(line) + len(word) < width:
            line += word if is_empty else f" {word}"
        else:
            lines.append(line)
            line = rest + word
        is_empty = False
    return "\n".join([*lines, line.rstrip()])


def underlined(text: str, line: str = "-") -> str:
    """The wrapped text over a line as long as its longest one.

    Quoted-printable, in which mail goes, would write three characters for each `=`.
    """
    wrapped = wrap(text)
    return f"{wrapped}\n{line * min(WIDTH, max(map(len, wrapped.splitlines()), default=0))}"


def html_to_text(html: str, *, first: str = "", rest: str | None = None) -> str:
    """The passage as lines of at most 72 columns; `first` and `rest` as in `wrap`.

    A link's address follows its words in angle brackets; emphasis is not marked.
    """
    if bare := _BARE.fullmatch(html):
        words = unescape(bare[1])
        return wrap(words, first=first, rest=rest) if words.strip() else ""
    writer = _Writer(" " * len(first) if rest is None else rest)
    writer.feed(html)
    writer.close()
    text = "\n".join(writer.lines())
    return first + text[len(first) :] if first and text else text


def tidy(text: str) -> str:
    """A whole text part with one empty line at most between its blocks, and none at its ends."""
    return _EMPTY_LINES.sub("\n\n", _LINE_END.sub("", text)).strip("\n") + "\n"


class _Writer(HTMLParser):
    """Writes block by block; `_line` holds the block that is being read."""

    def __init__(self, indent: str) -> None:
        super().__init__(convert_charrefs=True)
        self._out: list[str] = []
        self._line = ""
        self._indents = [indent]
        self._before = self._indents[:]  # those of the last line written
        self._marker = ""  # of the list item whose first line is still to come
        self._marked = 0  # which of the indents it takes the place of
        self._lists: list[int] = []  # the next number; -1 in a bullet list
        self._links: list[tuple[str, int]] = []  # address, and where its words begin
        self._wants_gap = False
        self._in_pre = False

    def lines(self) -> list[str]:
        """What has been written; call it after `close`."""
        self._flush()
        return self._out

    def handle_data(self, data: str) -> None:
        self._line += data if self._in_pre else _SPACES.sub(" ", data)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag in _PARAGRAPHS:
            self._paragraph()
        elif tag == "a":
            self._links.append((values.get("href", ""), len(self._line)))
        elif tag in {"ul", "ol"}:
            self._list(int(values.get("start") or 1) if tag == "ol" else -1)
        elif tag == "li":
            self._item()
        elif tag == "blockquote":
            self._paragraph()
            self._indents.append("> ")
        elif tag == "pre":
            self._paragraph()
            self._in_pre = True
        elif tag == "tr":
            self._flush()
        elif tag in {"td", "th"}:
            self._line = f"{self._line.rstrip()} | " if self._line.strip() else ""
        else:
            self._void(tag, values)

    def _void(self, tag: str, values: dict[str, str]) -> None:
        if tag == "br":
            self._line += "\n"
        elif tag == "hr":
            self._paragraph()
            self._line = "* * *"
            self._paragraph()
        elif tag == "img":
            self._line += f"{values.get('alt', '')} <{values.get('src', '')}>".lstrip()
        elif tag in {"del", "s"}:
            self._line += "~"

    def handle_endtag(self, tag: str) -> None:
        if tag == "a" and self._links:
            self._address(*self._links.pop())
        elif tag in {"del", "s"}:
            self._line += "~"
        elif tag in _PARAGRAPHS:
            self._paragraph()
        elif tag == "pre":
            self._verbatim()
        elif tag == "li" and len(self._indents) > 1:
            self._flush()
            self._marker = ""
            self._indents.pop()
        elif tag == "blockquote" and len(self._indents) > 1:
            self._paragraph()
            self._indents.pop()
        elif tag in {"ul", "ol"} and self._lists:
            self._flush()
            self._lists.pop()
            self._wants_gap = self._wants_gap or not self._lists

    def _paragraph(self) -> None:
        self._flush()
        self._wants_gap = self._wants_gap or not self._marker

    def _list(self, number: int) -> None:
        self._flush()
        self._wants_gap = self._wants_gap or not self._lists
        self._lists.append(number)

    def _item(self) -> None:
        self._flush()
        number = self._lists[-1] if self._lists else -1
        if number >= 0:
            self._lists[-1] += 1
        self._marker = "- " if number < 0 else f"{number}. "
        self._marked = len(self._indents)
        self._indents.append(" " * len(self._marker))

    def _address(self, address: str, start: int) -> None:
        words = self._line[start:].strip()
        if address and words not in {address, address.removeprefix("mailto:")}:
            self._line += f" <{address}>" if words else f"<{address}>"

    def _verbatim(self) -> None:
        rows = self._line.strip("\n").split("\n")
        self._line, self._in_pre = "", False
        self._emit([f"    {row}" for row in rows])
        self._wants_gap = True

    def _flush(self) -> None:
        text, self._line = self._line, ""
        if self._in_pre or not text.strip():
            return
        room = max(20, WIDTH - sum(map(len, self._indents)))
        rows = [wrap(row.strip(), width=room).split("\n") for row in text.strip().split("\n")]
        self._emit([line for row in rows for line in row])

    def _emit(self, rows: list[str]) -> None:
        if self._wants_gap and self._out:
            both = zip(self._before, self._indents, strict=False)
            shared = itertools.takewhile(lambda pair: pair[0] == pair[1], both)
            self._out.append("".join(indent for indent, _ in shared).rstrip())
        self._wants_gap = False
        for row in rows:
            indents = self._indents[:]
            if self._marker:
                indents[self._marked], self._marker = self._marker, ""
            self._out.append(("".join(indents) + row).rstrip())
        self._before = self._indents[:]
