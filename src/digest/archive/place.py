"""Where the parser stands in an issue file, so that every fault names file and line."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass

from digest.errors import IssueFileError


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A line of a file."""

    path: str
    line: int  #: from 1

    def after(self, lines: int) -> Place:
        """The place that many lines further down."""
        return Place(path=self.path, line=self.line + lines)

    def fault(self, expected: str) -> IssueFileError:
        """The error to raise here; `expected` says what should stand in this place."""
        return IssueFileError(self.path, line=self.line, expected=expected)


def hint(word: str, known: Iterable[str]) -> str:
    """The nearest known word as a question, or all that are known."""
    known = tuple(known)
    near = difflib.get_close_matches(word, known, n=1)
    return f"did you mean `{near[0]}`?" if near else f"known here: {', '.join(known)}"
