"""Issue file → Issue. The exact inverse of `digest.archive.format`.

Every fault is an IssueFileError with file, line and what was expected. What an editor may leave
out or write in another way (slugs, line ends, bullets, the order of sections) is read; nothing is
dropped: a line ends up in the issue, or the file is refused.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache

from digest.archive.body import parse_body
from digest.archive.credits import parse_sources
from digest.archive.head import parse_head, split
from digest.archive.place import Place
from digest.errors import IssueFileError
from digest.model import ArticleRef, Issue

# What compose.text.clean_text would drop or take for a line break; tabs and line feeds stay.
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_CONFLICT = re.compile(r"^(?:<{7}|>{7})(?: .*)?$", re.MULTILINE)
_SOURCES = "{#sources}"
# Publishing reads an issue a dozen times over, and the site all issues each time one is published.
_KEPT = 128


def decode(data: bytes, *, path: str) -> str:
    """The text of a file, with line ends as they are. Raises IssueFileError if it is not UTF-8."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise Place(path=path, line=line).fault(
            f"byte 0x{data[error.start]:02X} is not UTF-8; save the file as UTF-8"
        ) from error


def parse_issue(text: str, *, path: str, name: str) -> Issue:
    """The issue that a file says; `path` stands in messages, `name` is the file's stem.

    Raises IssueFileError.
    """
    return _parsed(text, path=path, name=name)


@lru_cache(maxsize=_KEPT)
def _parsed(text: str, *, path: str, name: str) -> Issue:
    text = plain_lines(text)
    _check_characters(text, path=path)
    parts = split(text, path=path)
    issue = parse_head(parts, path=path, name=name)
    body = parse_body(parts.body, Place(path=path, line=parts.body_line))
    return replace(
        issue,
        intro=body.intro,
        sections=body.sections,
        stories=body.stories,
        articles=body.articles,
    )


def scan_sources(text: str, *, path: str) -> tuple[ArticleRef, ...] | None:
    """The articles of a file in the program's own shape, without parsing the rest of it.

    None where only `parse_issue` can tell: code fences might hide the section, or a line of it is
    not plainly an item.
    """
    if text.count(_SOURCES) != 1 or "```" in text or "~~~" in text or "\r" in text:
        return None
    mark = text.index(_SOURCES)
    begin, end = text.rfind("\n", 0, mark) + 1, text.find("\n", mark)
    heading = text[begin:end] if end >= 0 else text[begin:]
    if not (heading.startswith("## ") and heading.endswith(f" {_SOURCES}")):
        return None
    section = re.split(r"^## ", text[begin + len(heading) :], maxsplit=1, flags=re.MULTILINE)[0]
    line = text.count("\n", 0, begin) + 1
    try:
        return parse_sources(section.split("\n"), Place(path=path, line=line))
    except IssueFileError:
        return None


def plain_lines(text: str) -> str:
    """A file's text without BOM, with `\\n` as its only line end."""
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def _check_characters(text: str, *, path: str) -> None:
    if match := _CONTROL.search(text):
        raise _place(text, match, path=path).fault(
            f"an invisible control character (U+{ord(match[0]):04X}) stands here; delete it"
        )
    if match := _CONFLICT.search(text):
        raise _place(text, match, path=path).fault(
            "a conflict marker of a merge stands here; decide for one side and delete the markers"
        )


def _place(text: str, match: re.Match[str], *, path: str) -> Place:
    return Place(path=path, line=text.count("\n", 0, match.start()) + 1)
