"""`digest serve`, `digest tick`, `digest schedule next`."""

from __future__ import annotations

import functools
import os
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import NoReturn

import click

from digest.app.publication import Publication
from digest.app.slots import continue_deliveries, run_slot
from digest.cli.run import Run, common
from digest.config import ScheduleConfig
from digest.errors import ConfigError
from digest.ledger.slots import Slots
from digest.model import Slot
from digest.scheduling.cron import describe, upcoming
from digest.scheduling.serve import serve
from digest.scheduling.signals import ended_by_signals
from digest.scheduling.tick import SlotResult, TickReport, tick


@dataclass(frozen=True, slots=True, kw_only=True)
class NextSlot:
    """A slot to come."""

    local: str  #: nominal local time, the slot's key
    due_at: datetime
    effect: str  #: what a change of the clocks does to it


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
        if report.ended or report.failed or report.passed_over:
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
    if report.failed or report.fenced:
        return 4
    return 0 if report.ended or report.passed_over else 3


@click.group("schedule")
def schedule_command() -> None:
    """Look ahead in the schedule."""


@schedule_command.command("next")
@click.argument("count", type=click.IntRange(1, 1000), default=5)
@common
def next_command(run: Run, count: int) -> None:
    """Print the next COUNT slots, and what changes of the clocks do to them."""
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
) -> TickReport:
    with publication.ledger() as database:
        report = tick(
            schedule,
            Slots(database),
            run=functools.partial(_work, publication, schedule, stop),
            clock=publication.clock,
            owner=f"{socket.gethostname()}:{os.getpid()}",
        )
    continue_deliveries(publication, stop=stop)
    return report


def _work(
    publication: Publication, schedule: ScheduleConfig, stop: threading.Event, slot: Slot
) -> SlotResult:
    report = run_slot(publication, schedule, slot, stop=stop)
    return SlotResult(issue_id=report.issue_id, detail=report.detail)


def _schedule(publication: Publication) -> ScheduleConfig:
    return publication.config.schedule or _no_schedule(publication)


def _no_schedule(publication: Publication) -> NoReturn:
    fault = f"{publication.root / 'digest.toml'}: has no [schedule]; add one with `cron`"
    raise ConfigError((fault,))


def _lines(report: TickReport) -> Iterator[str]:
    for slot, reason in report.passed_over:
        yield f"{slot.name}: passed over, {reason}"
    for slot, result in report.ended:
        yield f"{slot.name}: {result.issue_id or 'no issue'}, {result.detail}"
    for slot, error in report.failed:
        yield f"{slot.name}: failed and will be tried again: {error}"
    for slot in report.fenced:
        yield f"{slot.name}: taken over by another process"
    if not (report.passed_over or report.ended or report.failed or report.fenced):
        yield "nothing is due"
