"""The door to APScheduler, which is an alarm clock here and nothing more.

Its jobs only ring; the tick runs in the caller's thread, one at a time. Whatever APScheduler
forgets, misses or dies of, the watchdog of this loop rings too, by a clock that nobody sets.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, Final

from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.base import BaseTrigger
from apscheduler.triggers.interval import IntervalTrigger

from digest.errors import DigestError
from digest.scheduling.cron import Cron, parse_cron
from digest.scheduling.signals import ended_by_signals

_log = logging.getLogger(__name__)

HEARTBEAT_SECONDS: Final = 30  #: finds slots that another process left, and clocks that were set
WATCHDOG_SECONDS: Final = 90.0  #: without a ring for so long, the alarm clock is not believed
_LOOK_SECONDS: Final = 0.5  #: how soon a ring or a stop is heard


def serve(
    tick: Callable[[], object],
    *,
    cron: str,
    timezone: str,
    stop: threading.Event,
    watchdog_seconds: float = WATCHDOG_SECONDS,
) -> None:
    """Tick now, at each time of the cron line, and every 30 s, until `stop` is set.

    SIGTERM and SIGINT set it, when this runs in the main thread; a tick that is under way is
    ended first, and a second signal does what it would do without us. What a tick raises is
    logged, and the loop goes on. Raises ScheduleError at once for a wrong cron line.
    """
    ring = threading.Event()
    scheduler = alarm_clock(parse_cron(cron, timezone=timezone), ring)
    scheduler.start()
    try:
        with ended_by_signals(stop):
            _loop(tick, ring=ring, stop=stop, watchdog_seconds=watchdog_seconds)
    finally:
        scheduler.shutdown(wait=False)


class CronTimes(BaseTrigger):  # type: ignore[misc]  # APScheduler 3 has no types
    """APScheduler's trigger for a `Cron`; what was missed meanwhile is for the tick to find."""

    __slots__ = ("_cron",)

    def __init__(self, cron: Cron) -> None:
        self._cron = cron

    def get_next_fire_time(
        self, previous_fire_time: datetime | None, now: datetime
    ) -> datetime | None:
        """The first time after now; after the previous one, if the clock has been set back."""
        after = now if previous_fire_time is None else max(previous_fire_time, now)
        moment = next(self._cron.moments(after.astimezone(UTC)), None)
        return None if moment is None else moment.due_at


def alarm_clock(cron: Cron, ring: threading.Event) -> Any:
    """A scheduler, not started yet, that sets `ring` at each time of `cron` and every 30 s."""
    scheduler = BackgroundScheduler(
        timezone=UTC,
        job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1},
    )
    scheduler.add_job(ring.set, CronTimes(cron), id="slots")
    heartbeat = IntervalTrigger(seconds=HEARTBEAT_SECONDS, timezone=UTC)
    scheduler.add_job(ring.set, heartbeat, id="heartbeat")
    return scheduler


def _loop(
    tick: Callable[[], object],
    *,
    ring: threading.Event,
    stop: threading.Event,
    watchdog_seconds: float,
) -> None:
    ring.set()
    rung_at = time.monotonic()
    while not stop.is_set():
        is_silent = time.monotonic() - rung_at > watchdog_seconds
        if is_silent:
            _log.warning("no heartbeat for %.0f s: was the clock set back?", watchdog_seconds)
        if ring.is_set() or is_silent:
            ring.clear()
            rung_at = time.monotonic()
            _tick_safely(tick)
        stop.wait(_LOOK_SECONDS)


def _tick_safely(tick: Callable[[], object]) -> None:
    try:
        tick()
    except DigestError as error:
        _log.error("tick failed: %s", error)  # one sentence says it all
    except Exception:  # noqa: BLE001  # a server outlives a fault of one tick
        _log.exception("tick failed by a fault of ours; going on")
