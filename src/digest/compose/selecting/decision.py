"""What became of each article on the way to an issue, and why."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field

from digest.article import Findings


class Verdict(enum.StrEnum):
    """What became of an article."""

    TAKEN = "taken"  #: a story of the issue
    NOTED = "noted"  #: «also noted»: title and link
    WAITS = "waits"  #: may come into the next issue
    DROPPED = "dropped"  #: as it is now, it comes into none
    USED = "used"  #: an earlier issue has it
    DUPLICATE = "duplicate"  #: another one of these articles is the same


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What became of one article, for `digest explain`."""

    location: str
    verdict: Verdict
    reason: str  #: a phrase: «taken», «already used in issue 2026-11-16», …
    title: str = ""  #: empty, like source and id, for what could not be read
    source: str = ""
    id: str = ""
    findings: Findings | None = None  #: without passages; None where nothing was looked for
    score: Mapping[str, float] = field(default_factory=dict)  #: its factors, and their product
