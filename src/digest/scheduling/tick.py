"""One step of the schedule: which slots are due by now, and the work of those.

The clock only says «now»; what has been done stands in the ledger. So any number of processes may
tick at any time, and a tick that comes late, twice or never changes nothing about which slots
there are.
"""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import groupby
from typing import Final

from digest.config.fields import parse_duration
from digest.config.tables import ScheduleConfig
from digest.errors import DigestError, LeaseLost, NothingToDo, ScheduleError
from digest.model import Slot, SlotClaim, SlotResult, SlotState
from digest.ports import Clock, SlotLedger
from digest.scheduling.cron import due_slots, schedule_cron
from digest.scheduling.lease import renewed

_log = logging.getLogger(__name__)

LEASE: Final = timedelta(minutes=15)
#: A clock that stands further back than this before the newest slot is not believed.
CLOCK_TOLERANCE: Final = timedelta(hours=1)
#: With `catch_up = "skip"` a slot that is no older than this is on time.
ON_TIME: Final = timedelta(hours=1)
_START_KEY: Final = "start"
_BACK_OFF: Final = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 120))


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What becomes of a slot that has come due; `passed_over` says why it is not run, if so."""

    slot: Slot
    passed_over: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TickReport:
    """What a tick did, slot by slot."""

    due: int  #: slots that this tick was the first to find
    passed_over: tuple[tuple[Slot, str], ...]  #: with the reason
    ended: tuple[tuple[Slot, SlotResult], ...]
    failed: tuple[tuple[Slot, str], ...]  #: with the error; they are tried again later
    fenced: tuple[Slot, ...]  #: taken over by another worker meanwhile


def decide(schedule: ScheduleConfig, *, newest: Slot, now: datetime) -> tuple[Decision, ...]:
    """What becomes of the slots between the newest known one and now, oldest first. Pure.

    Raises ScheduleError when the clock cannot be right.
    """
    if now < newest.due_at - CLOCK_TOLERANCE:
        raise ScheduleError(
            f"the clock says {now:%Y-%m-%d %H:%M} UTC, but slot {newest.name} was due at "
            f"{newest.due_at:%Y-%m-%d %H:%M} UTC and is known already; set the clock right, or, "
            "if it is right now, give the schedule another name"
        )
    slots = due_slots(schedule, after=newest.due_at, until=now, limit=schedule.max_slots)
    return tuple(
        Decision(
            slot=slot, passed_over=_objection(schedule, slot, is_latest=slot is slots[-1], now=now)
        )
        for slot in slots
    )


def tick(
    schedule: ScheduleConfig,
    slots: SlotLedger,
    *,
    run: Callable[[Slot], SlotResult],
    has_begun: Callable[[Slot], bool],
    clock: Clock,
    owner: str,
    lease: timedelta = LEASE,
) -> TickReport:
    """Enter the slots that have come due, then work on all that may be claimed, oldest first.

    `run` may be called again for a slot whose worker died: it must find what that one left. When it
    raises a DigestError, the slot is given back and tried again later; any other exception goes
    on to the caller after that. A slot that has become older than `max_age` is passed over, unless
    its work `has_begun`: half an issue may have gone out then. `owner` names this process to an
    operator. The very first tick of a schedule enters its own time as the beginning: nothing before
    it is ever due.
    Raises ScheduleError, LedgerError.
    """
    step = _Step(
        schedule=schedule, slots=slots, run=run, has_begun=has_begun, clock=clock, lease=lease
    )
    step.enter()
    while True:
        now = clock.now()
        claim = slots.claim(schedule.name, owner=owner, at=now, lease_until=now + lease)
        if claim is None:
            return step.report()
        try:
            step.work(claim)
        except LeaseLost as error:
            _log.warning("slot %s fenced: %s", claim.slot.name, error)
            step.fenced.append(claim.slot)


@dataclass(slots=True, kw_only=True)
class _Step:
    """A tick under way."""

    schedule: ScheduleConfig
    slots: SlotLedger
    run: Callable[[Slot], SlotResult]
    has_begun: Callable[[Slot], bool]
    clock: Clock
    lease: timedelta
    due: int = 0
    passed_over: list[tuple[Slot, str]] = field(default_factory=list)
    ended: list[tuple[Slot, SlotResult]] = field(default_factory=list)
    failed: list[tuple[Slot, str]] = field(default_factory=list)
    fenced: list[Slot] = field(default_factory=list)

    def enter(self) -> None:
        """Write down which slots have come due since the newest known one."""
        now = self.clock.now()
        newest = self.slots.newest(self.schedule.name)
        if newest is None:
            schedule_cron(self.schedule)  # a line that cannot be right begins nothing
            # One key for all: of two first ticks at once only one begins the schedule.
            start = Slot(schedule=self.schedule.name, key=_START_KEY, due_at=now)
            self.slots.add([(start, SlotState.SKIPPED)], at=now, detail="the schedule begins here")
            return
        decisions = decide(self.schedule, newest=newest, now=now)
        # Oldest first: who dies between two groups leaves the later slots to the next tick.
        for reason, group in groupby(decisions, key=lambda decision: decision.passed_over):
            found = list(group)
            state = SlotState.SKIPPED if reason else SlotState.DUE
            slots = [(decision.slot, state) for decision in found]
            added = self.slots.add(slots, at=now, detail=reason)
            if not reason:
                self.due += added
            elif added:
                latest = found[-1].slot.name
                _log.warning("%d slots up to %s passed over: %s", added, latest, reason)
                self.passed_over += [(decision.slot, reason) for decision in found]

    def work(self, claim: SlotClaim) -> None:
        """Do the work of a claimed slot, or give it back. Raises LeaseLost."""
        slot = claim.slot
        reason = _too_late(self.schedule, slot, now=self.clock.now())
        if reason and not self.has_begun(slot):
            self._finish(claim, SlotResult(detail=reason))
            self.passed_over.append((slot, reason))
            return
        try:
            with renewed(self.slots, claim, clock=self.clock, lease=self.lease):
                result = self.run(slot)
        except NothingToDo as error:
            result = SlotResult(detail=str(error))
        except DigestError as error:
            _log.warning("slot %s failed, attempt %d: %s", slot.name, claim.attempts, error)
            self._give_back(claim, str(error))
            self.failed.append((slot, str(error)))
            return
        except BaseException as error:
            with contextlib.suppress(DigestError):  # the first fault is the one to tell of
                self._give_back(claim, f"{type(error).__name__}: {error}")
            raise
        self._finish(claim, result)
        self.ended.append((slot, result))

    def report(self) -> TickReport:
        """What was done."""
        return TickReport(
            due=self.due,
            passed_over=tuple(self.passed_over),
            ended=tuple(self.ended),
            failed=tuple(self.failed),
            fenced=tuple(self.fenced),
        )

    def _finish(self, claim: SlotClaim, result: SlotResult) -> None:
        self.slots.finish(
            claim,
            state=result.state,
            issue_id=result.issue_id,
            detail=result.detail,
            at=self.clock.now(),
        )

    def _give_back(self, claim: SlotClaim, error: str) -> None:
        pause = _BACK_OFF[min(claim.attempts, len(_BACK_OFF)) - 1]
        self.slots.release(claim, error=error, retry_at=self.clock.now() + pause)


def _objection(schedule: ScheduleConfig, slot: Slot, *, is_latest: bool, now: datetime) -> str:
    """Why a slot that has come due is not run, or nothing."""
    age = now - slot.due_at
    if reason := _too_late(schedule, slot, now=now):
        return reason
    if schedule.catch_up == "skip" and age > ON_TIME:
        return "missed, and catch_up = skip"
    if schedule.catch_up != "all" and not is_latest:
        return f"followed by a later one, and catch_up = {schedule.catch_up}"
    return ""


def _too_late(schedule: ScheduleConfig, slot: Slot, *, now: datetime) -> str:
    is_old = now - slot.due_at > parse_duration(schedule.max_age)
    return f"older than max_age = {schedule.max_age}" if is_old else ""
