"""The clock is moved by hand, and two processes tick at each of its times, at once."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

ZONES = ("Europe/Berlin", "America/New_York", "Australia/Lord_Howe")
LINES = {"0030": "30 0 * * *", "0230": "30 2 * * *", "monday": "30 0 * * MON"}


def schedule(zone: str, kind: str) -> dict[str, str]:
    name = f"{zone.rpartition('/')[2].lower().replace('_', '-')}-{kind}"
    return {"name": name, "cron": LINES[kind], "timezone": zone}


SCHEDULES = [schedule(zone, kind) for zone in ZONES for kind in LINES]


def utc(day: str) -> datetime:
    return datetime.fromisoformat(day).replace(tzinfo=UTC)


def times(first: str, last: str, changes: tuple[str, ...]) -> Iterator[datetime]:
    """Every twelve hours, and every hour around a change of the clocks in one of the zones."""
    at = utc(first)
    while at < utc(last):
        yield at
        is_near = any(abs(at - utc(day)) < timedelta(hours=12) for day in changes)
        at += timedelta(hours=1) if is_near else timedelta(hours=12)


def expected(settings: dict[str, str], begin: datetime, end: datetime) -> set[str]:
    """One name per local date whose time lies between; written without any cron arithmetic."""
    zone = ZoneInfo(settings["timezone"])
    minute, hour, *_, weekday = settings["cron"].split()
    day, found = begin.date() - timedelta(days=2), set()
    while day < end.date() + timedelta(days=2):
        local = datetime(day.year, day.month, day.day, int(hour), int(minute), tzinfo=zone)
        is_its_day = weekday == "*" or day.weekday() == 0
        if is_its_day and begin < local.astimezone(UTC) <= end:
            found.add(f"{settings['name']}~{day}T{hour:0>2}:{minute}")
        day += timedelta(days=1)
    return found


@pytest.mark.parametrize(
    ("first", "last", "changes"),
    [
        ("2026-03-06", "2026-04-14", ("2026-03-08", "2026-03-29", "2026-04-05")),
        ("2026-10-01", "2026-11-10", ("2026-10-04", "2026-10-25", "2026-11-01")),
    ],
    ids=["spring", "autumn"],
)
def test_two_processes_make_one_issue_per_slot_and_lose_none(
    *,
    spawn: Callable[..., object],
    out: Path,
    first: str,
    last: str,
    changes: tuple[str, ...],
) -> None:
    processes = [spawn("steps", SCHEDULES) for _ in range(2)]
    instants = list(times(first, last, changes))

    for at in instants:
        for process in processes:
            process.stdin.write(f"{at.isoformat()}\n")
            process.stdin.flush()
        assert [process.stdout.readline() for process in processes] == ["done\n", "done\n"]

    wanted = set().union(*(expected(settings, instants[0], instants[-1]) for settings in SCHEDULES))
    assert len(wanted) > 6 * 35
    assert {file.name for file in out.iterdir()} == wanted
