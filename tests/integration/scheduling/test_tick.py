from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from threading import Event

import pytest
from sqlalchemy import select

from digest.config.tables import ScheduleConfig
from digest.errors import IssueFileError, LedgerBusy, NothingToDo, ScheduleError
from digest.ledger.database import Database
from digest.ledger.schema import slot
from digest.ledger.slots import Slots
from digest.model import Slot, SlotClaim, SlotResult, SlotState
from digest.scheduling.tick import LEASE, TickReport, tick
from fakes import FakeClock

START = datetime(2026, 11, 23, 6, 59, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


class Desk:
    """A schedule at work: a clock to move, and what ran."""

    def __init__(self, slots: Slots) -> None:
        self.slots = slots
        self.clock = FakeClock(START)
        self.ran: list[str] = []
        self.begun: set[str] = set()  # keys of slots that have an issue
        self.work: Callable[[Slot], SlotResult] = lambda item: SlotResult(issue_id=item.name)

    def tick(self, *, after: timedelta = timedelta(), **settings: object) -> TickReport:
        self.clock.advance(after)
        schedule = ScheduleConfig(**{"cron": "0 7 * * *", **settings})
        return tick(
            schedule,
            self.slots,
            run=self._run,
            has_begun=lambda item: item.key in self.begun,
            clock=self.clock,
            owner="desk",
        )

    def _run(self, item: Slot) -> SlotResult:
        self.ran.append(item.key)
        return self.work(item)


@pytest.fixture
def desk(slots: Slots) -> Desk:
    return Desk(slots)


def states(database: Database) -> dict[str, tuple[SlotState, str]]:
    with database.read() as connection:
        found = connection.execute(select(slot).order_by(slot.c.due_at)).all()
    return {row.key: (row.state, row.detail) for row in found if row.key != "start"}


def days(keys: list[str]) -> list[int]:
    return [int(key[8:10]) for key in keys]


def test_tick_runs_a_slot_once_when_its_time_has_come(desk: Desk) -> None:
    desk.tick()
    assert desk.tick(after=MINUTE - timedelta(seconds=1)).due == 0
    report = desk.tick(after=timedelta(seconds=1))
    again = desk.tick(after=MINUTE)

    assert desk.ran == ["2026-11-23T07:00"]
    assert report.due == 1
    ((item, result),) = report.ended
    assert (item.name, result.issue_id) == ("main/2026-11-23T07:00", "main/2026-11-23T07:00")
    assert again == TickReport(due=0, passed_over=(), ended=(), failed=(), fenced=())


def test_tick_of_a_new_schedule_brings_nothing_of_the_past(desk: Desk) -> None:
    desk.tick(after=timedelta(seconds=61), catch_up="all")

    assert desk.ran == []
    desk.tick(after=DAY, catch_up="all")
    assert desk.ran == ["2026-11-24T07:00"]


def test_tick_of_a_wrong_cron_line_begins_nothing(desk: Desk, slots: Slots) -> None:
    with pytest.raises(ScheduleError, match="schedule main: `0 25"):
        desk.tick(cron="0 25 * * *")

    assert slots.newest("main") is None


@pytest.mark.parametrize(
    ("absence", "catch_up", "ran", "passed_over"),
    [
        (3 * HOUR, "latest", [23], 0),
        (3 * HOUR, "all", [23], 0),
        (3 * HOUR, "skip", [], 1),
        (21 * DAY + HOUR, "latest", [14], 21),
        (21 * DAY + HOUR, "all", [8, 9, 10, 11, 12, 13, 14], 15),
        (21 * DAY + HOUR, "skip", [14], 21),
        (21 * DAY + 3 * HOUR, "skip", [], 22),
    ],
)
def test_tick_after_an_absence_follows_catch_up(
    *,
    desk: Desk,
    database: Database,
    absence: timedelta,
    catch_up: str,
    ran: list[int],
    passed_over: int,
) -> None:
    desk.tick(catch_up=catch_up, max_age="1w")
    desk.clock.advance(absence)

    report = desk.tick(catch_up=catch_up, max_age="1w")

    assert days(desk.ran) == ran
    assert len(report.passed_over) == passed_over
    kept = states(database)
    assert len(kept) == len(ran) + passed_over
    assert all(kept[item.key] == (SlotState.SKIPPED, why) for item, why in report.passed_over)


def test_tick_after_ages_runs_the_latest_only(desk: Desk, database: Database) -> None:
    desk.tick()
    desk.tick(after=1000 * DAY, catch_up="all", max_slots=50)

    assert desk.ran == ["2029-08-18T07:00"]
    assert states(database) == {"2029-08-18T07:00": (SlotState.DONE, "")}


def test_tick_says_skipped_when_there_is_nothing_new(desk: Desk, database: Database) -> None:
    desk.tick()
    desk.work = lambda item: SlotResult(detail="no new article")
    desk.tick(after=MINUTE)

    def raise_nothing(item: Slot) -> SlotResult:
        raise NothingToDo("no subscriber left")

    desk.work = raise_nothing
    desk.tick(after=DAY)

    assert states(database) == {
        "2026-11-23T07:00": (SlotState.SKIPPED, "no new article"),
        "2026-11-24T07:00": (SlotState.SKIPPED, "no subscriber left"),
    }


def test_tick_tries_a_failed_slot_again_after_growing_pauses(desk: Desk) -> None:
    desk.tick()

    def fail(item: Slot) -> SlotResult:
        raise IssueFileError("issues/x.md", line=3, expected="a title")

    desk.work = fail
    report = desk.tick(after=MINUTE)
    assert [error for _, error in report.failed] == ["issues/x.md:3: a title"]
    assert desk.tick().failed == ()  # not at once
    assert len(desk.tick(after=MINUTE).failed) == 1
    assert desk.tick(after=MINUTE).failed == ()
    desk.work = lambda item: SlotResult(issue_id="made")
    assert len(desk.tick(after=4 * MINUTE).ended) == 1
    assert len(desk.ran) == 3


def test_tick_gives_a_slot_back_before_a_fault_of_ours_goes_on(
    desk: Desk, database: Database
) -> None:
    desk.tick()

    def crash(item: Slot) -> SlotResult:
        raise ZeroDivisionError("ours")

    desk.work = crash
    with pytest.raises(ZeroDivisionError):
        desk.tick(after=MINUTE)
    assert states(database) == {"2026-11-23T07:00": (SlotState.DUE, "ZeroDivisionError: ours")}

    desk.work = lambda item: SlotResult(issue_id="made")
    assert len(desk.tick(after=MINUTE).ended) == 1


def test_tick_takes_up_what_a_dead_worker_left_when_the_lease_is_over(
    desk: Desk, slots: Slots
) -> None:
    desk.tick()
    desk.clock.advance(MINUTE)
    begin_and_die(desk, slots)

    assert desk.tick(after=LEASE).ended == ()
    assert len(desk.tick(after=timedelta(seconds=1)).ended) == 1


def begin_and_die(desk: Desk, slots: Slots) -> SlotClaim:
    now = desk.clock.now()
    due = Slot(schedule="main", key="2026-11-23T07:00", due_at=START + MINUTE)
    slots.add([(due, SlotState.DUE)], at=now)
    claim = slots.claim("main", owner="dead", at=now, lease_until=now + LEASE)
    assert claim is not None
    return claim


def test_tick_ends_what_was_begun_however_old_it_is(desk: Desk, slots: Slots) -> None:
    desk.tick()
    desk.clock.advance(MINUTE)
    desk.begun = {begin_and_die(desk, slots).slot.key}
    desk.tick(after=30 * DAY, cron="0 0 1 1 *")

    assert desk.ran == ["2026-11-23T07:00"]


def test_tick_gives_up_what_failed_until_it_was_too_old(desk: Desk, database: Database) -> None:
    def fail(item: Slot) -> SlotResult:
        raise IssueFileError("a.md", line=1, expected="a mend")

    desk.work = fail
    desk.tick()
    desk.tick(after=MINUTE)
    report = desk.tick(after=3 * DAY, cron="0 0 1 1 *")

    assert [item.key for item, _ in report.passed_over] == ["2026-11-23T07:00"]
    assert states(database)["2026-11-23T07:00"][0] is SlotState.SKIPPED


def test_tick_passes_over_an_old_slot_that_nobody_began(
    desk: Desk, slots: Slots, database: Database
) -> None:
    desk.tick()
    due = Slot(schedule="main", key="2026-11-23T07:00", due_at=START + MINUTE)
    slots.add([(due, SlotState.DUE)], at=desk.clock.now())
    report = desk.tick(after=30 * DAY, cron="0 0 1 1 *")

    assert desk.ran == []
    assert report.passed_over == ((due, "older than max_age = 2d"),)
    assert states(database)[due.key] == (SlotState.SKIPPED, "older than max_age = 2d")


def test_tick_of_a_stale_worker_is_fenced_off(desk: Desk, database: Database) -> None:
    desk.tick()
    other = Desk(desk.slots)

    def sleep_through_the_lease(item: Slot) -> SlotResult:
        other.clock = FakeClock(desk.clock.now() + LEASE + MINUTE)
        other.work = lambda item: SlotResult(issue_id="of the other")
        assert len(other.tick().ended) == 1
        return SlotResult(issue_id="of the stale one")

    desk.work = sleep_through_the_lease
    report = desk.tick(after=MINUTE)

    assert [item.key for item in report.fenced] == ["2026-11-23T07:00"]
    assert report.ended == ()
    with database.read() as connection:
        issue_id = connection.scalar(select(slot.c.issue_id).where(slot.c.key != "start"))
    assert issue_id == "of the other"


def test_clock_one_hour_forward_and_back_runs_nothing_twice(desk: Desk) -> None:
    desk.tick(cron="0 * * * *")
    for step in (HOUR, -HOUR, timedelta(), 10 * MINUTE, HOUR):
        desk.tick(cron="0 * * * *", after=step)

    assert desk.ran == ["2026-11-23T07:00", "2026-11-23T08:00"]


def test_clock_ten_minutes_back_runs_nothing_twice(desk: Desk) -> None:
    desk.tick()
    for step in (2 * MINUTE, -10 * MINUTE, 9 * MINUTE):
        desk.tick(after=step)

    assert desk.ran == ["2026-11-23T07:00"]


def test_clock_two_hours_back_is_refused_until_it_is_right(desk: Desk) -> None:
    desk.tick()
    desk.tick(after=MINUTE)

    with pytest.raises(ScheduleError, match="set the clock right"):
        desk.tick(after=-2 * HOUR)
    desk.tick(after=2 * HOUR)
    assert desk.ran == ["2026-11-23T07:00"]


def test_two_schedules_in_one_ledger_do_not_meet(desk: Desk) -> None:
    for name in ("morning", "other"):
        desk.tick(name=name)
    desk.tick(name="morning", after=MINUTE)
    desk.tick(name="other")

    assert desk.ran == ["2026-11-23T07:00", "2026-11-23T07:00"]


class EagerSlots(Slots):
    """Tells when a lease is renewed; the first time the ledger is busy."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self.renewals: list[datetime] = []
        self.renewed_twice = Event()

    def renew(self, claim: SlotClaim, *, lease_until: datetime) -> None:
        self.renewals.append(lease_until)
        if len(self.renewals) == 1:
            raise LedgerBusy("somebody else writes")
        super().renew(claim, lease_until=lease_until)
        self.renewed_twice.set()


def test_lease_is_renewed_while_the_work_lasts(database: Database) -> None:
    slots = EagerSlots(database)
    clock = FakeClock(START)
    lease = timedelta(milliseconds=30)

    def work(item: Slot) -> SlotResult:
        clock.advance(DAY)
        assert slots.renewed_twice.wait(timeout=60)
        return SlotResult(issue_id="made")

    schedule = ScheduleConfig(cron="0 7 * * *")
    tick(
        schedule,
        slots,
        run=work,
        has_begun=lambda item: False,
        clock=clock,
        owner="desk",
        lease=lease,
    )
    clock.advance(MINUTE)
    report = tick(
        schedule,
        slots,
        run=work,
        has_begun=lambda item: False,
        clock=clock,
        owner="desk",
        lease=lease,
    )

    assert len(report.ended) == 1
    assert set(slots.renewals) == {START + MINUTE + DAY + lease}
