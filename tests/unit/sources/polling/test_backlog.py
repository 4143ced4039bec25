from datetime import date

import pytest

from digest.config.fields import parse_backlog
from digest.sources.polling.backlog import outside

DATED = [
    ("old", date(2026, 1, 1)),
    ("undated", None),
    ("new", date(2026, 11, 20)),
    ("mid", date(2026, 6, 1)),
    ("mid, later in the source", date(2026, 6, 1)),
]


@pytest.mark.parametrize(
    ("backlog", "counts"),
    [
        ("all", {"old", "undated", "new", "mid", "mid, later in the source"}),
        ("none", set()),
        ("last:1", {"new"}),
        ("last:2", {"new", "mid"}),
        ("last:9", {"old", "undated", "new", "mid", "mid, later in the source"}),
        ("since:2026-06-01", {"new", "mid", "mid, later in the source"}),
        ("since:2027-01-01", set()),
    ],
)
def test_backlog_counts(backlog: str, counts: set[str]) -> None:
    left_out = outside(parse_backlog(backlog), DATED)

    assert {key for key, _ in DATED} - left_out == counts


def test_backlog_of_nothing_is_nothing() -> None:
    assert outside(parse_backlog("none"), []) == frozenset()
