from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from digest.errors import LeaseLost
from digest.ledger.database import Database
from digest.ledger.deliveries import Deliveries
from digest.ledger.subscribers import NewSubscriber, Subscribers
from digest.model import (
    Delivery,
    DeliveryState,
    Outcome,
    Subscriber,
    SubscriberStatus,
    SuppressionReason,
)

NOW = datetime(2026, 11, 23, 7, tzinfo=UTC)
LATER = NOW + timedelta(minutes=5)
ISSUE = "tag:example.org,2026:issues/2026-11-23"
QUEUED, CLAIMED, SENDING, ACCEPTED, DEFERRED, REJECTED, SKIPPED, UNCERTAIN = DeliveryState


def populate(subscribers: Subscribers, *names: str) -> list[Subscriber]:
    return [
        subscribers.add(f"{name}@example.org", name="", status=SubscriberStatus.CONFIRMED, at=NOW)
        for name in names
    ]


def outcome(state: DeliveryState, code: int = 0, reply: str = "") -> Outcome:
    return Outcome(state=state, code=code, text=reply)


def record(
    deliveries: Deliveries, item: Delivery, state: DeliveryState, due: datetime | None = None
) -> None:
    deliveries.record([(item, outcome(state), due)], at=NOW)


def claim(deliveries: Deliveries, limit: int = 100, at: datetime = NOW) -> list[Delivery]:
    return list(deliveries.claim(ISSUE, limit=limit, at=at))


def recover(deliveries: Deliveries, *, resend: bool) -> None:
    deliveries.recover(ISSUE, resend=resend, max_attempts=8, at=LATER)


def names(items: list[Delivery]) -> list[str]:
    return [item.email.partition("@")[0] for item in items]


def skipped(deliveries: Deliveries) -> list[str]:
    return [row.text for _, row in deliveries.rows(ISSUE, SKIPPED)]


@pytest.fixture
def cast(subscribers: Subscribers) -> None:
    """Four people: only the first may ever be mailed."""
    for name, status in {
        "anna": SubscriberStatus.CONFIRMED,
        "never-confirmed": SubscriberStatus.PENDING,
        "left": SubscriberStatus.UNSUBSCRIBED,
        "bounced": SubscriberStatus.CONFIRMED,
    }.items():
        subscribers.add(f"{name}@example.org", name="", status=status, at=NOW)
    subscribers.suppress("bounced@example.org", reason=SuppressionReason.HARD_BOUNCE, at=NOW)


@pytest.mark.usefixtures("cast")
def test_plan_holds_the_confirmed_and_unsuppressed_only(deliveries: Deliveries) -> None:
    assert deliveries.plan(ISSUE, at=NOW) == 1
    assert deliveries.counts(ISSUE) == {QUEUED: 1}
    assert names(claim(deliveries)) == ["anna"]


def test_plan_is_made_once(deliveries: Deliveries, subscribers: Subscribers) -> None:
    populate(subscribers, "anna", "bob")
    assert deliveries.plan(ISSUE, at=NOW) == 2
    populate(subscribers, "late")

    assert deliveries.plan(ISSUE, at=LATER) == 0
    assert deliveries.counts(ISSUE) == {QUEUED: 2}
    assert deliveries.plan("another issue", at=LATER) == 3


def test_plan_for_nobody_freezes_nothing(deliveries: Deliveries, subscribers: Subscribers) -> None:
    assert deliveries.plan(ISSUE, at=NOW) == 0
    populate(subscribers, "first")

    assert deliveries.plan(ISSUE, at=LATER) == 1


def test_claim_gives_each_row_once_and_counts_no_attempt(
    deliveries: Deliveries, subscribers: Subscribers
) -> None:
    people = populate(subscribers, "anna", "bob", "carl")
    deliveries.plan(ISSUE, at=NOW)

    first, second, third = claim(deliveries, limit=2), claim(deliveries), claim(deliveries)

    assert (names(first), names(second), third) == (["anna", "bob"], ["carl"], [])
    assert [item.public_id for item in first + second] == [person.public_id for person in people]
    assert {(item.claim, item.attempts) for item in first + second} == {(1, 0)}
    assert deliveries.counts(ISSUE) == {CLAIMED: 3}


def test_claim_skips_who_may_no_longer_be_mailed(
    deliveries: Deliveries, subscribers: Subscribers
) -> None:
    left, bounced, removed, _ = populate(subscribers, "left", "bounced", "removed", "anna")
    deliveries.plan(ISSUE, at=NOW)
    subscribers.set_status(left, SubscriberStatus.UNSUBSCRIBED, at=NOW)
    subscribers.suppress(bounced.email, reason=SuppressionReason.COMPLAINT, at=NOW)
    subscribers.remove(removed, at=NOW)

    assert names(claim(deliveries, limit=1)) == ["anna"]
    assert claim(deliveries) == []
    assert deliveries.counts(ISSUE) == {CLAIMED: 1, SKIPPED: 3}
    assert skipped(deliveries) == [
        "the subscriber is unsubscribed",
        "the address is suppressed: complaint",
        "the subscriber was removed",
    ]


def test_claim_is_empty_only_when_nothing_is_left(
    deliveries: Deliveries, subscribers: Subscribers
) -> None:
    gone = populate(subscribers, *(f"p{number}" for number in range(25)))
    populate(subscribers, "anna")
    deliveries.plan(ISSUE, at=NOW)
    for person in gone:
        subscribers.remove(person, at=NOW)

    assert names(claim(deliveries, limit=10)) == ["anna"]


def test_claim_takes_the_deferred_when_due_and_after_the_fresh(
    deliveries: Deliveries, subscribers: Subscribers
) -> None:
    populate(subscribers, "anna", "bob", "carl")
    deliveries.plan(ISSUE, at=NOW)
    anna, bob = claim(deliveries, limit=2)
    record(deliveries, anna, DEFERRED, LATER)
    record(deliveries, bob, DEFERRED, LATER - timedelta(minutes=1))

    assert deliveries.next_due(ISSUE) == LATER - timedelta(minutes=1)
    assert names(claim(deliveries)) == ["carl"]
    assert claim(deliveries, at=LATER - timedelta(minutes=2)) == []
    again = claim(deliveries, at=LATER)
    assert names(again) == ["bob", "anna"]
    assert {item.claim for item in again} == {2}
    assert deliveries.next_due(ISSUE) is None


def test_due_issues_are_those_with_something_to_try_again(
    deliveries: Deliveries, subscribers: Subscribers
) -> None:
    populate(subscribers, "anna")
    deliveries.plan("quiet issue", at=NOW)
    deliveries.plan(ISSUE, at=NOW)
    record(deliveries, claim(deliveries)[0], DEFERRED, LATER)

    assert deliveries.due_issues(at=NOW) == frozenset()
    assert deliveries.due_issues(at=LATER) == {ISSUE}


def test_deferred_without_a_time_is_due_at_once_and_not_lost(
    deliveries: Deliveries, subscribers: Subscribers
) -> None:
    populate(subscribers, "anna")
    deliveries.plan(ISSUE, at=NOW)
    record(deliveries, claim(deliveries)[0], DEFERRED)

    assert names(claim(deliveries)) == ["anna"]


@pytest.mark.parametrize("state", [ACCEPTED, REJECTED, SKIPPED])
def test_final_outcome_stays(
    deliveries: Deliveries, subscribers: Subscribers, state: DeliveryState
) -> None:
    populate(subscribers, "anna")
    deliveries.plan(ISSUE, at=NOW)
    (item,) = claim(deliveries)
    record(deliveries, item, SENDING)
    said = outcome(state, code=250, reply="queued as 1")
    deliveries.record([(item, said, None)], at=NOW)

    recover(deliveries, resend=True)
    assert deliveries.skip(ISSUE, at=LATER) == 0
    assert claim(deliveries, at=LATER) == []
    assert list(deliveries.rows(ISSUE, state)) == [(item, said)]


def test_record_writes_the_attempts_that_it_is_given(
    deliveries: Deliveries, subscribers: Subscribers
) -> None:
    populate(subscribers, "anna")
    deliveries.plan(ISSUE, at=NOW)
    (first,) = claim(deliveries)
    record(deliveries, replace(first, attempts=1), DEFERRED, NOW)
    (second,) = claim(deliveries)
    record(deliveries, second, QUEUED)

    (third,) = claim(deliveries)
    assert [(item.claim, item.attempts) for item in (first, second, third)] == [
        (1, 0),
        (2, 1),
        (3, 1),
    ]


def test_recover_counts_no_attempt(deliveries: Deliveries, subscribers: Subscribers) -> None:
    populate(subscribers, "claimed", "sending")
    deliveries.plan(ISSUE, at=NOW)
    for _ in range(9):
        _, sending = claim(deliveries)
        record(deliveries, sending, SENDING)
        recover(deliveries, resend=True)

    assert [(item.claim, item.attempts) for item in claim(deliveries)] == [(10, 0), (10, 0)]


@pytest.mark.parametrize(("resend", "state"), [(True, QUEUED), (False, UNCERTAIN)])
def test_recover_takes_up_what_a_dead_worker_left(
    deliveries: Deliveries, subscribers: Subscribers, resend: bool, state: DeliveryState
) -> None:
    populate(subscribers, "sent", "doubtful", "claimed", "waiting")
    deliveries.plan(ISSUE, at=NOW)
    sent, doubtful, _ = claim(deliveries, limit=3)
    for item in (sent, doubtful):
        record(deliveries, item, SENDING)
    record(deliveries, sent, ACCEPTED)

    recover(deliveries, resend=resend)

    expected = {ACCEPTED: 1, QUEUED: 2}
    expected[state] = expected.get(state, 0) + 1
    assert deliveries.counts(ISSUE) == expected
    recover(deliveries, resend=resend)
    assert deliveries.counts(ISSUE) == expected


def test_recover_resends_what_an_earlier_run_held(
    deliveries: Deliveries, subscribers: Subscribers
) -> None:
    populate(subscribers, "interrupted", "doubtful", "at-its-last")
    deliveries.plan(ISSUE, at=NOW)
    interrupted, doubtful, last = claim(deliveries)
    record(deliveries, interrupted, SENDING)
    record(deliveries, replace(doubtful, attempts=7), UNCERTAIN)
    record(deliveries, replace(last, attempts=8), UNCERTAIN)
    recover(deliveries, resend=False)
    assert deliveries.counts(ISSUE) == {UNCERTAIN: 3}

    recover(deliveries, resend=True)

    assert names(claim(deliveries)) == ["interrupted", "doubtful"]
    ((held, _),) = deliveries.rows(ISSUE, UNCERTAIN)
    assert held.attempts == 8


def test_worker_that_was_thought_dead_changes_nothing(
    deliveries: Deliveries, subscribers: Subscribers
) -> None:
    populate(subscribers, "anna", "bob")
    deliveries.plan(ISSUE, at=NOW)
    anna, bob = claim(deliveries)
    record(deliveries, bob, DEFERRED, LATER)
    recover(deliveries, resend=False)
    (again,) = claim(deliveries)

    with pytest.raises(LeaseLost, match="1 deliveries were taken up by another worker"):
        record(deliveries, anna, SENDING)
    with pytest.raises(LeaseLost):
        record(deliveries, anna, ACCEPTED)
    with pytest.raises(LeaseLost):
        record(deliveries, bob, ACCEPTED)
    record(deliveries, again, SENDING)

    assert deliveries.counts(ISSUE) == {SENDING: 1, DEFERRED: 1}


def test_record_keeps_the_outcomes_of_ours_beside_one_that_is_lost(
    deliveries: Deliveries, subscribers: Subscribers
) -> None:
    populate(subscribers, "anna", "bob")
    deliveries.plan(ISSUE, at=NOW)
    anna, bob = claim(deliveries)
    record(deliveries, bob, REJECTED)

    with pytest.raises(LeaseLost):
        deliveries.record([(bob, outcome(ACCEPTED), None), (anna, outcome(ACCEPTED), None)], at=NOW)
    assert deliveries.counts(ISSUE) == {ACCEPTED: 1, REJECTED: 1}


def test_record_commits_intents_beside_outcomes(
    deliveries: Deliveries, subscribers: Subscribers
) -> None:
    populate(subscribers, "anna", "bob")
    deliveries.plan(ISSUE, at=NOW)
    anna, bob = claim(deliveries)
    record(deliveries, anna, SENDING)

    deliveries.record([(anna, outcome(ACCEPTED), None), (bob, outcome(SENDING), None)], at=NOW)
    assert deliveries.counts(ISSUE) == {SENDING: 1, ACCEPTED: 1}
    record(deliveries, bob, ACCEPTED)
    assert deliveries.counts(ISSUE) == {ACCEPTED: 2}


def test_record_of_nothing_does_nothing(deliveries: Deliveries) -> None:
    deliveries.record([], at=NOW)

    assert deliveries.counts(ISSUE) == {}


def test_skip_takes_back_all_that_has_not_left(
    deliveries: Deliveries, subscribers: Subscribers
) -> None:
    populate(subscribers, "deferred", "sending", "queued")
    deliveries.plan(ISSUE, at=NOW)
    deferred, sending = claim(deliveries, limit=2)
    record(deliveries, deferred, DEFERRED, LATER)
    record(deliveries, sending, SENDING)

    assert deliveries.skip(ISSUE, at=LATER) == 2
    assert deliveries.counts(ISSUE) == {SENDING: 1, SKIPPED: 2}
    assert set(skipped(deliveries)) == {"the issue was withdrawn"}


def test_removal_of_a_person_keeps_the_counts(
    deliveries: Deliveries, subscribers: Subscribers
) -> None:
    (anna,) = populate(subscribers, "anna")
    deliveries.plan(ISSUE, at=NOW)
    (item,) = claim(deliveries)
    record(deliveries, item, ACCEPTED)
    subscribers.remove(anna, at=LATER)

    assert deliveries.counts(ISSUE) == {ACCEPTED: 1}
    ((row, _),) = deliveries.rows(ISSUE, ACCEPTED)
    assert (row.subscriber_id, row.email, row.public_id) == (anna.id, "", "")


def test_rows_go_on_over_pages(deliveries: Deliveries, subscribers: Subscribers) -> None:
    people = (
        NewSubscriber(
            line=number, email=f"p{number}@example.org", status=SubscriberStatus.CONFIRMED
        )
        for number in range(2_001)
    )
    subscribers.add_many(people, at=NOW, source="test")
    deliveries.plan(ISSUE, at=NOW)

    numbers = [item.subscriber_id for item, _ in deliveries.rows(ISSUE, QUEUED)]
    assert len(numbers) == 2_001
    assert numbers == sorted(numbers)


def test_claim_finds_its_rows_without_sorting_or_scanning(
    deliveries: Deliveries, database: Database
) -> None:
    seen: list[str] = []
    with database.read() as connection:
        raw = connection.connection.driver_connection
    raw.set_trace_callback(seen.append)
    claim(deliveries)
    list(deliveries.rows(ISSUE, QUEUED))
    raw.set_trace_callback(None)
    statements = [sql for sql in seen if sql.startswith("SELECT")]
    assert len(statements) == 3

    for statement in statements:
        with database.read() as connection:
            plan = connection.execute(text(f"EXPLAIN QUERY PLAN {statement}")).all()
        steps = [step.detail for step in plan]
        assert not [step for step in steps if "TEMP B-TREE" in step or step.startswith("SCAN")]


def test_claims_of_several_processes_never_meet(
    deliveries: Deliveries, subscribers: Subscribers, spawn: Callable[..., object]
) -> None:
    populate(subscribers, *(f"p{number}" for number in range(150)))
    deliveries.plan(ISSUE, at=NOW)

    workers = [spawn("claim", ISSUE) for _ in range(3)]
    claimed = [number for worker in workers for number in worker.communicate()[0].split()]

    assert [worker.returncode for worker in workers] == [0, 0, 0]
    assert len(claimed) == len(set(claimed)) == 150
    assert deliveries.counts(ISSUE) == {ACCEPTED: 150}
