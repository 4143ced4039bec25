"""The life of an issue: which step leads from which status to which other.

                 approve            publish
        DRAFT ───────────► APPROVED ───────────► PUBLISHED ─┐ correct, as often as needed
          │                   │                   │    ▲────┘
          └───────────────────┴─── withdraw ──────┴──► WITHDRAWN

Times come in as values and are kept in whole seconds of UTC.
"""

from __future__ import annotations

import enum
from dataclasses import replace
from datetime import UTC, datetime

from digest.compose.text import one_line
from digest.errors import IllegalMove, IssueError
from digest.model import Correction, Issue, Status


class Move(enum.StrEnum):
    """A step; the value is the command that makes it."""

    APPROVE = "approve"
    PUBLISH = "publish"
    CORRECT = "correct"
    WITHDRAW = "withdraw"


#: Every legal move. What is not here is refused.
MOVES = {
    (Status.DRAFT, Move.APPROVE): Status.APPROVED,
    (Status.APPROVED, Move.PUBLISH): Status.PUBLISHED,
    (Status.PUBLISHED, Move.CORRECT): Status.PUBLISHED,
    (Status.DRAFT, Move.WITHDRAW): Status.WITHDRAWN,
    (Status.APPROVED, Move.WITHDRAW): Status.WITHDRAWN,
    (Status.PUBLISHED, Move.WITHDRAW): Status.WITHDRAWN,
}


def approve(issue: Issue, *, override: str = "") -> Issue:
    """An editor has read the draft; `override`, one line, is why its errors may stand.

    What an earlier approval was given in spite of is no reason for this one. Raises IllegalMove.
    """
    return replace(_moved(issue, Move.APPROVE), override=one_line(override))


def publish(issue: Issue, *, at: datetime) -> Issue:
    """The text is fixed from `at` on. Raises IllegalMove."""
    return replace(_moved(issue, Move.PUBLISH), published_at=_seconds(at))


def correct(issue: Issue, *, note: str, at: datetime) -> Issue:
    """The published text has openly changed; `note`, one line, tells readers what.

    A clock that went back does not take the correction before the one that it follows. Raises
    IllegalMove, IssueError for a note without text.
    """
    corrected = _moved(issue, Move.CORRECT)
    text = one_line(note)
    if not text:
        raise IssueError(f"{issue.name}: a correction needs a note that tells readers what changed")
    earliest = issue.updated_at or _seconds(at)
    correction = Correction(at=max(_seconds(at), earliest), note=text)
    return replace(corrected, corrections=(*issue.corrections, correction))


def withdraw(issue: Issue) -> Issue:
    """The issue is taken back. Raises IllegalMove."""
    return _moved(issue, Move.WITHDRAW)


def _moved(issue: Issue, move: Move) -> Issue:
    status = MOVES.get((issue.status, move))
    if status is None:
        legal = [f"`digest {step}`" for before, step in MOVES if before is issue.status]
        instead = f"it can only go on with {' or '.join(legal)}" if legal else "that is final"
        article = "an" if issue.status is Status.APPROVED else "a"
        raise IllegalMove(
            f"`digest {move}` is not for {article} {_noun(issue.status)}:"
            f" {issue.name} is {issue.status}, and {instead}"
        )
    return replace(issue, status=status)


def _noun(status: Status) -> str:
    return "draft" if status is Status.DRAFT else f"{status} issue"


def _seconds(at: datetime) -> datetime:
    if at.tzinfo is None:
        raise ValueError("a naive datetime reached the life of an issue")
    return at.astimezone(UTC).replace(microsecond=0)
