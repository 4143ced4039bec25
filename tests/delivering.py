"""An issue's message and a ledger of people to deliver it to."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from digest.delivery.message import Sender, build_skeleton, recipient_values
from digest.delivery.worker import Compose
from digest.ledger.database import Database
from digest.ledger.subscribers import NewSubscriber, Subscribers
from digest.model import (
    Delivery,
    Envelope,
    Field,
    MailEdition,
    SubscriberStatus,
    SuppressionReason,
    WireMessage,
)

ISSUE_ID = "tag:loom.example.org,2026:1"
SENT_AT = datetime(2026, 11, 23, 7, tzinfo=UTC)
_NONCE = "n0123456789abcdef0123n"


WORDS = "Grüße from the loom: what moved, and what comes next.\n.\nFrom here on.\n"


def composer(*, words: str = WORDS) -> Compose:
    """Makes the messages of an issue with these words in its text and its HTML part."""
    edition = MailEdition(
        subject="Threads, wires – and more",
        html=f'<p>{words}</p>\n<p><a href="{_NONCE}">Unsubscribe</a></p>\n',
        text=f"{words}Unsubscribe: {_NONCE}\n",
        placeholders={_NONCE: Field.UNSUBSCRIBE_URL},
    )
    skeleton = build_skeleton(
        edition,
        sender=Sender(address="news@loom.example.org", name="The Weekly Loom"),
        issue_id=ISSUE_ID,
        date=SENT_AT,
        list_name="The Weekly Loom",
        language="en",
        archived_at="https://loom.example.org/2026-11-23/",
    )

    def compose(delivery: Delivery) -> tuple[Envelope, WireMessage]:
        url = f"mailto:leave@loom.example.org?subject=u%20{delivery.public_id}"
        values = recipient_values(
            delivery, urls={Field.UNSUBSCRIBE_URL: url}, domain="loom.example.org"
        )
        envelope = Envelope(mail_from="bounces@loom.example.org", rcpt_to=delivery.email)
        return envelope, skeleton.message(values)

    return compose


def add_confirmed(database: Database, emails: Iterable[str]) -> None:
    """Confirmed subscribers with these addresses."""
    rows = (
        NewSubscriber(line=line, email=email, status=SubscriberStatus.CONFIRMED)
        for line, email in enumerate(emails, start=1)
    )
    report = Subscribers(database).add_many(rows, at=SENT_AT, source="a test")
    assert not report.invalid


CONFIRMED = "confirmed@example.org"
UNSUBSCRIBED = "unsubscribed@example.org"
SUPPRESSED = "suppressed@example.org"
PENDING = "pending@example.org"


def add_cast(database: Database) -> None:
    """The four persons of whom only the first may ever get mail."""
    people = Subscribers(database)
    for email in (CONFIRMED, UNSUBSCRIBED, SUPPRESSED):
        people.add(email, name="", status=SubscriberStatus.CONFIRMED, at=SENT_AT)
    people.add(PENDING, name="", status=SubscriberStatus.PENDING, at=SENT_AT)
    left = people.find(UNSUBSCRIBED)
    assert left is not None
    people.set_status(left, SubscriberStatus.UNSUBSCRIBED, at=SENT_AT)
    people.suppress(SUPPRESSED, reason=SuppressionReason.HARD_BOUNCE, at=SENT_AT)
