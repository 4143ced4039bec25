"""Which line of which template a place of a rendered text comes from.

Asked for when something is wrong, and then the text is rendered once more, with a mark wherever a
line of a template begins. The marks are characters of a private use area: they pass through
macros, includes and blocks like any text, and are taken out again with their places noted.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from jinja2 import Environment
from jinja2.ext import Extension
from jinja2.lexer import Token, TokenStream

_FIRST: Final = 0xF0000  # Supplementary Private Use Area-A
_MARKS: Final = 0xFFFD - 1
_MARK: Final = re.compile("[\U000f0000-\U000ffffd]")


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateLines:
    """Where the parts of a rendered text come from; knows nothing where that cannot be told."""

    offsets: tuple[int, ...] = ()  #: in characters, ascending: where a template's line begins
    places: tuple[str, ...] = ()  #: `file:line` for each of them

    def at(self, offset: int) -> str:
        """`file:line` of what stands at `offset`, or an empty string."""
        index = bisect_right(self.offsets, offset) - 1
        return self.places[index] if index >= 0 else ""


def find_lines(
    environment: Environment, name: str, *, values: Mapping[str, object], text: str
) -> TemplateLines:
    """The lines of what the template `name` gave with these values: `text`.

    Where the marks have an effect of their own (a block of text that is counted or encoded), the
    lines are not told.
    """
    marking = environment.overlay(extensions=[_LineMarks])
    marking.bytecode_cache = None  # it would give the templates without marks
    places = next(each.places for each in marking.iter_extensions() if isinstance(each, _LineMarks))
    try:
        marked = marking.get_template(name).render(values)
    except Exception:  # noqa: BLE001  # a filter or a test of theirs that stumbles over a mark
        return TemplateLines()
    if _MARK.sub("", marked) != text:
        return TemplateLines()
    marks = list(_MARK.finditer(marked))
    return TemplateLines(
        offsets=tuple(mark.start() - index for index, mark in enumerate(marks)),
        places=tuple(places[ord(mark[0]) - _FIRST] for mark in marks),
    )


class _LineMarks(Extension):
    """Puts a mark before the text of each line and before each value."""

    def __init__(self, environment: Environment) -> None:
        super().__init__(environment)
        self.places: list[str] = []

    def filter_stream(self, stream: TokenStream) -> Iterator[Token]:
        file = stream.filename or stream.name or ""
        for token in stream:
            if token.type == "data":
                yield Token(token.lineno, "data", self._marked(token, file))
                continue
            if token.type == "variable_begin":
                yield Token(token.lineno, "data", self._mark(file, token.lineno))
            yield token

    def _marked(self, token: Token, file: str) -> str:
        lines = token.value.split("\n")
        return "\n".join(
            self._mark(file, number) + line for number, line in enumerate(lines, token.lineno)
        )

    def _mark(self, file: str, line: int) -> str:
        if len(self.places) == _MARKS:
            return ""
        self.places.append(f"{file}:{line}")
        return chr(_FIRST + len(self.places) - 1)
