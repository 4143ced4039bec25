"""Marks at the end of a takeaway or of an outlook paragraph, both ways: `Text {edited}`.

A mark stands behind a space on the last line, or alone on the line after it where that line closes
a code fence or defines a link, which hold nothing else. A text that itself ends like a mark, or
like a slip for one, is written with one more backslash, `Text \\{edited}`, and read with one less.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable

from digest.archive.place import Place
from digest.model import Mark

MORE = "more"

_TAKEAWAY = (Mark.EDITED.value, Mark.STANDFIRST.value, Mark.SUGGESTED.value)
_OUTLOOK = (Mark.EDITED.value, MORE)
_WORDS = (*_TAKEAWAY, MORE)
_NEAR = 0.8  # `{edit}` and `{suggest}` are slips; `{core}` and `{editor}` are words
_TAIL = re.compile(r"(?P<slashes>\\*)\{(?P<word>[ \t]*[A-Za-z]+[ \t]*)\}[ \t]*\Z")
_ONLY_MARKS = re.compile(rf"(?:\{{(?:{'|'.join(_WORDS)})\}}[ \t]*)+")
_PROGRAMS_MARK = re.compile(rf"(?<!\S)\{{({Mark.STANDFIRST}|{MORE})\}}\Z")
_LINE_ENDS = re.compile(r"(\r\n|\r|\n)")
_HOLDS_NO_MORE = re.compile(r"[ >]*(?:`{3,}|~{3,}|\[[^\]]+\]:.*)")


def split_takeaway(text: str, place: Place) -> tuple[str, Mark]:
    """A takeaway without its mark, and the mark. `place` is that of its last line.

    Raises IssueFileError for a slip, or a mark that is not for takeaways.
    """
    text, words = _split(text, place)
    if len(words) > 1:
        raise place.fault(f"a takeaway has one mark; keep `{{{words[-1]}}}` or another one")
    for word in words:
        if word not in _TAKEAWAY:
            raise place.fault(f"`{{{word}}}` is for the last paragraph of an outlook")
    return _plain(text, place, expected="a takeaway"), Mark(words[0]) if words else Mark.NONE


def split_paragraph(text: str, place: Place) -> tuple[str, frozenset[str]]:
    """An outlook paragraph without its marks, and these: `edited`, `more`.

    Raises IssueFileError for a slip, or a mark that is not for an outlook.
    """
    text, words = _split(text, place)
    for word in words:
        if word not in _OUTLOOK:
            raise place.fault(f"`{{{word}}}` is for takeaways; an outlook has `{{edited}}`")
        if words.count(word) > 1:
            raise place.fault(f"`{{{word}}}` stands here twice")
    return _plain(text, place, expected="a paragraph"), frozenset(words)


def is_marks_only(text: str) -> bool:
    """Whether it is nothing but marks, which then belong to the block in front of it."""
    return _ONLY_MARKS.fullmatch(text) is not None


def with_takeaway_mark(markdown: str, mark: Mark) -> str:
    """The inverse of `split_takeaway`."""
    return with_marks(escape_tail(markdown), [mark.value] if mark else [])


def with_paragraph_marks(markdown: str, *, is_edited: bool, is_shortened: bool) -> str:
    """The inverse of `split_paragraph`."""
    present = {Mark.EDITED.value: is_edited, MORE: is_shortened}
    return with_marks(escape_tail(markdown), [word for word in _OUTLOOK if present[word]])


def escape_tail(markdown: str) -> str:
    """The text with a backslash before an end that would be read as a mark, or as a slip."""
    match = _TAIL.search(markdown)
    if match is None or not _is_near(match["word"]):
        return markdown
    return f"{markdown[: match.start()]}\\{match[0]}"


def with_marks(text: str, words: Iterable[str]) -> str:
    """A text as it stands in the file, and marks behind it."""
    marks = " ".join(f"{{{word}}}" for word in words)
    if not marks:
        return text
    last = text.rpartition("\n")[2]
    return f"{text}\n{marks}" if _HOLDS_NO_MORE.fullmatch(last.rstrip()) else f"{text} {marks}"


def _split(text: str, place: Place) -> tuple[str, list[str]]:
    """The text, still escaped, and the marks in their order."""
    words: list[str] = []
    while match := _TAIL.search(text):
        word = match["word"]
        if match["slashes"] or not _is_near(word):
            break
        before = text[: match.start()]
        if word not in _WORDS:
            raise place.fault(
                f"`{{{word}}}` is no mark; did you mean `{{{_nearest(word)}}}`? Write `\\{{` for a"
                " brace of the text"
            )
        if before and not before[-1].isspace():
            raise place.fault(
                f"write `{{{word}}}` behind a space, or `\\{{` for a brace of the text"
            )
        words.insert(0, word)
        text = before.rstrip(" \t\n")
    return text, words


def _plain(text: str, place: Place, *, expected: str) -> str:
    if not text:
        raise place.fault(f"expected {expected} in front of the mark")
    match = _TAIL.search(text)
    if match and match["slashes"] and _is_near(match["word"]):
        return text[: match.start()] + text[match.start() + 1 :]
    return text


def _is_near(word: str) -> bool:
    return bool(_nearest(word))


def _nearest(word: str) -> str:
    near = difflib.get_close_matches(word.strip().lower(), _WORDS, n=1, cutoff=_NEAR)
    return near[0] if near else ""


def mark_edited(text: str, lines: Iterable[int]) -> str:
    """A file's text with `{edited}` at the end of these lines, counted from 1.

    In its place goes `{standfirst}`, behind it stays `{more}`; nothing else of the file changes.
    """
    pieces = _LINE_ENDS.split(text)
    for line in lines:
        at = 2 * (line - 1)
        pieces[at] = _edited_line(pieces[at], end=pieces[at + 1] if at + 1 < len(pieces) else "\n")
    return "".join(pieces)


def _edited_line(line: str, *, end: str) -> str:
    content = line.rstrip(" \t")
    words = [Mark.EDITED.value]
    if match := _PROGRAMS_MARK.search(content):
        content = content[: match.start()]
        words += [MORE] if match[1] == MORE else []
    if not content.strip():  # marks on a line of their own
        return content + with_marks("", words).lstrip()
    marked = with_marks(content.rstrip(" \t"), words)
    indent = content[: len(content) - len(content.lstrip(" \t"))]
    return marked.replace("\n", end + indent) + line[len(line.rstrip(" \t")) :]
