"""What a rule finds, and how bad it is."""

from __future__ import annotations

import enum
from dataclasses import dataclass


class Severity(enum.StrEnum):
    """How bad a finding is; the order is that of a report."""

    ERROR = "error"  #: must not go out: `approve` refuses it
    WARNING = "warning"  #: an editor should look at it
    NOTE = "note"  #: worth knowing


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that was found."""

    code: str  #: a key of `codes.CODES`; never changes its meaning
    severity: Severity
    place: str  #: `issues/2026-11-23.md:14` where the line is known, else the edition
    message: str
    mend: str

    def __str__(self) -> str:
        return f"{self.place}: {self.message}; {self.mend} [{self.code}]"
