"""Working stand-ins for the world, with ways to fail."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from digest.errors import LedgerError
from digest.model import Delivery, DeliveryState, Envelope, Outcome


class FakeClock:
    """Stands still until it is moved."""

    def __init__(self, now: datetime = datetime(2026, 11, 23, 7, tzinfo=UTC)) -> None:
        self._now = now

    def now(self) -> datetime:
        return self._now

    def advance(self, step: timedelta) -> None:
        self._now += step


_QUEUED = Outcome(state=DeliveryState.QUEUED)


@dataclass
class FakeRow:
    """A delivery as the ledger would keep it; `history` holds every state that it was in."""

    delivery: Delivery
    outcome: Outcome = field(default=_QUEUED)
    due: datetime | None = None
    history: list[DeliveryState] = field(default_factory=list)


class FakeDeliveries:
    """A `DeliveryLedger` of one issue in memory. Only the thread that made it may use it."""

    def __init__(self, *emails: str, issue_id: str = "tag:example.org,2026:1") -> None:
        self.issue_id = issue_id
        self.table = [
            FakeRow(
                delivery=Delivery(
                    issue_id=issue_id,
                    subscriber_id=number,
                    public_id=f"{number:032x}",
                    email=email,
                    claim=0,
                    attempts=0,
                )
            )
            for number, email in enumerate(emails, start=1)
        ]
        self.commits: list[list[tuple[int, DeliveryState]]] = []
        self.fails_at: Callable[[DeliveryState], bool] = lambda state: False
        self._owner = threading.get_ident()

    def claim(self, issue_id: str, *, limit: int, at: datetime) -> Sequence[Delivery]:
        assert issue_id == self.issue_id
        due = [row for row in self.table if _is_due(row, at)][:limit]
        for row in due:
            row.delivery = replace(row.delivery, claim=row.delivery.claim + 1)
        self._commit([(row, Outcome(state=DeliveryState.CLAIMED), None) for row in due])
        return [row.delivery for row in due]

    def record(
        self, outcomes: Iterable[tuple[Delivery, Outcome, datetime | None]], *, at: datetime
    ) -> None:
        written = list(outcomes)
        rows = [self.table[delivery.subscriber_id - 1] for delivery, _, _ in written]
        held = {DeliveryState.CLAIMED, DeliveryState.SENDING}
        assert all(row.outcome.state in held for row in rows)
        self._commit([(row, *change[1:]) for row, change in zip(rows, written, strict=True)])
        for row, (delivery, _, _) in zip(rows, written, strict=True):
            assert row.delivery.claim == delivery.claim
            row.delivery = delivery

    def counts(self, issue_id: str) -> Mapping[DeliveryState, int]:
        return Counter(row.outcome.state for row in self.table)

    def rows(self, issue_id: str, state: DeliveryState) -> Iterator[tuple[Delivery, Outcome]]:
        return ((row.delivery, row.outcome) for row in self.table if row.outcome.state is state)

    def next_due(self, issue_id: str) -> datetime | None:
        return min((row.due for row in self.table if row.due), default=None)

    def _commit(self, changes: Sequence[tuple[FakeRow, Outcome, datetime | None]]) -> None:
        assert threading.get_ident() == self._owner, "two threads keep the ledger"
        if any(self.fails_at(outcome.state) for _, outcome, _ in changes):
            raise LedgerError("the disk is full")
        for row, outcome, due in changes:
            row.outcome, row.due = outcome, due
            row.history.append(outcome.state)
        self.commits.append([(row.delivery.subscriber_id, new.state) for row, new, _ in changes])


def _is_due(row: FakeRow, at: datetime) -> bool:
    is_deferred = row.outcome.state is DeliveryState.DEFERRED
    return row.outcome.state is DeliveryState.QUEUED or bool(is_deferred and row.due <= at)


#: What a fake relay does with a message: an outcome, an error to raise, or something to call.
Behaviour = Outcome | Exception | Callable[[], Outcome]


@dataclass
class FakeTransport:
    """A relay in memory. `behaviour` maps addresses to what happens; all others are accepted."""

    behaviour: Mapping[str, Sequence[Behaviour]] = field(default_factory=dict)
    open_errors: list[Exception] = field(default_factory=list)
    accepted: list[tuple[str, bytes]] = field(default_factory=list)
    opened: int = 0
    closed: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _tries: Counter[str] = field(default_factory=Counter)

    def open(self) -> FakeSession:
        with self._lock:
            if self.open_errors:
                raise self.open_errors.pop(0)
            self.opened += 1
        return FakeSession(self)

    def note_closed(self) -> None:
        with self._lock:
            self.closed += 1

    def next_behaviour(self, address: str) -> Behaviour:
        with self._lock:
            todo = self.behaviour.get(address, ())
            done = self._tries[address]
            self._tries[address] += 1
        return todo[done] if done < len(todo) else ACCEPTED


@dataclass
class FakeSession:
    """One connection to the fake relay."""

    transport: FakeTransport

    def deliver(
        self, envelope: Envelope, message: bytes, *, before_final: Callable[[], None]
    ) -> Outcome:
        behaviour = self.transport.next_behaviour(envelope.rcpt_to)
        if isinstance(behaviour, Exception):
            raise behaviour
        outcome = behaviour() if callable(behaviour) else behaviour
        if outcome.state in {DeliveryState.ACCEPTED, DeliveryState.UNCERTAIN}:
            before_final()
        if outcome.state is DeliveryState.ACCEPTED:
            self.transport.accepted.append((envelope.rcpt_to, message))
        return outcome

    def close(self) -> None:
        self.transport.note_closed()


ACCEPTED = Outcome(state=DeliveryState.ACCEPTED, code=250, text="2.0.0 queued")
GREYLISTED = Outcome(state=DeliveryState.DEFERRED, code=450, text="4.2.0 come back later")
UNKNOWN_USER = Outcome(state=DeliveryState.REJECTED, code=550, text="5.1.1 no such user")
HUNG_UP = Outcome(state=DeliveryState.DEFERRED, text="before the message left: closed")
DOUBTFUL = Outcome(state=DeliveryState.UNCERTAIN, text="between message and reply: closed")
