"""Why APScheduler only wakes us: its own cron arithmetic loses slots; ours, as its trigger, not."""

from datetime import UTC, datetime, timedelta
from threading import Event
from typing import Any
from zoneinfo import ZoneInfo

from apscheduler.triggers.cron import CronTrigger

from digest.scheduling.cron import parse_cron
from digest.scheduling.serve import HEARTBEAT_SECONDS, CronTimes, alarm_clock

NEW_YORK = ZoneInfo("America/New_York")


def mondays(trigger: Any, start: datetime, count: int) -> list[str]:
    """Local dates at which a scheduler that wakes exactly at each fire time would fire."""
    found: list[datetime] = []
    now = start
    while len(found) < count:
        found.append(trigger.get_next_fire_time(found[-1] if found else None, now))
        now = datetime.fromtimestamp(found[-1].timestamp() + 1, NEW_YORK)
    return [f"{at.astimezone(NEW_YORK):%m-%d %H:%M}" for at in found]


def test_apscheduler_crontrigger_loses_the_monday_after_spring_forward() -> None:
    theirs = CronTrigger(day_of_week="mon", hour=0, minute=30, timezone=NEW_YORK)
    ours = CronTimes(parse_cron("30 0 * * MON", timezone="America/New_York"))
    start = datetime(2026, 3, 1, tzinfo=NEW_YORK)

    # Clocks go forward on Sunday 8 March; the issue of Monday the 9th never comes.
    assert mondays(theirs, start, 2) == ["03-02 00:30", "03-16 00:30"]
    assert mondays(ours, start, 3) == ["03-02 00:30", "03-09 00:30", "03-16 00:30"]


def test_apscheduler_crontrigger_doubles_the_hour_that_comes_twice() -> None:
    theirs = CronTrigger(hour=1, minute=30, timezone=NEW_YORK)
    ours = CronTimes(parse_cron("30 1 * * *", timezone="America/New_York"))
    start = datetime(2026, 10, 31, 12, tzinfo=NEW_YORK)

    assert mondays(theirs, start, 2) == ["11-01 01:30", "11-01 01:30"]
    assert mondays(ours, start, 2) == ["11-01 01:30", "11-02 01:30"]


def test_alarm_is_set_to_the_future_only() -> None:
    trigger = CronTimes(parse_cron("0 7 * * *", timezone="UTC"))
    now = datetime(2026, 11, 23, 7, 0, 1, tzinfo=UTC)

    tomorrow = datetime(2026, 11, 24, 7, tzinfo=UTC)
    assert trigger.get_next_fire_time(None, now) == tomorrow
    assert trigger.get_next_fire_time(now - timedelta(days=3650), now) == tomorrow
    assert trigger.get_next_fire_time(tomorrow, now) == tomorrow + timedelta(days=1)


def test_alarm_clock_rings_for_each_of_its_jobs_and_drops_none() -> None:
    ring = Event()
    scheduler = alarm_clock(parse_cron("0 0 1 1 *", timezone="UTC"), ring)
    scheduler.start()
    try:
        jobs = {job.id: job for job in scheduler.get_jobs()}
        assert jobs.keys() == {"slots", "heartbeat"}
        assert jobs["heartbeat"].trigger.interval == timedelta(seconds=HEARTBEAT_SECONDS)
        for job in jobs.values():
            assert (job.misfire_grace_time, job.coalesce, job.max_instances) == (None, True, 1)
            ring.clear()
            job.modify(next_run_time=datetime.now(UTC) - timedelta(days=1))
            assert ring.wait(timeout=60)
    finally:
        scheduler.shutdown()
