"""Which slots exist, who works on them, what came out.

A claim is a lease with an end, and its token counts the claims of that slot: a worker that slept
through the end of its lease finds another token and throws its work away.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final

from sqlalchemy import and_, bindparam, or_, select, update

from digest.errors import LeaseLost
from digest.ledger.database import Database, insert_new
from digest.ledger.schema import slot
from digest.model import Slot, SlotClaim, SlotState


class Slots:
    """The `SlotLedger` in a database. Every method raises LedgerError."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def newest(self, schedule: str) -> Slot | None:
        """The newest known slot by `due_at`, in whatever state."""
        with self._database.read() as connection:
            row = connection.execute(_NEWEST, {"of_schedule": schedule}).one_or_none()
        return None if row is None else Slot(schedule=row.schedule, key=row.key, due_at=row.due_at)

    def add(
        self, slots: Iterable[tuple[Slot, SlotState]], *, at: datetime, detail: str = ""
    ) -> int:
        """Insert those that are not known yet, with `detail` for the record; how many came in."""
        with self._database.write() as connection:
            return sum(
                connection.execute(
                    insert_new(slot), _new_row(item, state, at=at, detail=detail)
                ).rowcount
                for item, state in slots
            )

    def claim(
        self, schedule: str, *, owner: str, at: datetime, lease_until: datetime
    ) -> SlotClaim | None:
        """Claim the oldest slot that is DUE, or RUNNING with a lease in the past."""
        values = {"of_schedule": schedule, "by": owner, "now": at, "until": lease_until}
        with self._database.write() as connection:
            row = connection.execute(_CLAIM, values).one_or_none()
        if row is None:
            return None
        return SlotClaim(
            slot=Slot(schedule=schedule, key=row.key, due_at=row.due_at),
            token=row.token,
            attempts=row.attempts,
            lease_until=lease_until,
        )

    def renew(self, claim: SlotClaim, *, lease_until: datetime) -> None:
        """Extend the lease. Raises LeaseLost."""
        self._change(claim, {"lease_until": lease_until})

    def finish(
        self, claim: SlotClaim, *, state: SlotState, issue_id: str, detail: str, at: datetime
    ) -> None:
        """DONE or SKIPPED. Raises LeaseLost when the token is no longer ours."""
        ended = {"state": state, "issue_id": issue_id, "detail": detail, "updated_at": at}
        self._change(claim, {**ended, "lease_until": None})

    def release(self, claim: SlotClaim, *, error: str, retry_at: datetime) -> None:
        """Give a slot back after a failure; it is claimed again from `retry_at` on.

        Raises LeaseLost.
        """
        given_back = {"state": SlotState.DUE, "detail": error, "retry_at": retry_at}
        self._change(claim, {**given_back, "lease_until": None})

    def _change(self, claim: SlotClaim, values: dict[str, Any]) -> None:
        ours = update(slot).where(
            slot.c.schedule == claim.slot.schedule,
            slot.c.key == claim.slot.key,
            slot.c.state == SlotState.RUNNING,
            slot.c.token == claim.token,
        )
        with self._database.write() as connection:
            if not connection.execute(ours.values(values)).rowcount:
                raise LeaseLost(
                    f"slot {claim.slot.name}: another worker took it after the lease ran out; "
                    "what this one made is left to it"
                )


_NEWEST: Final = (
    select(slot.c.schedule, slot.c.key, slot.c.due_at)
    .where(slot.c.schedule == bindparam("of_schedule"))
    .order_by(slot.c.due_at.desc())
    .limit(1)
)

_IS_DUE: Final = and_(
    slot.c.state == SlotState.DUE,
    or_(slot.c.retry_at.is_(None), slot.c.retry_at <= bindparam("now")),
)
_IS_ABANDONED: Final = and_(
    slot.c.state == SlotState.RUNNING, slot.c.lease_until < bindparam("now")
)
_OLDEST: Final = (
    select(slot.c.key)
    .where(slot.c.schedule == bindparam("of_schedule"), or_(_IS_DUE, _IS_ABANDONED))
    .order_by(slot.c.due_at)
    .limit(1)
    .with_for_update(skip_locked=True)  # says nothing in SQLite, which locks the whole file
    .scalar_subquery()
)
_CLAIM: Final = (
    update(slot)
    .where(slot.c.schedule == bindparam("of_schedule"), slot.c.key == _OLDEST)
    .values(
        state=SlotState.RUNNING,
        owner=bindparam("by"),
        lease_until=bindparam("until"),
        retry_at=None,
        token=slot.c.token + 1,
        attempts=slot.c.attempts + 1,
        updated_at=bindparam("now"),
    )
    .returning(slot.c.key, slot.c.due_at, slot.c.token, slot.c.attempts)
)


def _new_row(item: Slot, state: SlotState, *, at: datetime, detail: str) -> dict[str, Any]:
    return {
        "schedule": item.schedule,
        "key": item.key,
        "due_at": item.due_at,
        "state": state,
        "owner": "",
        "token": 0,
        "attempts": 0,
        "issue_id": "",
        "detail": detail,
        "updated_at": at,
    }
