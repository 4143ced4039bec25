"""What came of a poll."""

from __future__ import annotations

from dataclasses import dataclass

from digest.article import Unreadable


@dataclass(frozen=True, slots=True, kw_only=True)
class PollReport:
    """What came of polling; a place that failed is not unchanged."""

    polled: int = 0
    unchanged: int = 0
    new: int = 0  #: articles
    changed: int = 0  #: articles
    failed: tuple[Unreadable, ...] = ()
    notes: tuple[Unreadable, ...] = ()  #: what could be read, but not without a remark

    def __add__(self, other: PollReport) -> PollReport:
        """Both together."""
        return PollReport(
            polled=self.polled + other.polled,
            unchanged=self.unchanged + other.unchanged,
            new=self.new + other.new,
            changed=self.changed + other.changed,
            failed=self.failed + other.failed,
            notes=self.notes + other.notes,
        )
