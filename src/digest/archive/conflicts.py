"""Two issues that differ only where a merge could not decide → one file that shows both sides.

Around the lines of each such field stand the markers that programs for merging know:

    <<<<<<< edited
    - The editor's line
    =======
    - The article's line as it is now
    >>>>>>> compiled
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from digest.archive.format import Piece, body_pieces, compose_file
from digest.model import Issue

BEGIN, MIDDLE, END = "<<<<<<< edited", "=======", ">>>>>>> compiled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """A place where the editor and the new compile changed the same thing in different ways."""

    line: int  #: of its first marker in the file, from 1
    field: str  #: what is in conflict, as `Piece.field`


def show_conflicts(ours: Issue, theirs: Issue) -> tuple[str, tuple[Conflict, ...]]:
    """The file with both sides of every body field that differs, and where these are.

    The front matter is that of `ours`. Raises IssueError.
    """
    shown = list(_fields(tuple(body_pieces(ours)), tuple(body_pieces(theirs))))
    text = compose_file(ours, (text for _, text in shown))
    fields = [field for field, text in shown for _ in range(text.split("\n").count(BEGIN))]
    lines = [number for number, line in enumerate(text.split("\n"), start=1) if line == BEGIN]
    return text, tuple(
        Conflict(line=line, field=field) for line, field in zip(lines, fields, strict=True)
    )


def _fields(ours: Sequence[Piece], theirs: Sequence[Piece]) -> Iterator[tuple[str, str]]:
    """Each field's name and text. A field of one side alone stands against nothing."""
    names, other_names = ([piece.field for piece in side] for side in (ours, theirs))
    matcher = SequenceMatcher(None, names, other_names, autojunk=False)
    for tag, at, end, other_at, other_end in matcher.get_opcodes():
        here, there = ours[at:end], theirs[other_at:other_end]
        if tag == "equal":
            for piece, other in zip(here, there, strict=True):
                yield piece.field, piece.text if piece.is_repeated else _both(piece, other)
        elif any(piece.parts for piece in (*here, *there)):
            first = (*here, *there)[-1]
            yield first.field, _against(_joined(here), _joined(there))


def _joined(pieces: Sequence[Piece]) -> str:
    return "\n\n".join(piece.text for piece in pieces if piece.parts)


def _both(piece: Piece, other: Piece) -> str:
    if piece.parts == other.parts:
        return piece.text
    joint, shown = piece.joint, []
    matcher = SequenceMatcher(None, piece.parts, other.parts, autojunk=False)
    for tag, at, end, other_at, other_end in matcher.get_opcodes():
        here = joint.join(piece.parts[at:end])
        there = joint.join(other.parts[other_at:other_end])
        shown.append(here if tag == "equal" else _against(here, there))
    return joint.join(shown)


def _against(here: str, there: str) -> str:
    return "\n".join(line for line in (BEGIN, here, MIDDLE, there, END) if line)
