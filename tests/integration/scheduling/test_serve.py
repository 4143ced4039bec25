import logging
import signal
import sqlite3
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from threading import Event, Thread

import pytest

from digest.config.tables import ScheduleConfig
from digest.errors import ScheduleError
from digest.ledger.database import open_ledger
from digest.ledger.slots import Slots
from digest.model import SlotResult
from digest.scheduling.serve import serve
from digest.scheduling.tick import tick

NEVER = {"cron": "0 0 1 1 *", "timezone": "UTC"}
SCRIPT = """
import sys, threading
from digest.scheduling.serve import serve

def tick():
    print("begun", flush=True)
    sys.stdin.readline()
    print("ended", flush=True)

serve(tick, cron="0 0 1 1 *", timezone="UTC", stop=threading.Event())
print("over", flush=True)
"""


def test_serve_ticks_at_once_and_ends_when_told() -> None:
    stop, ticks = Event(), []

    def once() -> None:
        ticks.append(1)
        stop.set()

    serve(once, **NEVER, stop=stop)
    assert ticks == [1]


def test_serve_does_not_begin_when_it_is_told_to_stop_before() -> None:
    stop, ticks = Event(), []
    stop.set()

    serve(lambda: ticks.append(1), **NEVER, stop=stop)
    assert ticks == []


def test_serve_refuses_a_wrong_cron_line_at_once() -> None:
    with pytest.raises(ScheduleError, match="is not a cron line"):
        serve(lambda: None, cron="often", timezone="UTC", stop=Event())


def test_serve_outlives_what_a_tick_raises_by_its_watchdog(
    caplog: pytest.LogCaptureFixture,
) -> None:
    stop, faults = Event(), [ZeroDivisionError("ours"), ScheduleError("the clock is wrong")]

    def fail_twice() -> None:
        if not faults:
            stop.set()
            return
        raise faults.pop()

    with caplog.at_level(logging.WARNING, logger="digest.scheduling"):
        serve(fail_twice, **NEVER, stop=stop, watchdog_seconds=0.01)

    said = [record.getMessage() for record in caplog.records]
    assert "tick failed: the clock is wrong" in said
    assert "tick failed by a fault of ours; going on" in said
    assert any(message.startswith("no heartbeat for") for message in said)


def test_serve_outlives_a_ledger_that_is_locked_for_a_while(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path, stop, ticks = tmp_path / "ledger.sqlite3", Event(), []
    schedule = ScheduleConfig(**NEVER)

    class WallClock:
        def now(self) -> datetime:
            return datetime.now(UTC)

    with open_ledger(path, wait_seconds=0.01) as database:
        locker = sqlite3.connect(path, isolation_level=None)
        locker.execute("BEGIN IMMEDIATE")

        def once() -> None:
            ticks.append(1)
            if len(ticks) == 3:
                locker.execute("ROLLBACK")
            tick(
                schedule,
                Slots(database),
                run=lambda slot: SlotResult(),
                has_begun=lambda slot: False,
                clock=WallClock(),
                owner="test",
            )
            stop.set()

        serve(once, **NEVER, stop=stop, watchdog_seconds=0.01)
        locker.close()
        assert Slots(database).newest("main") is not None

    locked = [record for record in caplog.records if "keeps the ledger locked" in record.message]
    assert len(locked) == 2
    assert len(ticks) == 3


def test_serve_may_run_in_a_thread_beside_others() -> None:
    stop, ticked = Event(), Event()
    thread = Thread(target=lambda: serve(ticked.set, **NEVER, stop=stop))
    thread.start()
    assert ticked.wait(timeout=60)
    stop.set()
    thread.join()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_serve_ends_what_is_under_way_after_a_signal(number: signal.Signals) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", SCRIPT], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout.readline() == "begun\n"
        process.send_signal(number)
        rest, _ = process.communicate("go on\n")

    assert rest == "ended\nover\n"
    assert process.returncode == 0


def test_serve_obeys_a_second_signal_at_once() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", SCRIPT + "\n"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        assert process.stdout.readline() == "begun\n"
        process.send_signal(signal.SIGTERM)
        # Until the first is noticed both may count as one: keep on until the process is gone.
        while process.poll() is None:
            process.send_signal(signal.SIGTERM)
        assert process.returncode == -signal.SIGTERM
