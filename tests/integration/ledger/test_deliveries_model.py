"""The deliveries against forty lines of plain Python that say what they should be."""

import tempfile
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, invariant, multiple, rule
from sqlalchemy import select

from digest.errors import LeaseLost
from digest.ledger.database import open_ledger
from digest.ledger.deliveries import Deliveries
from digest.ledger.schema import delivery
from digest.ledger.subscribers import Subscribers
from digest.model import (
    Delivery,
    DeliveryState,
    Outcome,
    Subscriber,
    SubscriberStatus,
    SuppressionReason,
)

ISSUE = "issue"
QUEUED, CLAIMED, SENDING, ACCEPTED, DEFERRED, REJECTED, SKIPPED, UNCERTAIN = DeliveryState
HELD = (CLAIMED, SENDING)


@dataclass
class Row:
    state: DeliveryState = QUEUED
    claims: int = 0
    attempts: int = 0
    due: datetime | None = None


class DeliveriesAgainstAModel(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.database = open_ledger(Path(self.folder.name) / "ledger.sqlite3")
        self.subscribers = Subscribers(self.database)
        self.deliveries = Deliveries(self.database)
        self.now = datetime(2026, 11, 23, 7, tzinfo=UTC)
        self.people: list[Subscriber] = []
        self.mailable: set[int] = set()
        self.rows: dict[int, Row] | None = None

    def teardown(self) -> None:
        self.database.close()
        self.folder.cleanup()

    held = Bundle("held")

    @rule(is_confirmed=st.booleans())
    def subscribe(self, is_confirmed: bool) -> None:
        status = SubscriberStatus.CONFIRMED if is_confirmed else SubscriberStatus.PENDING
        email = f"p{len(self.people)}@example.org"
        person = self.subscribers.add(email, name="", status=status, at=self.now)
        self.people.append(person)
        if is_confirmed:
            self.mailable.add(person.id)

    @rule(data=st.data(), how=st.sampled_from(["unsubscribe", "suppress", "remove"]))
    def leave(self, data: st.DataObject, how: str) -> None:
        if not self.mailable:
            return
        number = data.draw(st.sampled_from(sorted(self.mailable)))
        (person,) = (person for person in self.people if person.id == number)
        if how == "unsubscribe":
            self.subscribers.set_status(person, SubscriberStatus.UNSUBSCRIBED, at=self.now)
        elif how == "suppress":
            self.subscribers.suppress(person.email, reason=SuppressionReason.MANUAL, at=self.now)
        else:
            self.subscribers.remove(person, at=self.now)
        self.mailable.remove(number)

    @rule()
    def plan(self) -> None:
        made = self.deliveries.plan(ISSUE, at=self.now)
        if self.rows is None and self.mailable:
            self.rows = {number: Row() for number in self.mailable}
            assert made == len(self.rows)
        else:
            assert made == 0

    @rule(target=held, limit=st.integers(1, 4))
    def claim(self, limit: int) -> object:
        claimed = self.deliveries.claim(ISSUE, limit=limit, at=self.now)
        rows = self.rows or {}
        fresh = [number for number in sorted(rows) if rows[number].state is QUEUED]
        due = [
            number
            for number in sorted(rows)
            if rows[number].state is DEFERRED and rows[number].due <= self.now
        ]
        due.sort(key=lambda number: (rows[number].due, number))
        expected = []
        for number in fresh + due:
            if len(expected) == limit:
                break
            row = rows[number]
            if number in self.mailable:
                row.state, row.claims, row.due = CLAIMED, row.claims + 1, None
                expected.append((number, row.claims, row.attempts))
            else:
                row.state, row.due = SKIPPED, None
        assert [(item.subscriber_id, item.claim, item.attempts) for item in claimed] == expected
        return multiple(*claimed)

    def is_ours(self, item: Delivery, *states: DeliveryState) -> bool:
        assert self.rows is not None
        row = self.rows[item.subscriber_id]
        return row.claims == item.claim and row.state in states

    @rule(item=held)
    def sending(self, item: Delivery) -> None:
        assert self.rows is not None
        if self.is_ours(item, *HELD):
            self.deliveries.record([(item, Outcome(state=SENDING), None)], at=self.now)
            self.rows[item.subscriber_id].state = SENDING
        else:
            with pytest.raises(LeaseLost):
                self.deliveries.record([(item, Outcome(state=SENDING), None)], at=self.now)

    @rule(
        item=consumes(held),
        state=st.sampled_from([ACCEPTED, DEFERRED, REJECTED, UNCERTAIN, QUEUED]),
        minutes=st.integers(1, 30),
        counts=st.booleans(),
    )
    def finish(self, item: Delivery, state: DeliveryState, minutes: int, counts: bool) -> None:
        assert self.rows is not None
        due = self.now + timedelta(minutes=minutes) if state is DEFERRED else None
        judged = replace(item, attempts=item.attempts + counts)
        outcomes = [(judged, Outcome(state=state), due)]
        if not self.is_ours(item, *HELD):
            with pytest.raises(LeaseLost):
                self.deliveries.record(outcomes, at=self.now)
            return
        self.deliveries.record(outcomes, at=self.now)
        row = self.rows[item.subscriber_id]
        row.state, row.due, row.attempts = state, due, row.attempts + counts

    @rule(resend=st.booleans(), max_attempts=st.integers(1, 3))
    def recover_after_a_crash(self, resend: bool, max_attempts: int) -> None:
        self.deliveries.recover(ISSUE, resend=resend, max_attempts=max_attempts, at=self.now)
        for row in (self.rows or {}).values():
            if row.state is CLAIMED:
                row.state = QUEUED
            elif row.state in (SENDING, UNCERTAIN):
                is_due = resend and row.attempts < max_attempts
                row.state = QUEUED if is_due else UNCERTAIN

    @rule()
    def withdraw(self) -> None:
        waiting = [row for row in (self.rows or {}).values() if row.state in (QUEUED, DEFERRED)]
        assert self.deliveries.skip(ISSUE, at=self.now) == len(waiting)
        for row in waiting:
            row.state, row.due = SKIPPED, None

    @rule(minutes=st.integers(-5, 30))
    def let_time_pass(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)

    @invariant()
    def ledger_and_model_agree(self) -> None:
        rows = self.rows or {}
        states = [row.state for row in rows.values()]
        counts = {state: states.count(state) for state in DeliveryState if state in states}
        assert self.deliveries.counts(ISSUE) == counts
        columns = delivery.c
        chosen = select(columns.subscriber_id, columns.state, columns.claims, columns.attempts)
        with self.database.read() as connection:
            stored = {number: row for number, *row in connection.execute(chosen)}
        expected = {n: [row.state, row.claims, row.attempts] for n, row in rows.items()}
        assert stored == expected
        due = min((row.due for row in rows.values() if row.due), default=None)
        assert self.deliveries.next_due(ISSUE) == due


TestDeliveriesAgainstAModel = DeliveriesAgainstAModel.TestCase
TestDeliveriesAgainstAModel.settings = settings(
    max_examples=20,
    stateful_step_count=25,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
