"""A thread that delivers over one session, and what it asks of the thread that keeps the ledger."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from digest.errors import DeliveryError, MessageError, TransportError
from digest.model import Delivery, DeliveryState, Envelope, Outcome, WireMessage
from digest.ports import Session, Transport

#: Makes the message of one recipient. Called by several threads at once. Raises MessageError.
Compose = Callable[[Delivery], tuple[Envelope, WireMessage]]

_INTENT: Final = Outcome(state=DeliveryState.SENDING)
_GIVEN_BACK: Final = Outcome(state=DeliveryState.QUEUED)


@dataclass(slots=True, kw_only=True, eq=False)
class Ticket:
    """Something to commit: what became of a delivery, or SENDING for the intent."""

    delivery: Delivery
    outcome: Outcome
    is_attempt: bool = True  #: the outcome says something about the recipient or the moment
    is_committed: bool = False
    _answer: queue.SimpleQueue[None] = field(default_factory=queue.SimpleQueue)

    def answer(self) -> None:
        """Let the worker go on."""
        self._answer.put(None)

    def wait(self) -> None:
        """Wait for the commit, once. Raises DeliveryError when it failed."""
        self._answer.get()
        if not self.is_committed:
            raise DeliveryError("the ledger could not be written; nothing more is sent")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """A worker has ended, by itself or because of `error`."""

    error: Exception | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What the workers and the keeper of the ledger share."""

    todo: queue.SimpleQueue[Delivery | None] = field(default_factory=queue.SimpleQueue)
    inbox: queue.SimpleQueue[Ticket | Ended] = field(default_factory=queue.SimpleQueue)
    halt: threading.Event = field(default_factory=threading.Event)


class Worker(threading.Thread):
    """Delivers what lies on the desk until it finds `None` there or is halted.

    Nothing leaves before its intent is committed, and with it, or before it, the outcome of the
    message before: whenever the process dies, at most one message of each worker is in doubt.
    """

    def __init__(self, desk: Desk, *, transport: Transport, compose: Compose) -> None:
        super().__init__(name="delivery", daemon=True)
        self._desk = desk
        self._transport = transport
        self._compose = compose
        self._last: Ticket | None = None

    def run(self) -> None:
        """Work, and say at the end how it went."""
        error: Exception | None = None
        try:
            session = self._transport.open()
            try:
                self._work(session)
            finally:
                session.close()
        except Exception as fault:  # noqa: BLE001  # raised again in the caller's thread
            error = fault
        self._desk.inbox.put(Ended(error=error))

    def _work(self, session: Session) -> None:
        while (delivery := self._desk.todo.get()) is not None:
            if self._desk.halt.is_set():
                self._desk.todo.put(delivery)
                return
            self._deliver(session, delivery)

    def _deliver(self, session: Session, delivery: Delivery) -> None:
        intent = Ticket(delivery=delivery, outcome=_INTENT, is_attempt=False)
        try:
            envelope, message = self._compose(delivery)
            outcome = session.deliver(
                envelope, message, before_final=lambda: self._post(intent).wait()
            )
        except MessageError as error:
            text = str(error).replace(repr(delivery.email), "the address")
            outcome = Outcome(state=DeliveryState.REJECTED, text=text)
        except TransportError as error:
            deferred = Outcome(state=DeliveryState.DEFERRED, text=str(error))
            self._report(Ticket(delivery=delivery, outcome=deferred, is_attempt=False))
            raise
        except Exception:
            doubtful = Outcome(state=DeliveryState.UNCERTAIN, text="the program failed meanwhile")
            outcome = doubtful if intent.is_committed else _GIVEN_BACK
            self._report(Ticket(delivery=delivery, outcome=outcome, is_attempt=False))
            raise
        self._report(Ticket(delivery=delivery, outcome=outcome))

    def _report(self, ticket: Ticket) -> None:
        last, self._last = self._last, ticket
        self._post(ticket)
        if last is not None:
            last.wait()

    def _post(self, ticket: Ticket) -> Ticket:
        self._desk.inbox.put(ticket)
        return ticket
