"""The tables of the ledger. They hold personal data and never leave the machine.

Times are stored as ISO 8601 in UTC and in one fixed width, so that their order as text is their
order in time and a person can read them in the `sqlite3` shell.
"""

from __future__ import annotations

import enum
from datetime import UTC, datetime
from typing import Final

from sqlalchemy import (
    Boolean,
    Column,
    Dialect,
    Enum,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
)
from sqlalchemy.types import TypeDecorator

from digest.model import DeliveryState, SlotState, SubscriberStatus, SuppressionReason
from digest.ports import PausedBy, PlaceKind

#: Raised by one with every change to the tables; a ledger of a higher version is refused. Version 2
#: added `place` and `place_article`.
SCHEMA_VERSION: Final = 2


class ConsentKind(enum.StrEnum):
    """What a subscriber, or somebody on their behalf, did."""

    SUBSCRIBE = "subscribe"
    CONFIRM = "confirm"
    UNSUBSCRIBE = "unsubscribe"
    IMPORT = "import"
    REMOVE = "remove"
    UNSUPPRESS = "unsuppress"


class Instant(TypeDecorator[datetime]):
    """An aware datetime as `2026-11-23T06:00:00.000000Z`. Raises ValueError for a naive one."""

    impl = String(27)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:  # noqa: ARG002  # SQLAlchemy's signature
        """The datetime as text."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value} has no time zone")
        return value.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"

    def process_result_value(self, value: str | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002  # SQLAlchemy's signature
        """The text as a datetime."""
        return None if value is None else datetime.fromisoformat(value)


def _choice(members: type[enum.StrEnum]) -> Enum:
    """A text column that takes the values of `members` only."""
    return Enum(
        members,
        native_enum=False,
        create_constraint=True,
        length=16,
        values_callable=lambda found: [member.value for member in found],
    )


metadata = MetaData()

#: `schema` → version of the tables, `secret` → key of the address hashes, hexadecimal.
meta = Table(
    "meta",
    metadata,
    Column("key", String(40), primary_key=True),
    Column("value", String(200), nullable=False),
)

#: Numbers are never given twice: rows of `delivery` and `consent_event` outlive their subscriber.
subscriber = Table(
    "subscriber",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("public_id", String(32), nullable=False, unique=True),
    Column("email", String(254), nullable=False),
    Column("address_hash", LargeBinary(32), nullable=False, unique=True),
    Column("name", String(200), nullable=False),
    Column("status", _choice(SubscriberStatus), nullable=False),
    Column("created_at", Instant, nullable=False),
    sqlite_autoincrement=True,
)

suppression = Table(
    "suppression",
    metadata,
    Column("address_hash", LargeBinary(32), primary_key=True),
    Column("reason", _choice(SuppressionReason), nullable=False),
    Column("at", Instant, nullable=False),
)

#: Append only. No foreign key: the number stays when the person is erased.
consent_event = Table(
    "consent_event",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("subscriber_id", Integer, nullable=False, index=True),
    Column("kind", _choice(ConsentKind), nullable=False),
    Column("at", Instant, nullable=False),
    Column("source", String(200), nullable=False),
)

#: The issues whose recipients are frozen.
issue_plan = Table(
    "issue_plan",
    metadata,
    Column("issue_id", String(200), primary_key=True),
)

delivery = Table(
    "delivery",
    metadata,
    Column("issue_id", String(200), ForeignKey("issue_plan.issue_id"), primary_key=True),
    Column("subscriber_id", Integer, primary_key=True, autoincrement=False),
    Column("state", _choice(DeliveryState), nullable=False),
    Column("claims", Integer, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("next_at", Instant),
    Column("code", Integer, nullable=False),
    Column("text", String(500), nullable=False),
    Column("updated_at", Instant, nullable=False),
    sqlite_with_rowid=False,
)

#: Serves the claim, the counts, the listing of a state and the next due time alike.
Index(
    "delivery_by_state",
    delivery.c.issue_id,
    delivery.c.state,
    delivery.c.next_at,
    delivery.c.subscriber_id,
)

slot = Table(
    "slot",
    metadata,
    Column("schedule", String(40), primary_key=True),
    Column("key", String(16), primary_key=True),
    Column("due_at", Instant, nullable=False),
    Column("state", _choice(SlotState), nullable=False),
    Column("owner", String(200), nullable=False),
    Column("lease_until", Instant),
    Column("retry_at", Instant),
    Column("token", Integer, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("issue_id", String(200), nullable=False),
    Column("detail", String(500), nullable=False),
    Column("updated_at", Instant, nullable=False),
    sqlite_with_rowid=False,
)

Index("slot_by_due", slot.c.schedule, slot.c.due_at)

#: Where sources read: what the last poll of each address left for the next one.
place = Table(
    "place",
    metadata,
    Column("kind", _choice(PlaceKind), primary_key=True),
    Column("url", String(2000), primary_key=True),
    Column("etag", String(1000), nullable=False),
    Column("last_modified", String(1000), nullable=False),
    Column("body_sha256", String(64), nullable=False),
    Column("status", Integer, nullable=False),
    Column("error", String(500), nullable=False),
    Column("polled_at", Instant),
    Column("ok_at", Instant),
    Column("next_at", Instant),
    Column("fail_count", Integer, nullable=False),
    Column("moved_to", String(2000), nullable=False),
    Column("moved_count", Integer, nullable=False),
    Column("paused_by", _choice(PausedBy)),
    Column("paused_reason", String(500), nullable=False),
    Column("listed", Text, nullable=False),  # feeds of an OPML list: JSON, [[title, url], …]
)

#: The article's text comes last: SQLite then reads the other columns without it.
place_article = Table(
    "place_article",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("kind", _choice(PlaceKind), nullable=False),
    Column("place_url", String(2000), nullable=False),
    Column("key", String(2000), nullable=False),
    Column("guid", String(2000), nullable=False),
    Column("link", String(2000), nullable=False),
    Column("item_sha256", String(64), nullable=False),
    Column("url", String(2000), nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("first_seen_at", Instant, nullable=False),
    Column("changed_at", Instant, nullable=False),
    Column("gone_at", Instant),
    Column("is_backlog", Boolean, nullable=False),
    Column("page_tries", Integer, nullable=False),
    Column("page_url", String(2000), nullable=False),
    Column("fault", String(500), nullable=False),
    Column("article", Text, nullable=False),  # as `article_json` writes it; empty: none
)

Index(
    "place_article_by_key",
    place_article.c.kind,
    place_article.c.place_url,
    place_article.c.key,
    unique=True,
)
Index(
    "place_article_by_gone",
    place_article.c.gone_at,
    sqlite_where=place_article.c.gone_at.is_not(None),
)
