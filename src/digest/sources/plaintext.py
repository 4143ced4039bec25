"""Plain text → `Article`: what a reader sees in lines, blanks and bullets.

A line behind an empty one is a heading when it is short, does not end as a sentence does, and is
followed by what deserves a heading. Hard-wrapped text is told by its many full lines.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from digest.article import Article, BlockKind
from digest.compose.finding.headings import heading_role
from digest.compose.text import clean_text
from digest.sources.assemble import Head, Origin, RawBlock, assemble

_PLAIN_HEADING = 8  # as in `Block.level`
_HEADING_CHARS, _HEADING_WORDS = 60, 8
_TITLE_CHARS, _SENTENCE_TITLE_CHARS = 200, 100
_TAB = 4
# Text is wrapped at 60 to 80 columns; hardly anybody wraps beyond this.
_WIDEST_WRAP, _NARROWEST_WRAP = 100, 50
# A wrapped line is full when the next word would have taken it beyond this part of the width.
_FULL = 0.75

_BULLET = re.compile(r"(?:[•‣●○■□▪▫◦·*+–—-]\s+|•|\(?(?P<number>\d{1,3})[.)]\s+)(?=\S)")
_AMBIGUOUS_BULLET = re.compile(r"[–—(\d-]")
_RULE = re.compile(r"[-=~_*#•·–—]{3,}|[*_-](?: [*_-]){2,}")
_UNDERLINE = re.compile(r"[-=~]{3,}")
_SENTENCE_END = re.compile(r"[.!,;…。！，；、][\"”'’»)\]]*$")
_TWO_SENTENCES = re.compile(r"\w{3}\.\s+\w.*\.$")


@dataclass(slots=True, kw_only=True)
class _Chunk:
    """Lines that belong together: a paragraph, a list item or a heading."""

    lines: list[str]  #: without the bullet
    after_blank: bool
    indent: int
    bullet: str = ""  #: as written, with the space behind it
    number: int = 0  #: of a numbered item
    underlined: bool = False

    @property
    def text(self) -> str:
        return " ".join(self.lines)


def read_plaintext(text: str, *, origin: Origin) -> Article:
    """The article in a plain text, whose first line is its title if it looks like one.

    Raises ArticleError.
    """
    chunks = _chunks(clean_text(text).split("\n"))
    _undo_lone_numbers(chunks)
    title = chunks.pop(0).text if chunks and _is_title(chunks[0]) else ""
    return assemble(Head(title=title), _blocks(chunks), origin=origin)


def _is_title(chunk: _Chunk) -> bool:
    text = chunk.text
    longest = _SENTENCE_TITLE_CHARS if text.endswith(".") else _TITLE_CHARS
    return not chunk.bullet and len(text) <= longest and not _TWO_SENTENCES.search(text)


def _chunks(lines: Sequence[str]) -> list[_Chunk]:
    width = _wrap_width(lines)
    chunks: list[_Chunk] = []
    is_blank, length = True, 0
    for line in lines:
        text = line.strip()
        if not text:
            is_blank = True
            continue
        above = chunks[-1] if chunks and not is_blank else None
        if _RULE.fullmatch(text):
            _underline(above, text)
            is_blank = True
            continue
        is_full = length + 1 + len(text.partition(" ")[0]) > _FULL * width > 0
        indent = _indent(line)
        bullet = _bullet(text, above=above if is_full else None)
        if bullet:
            chunks.append(_item(text, bullet=bullet, indent=indent, after_blank=is_blank))
        elif above and (is_full or (above.bullet and indent > above.indent)):
            above.lines.append(text)
        else:
            chunks.append(_Chunk(lines=[text], after_blank=is_blank, indent=indent))
        is_blank, length = False, len(line)
    return chunks


def _wrap_width(lines: Sequence[str]) -> int:
    """The column at which the text is wrapped, or 0 when each line is a paragraph."""
    lengths = [len(line.rstrip()) for line in lines]
    narrow = [length for length in lengths if 0 < length <= _WIDEST_WRAP]
    if len(narrow) < 0.9 * sum(length > 0 for length in lengths):
        return 0
    width = max(narrow, default=0)
    full = sum(length > _FULL * width and below > 0 for length, below in pairwise(lengths))
    return width if width >= _NARROWEST_WRAP and full >= 3 else 0


def _underline(above: _Chunk | None, text: str) -> None:
    if above and not above.bullet and len(above.lines) == 1 and _UNDERLINE.fullmatch(text):
        above.underlined = True


def _indent(line: str) -> int:
    if not line[0].isspace():
        return 0
    line = line.expandtabs(_TAB)
    return len(line) - len(line.lstrip())


def _bullet(text: str, *, above: _Chunk | None) -> re.Match[str] | None:
    """The bullet of an item; `above` is the paragraph that may run on into this line."""
    match = _BULLET.match(text)
    runs_on = above is not None and not above.bullet and not above.lines[-1].endswith(":")
    if match and runs_on and _AMBIGUOUS_BULLET.match(text):
        return None  # a dash or a number of the sentence, which the wrap has put in front
    return match


def _item(text: str, *, bullet: re.Match[str], indent: int, after_blank: bool) -> _Chunk:
    return _Chunk(
        lines=[text[bullet.end() :]],
        after_blank=after_blank,
        indent=indent,
        bullet=bullet[0],
        number=int(bullet["number"] or 0),
    )


def _undo_lone_numbers(chunks: Sequence[_Chunk]) -> None:
    """A number is a bullet when a neighbour counts on; else it is the heading's or the text's."""
    is_list = [False] * len(chunks)
    last: dict[int, int] = {}  # indentation → index of the numbered chunk above
    for index, chunk in enumerate(chunks):
        last = {indent: above for indent, above in last.items() if indent <= chunk.indent}
        if chunk.number:
            above = last.get(chunk.indent)
            if above is not None and chunks[above].number == chunk.number - 1:
                is_list[above] = is_list[index] = True
            last[chunk.indent] = index
        elif not chunk.bullet or chunk.after_blank:
            last.clear()  # a text, or a list of its own: «3. Costs», blank, «• …», «4. Outlook»
    for chunk, counts in zip(chunks, is_list, strict=True):
        if chunk.number and not counts:
            chunk.lines[0] = chunk.bullet + chunk.lines[0]
            chunk.bullet, chunk.number = "", 0


def _blocks(chunks: Sequence[_Chunk]) -> Iterator[RawBlock]:
    indents: list[int] = []
    for chunk, is_heading in zip(chunks, _headings(chunks), strict=True):
        if chunk.bullet:
            while indents and chunk.indent < indents[-1]:
                indents.pop()
            if not indents or chunk.indent > indents[-1]:
                indents.append(chunk.indent)
            is_numbered = chunk.number > 0
            yield RawBlock(BlockKind.ITEM, chunk.text, len(indents), is_numbered=is_numbered)
            continue
        indents.clear()
        if is_heading:
            yield RawBlock(BlockKind.HEADING, chunk.text, _PLAIN_HEADING)
        else:
            yield RawBlock(BlockKind.PARAGRAPH, chunk.text)


def _headings(chunks: Sequence[_Chunk]) -> list[bool]:
    """Which chunks are headings: from the last to the first, since it depends on what follows."""
    colons = _uses_colons(chunks)
    marks = [False] * len(chunks)
    below: _Chunk | None = None
    for index in range(len(chunks) - 1, -1, -1):
        chunk = chunks[index]
        if chunk.underlined:
            marks[index] = True
        elif _is_shaped(chunk):
            below_is_heading = below is not None and marks[index + 1]
            marks[index] = (
                chunk.after_blank
                and (below_is_heading or _deserves_heading(below))
                # «There were three reasons:» leads in to a list, unless all headings have colons.
                and (colons or not (below and below.bullet and chunk.text.endswith(":")))
            ) or heading_role(chunk.text) is not None
        below = chunk
    return marks


def _is_shaped(chunk: _Chunk) -> bool:
    if chunk.bullet or len(chunk.lines) > 1 or len(chunk.lines[0]) > _HEADING_CHARS:
        return False
    text = chunk.lines[0]
    return len(text.split()) <= _HEADING_WORDS and not _SENTENCE_END.search(text)


def _deserves_heading(below: _Chunk | None) -> bool:
    return below is None or bool(below.bullet) or len(below.text) > _HEADING_CHARS


def _uses_colons(chunks: Sequence[_Chunk]) -> bool:
    """Whether most lines that look like headings of paragraphs end in a colon."""
    shaped = [
        chunk.text.endswith(":")
        for chunk, below in pairwise(chunks)
        if chunk.after_blank and not below.bullet and _is_shaped(chunk)
    ]
    return 2 * sum(shaped) > len(shaped)
