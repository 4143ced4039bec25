"""The front matter of an issue file: TOML between two `+++` lines."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from digest.archive.place import Place, hint
from digest.compose.text import clean_text
from digest.language import is_language_tag
from digest.model import Correction, Issue, Status

FENCE = "+++"
FORMAT = 1

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|\Z)")
_AT = re.compile(r" \(at (?:line (\d+), column \d+|end of document)\)$")
_COLON = re.compile(r"\s*([A-Za-z_]+)\s*:")
_CURLY = tuple("“”„‟«»‹›‘’‚")
_KINDS = {
    bool: "true or false",
    int: "a number",
    float: "a number with a point",
    str: "text in quotes",
    datetime: "a date with a time",
    date: "a date",
    list: "a list",
    dict: "a table",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """An issue file, cut behind its front matter."""

    head: str  #: the TOML; its first line is line 2 of the file
    body: str  #: all that follows, as it stands
    body_line: int  #: the line of the file on which the body begins


def split(text: str, *, path: str) -> Parts:
    """Cut an issue file in two, whatever its line ends. Raises IssueFileError."""
    start = Place(path=path, line=1)
    text = text.removeprefix("\ufeff")
    if not text.strip():
        raise start.fault("the file is empty; take the issue from your backup, or delete it")
    lines = _LINE.finditer(text)
    first = next(lines)
    if first[0].rstrip() != FENCE:
        yaml = "; `---` (YAML) is not read here" if first[0].rstrip() == "---" else ""
        raise start.fault(f"the first line must be `{FENCE}`, the front matter's beginning{yaml}")
    for number, line in enumerate(lines, start=2):
        if line[0].rstrip() == FENCE:
            return Parts(
                head=text[first.end() : line.start()],
                body=text[line.end() :],
                body_line=number + 1,
            )
    raise start.fault(f"the front matter is not closed; a second line `{FENCE}` must end it")


def parse_head(parts: Parts, *, path: str, name: str) -> Issue:
    """The front matter as an issue without a body. `name` is the file's stem.

    Raises IssueFileError at the line of the key that is wrong.
    """
    head = _Head(text=parts.head, path=path)
    data = head.data()
    if type(data.get("format")) is int and data["format"] > FORMAT:
        raise head.place("format").fault(
            f"format {data['format']} is written by a later version of `digest`; update the program"
        )
    for key in data:
        if key not in _READERS:
            raise head.place(key).fault(f"unknown key `{key}`; {hint(key, _READERS)}")
    for key in _READERS:
        if key not in data and key not in _OPTIONAL:
            end = Place(path=path, line=parts.body_line - 1)
            raise end.fault(f"`{key}` is missing in the front matter")
    values = {key: head.read(key, value) for key, value in data.items()}
    issue = Issue(
        id=values["id"],
        name=name,
        number=values["number"],
        on=values["date"],
        slot=values["slot"],
        language=values["language"],
        title=values["title"],
        subject=values["subject"],
        preheader=values["preheader"],
        status=values["status"],
        published_at=values.get("published_at"),
        corrections=values.get("corrections", ()),
        override=values.get("override", ""),
    )
    _check_life(issue, head)
    return issue


@dataclass(frozen=True, slots=True, kw_only=True)
class _Head:
    """The TOML text and where its keys stand; tomllib keeps no positions."""

    text: str
    path: str

    def data(self) -> dict[str, Any]:
        try:
            return tomllib.loads(self.text)
        except tomllib.TOMLDecodeError as error:
            message = str(error)
            at = _AT.search(message)
            lines = self.text.split("\n")
            number = int(at[1]) if at and at[1] else len(self.text.rstrip().split("\n"))
            line = lines[min(number, len(lines)) - 1]
            reason = _AT.sub("", message)
            raise Place(path=self.path, line=number + 1).fault(_toml_fault(reason, line)) from error

    def place(self, key: str) -> Place:
        """The line on which a key, or a table of that name, begins."""
        pattern = rf"[ \t]*\[*[ \t]*([\"']?){re.escape(key)}\1[ \t]*[=.\]]"
        match = re.search(rf"^{pattern}", self.text, re.MULTILINE)
        return Place(path=self.path, line=2).after(
            self.text.count("\n", 0, match.start()) if match else 0
        )

    def read(self, key: str, value: object) -> Any:
        """The value of a key as the model has it."""
        try:
            return _READERS[key](value)
        except _CorrectionFault as fault:
            place = self._correction(fault.index)
            raise place.fault(f"correction {fault.index + 1}: {fault}") from fault
        except ValueError as error:
            raise self.place(key).fault(f"`{key}` {error}") from error

    def _correction(self, index: int) -> Place:
        place = self.place("corrections")
        following = self.text.split("\n")[place.line - 2 :]
        opened = [number for number, line in enumerate(following) if "{" in line]
        return place.after(opened[index] if index < len(opened) else 0)


class _CorrectionFault(ValueError):
    """What is wrong with one of the corrections."""

    def __init__(self, index: int, message: str) -> None:
        self.index = index
        super().__init__(message)


def _toml_fault(reason: str, line: str) -> str:
    """A sentence for what tomllib says of a line."""
    key, _, value = (part.strip() for part in line.partition("="))
    if reason == "Cannot overwrite a value":
        return f"the key `{key}` stands twice in the front matter"
    if colon := _COLON.match(line):
        return f"write = instead of : behind `{colon[1]}`"
    quotes = _quotes_fault(reason, value, key=key)
    return quotes or f"is not TOML: {reason[:1].lower()}{reason[1:]}"


def _quotes_fault(reason: str, value: str, *, key: str) -> str:
    """A sentence for a text whose quotes are not those of TOML; empty when they are right."""
    if reason == "Invalid value" and value.startswith(_CURLY):
        return f'write straight quotes: {key} = "…"'
    if reason == "Invalid value" and value[:1].isalpha():
        return f'text needs quotes: {key} = "…"'
    if reason.startswith("Expected newline") and value.startswith('"') and value.count('"') > 2:
        return 'a quote inside the text is written \\"'
    if reason.startswith(("Illegal character '\\n'", "Expected '\"'", 'Expected "\'"')):
        return "a quote is opened here and not closed on the same line"
    return ""


def _check_life(issue: Issue, head: _Head) -> None:
    if issue.on.isoformat() != issue.name[:10]:
        raise head.place("date").fault(
            f"`date` must be the date in the file's name, {issue.name[:10]}, not {issue.on}"
        )
    if issue.status is Status.PUBLISHED and issue.published_at is None:
        raise head.place("status").fault(
            'a published issue has `published_at`; set the status back to "approved",'
            " then `digest publish` sets both"
        )
    if issue.status in {Status.DRAFT, Status.APPROVED} and issue.published_at is not None:
        raise head.place("published_at").fault(
            f"an issue that is {issue.status} has not been published; remove `published_at`,"
            ' or restore status = "published"'
        )
    if issue.corrections and issue.published_at is None:
        raise head.place("corrections").fault("only a published issue can have corrections")


def _wrong(value: object, expected: str) -> ValueError:
    kind = next((name for type_, name in _KINDS.items() if isinstance(value, type_)), "a time")
    return ValueError(f"must be {expected}, not {kind}")


def _format(value: object) -> int:
    if type(value) is not int or value != FORMAT:
        raise ValueError(f"must be {FORMAT}")
    return value


def _number(value: object) -> int:
    if type(value) is not int:
        raise _wrong(value, "a whole number, like 12")
    if value < 1:
        raise ValueError("must be 1 or more")
    return value


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise _wrong(value, "text in quotes")
    if clean_text(value) != value or "\n" in value or "\t" in value:
        raise ValueError("must be one line without tabs and control characters")
    return value


def _line(value: object) -> str:
    text = _text(value)
    if not text.strip():
        raise ValueError("must not be empty")
    return text


def _language(value: object) -> str:
    if not is_language_tag(_text(value)):
        raise ValueError("must be a language tag (BCP 47), like en or pt-BR")
    return str(value)


def _date(value: object) -> date:
    if not isinstance(value, date) or isinstance(value, datetime):
        raise _wrong(value, "a date without quotes, like 2026-11-23")
    return value


def _status(value: object) -> Status:
    text = _text(value)
    if text not in set(Status):
        raise ValueError(f"cannot be `{text}`; {hint(text, Status)}")
    return Status(text)


def _instant(value: object) -> datetime:
    if not isinstance(value, datetime):
        raise _wrong(value, "a time without quotes, like 2026-11-23T07:00:00Z")
    if value.tzinfo is None:
        raise ValueError("needs its time zone: put a Z behind it for UTC, or +01:00")
    return value.astimezone(UTC)


def _corrections(value: object) -> tuple[Correction, ...]:
    if not isinstance(value, list):
        raise _wrong(value, 'a list, like [{ at = 2026-11-24T09:00:00Z, note = "…" }]')
    return tuple(_correction(item, index) for index, item in enumerate(value))


def _correction(item: object, index: int) -> Correction:
    try:
        return _read_correction(item)
    except ValueError as error:
        raise _CorrectionFault(index, str(error)) from error


def _read_correction(item: object) -> Correction:
    if not isinstance(item, dict):
        raise _wrong(item, 'a pair { at = 2026-11-24T09:00:00Z, note = "…" }')
    if set(item) != {"at", "note"}:
        raise ValueError("must have `at` and `note` and nothing else")
    return Correction(at=_instant(item["at"]), note=_line(item["note"]))


_READERS: Mapping[str, Callable[[object], Any]] = {
    "format": _format,
    "id": _line,
    "number": _number,
    "date": _date,
    "slot": _line,
    "language": _language,
    "title": _line,
    "subject": _line,
    "preheader": _text,
    "status": _status,
    "override": _line,
    "published_at": _instant,
    "corrections": _corrections,
}
_OPTIONAL = frozenset({"override", "published_at", "corrections"})
