"""Reports as JSON, long lines on a terminal, and plural forms."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import PurePosixPath

import pytest

from digest.cli.run import plain_data, plural, wrapped
from digest.model import DeliveryState


@dataclass(frozen=True)
class Inner:
    state: DeliveryState


@dataclass(frozen=True)
class Report:
    at: datetime
    on: date
    path: PurePosixPath
    counts: dict[DeliveryState, int]
    inner: tuple[Inner, ...]
    text: str


def test_report_becomes_plain_data() -> None:
    report = Report(
        at=datetime(2026, 11, 23, 7, tzinfo=UTC),
        on=date(2026, 11, 23),
        path=PurePosixPath("issues/a.md"),
        counts={DeliveryState.ACCEPTED: 2},
        inner=(Inner(DeliveryState.UNCERTAIN),),
        text="ünïcode",
    )

    assert plain_data(report) == {
        "at": "2026-11-23T07:00:00+00:00",
        "on": "2026-11-23",
        "path": "issues/a.md",
        "counts": {"accepted": 2},
        "inner": [{"state": "uncertain"}],
        "text": "ünïcode",
    }


@pytest.mark.parametrize(
    ("line", "pieces"),
    [
        ("", [""]),
        ("short enough", ["short enough"]),
        ("  - a.txt: has no key takeaways", ["  - a.txt: has no key", "    takeaways"]),
        ("  verdict    taken: story 3 of it", ["  verdict    taken: story 3", " " * 13 + "of it"]),
        ("ok  issues  every seal holds now", ["ok  issues  every seal holds", " " * 12 + "now"]),
        ("made an issue with good stories", ["made an issue with good", "stories"]),
        (
            "  a rather long title of one  (Its Source)",
            ["  a rather long title of one", "    (Its Source)"],
        ),
        ("1–2  https://example.org/longer/than", ["1–2", "     https://example.org/longer/than"]),
        ("  if so: digest merge one-story another", ["  if so: digest merge one-story another"]),
    ],
)
def test_line_goes_on_under_its_own_text(line: str, pieces: list[str]) -> None:
    assert wrapped(line, width=28).split("\n") == pieces


def test_plural_counts_one_none_and_thousands() -> None:
    assert plural(1, "story", many="stories") == "1 story"
    assert plural(0, "story", many="stories") == "0 stories"
    assert plural(10_000, "message") == "10,000 messages"
