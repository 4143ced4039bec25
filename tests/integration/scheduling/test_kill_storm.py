import contextlib
import os
import random
import signal
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Row, select

from digest.config.tables import ScheduleConfig
from digest.ledger.database import Database
from digest.ledger.schema import slot
from digest.ledger.slots import Slots
from digest.model import Slot, SlotResult, SlotState
from digest.scheduling.tick import tick
from workers.slot_worker import FastClock

SCHEDULE = {"cron": "* * * * *", "catch_up": "all", "max_age": "1w"}
KILLS = 8


class LaterClock(FastClock):
    """Stands where all leases and pauses are over."""

    def now(self) -> datetime:
        return super().now() + timedelta(hours=6)


def rows(database: Database, *conditions: object) -> list[Row]:
    with database.read() as connection:
        chosen = select(slot).where(slot.c.key != "start", *conditions).order_by(slot.c.due_at)
        return list(connection.execute(chosen).all())


@pytest.fixture
def breed(spawn: Callable[..., object]) -> Iterator[Callable[[float], int]]:
    """Starts a ticking process and gives its number."""
    origin = time.time()
    parent = spawn("breed", [SCHEDULE], str(origin))
    children: list[int] = []

    def one_more() -> int:
        parent.stdin.write(f"{len(children)}\n")
        parent.stdin.flush()
        children.append(int(parent.stdout.readline()))
        return children[-1]

    one_more.origin = origin
    yield one_more
    for child in children:
        with contextlib.suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)


def finish(
    schedule: ScheduleConfig, slots: Slots, *, work: Callable[[Slot], SlotResult], origin: float
) -> None:
    """Do what is left, and enter nothing new."""
    tick(
        schedule.model_copy(update={"cron": "0 0 1 1 *"}),
        slots,
        run=work,
        has_begun=lambda item: True,
        clock=LaterClock(origin),
        owner="last",
    )


def test_kills_in_the_middle_of_slots_lose_none_and_double_none(
    breed: Callable[[], int], database: Database, slots: Slots, out: Path
) -> None:
    schedule = ScheduleConfig(**SCHEDULE)
    begin = FastClock(breed.origin)
    tick(
        schedule,
        slots,
        run=lambda item: SlotResult(),
        has_begun=lambda item: False,
        clock=begin,
        owner="first",
    )
    living = {str(breed()) for _ in range(2)}
    for kill in range(KILLS):
        at_work = set[str]()
        while not at_work or len(rows(database)) <= kill:  # a victim that holds a slot
            running = rows(database, slot.c.state == SlotState.RUNNING)
            at_work = {row.owner for row in running} & living
        victim = random.choice(sorted(at_work))
        os.kill(int(victim), signal.SIGKILL)
        living = (living - {victim}) | {str(breed())}
    for pid in living:
        os.kill(int(pid), signal.SIGKILL)

    # Who comes last takes up what the dead left, and finds the issues that they had made.
    def take_up(item: Slot) -> SlotResult:
        (out / item.name.replace("/", "~")).touch()
        return SlotResult(issue_id=item.name)

    finish(schedule, slots, work=take_up, origin=breed.origin)

    found = rows(database)
    assert {row.state for row in found} == {SlotState.DONE}
    assert {file.name for file in out.iterdir()} == {f"main~{row.key}" for row in found}
    minutes = [int(row.key[11:13]) * 60 + int(row.key[14:16]) for row in found]
    assert minutes == list(range(minutes[0], minutes[0] + len(found)))
    assert len(found) >= KILLS
    assert any(row.attempts > 1 for row in found)
    database.check_integrity()
