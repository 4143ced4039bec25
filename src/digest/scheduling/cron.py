"""The door to cronsim: which nominal local times a cron line names, and when each of them comes.

cronsim walks the plain calendar, without a zone; what a change of the clocks does to a nominal time
is decided here, once and for every kind of line: a time that does not exist comes at the first
minute that does, a time that comes twice comes at the first, and of several times that would come
at one instant only the first counts. cronsim's own zone arithmetic agrees with that, but names the
time that the clock shows instead of the nominal one: in a zone whose gap ends at midnight that puts
an issue on the next day's date, and it drops `0 */12 * * *` when midnight itself is skipped.
"""

from __future__ import annotations

import zoneinfo
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice, takewhile
from typing import Final

from cronsim import CronSim, CronSimError

from digest.config.tables import ScheduleConfig
from digest.errors import ScheduleError
from digest.model import Slot

_FIELDS: Final = 5
_MAX_LENGTH: Final = 200
_MACROS: Final = {
    "@hourly": "0 * * * *",
    "@daily": "0 0 * * *",
    "@midnight": "0 0 * * *",
    "@weekly": "0 0 * * 0",
    "@monthly": "0 0 1 * *",
    "@yearly": "0 0 1 1 *",
    "@annually": "0 0 1 1 *",
}
_MEND: Final = "write minute, hour, day of month, month and day of week, like `0 7 * * MON`"
#: How far to look back for the latest time: most lines have one in the first of these spans.
_LOOK_BACK: Final = tuple(timedelta(days=days) for days in (1, 8, 32, 367, 10 * 366))


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """A time that a cron line names."""

    nominal: datetime  #: as the line says it: naive, in the schedule's zone
    due_at: datetime  #: when that is, in UTC
    effect: str  #: what a change of the clocks does to it; empty on all other days

    @property
    def key(self) -> str:
        """The slot's key, `YYYY-MM-DDTHH:MM`."""
        return self.nominal.isoformat(timespec="minutes")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cron:
    """A cron line that makes sense, in its zone. Made by `parse_cron`."""

    line: str  #: five fields
    zone: zoneinfo.ZoneInfo

    def moments(self, after: datetime) -> Iterator[Moment]:
        """The moments after an instant; each comes later than the one before it."""
        last = after
        local = after.astimezone(self.zone).replace(tzinfo=None)
        for nominal in CronSim(self.line, local):
            moment = _moment(nominal, self.zone)
            if moment.due_at > last:
                last = moment.due_at
                yield moment

    def latest(self, *, after: datetime, until: datetime) -> Moment | None:
        """The last moment later than `after` and not later than `until`.

        Does not walk the whole way when the two are far apart.
        """
        for span in _LOOK_BACK:
            start = max(after, until - span)
            coming = takewhile(lambda moment: moment.due_at <= until, self.moments(start))
            if found := deque(coming, maxlen=1):
                return found[0]
            if start == after:
                break
        return None

    def explain(self) -> str:
        """The line in words."""
        words = f"{CronSim(self.line, _ANY_DAY).explain()} ({self.zone.key})"
        _, _, day, _, weekday = self.line.split()
        if not day.startswith("*") and not weekday.startswith("*"):
            words += "; day of month and day of week are both set, and either of them is enough"
        return words


_ANY_DAY: Final = datetime(2026, 1, 1)  # noqa: DTZ001  # nominal times have no zone


def parse_cron(line: str, *, timezone: str) -> Cron:
    """A cron line of five fields, or `@daily` and the like. Raises ScheduleError."""
    fields = _MACROS.get(line.strip().lower(), line).split()
    shown = line if len(line) <= _MAX_LENGTH else line[:_MAX_LENGTH] + "…"
    if len(fields) != _FIELDS or len(line) > _MAX_LENGTH:
        raise ScheduleError(f"`{shown}` is not a cron line of five fields; {_MEND}")
    try:
        zone = zoneinfo.ZoneInfo(timezone)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ScheduleError(
            f"there is no time zone {timezone!r}; name one of the IANA list, like Europe/Berlin"
        ) from error
    cron = Cron(line=" ".join(fields), zone=zone)
    try:
        first = next(CronSim(cron.line, _ANY_DAY), None)
    except (CronSimError, ValueError, AssertionError) as error:
        reason = str(error).lower() or "a field makes no sense"
        raise ScheduleError(f"`{shown}` is not a cron line ({reason}); {_MEND}") from error
    if first is None:
        raise ScheduleError(f"`{shown}` names a day that never comes; {_MEND}")
    return cron


def schedule_cron(schedule: ScheduleConfig) -> Cron:
    """The cron line of a schedule. Raises ScheduleError, which names the schedule."""
    try:
        return parse_cron(schedule.cron, timezone=schedule.timezone)
    except ScheduleError as error:
        raise ScheduleError(f"schedule {schedule.name}: {error}") from error


def describe(schedule: ScheduleConfig) -> str:
    """The schedule in words. Raises ScheduleError."""
    return f"{schedule.name}: {schedule_cron(schedule).explain()}"


def due_slots(
    schedule: ScheduleConfig, *, after: datetime, until: datetime, limit: int
) -> tuple[Slot, ...]:
    """The slots later than `after` and not later than `until`, oldest first.

    Are there more than `limit`, it is the latest alone. Raises ScheduleError.
    """
    cron = schedule_cron(schedule)
    coming = takewhile(lambda moment: moment.due_at <= until, cron.moments(after))
    found = tuple(islice(coming, limit + 1))
    if len(found) > limit:
        latest = cron.latest(after=after, until=until)
        found = (latest,) if latest else ()
    return tuple(_slot(schedule, moment) for moment in found)


def upcoming(schedule: ScheduleConfig, *, now: datetime, count: int) -> tuple[Moment, ...]:
    """The next moments of a schedule, with what changes of the clocks do to them.

    Raises ScheduleError.
    """
    return tuple(islice(schedule_cron(schedule).moments(now), count))


def _slot(schedule: ScheduleConfig, moment: Moment) -> Slot:
    return Slot(schedule=schedule.name, key=moment.key, due_at=moment.due_at)


def _moment(nominal: datetime, zone: zoneinfo.ZoneInfo) -> Moment:
    actual = nominal
    while not _exists(actual, zone):
        actual += timedelta(minutes=1)
    effect = ""
    if actual != nominal:
        at = f"{actual:%H:%M}" if actual.date() == nominal.date() else f"{actual:%Y-%m-%d %H:%M}"
        effect = f"clocks go forward: {nominal:%H:%M} does not exist, runs at {at}"
    first, second = (actual.replace(tzinfo=zone, fold=fold) for fold in (0, 1))
    if not effect and first.utcoffset() != second.utcoffset():
        effect = f"clocks go back: {nominal:%H:%M} comes twice, runs at the first"
    return Moment(nominal=nominal, due_at=first.astimezone(UTC), effect=effect)


def _exists(local: datetime, zone: zoneinfo.ZoneInfo) -> bool:
    there = local.replace(tzinfo=zone).astimezone(UTC)
    return there.astimezone(zone).replace(tzinfo=None, fold=0) == local
