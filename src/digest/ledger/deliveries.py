"""One row per issue and subscriber: who gets an issue, and what became of it.

The count of claims is a claim's fencing token: what a worker writes later holds only while the row
still carries it (`Delivery.claim`). Attempts are another count, which a crash leaves as it was.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import (
    Connection,
    Row,
    Select,
    Update,
    and_,
    bindparam,
    delete,
    func,
    insert,
    literal,
    or_,
    select,
    update,
)

from digest.errors import LeaseLost
from digest.ledger.database import Database, insert_new
from digest.ledger.schema import delivery, issue_plan, subscriber, suppression
from digest.model import Delivery, DeliveryState, Outcome, SubscriberStatus

_PAGE: Final = 1_000
_WAITING: Final = (DeliveryState.QUEUED, DeliveryState.DEFERRED)
_HELD: Final = (DeliveryState.CLAIMED, DeliveryState.SENDING)


class Deliveries:
    """The `DeliveryLedger` in a database. Every method raises LedgerError."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def plan(self, issue_id: str, *, at: datetime) -> int:
        """Freeze the issue's recipients in one transaction; the number of rows made.

        A second call for the same issue makes none. With nobody to mail, nothing is frozen.
        """
        with self._database.write() as connection:
            if not connection.execute(insert_new(issue_plan), {"issue_id": issue_id}).rowcount:
                return 0
            recipients = connection.execute(_freeze(issue_id, at)).rowcount
            if not recipients:
                connection.execute(delete(issue_plan).where(issue_plan.c.issue_id == issue_id))
            return recipients

    def recover(self, issue_id: str, *, resend: bool, max_attempts: int, at: datetime) -> None:
        """Take up what a dead worker left; see `digest.ports.DeliveryLedger.recover`."""
        queued = {"state": DeliveryState.QUEUED, "code": 0, "text": "", "updated_at": at}
        text = "the program ended between the message and the reply"
        doubtful = {**queued, "state": DeliveryState.UNCERTAIN, "text": text}
        with self._database.write() as connection:
            connection.execute(_in_state(issue_id, DeliveryState.CLAIMED).values(queued))
            connection.execute(_in_state(issue_id, DeliveryState.SENDING).values(doubtful))
            if resend:
                uncertain = _in_state(issue_id, DeliveryState.UNCERTAIN)
                again = uncertain.where(delivery.c.attempts < max_attempts)
                connection.execute(again.values(queued))

    def claim(self, issue_id: str, *, limit: int, at: datetime) -> Sequence[Delivery]:
        """Claim up to `limit` QUEUED or due DEFERRED rows; none only when there is none left.

        Who is no longer CONFIRMED, or is suppressed or removed, becomes SKIPPED instead.
        """
        claimed: list[Delivery] = []
        with self._database.write() as connection:
            while found := _candidates(connection, issue_id, limit=limit - len(claimed), at=at):
                reasons = [(row, _objection(row)) for row in found]
                skipped = [pair for pair in reasons if pair[1]]
                _skip_rows(connection, issue_id, rows=skipped, at=at)
                mailable = [row for row, objection in reasons if not objection]
                _claim_rows(connection, issue_id, rows=mailable, at=at)
                claimed += [_delivery(row, claim=row.claims + 1) for row in mailable]
        return claimed

    def record(
        self, outcomes: Iterable[tuple[Delivery, Outcome, datetime | None]], *, at: datetime
    ) -> None:
        """Commit what became of claimed deliveries; see `digest.ports.DeliveryLedger.record`."""
        rows = [
            {**_key(item), **_result(item, outcome, next_at=next_at, at=at)}
            for item, outcome, next_at in outcomes
        ]
        with self._database.write() as connection:
            lost = len(rows) - _changed(connection, rows=rows)
        if lost:
            raise _lost(lost)

    def skip(self, issue_id: str, *, at: datetime) -> int:
        """Turn all that is QUEUED or DEFERRED to SKIPPED (withdrawn issue); how many."""
        values = {
            "state": DeliveryState.SKIPPED,
            "next_at": None,
            "text": "the issue was withdrawn",
            "updated_at": at,
        }
        with self._database.write() as connection:
            return sum(
                connection.execute(_in_state(issue_id, state).values(values)).rowcount
                for state in _WAITING
            )

    def counts(self, issue_id: str) -> Mapping[DeliveryState, int]:
        """How many rows of the issue are in which state; states without a row are left out."""
        grouped = (
            select(delivery.c.state, func.count())
            .where(delivery.c.issue_id == issue_id)
            .group_by(delivery.c.state)
            .order_by(delivery.c.state)
        )
        with self._database.read() as connection:
            return {state: count for state, count in connection.execute(grouped)}  # noqa: C416  # a Row is no pair to mypy

    def rows(self, issue_id: str, state: DeliveryState) -> Iterator[tuple[Delivery, Outcome]]:
        """The rows of one state in the order of their numbers, page by page.

        A removed subscriber's rows have neither address nor public id.
        """
        last = 0
        page = (
            _rows(issue_id)
            .where(delivery.c.state == state)
            .order_by(delivery.c.subscriber_id)
            .limit(_PAGE)
        )
        while True:
            with self._database.read() as connection:
                found = connection.execute(page.where(delivery.c.subscriber_id > last)).all()
            if not found:
                return
            for row in found:
                outcome = Outcome(state=row.state, code=row.code, text=row.text)
                yield _delivery(row, claim=row.claims), outcome
            last = found[-1].subscriber_id

    def due_issues(self, *, at: datetime) -> frozenset[str]:
        """The issues of which a DEFERRED row may be tried again."""
        is_due = (
            select(delivery.c.subscriber_id)
            .where(
                delivery.c.issue_id == issue_plan.c.issue_id,
                delivery.c.state == DeliveryState.DEFERRED,
                delivery.c.next_at <= at,
            )
            .exists()
        )
        with self._database.read() as connection:
            return frozenset(connection.scalars(select(issue_plan.c.issue_id).where(is_due)))

    def next_due(self, issue_id: str) -> datetime | None:
        """When the next DEFERRED row may be tried, if there is one."""
        earliest = select(func.min(delivery.c.next_at)).where(
            delivery.c.issue_id == issue_id, delivery.c.state == DeliveryState.DEFERRED
        )
        with self._database.read() as connection:
            found: datetime | None = connection.scalar(earliest)
        return found


def _lost(count: int) -> LeaseLost:
    return LeaseLost(f"{count} deliveries were taken up by another worker; they are left to it")


_THIS_CLAIM: Final = and_(
    delivery.c.issue_id == bindparam("of_issue"),
    delivery.c.subscriber_id == bindparam("of_subscriber"),
    delivery.c.claims == bindparam("by_claim"),
)
_RESULT: Final = (
    update(delivery)
    .where(_THIS_CLAIM, or_(*(delivery.c.state == state for state in _HELD)))
    .values(
        {
            name: bindparam(f"new_{name}")
            for name in ("state", "attempts", "next_at", "code", "text", "updated_at")
        }
    )
)


def _changed(connection: Connection, *, rows: list[dict[str, Any]]) -> int:
    """Write down each of the results; how many rows of the table they met."""
    if not rows:
        return 0
    return connection.execution_options(preserve_rowcount=True).execute(_RESULT, rows).rowcount


def _key(item: Delivery) -> dict[str, Any]:
    return {
        "of_issue": item.issue_id,
        "of_subscriber": item.subscriber_id,
        "by_claim": item.claim,
    }


def _result(
    item: Delivery, outcome: Outcome, *, next_at: datetime | None, at: datetime
) -> dict[str, Any]:
    is_deferred = outcome.state is DeliveryState.DEFERRED
    return {
        "new_state": outcome.state,
        "new_attempts": item.attempts,
        # Without a time a DEFERRED row would never be due again: it would be lost.
        "new_next_at": (next_at or at) if is_deferred else None,
        "new_code": outcome.code,
        "new_text": outcome.text,
        "new_updated_at": at,
    }


def _in_state(issue_id: str, state: DeliveryState) -> Update:
    return update(delivery).where(delivery.c.issue_id == issue_id, delivery.c.state == state)


def _freeze(issue_id: str, at: datetime) -> Any:
    """All confirmed and unsuppressed subscribers as QUEUED rows, by one statement."""
    is_suppressed = (
        select(suppression.c.address_hash)
        .where(suppression.c.address_hash == subscriber.c.address_hash)
        .exists()
    )
    values = {
        "issue_id": literal(issue_id),
        "subscriber_id": subscriber.c.id,
        "state": literal(DeliveryState.QUEUED, delivery.c.state.type),
        "claims": literal(0),
        "attempts": literal(0),
        "code": literal(0),
        "text": literal(""),
        "updated_at": literal(at, delivery.c.updated_at.type),
    }
    recipients = select(*values.values()).where(
        subscriber.c.status == SubscriberStatus.CONFIRMED, ~is_suppressed
    )
    return insert(delivery).from_select(list(values), recipients)


def _rows(issue_id: str) -> Select[Any]:
    """Rows of `delivery` with what is known of the person now; a removed one leaves NULLs."""
    person = delivery.c.subscriber_id == subscriber.c.id
    is_same = subscriber.c.address_hash == suppression.c.address_hash
    return (
        select(
            delivery,
            subscriber.c.public_id,
            subscriber.c.email,
            subscriber.c.status,
            suppression.c.reason,
        )
        .select_from(delivery.outerjoin(subscriber, person).outerjoin(suppression, is_same))
        .where(delivery.c.issue_id == issue_id)
    )


def _candidates(
    connection: Connection, issue_id: str, *, limit: int, at: datetime
) -> Sequence[Row[Any]]:
    """Up to `limit` rows that may be claimed: the fresh ones first, then who waited longest."""
    if limit <= 0:
        return ()
    rows = _rows(issue_id).order_by(delivery.c.next_at, delivery.c.subscriber_id).limit(limit)
    is_due = (delivery.c.state == DeliveryState.DEFERRED) & (delivery.c.next_at <= at)
    fresh = connection.execute(rows.where(delivery.c.state == DeliveryState.QUEUED)).all()
    return fresh or connection.execute(rows.where(is_due)).all()


def _objection(row: Row[Any]) -> str:
    """Why the person must not be mailed any more, or nothing."""
    if row.status is None:
        return "the subscriber was removed"
    if row.reason is not None:
        return f"the address is suppressed: {row.reason.value}"
    if row.status is not SubscriberStatus.CONFIRMED:
        return f"the subscriber is {row.status.value}"
    return ""


_BY_NUMBER: Final = update(delivery).where(
    delivery.c.issue_id == bindparam("of_issue"),
    delivery.c.subscriber_id == bindparam("of_subscriber"),
)


def _skip_rows(
    connection: Connection,
    issue_id: str,
    *,
    rows: Sequence[tuple[Row[Any], str]],
    at: datetime,
) -> None:
    values = {"state": DeliveryState.SKIPPED, "next_at": None, "updated_at": at}
    statement = _BY_NUMBER.values(**values, text=bindparam("reason"))
    if rows:
        connection.execute(
            statement,
            [
                {"of_issue": issue_id, "of_subscriber": row.subscriber_id, "reason": reason}
                for row, reason in rows
            ],
        )


def _claim_rows(
    connection: Connection, issue_id: str, *, rows: Sequence[Row[Any]], at: datetime
) -> None:
    values = {"state": DeliveryState.CLAIMED, "next_at": None, "updated_at": at}
    statement = _BY_NUMBER.values(**values, claims=delivery.c.claims + 1)
    if rows:
        numbers = [row.subscriber_id for row in rows]
        connection.execute(
            statement, [{"of_issue": issue_id, "of_subscriber": number} for number in numbers]
        )


def _delivery(row: Row[Any], *, claim: int) -> Delivery:
    return Delivery(
        issue_id=row.issue_id,
        subscriber_id=row.subscriber_id,
        public_id=row.public_id or "",
        email=row.email or "",
        claim=claim,
        attempts=row.attempts,
    )
