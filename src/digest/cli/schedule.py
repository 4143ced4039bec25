"""`digest serve`, `digest tick`, `digest schedule next`."""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import NoReturn

import click

from digest.app.publication import Publication
from digest.app.slots import ContinueReport, continue_deliveries, has_begun, run_slot
from digest.cli.deliver import delivery_lines
from digest.cli.run import EXIT_NOTHING, EXIT_PARTIAL, Run, common
from digest.config.tables import ScheduleConfig
from digest.errors import ConfigError
from digest.scheduling.cron import describe, upcoming
from digest.scheduling.serve import serve
from digest.scheduling.signals import ended_by_signals
from digest.scheduling.tick import TickReport, tick


@dataclass(frozen=True, slots=True, kw_only=True)
class NextSlot:
    """A slot to come."""

    local: str  #: nominal local time, the slot's key
    due_at: datetime
    effect: str  #: what a change of the clocks does to it


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleReport:
    """One step of the schedule: slots, and deliveries that had become due again."""

    slots: TickReport
    deliveries: ContinueReport

    @property
    def is_empty(self) -> bool:
        """Whether nothing was due."""
        slots = self.slots
        is_idle = not (slots.ended or slots.failed or slots.passed_over or slots.fenced)
        return is_idle and self.deliveries.is_empty

    @property
    def is_partial(self) -> bool:
        """Whether something is left to be tried again."""
        left = any(not report.is_complete for report in self.deliveries.delivered)
        return bool(self.slots.failed or self.slots.fenced or self.deliveries.failed or left)


@click.command("serve")
@common
def serve_command(run: Run) -> None:
    """Run the schedule until SIGTERM or Ctrl-C; what is under way is ended first."""
    publication = run.open()
    schedule = _schedule(publication)
    click.echo(f"serving {describe(schedule)}; Ctrl-C ends it", err=True)

    stop = threading.Event()

    def once() -> None:
        report = _tick(publication, schedule, stop=stop)
        if not report.is_empty:
            run.show(report, _lines(report))

    serve(once, cron=schedule.cron, timezone=schedule.timezone, stop=stop)


@click.command("tick")
@common
def tick_command(run: Run) -> int:
    """Do what the schedule asks for by now, once: for cron, systemd and the like.

    Ends with exit code 3 when nothing was due, 4 when a slot failed and will be tried again.
    """
    publication = run.open()
    stop = threading.Event()
    with ended_by_signals(stop):
        report = _tick(publication, _schedule(publication), stop=stop)
    run.show(report, _lines(report))
    if report.is_partial:
        return EXIT_PARTIAL
    return EXIT_NOTHING if report.is_empty else 0


@click.group("schedule")
def schedule_command() -> None:
    """Look ahead in the schedule."""


@schedule_command.command("next")
@click.argument("count", type=click.IntRange(1, 1000), default=5)
@common
def next_command(run: Run, count: int) -> None:
    """Print the next COUNT slots, and what summer time does to them."""
    publication = run.open()
    schedule = _schedule(publication)
    moments = upcoming(schedule, now=publication.clock.now(), count=count)
    slots = [
        NextSlot(local=moment.key, due_at=moment.due_at, effect=moment.effect) for moment in moments
    ]
    lines = [
        f"  {slot.local}  {slot.due_at:%Y-%m-%d %H:%M}Z  {slot.effect}".rstrip() for slot in slots
    ]
    run.show(slots, [describe(schedule), *lines])


def _tick(
    publication: Publication, schedule: ScheduleConfig, *, stop: threading.Event
) -> ScheduleReport:
    with publication.slots() as slots:
        ticked = tick(
            schedule,
            slots,
            run=partial(run_slot, publication, schedule=schedule, stop=stop),
            has_begun=partial(has_begun, publication),
            clock=publication.clock,
            owner=f"{socket.gethostname()}:{os.getpid()}",
        )
    return ScheduleReport(slots=ticked, deliveries=continue_deliveries(publication, stop=stop))


def _schedule(publication: Publication) -> ScheduleConfig:
    return publication.config.schedule or _no_schedule(publication)


def _no_schedule(publication: Publication) -> NoReturn:
    fault = f"{publication.root / 'digest.toml'}: has no [schedule]; add one with `cron`"
    raise ConfigError((fault,))


def _lines(report: ScheduleReport) -> Iterator[str]:
    slots, deliveries = report.slots, report.deliveries
    for slot, reason in slots.passed_over:
        yield f"{slot.name}: passed over, {reason}"
    for slot, result in slots.ended:
        yield f"{slot.name}: {result.issue_id or 'no issue'}, {result.detail}"
    for slot, error in slots.failed:
        yield f"{slot.name}: failed and will be tried again: {error}"
    for slot in slots.fenced:
        yield f"{slot.name}: taken over by another process"
    for delivered in deliveries.delivered:
        yield from delivery_lines(delivered)
    for error in deliveries.failed:
        yield f"a delivery could not go on: {error}"
    if report.is_empty:
        yield "nothing is due"
