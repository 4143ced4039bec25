"""`digest simulate`."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import click

from digest.app.simulate import SimulatedIssue, SimulateReport, simulate
from digest.cli.progress import progress
from digest.cli.run import EXIT_NOTHING, Run, common, iso_date, plural
from digest.config.tables import ScheduleConfig
from digest.errors import ConfigError, ScheduleError
from digest.model import Slot
from digest.scheduling.cron import due_slots

_MOST_SLOTS = 1000
_MOST_A_DAY = 25 * 60  # one a minute, on the day that has an hour twice


@click.command("simulate")
@click.option("--from", "first", type=iso_date, metavar="DATE", required=True, help="First day.")
@click.option("--to", "last", type=iso_date, metavar="DATE", required=True, help="Last day.")
@common
def simulate_command(run: Run, *, first: date, last: date) -> int:
    """Print every issue that the schedule would make from what the sources hold now.

    Makes no issue and sends nothing. Ends with exit code 3 when there would be none.
    """
    if last < first:
        raise click.BadParameter(f"{last} is before {first}", param_hint="--to")
    publication = run.open()
    schedule = publication.config.schedule
    if schedule is None:
        fault = f"{publication.root / 'digest.toml'}: has no [schedule]; add one with `cron`"
        raise ConfigError((fault,))
    slots = _slots(schedule, first=first, last=last)
    with progress("slots simulated") as advance:
        report = simulate(
            publication, slots, has_editor=schedule.on_ready == "draft", progress=advance
        )
    run.show(report, _lines(report))
    return 0 if any(issue.number for issue in report.issues) else EXIT_NOTHING


def _slots(schedule: ScheduleConfig, *, first: date, last: date) -> tuple[Slot, ...]:
    """All slots of these days, oldest first. Raises ScheduleError for too many."""
    zone = ZoneInfo(schedule.timezone)
    slots: list[Slot] = []
    for count in range((last - first).days + 1):
        day = first + timedelta(days=count)
        begin = datetime.combine(day, time.min, zone).astimezone(UTC)
        end = datetime.combine(day, time.max, zone).astimezone(UTC)
        before = begin - timedelta(microseconds=1)
        slots += due_slots(schedule, after=before, until=end, limit=_MOST_A_DAY)
        if len(slots) > _MOST_SLOTS:
            raise ScheduleError(f"there are more than {_MOST_SLOTS:,} slots; take a shorter period")
    return tuple(slots)


def _lines(report: SimulateReport) -> Iterator[str]:
    for issue in report.issues:
        yield from _issue(issue)
    made = sum(bool(issue.number) for issue in report.issues)
    stories = sum(len(issue.stories) for issue in report.issues)
    counts = plural(made, "issue"), plural(len(report.issues), "slot")
    yield f"{counts[0]} of {counts[1]}, {plural(stories, 'story', many='stories')}"
    for left in report.never:
        yield f"  - {left.location}: {left.reason}"


def _issue(issue: SimulatedIssue) -> Iterator[str]:
    if not issue.number:
        yield f"{issue.slot}: no issue, {issue.reason}"
        return
    yield f"{issue.slot}: #{issue.number} «{issue.subject}»"
    for title in issue.stories:
        yield f"  + {title}"
    for title in issue.noted:
        yield f"  · {title}"
