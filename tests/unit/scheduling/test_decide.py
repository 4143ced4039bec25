from datetime import UTC, datetime, timedelta

import pytest

from digest.config.tables import ScheduleConfig
from digest.errors import ScheduleError
from digest.model import Slot
from digest.scheduling.tick import decide

#: The slot of Monday, 23 November, 07:00.
NEWEST = Slot(schedule="main", key="2026-11-23T07:00", due_at=datetime(2026, 11, 23, 7, tzinfo=UTC))


def decided(age: timedelta, **more: object) -> dict[str, str]:
    """Day of each slot → why it is passed over, `age` after the newest known slot."""
    settings = {"cron": "0 7 * * *", "max_age": "2d", **more}
    decisions = decide(ScheduleConfig(**settings), newest=NEWEST, now=NEWEST.due_at + age)
    return {decision.slot.key[5:10]: decision.passed_over for decision in decisions}


LATEST = "followed by a later one, and catch_up = latest"
FOLLOWED = "followed by a later one, and catch_up = skip"
MISSED = "missed, and catch_up = skip"
OLD = "older than max_age = 2d"


def test_decide_finds_nothing_before_the_next_slot() -> None:
    assert decided(timedelta(hours=23, minutes=59)) == {}


@pytest.mark.parametrize("catch_up", ["latest", "all", "skip"])
def test_decide_runs_a_slot_that_is_on_time(catch_up: str) -> None:
    assert decided(timedelta(days=1), catch_up=catch_up) == {"11-24": ""}


@pytest.mark.parametrize(
    ("catch_up", "expected"),
    [
        ("all", {"11-24": OLD, "11-25": OLD, "11-26": "", "11-27": ""}),
        ("latest", {"11-24": OLD, "11-25": OLD, "11-26": LATEST, "11-27": ""}),
        ("skip", {"11-24": OLD, "11-25": OLD, "11-26": MISSED, "11-27": MISSED}),
    ],
)
def test_decide_after_an_absence(catch_up: str, expected: dict[str, str]) -> None:
    assert decided(timedelta(days=4, hours=2), catch_up=catch_up) == expected


def test_decide_skips_what_was_missed_but_not_what_is_on_time() -> None:
    found = decided(timedelta(days=2, minutes=30), catch_up="skip")

    assert found == {"11-24": MISSED, "11-25": ""}


def test_decide_with_skip_runs_one_of_several_that_are_on_time() -> None:
    found = decide(
        ScheduleConfig(cron="*/10 * * * *", catch_up="skip"),
        newest=NEWEST,
        now=NEWEST.due_at + timedelta(minutes=31),
    )

    assert [decision.passed_over for decision in found] == [FOLLOWED, FOLLOWED, ""]


@pytest.mark.parametrize("catch_up", ["latest", "all"])
def test_decide_beyond_max_slots_knows_the_latest_only(catch_up: str) -> None:
    found = decided(timedelta(days=3650), catch_up=catch_up, max_slots=5)

    assert list(found.values()) == [""]


@pytest.mark.parametrize("back", [timedelta(minutes=10), timedelta(hours=1)])
def test_decide_bears_a_clock_that_is_a_little_back(back: timedelta) -> None:
    assert decided(-back) == {}


def test_decide_refuses_a_clock_that_is_far_back() -> None:
    with pytest.raises(ScheduleError) as refused:
        decided(-timedelta(hours=2))

    assert "the clock says 2026-11-23 05:00 UTC, but slot main/2026-11-23T07:00" in str(
        refused.value
    )
    assert "set the clock right" in str(refused.value)
