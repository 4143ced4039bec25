"""What was there before a source was first read, and how much of it counts. Only values."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from digest.config.fields import Backlog


def outside(backlog: Backlog, dated: Iterable[tuple[str, date | None]]) -> frozenset[str]:
    """The keys of those that do not count; the pairs come in the source's order.

    The newest are counted by date; those without a date are older than all others, and of equally
    old ones the first counts.
    """
    pairs = list(dated)
    if backlog.since is not None:
        since = backlog.since
        return frozenset(key for key, on in pairs if on is None or on < since)
    if backlog.last is None:
        return frozenset()
    newest = sorted(pairs, key=lambda pair: pair[1] or date.min, reverse=True)
    return frozenset(key for key, _ in newest[backlog.last :])
