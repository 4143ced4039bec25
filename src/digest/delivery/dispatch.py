"""All deliveries of an issue that are due: claimed, handed to workers, their outcomes committed.

The caller's thread keeps the ledger, alone: it claims, commits intents and outcomes in groups of
whatever is waiting, and fills the workers' desk. Each worker has a connection of its own.
"""

from __future__ import annotations

import math
import queue
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from digest.delivery.worker import Compose, Desk, Ended, Ticket, Worker
from digest.errors import TransportError
from digest.model import Delivery, DeliveryState, Outcome
from digest.ports import Clock, DeliveryLedger, Transport

_BATCH: Final = 500
_BACK_OFF: Final = tuple(timedelta(minutes=minutes) for minutes in (5, 15, 60, 120, 240, 480))
_GATHER_SECONDS: Final = 0.002
#: Replies that tell of the relay's state rather than of a recipient; 0: the line broke.
_RELAY_CODES: Final = frozenset({0, 421, 452, 454})
#: So many of them in a row, beyond one for each connection, end the run.
_MAX_TROUBLE: Final = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class DispatchPolicy:
    """How hard to try."""

    connections: int = 1
    max_attempts: int = 8
    resend: bool = False  #: try what became UNCERTAIN again, with the same Message-ID


@dataclass(frozen=True, slots=True, kw_only=True)
class DispatchProgress:
    """What became of this run's attempts so far."""

    outcomes: Mapping[DeliveryState, int]

    @property
    def attempted(self) -> int:
        """How many messages have been tried."""
        return sum(self.outcomes.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class DispatchReport:
    """Where the issue's deliveries stand after a run."""

    outcomes: Mapping[DeliveryState, int]  #: of this run's attempts
    counts: Mapping[DeliveryState, int]  #: of all rows of the issue
    next_due: datetime | None  #: when the next DEFERRED row may be tried
    error: str  #: why the relay could not be used for all that was due; empty if it could


def dispatch(
    issue_id: str,
    *,
    ledger: DeliveryLedger,
    transport: Transport,
    compose: Compose,
    clock: Clock,
    policy: DispatchPolicy,
    stop: threading.Event | None = None,
    progress: Callable[[DispatchProgress], None] | None = None,
) -> DispatchReport:
    """Deliver all that is due, and return when nothing is in flight any more.

    The caller holds a lock that keeps every other run away, and has called `ledger.plan` and then
    `ledger.recover` under it. Once `stop` is set, messages in flight are finished and the others
    are given back untried. A relay that cannot be used ends the run the same way and is reported
    as `error`; no recipient is blamed for it. Raises what ledger and `compose` raise, except
    MessageError, which is a recipient's REJECTED.
    """
    run = _Run(issue_id, ledger=ledger, clock=clock, policy=policy, progress=progress)
    error = run.run(transport, compose=compose, stop=stop or threading.Event())
    return DispatchReport(
        outcomes=dict(run.outcomes),
        counts=ledger.counts(issue_id),
        next_due=ledger.next_due(issue_id),
        error=error,
    )


def back_off(attempts: int) -> timedelta:
    """How long to wait after so many attempts: 5 min, 15 min, 1 h, 2 h, 4 h, then 8 h each."""
    return _BACK_OFF[min(attempts, len(_BACK_OFF)) - 1]


def settle(
    delivery: Delivery, outcome: Outcome, *, policy: DispatchPolicy, at: datetime
) -> tuple[Delivery, Outcome, datetime | None]:
    """What to write for an attempt: it counts. And when a deferred delivery is due again."""
    delivery = replace(delivery, attempts=delivery.attempts + 1)
    is_last = delivery.attempts >= policy.max_attempts
    state, text = outcome.state, outcome.text
    if state is DeliveryState.UNCERTAIN and policy.resend and not is_last:
        state, text = DeliveryState.DEFERRED, f"may have arrived and is sent again: {text}"
    elif state is DeliveryState.DEFERRED and is_last:
        state, text = DeliveryState.REJECTED, f"given up after {delivery.attempts} attempts: {text}"
    elif state is not DeliveryState.DEFERRED:
        return delivery, outcome, None
    due = at + back_off(delivery.attempts) if state is DeliveryState.DEFERRED else None
    return delivery, Outcome(state=state, code=outcome.code, text=text), due


def _seconds_to(until: float) -> float | None:
    return None if until == math.inf else max(until - time.monotonic(), 0)


class _Run:
    """One run, as the caller's thread sees it."""

    def __init__(
        self,
        issue_id: str,
        *,
        ledger: DeliveryLedger,
        clock: Clock,
        policy: DispatchPolicy,
        progress: Callable[[DispatchProgress], None] | None,
    ) -> None:
        self.outcomes: Counter[DeliveryState] = Counter()
        self._issue_id = issue_id
        self._ledger = ledger
        self._clock = clock
        self._policy = policy
        self._progress = progress
        self._desk = Desk()
        self._live = 0
        self._is_exhausted = False
        self._has_put_off = False  # a delivery was deferred because of the relay as a whole
        self._trouble = 0
        self._relay_error: TransportError | None = None
        self._error: Exception | None = None

    def run(self, transport: Transport, *, compose: Compose, stop: threading.Event) -> str:
        """Work until nothing is due or it must end; what is wrong with the relay, if it is why."""
        if not stop.is_set():
            self._refill()
        if not self._is_exhausted:
            self._live = min(self._policy.connections, self._desk.todo.qsize())
        for _ in range(self._live):
            Worker(self._desk, transport=transport, compose=compose).start()
        while self._live:
            group = self._next_group()
            try:
                self._commit(group)
                if stop.is_set():
                    self._halt()
                if self._live:
                    self._refill()
            except Exception as error:  # noqa: BLE001  # raised below, after the workers ended
                self._error = self._error or error
                self._halt()
            finally:
                for ticket in group:
                    ticket.answer()
        is_cut_short = self._give_back() or self._has_put_off
        if self._error is not None:
            raise self._error
        return str(self._relay_error) if self._relay_error and is_cut_short else ""

    def _next_group(self) -> list[Ticket]:
        """What is to be committed together: until every worker waits, or the first one long enough.

        A transaction costs more than a message, so that a short wait for others pays.
        """
        group: list[Ticket] = []
        waiting, until = 0, math.inf
        while waiting < self._live:
            try:
                item = self._desk.inbox.get(timeout=_seconds_to(until))
            except queue.Empty:
                break
            if isinstance(item, Ended):
                self._live -= 1
                self._note(item)
                continue
            if not group:
                until = time.monotonic() + _GATHER_SECONDS
            group.append(item)
            waiting += item.outcome.state is DeliveryState.SENDING
        return group

    def _note(self, ended: Ended) -> None:
        """One worker less: the others go on, unless the reason is theirs too."""
        if ended.error is None:
            return
        if not isinstance(ended.error, TransportError):
            self._error = self._error or ended.error
            self._halt()
            return
        self._relay_error = self._relay_error or ended.error
        if ended.error.permanent:
            self._halt()

    def _commit(self, group: Sequence[Ticket]) -> None:
        """Intents and outcomes in one transaction: a commit waits for the disk, so each counts."""
        if not group:
            return
        now = self._clock.now()
        rows = [self._row(ticket, at=now) for ticket in group]
        self._ledger.record(rows, at=now)
        for ticket, (_, outcome, _) in zip(group, rows, strict=True):
            ticket.is_committed = True
            if outcome.state not in {DeliveryState.SENDING, DeliveryState.QUEUED}:
                self.outcomes[outcome.state] += 1
                self._watch(outcome)
        if self._progress is not None:
            self._progress(DispatchProgress(outcomes=dict(self.outcomes)))

    def _row(self, ticket: Ticket, *, at: datetime) -> tuple[Delivery, Outcome, datetime | None]:
        delivery, outcome = ticket.delivery, ticket.outcome
        if ticket.is_attempt:
            return settle(delivery, outcome, policy=self._policy, at=at)
        if outcome.state is not DeliveryState.DEFERRED:
            return delivery, outcome, None
        self._has_put_off = True
        return delivery, outcome, at + back_off(delivery.attempts + 1)

    def _watch(self, outcome: Outcome) -> None:
        """End the run when the relay, time after time, breaks the line or asks us to wait."""
        is_trouble = outcome.state in {DeliveryState.DEFERRED, DeliveryState.UNCERTAIN}
        self._trouble = self._trouble + 1 if is_trouble and outcome.code in _RELAY_CODES else 0
        if self._trouble >= self._policy.connections + _MAX_TROUBLE:
            self._relay_error = self._relay_error or TransportError(
                f"the relay failed {self._trouble} messages in a row, the last with:"
                f" {outcome.code or ''} {outcome.text}; try again later",
                permanent=False,
            )
            self._halt()

    def _refill(self) -> None:
        """Claim the next batch in time, so that no worker waits for it."""
        todo = self._desk.todo
        is_low = todo.qsize() <= 2 * self._policy.connections
        if self._is_exhausted or self._desk.halt.is_set() or not is_low:
            return
        batch = self._ledger.claim(self._issue_id, limit=_BATCH, at=self._clock.now())
        self._is_exhausted = not batch
        for delivery in batch:
            todo.put(delivery)
        if self._is_exhausted:
            self._send_home()

    def _halt(self) -> None:
        """Let every worker end after the message that it has in hand."""
        if not self._desk.halt.is_set():
            self._desk.halt.set()
            self._send_home()

    def _send_home(self) -> None:
        for _ in range(self._policy.connections):
            self._desk.todo.put(None)

    def _give_back(self) -> bool:
        """Return what was claimed and not tried; whether something due is left."""
        left = []
        while not self._desk.todo.empty():
            if (delivery := self._desk.todo.get()) is not None:
                left.append((delivery, Outcome(state=DeliveryState.QUEUED), None))
        if left:
            self._ledger.record(left, at=self._clock.now())
        return bool(left) or not self._is_exhausted
