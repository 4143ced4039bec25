"""One article in the shapes that compilers meet: a plain text → its variants, byte for byte.

The text has the shape of a magazine's: the title twice, headings as bare lines between blanks,
items behind `  • `, the takeaways before the outlook, and a call to action behind it.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

import articles

_BULLET = re.compile(r"^\s*•\s+", re.MULTILINE)
_TAKEAWAYS, _OUTLOOK, _CALL = "Key Takeaways", "Future Outlook", "Call to Action"
_UTF8_ONLY = str.maketrans({"•": "*", "\u00a0": " "})


@dataclass(frozen=True, kw_only=True)
class Shape:
    """What an article says, cut out by the places of its headings and by no rule of ours."""

    title: str
    takeaways: tuple[str, ...]
    outlook: tuple[str, ...]


def shape_of(text: str) -> Shape:
    """The title, takeaways and outlook of a text of that shape."""
    _, _, behind = text.partition(f"\n{_TAKEAWAYS}\n")
    listed, _, behind = behind.partition(f"\n{_OUTLOOK}\n")
    prose, _, _ = behind.partition(f"\n{_CALL}\n")
    return Shape(
        title=text.partition("\n")[0],
        takeaways=tuple(_BULLET.sub("", line) for line in listed.split("\n") if line.strip()),
        outlook=tuple(line for line in prose.split("\n") if line.strip()),
    )


def variants(text: str) -> Iterator[tuple[str, str, bytes]]:
    """A name for people, the name of a file, and its bytes."""
    for name, change in _OF_TEXT.items():
        yield name, "article.txt", change(text).encode()
    yield "UTF-8 with its mark", "article.txt", b"\xef\xbb\xbf" + text.encode()
    yield "UTF-16", "article.txt", text.encode("utf-16")
    yield "windows-1252", "article.txt", text.translate(_UTF8_ONLY).encode("cp1252")
    yield "Markdown", "article.md", articles.as_markdown(text).encode()
    yield "Markdown, bold headings", "article.md", _bold(articles.as_markdown(text)).encode()
    yield "Markdown, underlined", "article.md", _setext(articles.as_markdown(text)).encode()
    yield "HTML", "article.html", articles.as_html(text).encode()
    yield "HTML, bold headings", "article.html", _bold_html(articles.as_html(text)).encode()


def _headings(text: str) -> list[str]:
    """Bare lines of up to four words behind a blank one, but for the title's."""
    lines = text.split("\n")
    return [
        line
        for above, line in pairwise(lines)
        if line and not above and len(line.split()) <= 4 and not line.endswith(":")
    ]


def _each_heading(text: str, change: Callable[[int, str], str]) -> str:
    for number, heading in enumerate(_headings(text), start=1):
        text = text.replace(f"\n{heading}\n", f"\n{change(number, heading)}\n", 1)
    return text


def _swapped(text: str) -> str:
    """The outlook in front of the takeaways."""
    before, _, behind = text.partition(f"\n{_TAKEAWAYS}\n")
    listed, _, behind = behind.partition(f"\n{_OUTLOOK}\n")
    prose, _, behind = behind.partition(f"\n{_CALL}\n")
    parts = (before, _OUTLOOK, prose.strip("\n"), "", _TAKEAWAYS, listed.strip("\n"), "", _CALL)
    return "\n".join(parts) + f"\n{behind}"


def _numbered(text: str) -> str:
    """The takeaways as `1) …`."""
    head, _, behind = text.partition(f"\n{_TAKEAWAYS}\n")
    listed, _, behind = behind.partition(f"\n{_OUTLOOK}\n")
    numbers = iter(range(1, 99))
    listed = _BULLET.sub(lambda _: f"{next(numbers)}) ", listed)
    return f"{head}\n{_TAKEAWAYS}\n{listed}\n{_OUTLOOK}\n{behind}"


def _wrapped(text: str) -> str:
    lines: list[str] = []
    for line in text.split("\n"):
        indent = "    " if _BULLET.match(line) else ""
        lines += textwrap.wrap(line, 72, subsequent_indent=indent, break_on_hyphens=False) or [""]
        if line and not indent:
            lines.append("")
    return "\n".join(lines)


def _bullets(mark: str) -> Callable[[str], str]:
    return lambda text: _BULLET.sub(mark, text)


def _bold(markdown: str) -> str:
    return re.sub(r"^## (.*)$", r"**\1**", markdown, flags=re.MULTILINE)


def _setext(markdown: str) -> str:
    return re.sub(r"^## (.*)$", r"\n\1\n-----", markdown, flags=re.MULTILINE)


def _bold_html(page: str) -> str:
    return re.sub(r"<h2>(.*?)</h2>", r"<p><strong>\1</strong></p>", page)


_OF_TEXT: Mapping[str, Callable[[str], str]] = {
    "as it is": lambda text: text,
    "CRLF": lambda text: text.replace("\n", "\r\n"),
    "CR": lambda text: text.replace("\n", "\r"),
    "no-break spaces": lambda text: text.replace("• ", "•\u00a0"),
    "tabs": lambda text: text.replace("  • ", "\t•\t"),
    **{f"bullet {mark.strip()}": _bullets(mark) for mark in ("- ", "* ", "– ", "· ", "+ ")},
    "numbered items": _numbered,
    "blanks between items": lambda text: _BULLET.sub(lambda item: "\n" + item[0], text),
    "wrapped at 72 columns": _wrapped,
    "headings with a colon": lambda text: _each_heading(text, lambda _, line: f"{line}:"),
    "headings in capitals": lambda text: _each_heading(text, lambda _, line: line.upper()),
    "headings underlined": lambda text: _each_heading(
        text, lambda _, line: f"{line}\n{'=' * len(line)}"
    ),
    "headings numbered": lambda text: _each_heading(text, lambda n, line: f"{n}. {line}"),
    "headings with an emoji": lambda text: _each_heading(text, lambda _, line: f"🔑 {line}"),
    "outlook first": _swapped,
    "a heading without a body at the end": lambda text: f"{text}\n\n{_TAKEAWAYS}",
    "the title three times": lambda text: text.partition("\n")[0] + "\n\n" + text,
    "the title once": lambda text: text.partition("\n")[2].lstrip("\n"),
}
