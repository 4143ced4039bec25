"""A process that ticks, by a clock that its parent moves or by one that runs fast.

`slot_worker.py steps PATH OUT SCHEDULES` reads a time a line and ticks every schedule at it;
`slot_worker.py breed PATH OUT SCHEDULES ORIGIN` forks a ticking child for each line, a seed, and
prints its number; the children tick until they are killed. SCHEDULES is a JSON list of the settings
of `[schedule]`. Each issue becomes a file in OUT.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NoReturn

from digest.config.tables import ScheduleConfig
from digest.ledger.database import open_ledger
from digest.ledger.slots import Slots
from digest.model import Slot
from digest.scheduling.tick import SlotResult, tick

#: A minute of the children's schedule takes a quarter of a second.
SPEED = 240.0
#: 0.6 s: too short for the longest runs, and renewed too late for them.
LEASE = timedelta(seconds=0.6 * SPEED)


def say(*words: object) -> None:
    """Tell the parent."""
    sys.stdout.write(" ".join(map(str, words)) + "\n")
    sys.stdout.flush()


class SetClock:
    """Says what it was last told."""

    at = datetime(2026, 1, 1, tzinfo=UTC)

    def now(self) -> datetime:
        return self.at


class FastClock:
    """Runs `SPEED` times as fast as the machine's, for all processes alike."""

    def __init__(self, origin: float) -> None:
        self._origin = origin

    def now(self) -> datetime:
        elapsed = (time.time() - self._origin) * SPEED
        return datetime(2026, 11, 23, 7, 0, 30, tzinfo=UTC) + timedelta(seconds=elapsed)


def issue_file(out: Path, slot: Slot) -> Path:
    return out / slot.name.replace("/", "~")


def make_once(out: Path, slot: Slot) -> SlotResult:
    """Make the issue's file; a second run for the same slot leaves a mark of its own."""
    try:
        os.close(os.open(issue_file(out, slot), os.O_CREAT | os.O_EXCL | os.O_WRONLY))
    except FileExistsError:
        (out / f"doubled~{slot.name.replace('/', '~')}~{os.getpid()}").touch()
    return SlotResult(issue_id=slot.name)


def make_slowly(out: Path, slot: Slot, *, chance: random.Random) -> SlotResult:
    """Take a while, sometimes longer than the lease; then make the file unless it is there."""
    time.sleep(chance.choice([0.01, 0.02, 0.02, 0.05, 0.9]))
    try:
        os.close(os.open(issue_file(out, slot), os.O_CREAT | os.O_EXCL | os.O_WRONLY))
    except FileExistsError:
        return SlotResult(issue_id=slot.name, detail="found")
    return SlotResult(issue_id=slot.name, detail="made")


def steps(path: Path, out: Path, schedules: list[ScheduleConfig]) -> None:
    clock = SetClock()
    with open_ledger(path) as ledger:
        slots = Slots(ledger)
        say("ready")
        for line in sys.stdin:
            clock.at = datetime.fromisoformat(line.strip())
            for schedule in schedules:
                tick(
                    schedule,
                    slots,
                    run=lambda slot: make_once(out, slot),
                    has_begun=lambda slot: False,
                    clock=clock,
                    owner=str(os.getpid()),
                )
            say("done")


def breed(path: Path, out: Path, schedules: list[ScheduleConfig]) -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the kernel buries the children
    say("ready")
    for seed in sys.stdin:
        child = os.fork()
        if child == 0:
            tick_for_ever(path, out, schedules[0], chance=random.Random(int(seed)))
        say(child)


def tick_for_ever(
    path: Path, out: Path, schedule: ScheduleConfig, *, chance: random.Random
) -> NoReturn:
    clock = FastClock(float(sys.argv[5]))
    with open_ledger(path) as ledger:
        while True:
            tick(
                schedule,
                Slots(ledger),
                run=lambda slot: make_slowly(out, slot, chance=chance),
                has_begun=lambda slot: True,
                clock=clock,
                owner=str(os.getpid()),
                lease=LEASE,
            )
            time.sleep(0.02)


if __name__ == "__main__":
    found = [ScheduleConfig(**settings) for settings in json.loads(sys.argv[4])]
    {"steps": steps, "breed": breed}[sys.argv[1]](Path(sys.argv[2]), Path(sys.argv[3]), found)
