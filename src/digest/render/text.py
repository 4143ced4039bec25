"""Sanitised HTML → plain text for the mail's text part.

The text is made from the same HTML that the other part shows, so that no word and no link can be
missing from it. A link is a number behind its words, `like this [3]`, and the addresses stand in a
list where a story or a section ends: they would tear its lines apart.
"""

from __future__ import annotations

import itertools
import re
from html import unescape
from html.parser import HTMLParser
from typing import Final

from digest.render.columns import WIDTH, wrap

_SPACES: Final = re.compile(r"[ \t\n\r\f]+")
_BARE: Final = re.compile(r"(?:<p>)?([^<]*+)(?:</p>)?\s*+")  # most passages; no need to parse
_EMPTY_LINES: Final = re.compile(r"\n{3,}")
_PARAGRAPHS: Final = {"p", "h1", "h2", "h3", "h4", "h5", "h6", "figure", "figcaption", "table"}


class Links:
    """The numbers that stand for addresses, and the lists that tell which.

    An address has one number in the whole text part, and is listed again wherever it comes again.
    """

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._to_list: dict[str, int] = {}

    def to(self, address: str, words: str = "") -> str:
        """`words` as a link: with the number of `address` behind them, unless they say it."""
        words = words.strip()
        if not address or words in {address, address.removeprefix("mailto:")}:
            return words
        number = self._numbers.setdefault(address, len(self._numbers) + 1)
        self._to_list[address] = number
        return f"{words} [{number}]".lstrip()

    def listed(self) -> str:
        """A line for each address since the last call, in the order of their coming."""
        listed, self._to_list = self._to_list, {}
        return "\n".join(f"[{number}] {address}" for address, number in listed.items())


def html_to_text(html: str, links: Links, *, first: str = "", rest: str | None = None) -> str:
    """The passage as lines of at most 72 columns; `first` and `rest` as in `wrap`.

    Its links go into `links`; emphasis is not marked.
    """
    if bare := _BARE.fullmatch(html):
        words = unescape(bare[1])
        return wrap(words, first=first, rest=rest) if words.strip() else ""
    writer = _Writer(" " * len(first) if rest is None else rest, links=links)
    writer.feed(html)
    writer.close()
    text = "\n".join(writer.lines())
    return first + text[len(first) :] if first and text else text


def tidy(text: str) -> str:
    """A whole text part with one empty line at most between its blocks, and none at its ends."""
    lines = "\n".join([line.rstrip(" \t") for line in text.split("\n")])
    return _EMPTY_LINES.sub("\n\n", lines).strip("\n") + "\n"


class _Writer(HTMLParser):
    """Writes block by block; `_line` holds the block that is being read."""

    def __init__(self, indent: str, *, links: Links) -> None:
        super().__init__(convert_charrefs=True)
        self._links = links
        self._out: list[str] = []
        self._line = ""
        self._indents = [indent]
        self._before = self._indents[:]  # those of the last line written
        self._marker = ""  # of the list item whose first line is still to come
        self._marked = 0  # which of the indents it takes the place of
        self._lists: list[int] = []  # the next number; -1 in a bullet list
        self._open: list[tuple[str, int]] = []  # of a link: its address, where its words begin
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
            self._open.append((values.get("href", ""), len(self._line)))
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
            self._line += self._links.to(values.get("src", ""), values.get("alt", ""))
        elif tag in {"del", "s"}:
            self._line += "~"

    def handle_endtag(self, tag: str) -> None:
        if tag == "a" and self._open:
            self._link(*self._open.pop())
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

    def _link(self, address: str, start: int) -> None:
        before, words = self._line[:start], self._line[start:]
        end = " " if words.endswith(" ") and words.strip() else ""
        lead = " " if words.startswith(" ") else ""
        self._line = before + lead + self._links.to(address, words) + end

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
