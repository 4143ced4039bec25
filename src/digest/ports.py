"""What the use cases need from the world, as protocols. Adapters implement them elsewhere.

Every `datetime` that goes through a port is aware and in UTC. No method keeps the clock itself:
the time comes in as a value.
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple, Protocol

from digest.article import Article, Suggestion, Unreadable
from digest.model import (
    Delivery,
    DeliveryState,
    Envelope,
    Issue,
    Outcome,
    Slot,
    SlotClaim,
    SlotState,
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


class PlaceKind(enum.StrEnum):
    """What is at a place that a source reads."""

    FEED = "feed"
    PAGE = "page"
    OPML = "opml"
    FOLDER = "folder"


class PlaceKey(NamedTuple):
    """A place that a source reads: one address, or one folder.

    A source of pages has several. What is known of a place outlives its source's name, and two
    sources that name the same place share it.
    """

    kind: PlaceKind
    url: str  #: as `digest.toml` or a list has it; of a folder the path in `digest.toml`


class PausedBy(enum.StrEnum):
    """Who had a place left alone."""

    OPERATOR = "operator"
    SERVER = "server"  #: it said 410


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedFeed:
    """A feed of an OPML list."""

    title: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceState:
    """What is known of a place since it was last polled."""

    key: PlaceKey
    etag: str = ""
    last_modified: str = ""
    body_sha256: str = ""
    status: int = 0  #: of the last answer; 0 when none came
    error: str = ""  #: of the last poll
    polled_at: datetime | None = None
    ok_at: datetime | None = None  #: the last poll that went well
    next_at: datetime | None = None
    fail_count: int = 0  #: in a row
    moved_to: str = ""  #: where it says that it has moved for good
    moved_count: int = 0  #: how many times in a row it said so
    paused_by: PausedBy | None = None
    paused_reason: str = ""
    listed: tuple[ListedFeed, ...] = ()  #: of an OPML list


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownArticle:
    """What is known of an article of a place, without its text."""

    key: str  #: its own in that place: guid, else link, else `sha256:…`; of a folder the path
    guid: str = ""
    link: str = ""  #: as the feed has it
    item_sha256: str = ""  #: of what the place itself gives: title and content of a feed's item
    url: str = ""  #: `Article.url`
    sha256: str = ""  #: `Article.sha256`
    first_seen_at: datetime
    changed_at: datetime
    gone_at: datetime | None = None  #: since when the place does not show it any more
    is_backlog: bool = False  #: was there before the first poll and is never taken
    page_tries: int = 0  #: how many times its page could not be read
    page_url: str = ""  #: its page is still to be read


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredArticle:
    """An article of a place as the ledger keeps it."""

    known: KnownArticle
    article: Article | None = None  #: None where it is backlog, or has a `fault`
    fault: str = ""  #: why there is no article


@dataclass(frozen=True, slots=True, kw_only=True)
class Polled:
    """What one poll of one place found out."""

    state: PlaceState
    stored: tuple[StoredArticle, ...] = ()  #: new and changed ones, whole
    gone: tuple[str, ...] = ()  #: keys of those that it does not show any more
    back: tuple[str, ...] = ()  #: keys of those that were gone and are shown again, unchanged


class SourceLedger(Protocol):
    """What is known of the places that sources read, and their articles."""

    def states(self) -> Mapping[PlaceKey, PlaceState]:
        """All places that were polled or paused."""
        ...

    def known(self, place: PlaceKey) -> Sequence[KnownArticle]:
        """The articles of a place in the order of their arrival, without their texts."""
        ...

    def article(self, place: PlaceKey, key: str) -> StoredArticle | None:
        """One article of a place."""
        ...

    def record(self, polled: Iterable[Polled], *, at: datetime) -> None:
        """Commit, in one transaction, what polls found: never a validator without its articles.

        An operator's pause is left as it is. Articles that have been gone for 90 days are dropped.
        """
        ...

    def pause(self, places: Iterable[PlaceKey], *, reason: str) -> None:
        """Leave places alone until `resume`."""
        ...

    def resume(self, places: Iterable[PlaceKey]) -> int:
        """Lift any pause of places, and poll them next time; how many were paused."""
        ...


class Suggester(Protocol):
    """Proposes takeaways for an article that has none; only an editor can accept them."""

    def suggest(self, article: Article, *, count: int) -> tuple[Suggestion, ...]:
        """Up to `count` of them, in the order of the article. Raises SuggestError."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredIssue:
    """An issue with the exact bytes of its file."""

    issue: Issue
    text: str
    sha256: str  #: of the file's bytes


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
