from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, text

from digest.errors import LedgerError, SubscriberError
from digest.ledger.database import Database, open_ledger
from digest.ledger.schema import consent_event
from digest.ledger.subscribers import ImportReport, NewSubscriber, Subscribers
from digest.model import Subscriber, SubscriberStatus, SuppressionReason

NOW = datetime(2026, 11, 23, 7, tzinfo=UTC)
LATER = NOW + timedelta(days=1)
PENDING, CONFIRMED, UNSUBSCRIBED = SubscriberStatus


def add(
    subscribers: Subscribers, email: str, status: SubscriberStatus = CONFIRMED, name: str = ""
) -> Subscriber:
    return subscribers.add(email, name=name, status=status, at=NOW)


def events(database: Database) -> list[tuple[int, str]]:
    chosen = select(consent_event.c.subscriber_id, consent_event.c.kind)
    with database.read() as connection:
        rows = connection.execute(chosen.order_by(consent_event.c.id)).all()
    return [(row.subscriber_id, row.kind.value) for row in rows]


def suppressed(
    subscribers: Subscribers, email: str = "anna@example.org"
) -> SuppressionReason | None:
    """Why an address is suppressed, if it is; shown by the person, who is added if unknown."""
    return add(subscribers, email, PENDING).suppressed


def numbered(*emails: str, status: SubscriberStatus = CONFIRMED) -> Iterator[NewSubscriber]:
    for line, email in enumerate(emails, start=2):
        yield NewSubscriber(line=line, email=email, status=status)


def test_subscriber_is_found_as_added(subscribers: Subscribers) -> None:
    added = add(subscribers, "Anna@Example.org", PENDING, name="Anna\nB.")

    assert added.email == "Anna@Example.org"
    assert added.name == "Anna B."
    assert added.status is PENDING
    assert added.created_at == NOW
    assert added.suppressed is None
    assert len(bytes.fromhex(added.public_id)) == 16
    assert subscribers.find("anna@EXAMPLE.ORG") == added


def test_subscriber_is_not_found_by_another_or_no_address(subscribers: Subscribers) -> None:
    add(subscribers, "anna@example.org")

    assert subscribers.find("bob@example.org") is None
    assert subscribers.find("anna@example.org\r\nbob@example.org") is None


def test_subscribers_differ_in_number_and_public_id(subscribers: Subscribers) -> None:
    people = [add(subscribers, f"p{number}@example.org") for number in range(5)]

    assert len({person.id for person in people}) == 5
    assert len({person.public_id for person in people}) == 5


@pytest.mark.parametrize("status", SubscriberStatus)
def test_add_leaves_a_known_address_as_it_is(
    subscribers: Subscribers, database: Database, status: SubscriberStatus
) -> None:
    first = add(subscribers, "anna@example.org", status)
    before = events(database)

    again = subscribers.add("ANNA@example.org", name="New", status=CONFIRMED, at=LATER)

    assert again == first
    assert events(database) == before


def test_add_refuses_an_address_and_adds_nothing(subscribers: Subscribers) -> None:
    with pytest.raises(SubscriberError, match="'anna' is not an address"):
        add(subscribers, "anna")

    assert subscribers.count() == 0


def test_consents_are_written_down_in_order(subscribers: Subscribers, database: Database) -> None:
    anna = add(subscribers, "anna@example.org", PENDING)
    bob = add(subscribers, "bob@example.org", CONFIRMED)
    subscribers.set_status(anna, CONFIRMED, at=NOW)
    subscribers.set_status(anna, CONFIRMED, at=LATER)  # nothing new
    subscribers.set_status(bob, UNSUBSCRIBED, at=LATER)
    subscribers.remove(anna, at=LATER)

    assert events(database) == [
        (anna.id, "subscribe"),
        (bob.id, "subscribe"),
        (bob.id, "confirm"),
        (anna.id, "confirm"),
        (bob.id, "unsubscribe"),
        (anna.id, "remove"),
    ]


def test_set_status_brings_a_person_back_who_asks_for_it(subscribers: Subscribers) -> None:
    anna = add(subscribers, "anna@example.org", UNSUBSCRIBED)

    subscribers.set_status(anna, CONFIRMED, at=LATER)

    found = subscribers.find("anna@example.org")
    assert found is not None
    assert found.status is CONFIRMED


def test_set_status_of_a_removed_person_is_an_error(subscribers: Subscribers) -> None:
    anna = add(subscribers, "anna@example.org")
    subscribers.remove(anna, at=NOW)

    with pytest.raises(SubscriberError, match="has been removed"):
        subscribers.set_status(anna, UNSUBSCRIBED, at=LATER)


def test_remove_leaves_no_trace_of_the_person_in_the_file(path: Path) -> None:
    with open_ledger(path) as database:
        subscribers = Subscribers(database)
        anna = add(subscribers, "zebedee@example.org", name="Zebedee")
        add(subscribers, "bob@example.org")
        subscribers.suppress("zebedee@example.org", reason=SuppressionReason.REQUEST, at=NOW)
        subscribers.remove(anna, at=LATER)
        subscribers.remove(anna, at=LATER)  # a second time does nothing

        assert subscribers.find("zebedee@example.org") is None
    assert b"zebedee" not in path.read_bytes().lower()
    assert b"bob@example.org" in path.read_bytes()


def test_removed_number_is_never_given_again(subscribers: Subscribers) -> None:
    anna = add(subscribers, "anna@example.org")
    subscribers.remove(anna, at=NOW)

    assert add(subscribers, "bob@example.org").id > anna.id


@pytest.mark.parametrize(
    "reason", sorted(set(SuppressionReason) - {SuppressionReason.REQUEST}), ids=str
)
def test_suppression_outlives_removal_and_return(
    subscribers: Subscribers, reason: SuppressionReason
) -> None:
    anna = add(subscribers, "anna@example.org")
    subscribers.suppress("ANNA@example.org", reason=reason, at=NOW)
    subscribers.remove(anna, at=NOW)

    report = subscribers.add_many(numbered("anna@Example.Org"), at=LATER, source="old list")
    again = add(subscribers, "anna@example.org")

    assert report == ImportReport(new=0, known=0, suppressed=1, invalid=())
    assert again.suppressed is reason
    subscribers.set_status(again, UNSUBSCRIBED, at=LATER)
    subscribers.set_status(again, CONFIRMED, at=LATER)
    assert suppressed(subscribers) is reason


def test_request_is_lifted_when_the_person_asks_again(
    subscribers: Subscribers, database: Database
) -> None:
    anna = add(subscribers, "anna@example.org", UNSUBSCRIBED)
    subscribers.remove(anna, at=NOW)

    pending = add(subscribers, "anna@example.org", PENDING)
    assert pending.suppressed is SuppressionReason.REQUEST
    subscribers.set_status(pending, CONFIRMED, at=LATER)

    assert suppressed(subscribers) is None
    assert events(database)[-2:] == [(pending.id, "subscribe"), (pending.id, "confirm")]


def test_request_is_lifted_by_an_addition_as_confirmed(subscribers: Subscribers) -> None:
    anna = add(subscribers, "anna@example.org", UNSUBSCRIBED)
    subscribers.remove(anna, at=NOW)

    assert add(subscribers, "Anna@example.org", CONFIRMED).suppressed is None


def test_request_is_lifted_by_confirming_who_is_confirmed(
    subscribers: Subscribers, database: Database
) -> None:
    anna = add(subscribers, "anna@example.org", CONFIRMED)
    subscribers.suppress("anna@example.org", reason=SuppressionReason.REQUEST, at=NOW)
    assert (
        add(subscribers, "anna@example.org", CONFIRMED).suppressed is not None
    )  # known: as it was

    subscribers.set_status(anna, CONFIRMED, at=LATER)

    assert suppressed(subscribers) is None
    assert [kind for _, kind in events(database)] == ["subscribe", "confirm", "confirm"]


@pytest.mark.parametrize("status", SubscriberStatus)
@pytest.mark.parametrize("reason", SuppressionReason)
def test_import_lifts_nothing(
    subscribers: Subscribers, status: SubscriberStatus, reason: SuppressionReason
) -> None:
    add(subscribers, "known@example.org", PENDING)
    for email in ("known@example.org", "removed@example.org"):
        subscribers.suppress(email, reason=reason, at=NOW)

    rows = numbered("known@example.org", "removed@example.org", status=status)
    report = subscribers.add_many(rows, at=LATER, source="old list")

    assert report.suppressed == 2
    assert suppressed(subscribers, "known@example.org") is reason
    assert suppressed(subscribers, "removed@example.org") is reason


@pytest.mark.parametrize("reason", SuppressionReason)
def test_unsuppress_lifts_any_reason_and_confirms_nobody(
    subscribers: Subscribers, database: Database, reason: SuppressionReason
) -> None:
    anna = add(subscribers, "anna@example.org", UNSUBSCRIBED)
    subscribers.suppress("anna@example.org", reason=reason, at=NOW)

    assert subscribers.unsuppress("ANNA@example.org", at=LATER) is reason
    assert subscribers.unsuppress("anna@example.org", at=LATER) is None

    assert subscribers.find("anna@example.org") == anna
    assert [kind for _, kind in events(database)] == ["unsubscribe", "unsuppress"]


def test_unsuppress_needs_no_subscriber(subscribers: Subscribers, database: Database) -> None:
    reason = SuppressionReason.COMPLAINT
    subscribers.suppress("anna@example.org", reason=reason, at=NOW)

    assert subscribers.unsuppress("anna@example.org", at=LATER) is reason
    assert events(database) == []
    assert suppressed(subscribers) is None


def test_suppression_by_request_gives_way_to_a_complaint(subscribers: Subscribers) -> None:
    for reason in (SuppressionReason.REQUEST, SuppressionReason.COMPLAINT):
        subscribers.suppress("anna@example.org", reason=reason, at=NOW)

    assert suppressed(subscribers) is SuppressionReason.COMPLAINT


@pytest.mark.parametrize(
    "damage",
    ["DELETE FROM meta WHERE key = 'secret'", "UPDATE meta SET value = '' WHERE key = 'secret'"],
)
def test_lost_secret_is_an_error_and_never_an_empty_key(database: Database, damage: str) -> None:
    with database.write() as connection:
        connection.execute(text(damage))

    with pytest.raises(LedgerError, match="put the last backup in its place"):
        Subscribers(database)


def test_suppression_keeps_its_first_reason(subscribers: Subscribers) -> None:
    add(subscribers, "anna@example.org")
    for reason in (SuppressionReason.HARD_BOUNCE, SuppressionReason.MANUAL):
        subscribers.suppress("anna@example.org", reason=reason, at=NOW)

    found = subscribers.find("anna@example.org")
    assert found is not None
    assert found.suppressed is SuppressionReason.HARD_BOUNCE


def test_removal_of_who_unsubscribed_suppresses_the_address(subscribers: Subscribers) -> None:
    anna = add(subscribers, "anna@example.org", UNSUBSCRIBED)
    subscribers.remove(anna, at=NOW)

    report = subscribers.add_many(numbered("anna@example.org"), at=LATER, source="old list")

    assert report.suppressed == 1
    assert subscribers.find("anna@example.org") is None


def test_import_counts_every_row_once(subscribers: Subscribers, database: Database) -> None:
    add(subscribers, "known@example.org", UNSUBSCRIBED)
    subscribers.suppress("bounced@example.org", reason=SuppressionReason.HARD_BOUNCE, at=NOW)
    rows = numbered(
        "new@example.org",
        "NEW@example.org",
        "Known@example.org",
        "bounced@example.org",
        "no address",
        "another@example.org",
    )

    report = subscribers.add_many(rows, at=NOW, source="list.csv")

    assert (report.new, report.known, report.suppressed) == (2, 2, 1)
    ((line, reason),) = report.invalid
    assert line == 6
    assert "'no address' is not an address" in reason
    statuses = {person.email: person.status for person in subscribers.subscribers()}
    assert statuses == {
        "known@example.org": UNSUBSCRIBED,
        "new@example.org": CONFIRMED,
        "another@example.org": CONFIRMED,
    }
    assert [kind for _, kind in events(database)] == ["unsubscribe", "import", "import"]


def test_import_of_nothing_is_nothing(subscribers: Subscribers) -> None:
    report = subscribers.add_many((), at=NOW, source="empty.csv")

    assert report == ImportReport(new=0, known=0, suppressed=0, invalid=())


def test_import_and_listing_go_on_over_chunks_and_pages(
    subscribers: Subscribers, database: Database
) -> None:
    emails = [f"p{number}@example.org" for number in range(5_001)]
    rows = numbered(*emails, emails[0], status=PENDING)

    report = subscribers.add_many(rows, at=NOW, source="list.csv")

    assert report == ImportReport(new=5_001, known=1, suppressed=0, invalid=())
    assert [person.email for person in subscribers.subscribers()] == emails
    assert subscribers.count() == 5_001
    assert len(events(database)) == 5_001


def test_import_keeps_the_chunks_before_a_fault_in_the_rows(subscribers: Subscribers) -> None:
    def rows() -> Iterator[NewSubscriber]:
        yield from numbered(*(f"p{number}@example.org" for number in range(5_000)))
        raise OSError("the file ends here")

    with pytest.raises(OSError, match="ends here"):
        subscribers.add_many(rows(), at=NOW, source="list.csv")

    assert subscribers.count() == 5_000
