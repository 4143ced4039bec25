from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from digest.errors import LeaseLost
from digest.ledger.database import Database
from digest.ledger.schema import slot
from digest.ledger.slots import Slots
from digest.model import Slot, SlotClaim, SlotState

NOW = datetime(2026, 11, 23, 7, tzinfo=UTC)
LEASE = timedelta(minutes=15)


def make(day: int, schedule: str = "main") -> Slot:
    return Slot(
        schedule=schedule,
        key=f"2026-11-{day:02}T07:00",
        due_at=datetime(2026, 11, day, 6, tzinfo=UTC),
    )


def enter(slots: Slots, *items: Slot, state: SlotState = SlotState.DUE) -> int:
    return slots.add([(item, state) for item in items], at=NOW)


def claim(slots: Slots, at: datetime = NOW, schedule: str = "main") -> SlotClaim | None:
    return slots.claim(schedule, owner="test", at=at, lease_until=at + LEASE)


def claimed(slots: Slots, at: datetime = NOW) -> SlotClaim:
    found = claim(slots, at)
    assert found is not None
    return found


def finish(slots: Slots, held: SlotClaim, state: SlotState = SlotState.DONE) -> None:
    slots.finish(held, state=state, issue_id="tag:x", detail="well", at=NOW)


def stored(database: Database, item: Slot) -> object:
    chosen = select(slot).where(slot.c.schedule == item.schedule, slot.c.key == item.key)
    with database.read() as connection:
        return connection.execute(chosen).one()


def test_slots_are_entered_once(slots: Slots) -> None:
    assert enter(slots, make(23), make(24)) == 2
    assert enter(slots, make(24), make(25)) == 1
    assert enter(slots) == 0


def test_newest_slot_is_the_latest_due_of_its_schedule_in_any_state(slots: Slots) -> None:
    assert slots.newest("main") is None
    enter(slots, make(25), state=SlotState.SKIPPED)
    enter(slots, make(23))
    enter(slots, make(27, schedule="other"))

    assert slots.newest("main") == make(25)


def test_claim_takes_the_oldest_due_slot_of_its_schedule_once(slots: Slots) -> None:
    enter(slots, make(22), state=SlotState.SKIPPED)
    enter(slots, make(25), make(24))
    enter(slots, make(23, schedule="other"))

    first, second = claimed(slots), claimed(slots)

    assert (first.slot, second.slot) == (make(24), make(25))
    assert (first.token, first.attempts, first.lease_until) == (1, 1, NOW + LEASE)
    assert claim(slots) is None


@pytest.mark.parametrize("state", [SlotState.DONE, SlotState.SKIPPED])
def test_finished_slot_is_never_claimed_again(
    slots: Slots, database: Database, state: SlotState
) -> None:
    enter(slots, make(23))
    finish(slots, claimed(slots), state)

    assert claim(slots, NOW + timedelta(days=365)) is None
    row = stored(database, make(23))
    assert (row.state, row.issue_id, row.detail) == (state, "tag:x", "well")


def test_abandoned_slot_is_claimed_when_its_lease_is_over(slots: Slots) -> None:
    enter(slots, make(23))
    claimed(slots)

    assert claim(slots, NOW + LEASE) is None
    again = claimed(slots, NOW + LEASE + timedelta(seconds=1))
    assert (again.slot, again.token, again.attempts) == (make(23), 2, 2)


def test_renewed_lease_keeps_the_slot(slots: Slots) -> None:
    enter(slots, make(23))
    slots.renew(claimed(slots), lease_until=NOW + 3 * LEASE)

    assert claim(slots, NOW + 2 * LEASE) is None


def test_stale_worker_is_fenced_off(slots: Slots) -> None:
    enter(slots, make(23))
    stale = claimed(slots)
    current = claimed(slots, NOW + 2 * LEASE)

    with pytest.raises(LeaseLost, match="slot main/2026-11-23T07:00: another worker took it"):
        finish(slots, stale)
    with pytest.raises(LeaseLost):
        slots.renew(stale, lease_until=NOW + 9 * LEASE)
    with pytest.raises(LeaseLost):
        slots.release(stale, error="stale", retry_at=NOW)
    finish(slots, current)
    with pytest.raises(LeaseLost):
        finish(slots, current)


def test_slow_worker_ends_its_slot_when_nobody_took_it(slots: Slots, database: Database) -> None:
    enter(slots, make(23))
    slow = claimed(slots)

    finish(slots, slow)  # long after the lease, for all the ledger knows

    assert stored(database, make(23)).state is SlotState.DONE


def test_released_slot_waits_for_its_time_and_keeps_the_error(
    slots: Slots, database: Database
) -> None:
    enter(slots, make(23), make(24))
    slots.release(claimed(slots), error="no disk", retry_at=NOW + LEASE)

    assert claimed(slots).slot == make(24)  # the others need not wait
    assert claim(slots) is None
    assert stored(database, make(23)).detail == "no disk"
    again = claimed(slots, NOW + LEASE)
    assert (again.slot, again.token, again.attempts) == (make(23), 2, 2)


def test_skipped_slot_keeps_its_reason(slots: Slots, database: Database) -> None:
    slots.add([(make(23), SlotState.SKIPPED)], at=NOW, detail="too old")

    row = stored(database, make(23))
    assert (row.state, row.detail, row.updated_at) == (SlotState.SKIPPED, "too old", NOW)
