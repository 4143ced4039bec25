"""What the use cases need from the world, as protocols. Adapters implement them elsewhere.

Every `datetime` that goes through a port is aware and in UTC. No method keeps the clock itself:
the time comes in as a value.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from digest.model import (
    Article,
    ArticleRef,
    Delivery,
    DeliveryState,
    Envelope,
    Issue,
    Outcome,
    Slot,
    SlotClaim,
    SlotState,
    Subscriber,
    SubscriberStatus,
    SuppressionReason,
    Unreadable,
    WireMessage,
)


class Clock(Protocol):
    """Tells the time."""

    def now(self) -> datetime:
        """The present, aware, in UTC."""
        ...


class Source(Protocol):
    """Where articles come from."""

    name: str

    def collect(self) -> Iterator[Article | Unreadable]:
        """Read one article after the other, in a fixed order; never raises for one bad article."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredIssue:
    """An issue with the exact bytes of its file."""

    issue: Issue
    text: str
    sha256: str  #: of the file's bytes


class IssueStore(Protocol):
    """The dated Markdown files under `issues/`."""

    def names(self) -> tuple[str, ...]:
        """Names of all issues, oldest first."""
        ...

    def load(self, name: str) -> StoredIssue:
        """Read one issue. Raises IssueNotFound, IssueFileError."""
        ...

    def head(self, name: str) -> Issue:
        """The front matter of an issue, as an Issue without a body. Raises as `load` does."""
        ...

    def create(self, issue: Issue) -> StoredIssue:
        """Make the file, exclusively and atomically. Raises IssueExists, and wrote nothing then."""
        ...

    def replace(self, stored: StoredIssue, issue: Issue) -> StoredIssue:
        """Write `issue`'s front matter over `stored`'s and keep the body byte for byte.

        Raises IssueChanged when the file is no longer `stored`.
        """
        ...

    def used(self) -> Iterator[tuple[str, ArticleRef]]:
        """Each article of each issue, with the issue's name. Raises IssueFileError."""
        ...


class SubscriberLedger(Protocol):
    """People and what they agreed to."""

    def add(self, email: str, *, name: str, status: SubscriberStatus, at: datetime) -> Subscriber:
        """Add one; a known address is left as it is and returned. Raises SubscriberError."""
        ...

    def find(self, email: str) -> Subscriber | None:
        """The subscriber of that address, compared by its key (case and IDNA folded)."""
        ...

    def find_token(self, public_id: str) -> Subscriber | None:
        """The subscriber whose messages carry that token."""
        ...

    def set_status(self, subscriber: Subscriber, status: SubscriberStatus, *, at: datetime) -> None:
        """Confirm or unsubscribe. To confirm lifts a suppression by REQUEST, and no other."""
        ...

    def suppress(self, email: str, *, reason: SuppressionReason, at: datetime) -> None:
        """Never mail this address again, also after removal and re-import."""
        ...

    def unsuppress(self, email: str, *, at: datetime) -> SuppressionReason | None:
        """Lift the address's suppression, whatever its reason; the reason, if there was one."""
        ...

    def remove(self, subscriber: Subscriber, *, at: datetime) -> None:
        """Erase the person. Suppressions stay, as hashes."""
        ...

    def subscribers(self) -> Iterator[Subscriber]:
        """All of them in the order of addition, page by page."""
        ...


class DeliveryLedger(Protocol):
    """One row per issue and subscriber."""

    def plan(self, issue_id: str, *, at: datetime) -> int:
        """Freeze the issue's recipients in one transaction; the number of rows made.

        A second call for the same issue makes none: who came later is not among them.
        """
        ...

    def recover(self, issue_id: str, *, resend: bool, max_attempts: int, at: datetime) -> None:
        """Take up what a dead worker left: CLAIMED → QUEUED, SENDING → UNCERTAIN.

        With `resend`, all that is UNCERTAIN, from whatever run, is QUEUED again as long as it has
        fewer than `max_attempts`. Call it only while no other worker delivers.
        """
        ...

    def claim(self, issue_id: str, *, limit: int, at: datetime) -> Sequence[Delivery]:
        """Claim up to `limit` QUEUED or due DEFERRED rows.

        Who is no longer CONFIRMED, or is suppressed, becomes SKIPPED instead.
        """
        ...

    def record(
        self, outcomes: Iterable[tuple[Delivery, Outcome, datetime | None]], *, at: datetime
    ) -> None:
        """Commit, in one transaction, what became of claimed deliveries.

        SENDING is the intent, committed before the final dot leaves; QUEUED gives a delivery back
        untried; the datetime says when a DEFERRED one is due again. `Delivery.attempts` is written
        as it comes: who judges an outcome has raised it. Raises LeaseLost when some are another
        worker's by now, after all others have been committed: nothing of this call may leave then.
        """
        ...

    def skip(self, issue_id: str, *, at: datetime) -> int:
        """Turn all that is QUEUED or DEFERRED to SKIPPED (withdrawn issue); how many."""
        ...

    def counts(self, issue_id: str) -> Mapping[DeliveryState, int]:
        """How many rows of the issue are in which state."""
        ...

    def rows(self, issue_id: str, state: DeliveryState) -> Iterator[tuple[Delivery, Outcome]]:
        """The rows of one state, for the operator's eyes."""
        ...

    def next_due(self, issue_id: str) -> datetime | None:
        """When the next DEFERRED row may be tried, if there is one."""
        ...


class SlotLedger(Protocol):
    """Which slots exist, who works on them, what came out."""

    def newest(self, schedule: str) -> Slot | None:
        """The newest known slot by `due_at`, in whatever state."""
        ...

    def add(
        self, slots: Iterable[tuple[Slot, SlotState]], *, at: datetime, detail: str = ""
    ) -> int:
        """Insert those that are not known yet, with `detail` for the record; how many came in."""
        ...

    def claim(
        self, schedule: str, *, owner: str, at: datetime, lease_until: datetime
    ) -> SlotClaim | None:
        """Claim the oldest slot that is DUE, or RUNNING with a lease in the past."""
        ...

    def renew(self, claim: SlotClaim, *, lease_until: datetime) -> None:
        """Extend the lease. Raises LeaseLost."""
        ...

    def finish(
        self, claim: SlotClaim, *, state: SlotState, issue_id: str, detail: str, at: datetime
    ) -> None:
        """DONE or SKIPPED. Raises LeaseLost when the token is no longer ours."""
        ...

    def release(self, claim: SlotClaim, *, error: str, retry_at: datetime) -> None:
        """Give a slot back after a failure; it is claimed again from `retry_at` on.

        Raises LeaseLost.
        """
        ...


class Session(Protocol):
    """One open connection to the next hop; used by one thread."""

    def deliver(
        self, envelope: Envelope, message: WireMessage, *, before_final: Callable[[], None]
    ) -> Outcome:
        """One transaction for one recipient.

        `before_final` is called once, when the next hop is ready for the message and before its
        final dot leaves. Returns ACCEPTED, DEFERRED, REJECTED or UNCERTAIN; raises TransportError
        when the relay itself cannot be used.
        """
        ...

    def close(self) -> None:
        """End the connection politely; never raises."""
        ...


class Transport(Protocol):
    """The way to the next hop."""

    def open(self) -> Session:
        """Connect and log in. Raises TransportError."""
        ...
