"""A run of deliveries against a ledger and a relay in memory."""

from __future__ import annotations

import threading
from collections import Counter
from datetime import timedelta

import pytest

from digest.delivery.dispatch import (
    DispatchPolicy,
    DispatchProgress,
    DispatchReport,
    back_off,
    dispatch,
)
from digest.errors import LedgerError, MessageError, TransportError
from digest.model import Delivery, DeliveryState, Envelope, Outcome
from fakes import (
    ACCEPTED,
    DOUBTFUL,
    GREYLISTED,
    HUNG_UP,
    UNKNOWN_USER,
    Behaviour,
    FakeClock,
    FakeDeliveries,
    FakeTransport,
)

ADA, BOB, EVE = "ada@example.org", "bob@example.org", "eve@example.org"
REFUSED_LOGIN = TransportError("the relay refused the login", permanent=True)
BUSY = TransportError("too many connections", permanent=False)

QUEUED, CLAIMED, SENDING, ACCEPTED_, DEFERRED, REJECTED, UNCERTAIN = (
    DeliveryState(name)
    for name in ("queued", "claimed", "sending", "accepted", "deferred", "rejected", "uncertain")
)


def compose(delivery: Delivery) -> tuple[Envelope, bytes]:
    envelope = Envelope(mail_from="news@loom.example.org", rcpt_to=delivery.email)
    return envelope, f"{delivery.public_id}\r\n".encode()


def run(
    ledger: FakeDeliveries,
    transport: FakeTransport,
    *,
    clock: FakeClock | None = None,
    compose=compose,
    stop=None,
    progress=None,
    **policy: int,
) -> DispatchReport:
    return dispatch(
        ledger.issue_id,
        ledger=ledger,
        transport=transport,
        compose=compose,
        clock=clock or FakeClock(),
        policy=DispatchPolicy(**policy),
        stop=stop,
        progress=progress,
    )


def people(count: int) -> list[str]:
    return [f"reader{number}@example.org" for number in range(count)]


@pytest.mark.parametrize("connections", [1, 4, 16])
@pytest.mark.parametrize("count", [0, 1, 3, 1200])
def test_everybody_gets_one_message(connections: int, count: int) -> None:
    emails = people(count)
    ledger, transport = FakeDeliveries(*emails), FakeTransport()

    report = run(ledger, transport, connections=connections)

    assert Counter(address for address, _ in transport.accepted) == Counter(emails)
    assert report.counts == ({ACCEPTED_: count} if count else {})
    assert report.error == ""
    assert transport.opened == transport.closed == min(connections, count)


def test_intent_is_committed_before_the_message_leaves() -> None:
    ledger = FakeDeliveries(ADA)
    seen: list[DeliveryState] = []

    class Transport(FakeTransport):
        def open(self):
            session = super().open()
            deliver = session.deliver

            def spying(envelope, message, *, before_final):
                def spy() -> None:
                    before_final()
                    seen.append(ledger.table[0].outcome.state)

                return deliver(envelope, message, before_final=spy)

            session.deliver = spying
            return session

    run(ledger, Transport())

    assert seen == [SENDING]
    assert ledger.table[0].history == [CLAIMED, SENDING, ACCEPTED_]


def test_workers_have_at_most_one_outcome_that_is_not_committed() -> None:
    ledger, transport = FakeDeliveries(*people(400)), FakeTransport()

    run(ledger, transport, connections=3)

    in_doubt: set[int] = set()
    for commit in ledger.commits:
        for number, state in commit:
            if state is SENDING:
                in_doubt.add(number)
            else:
                in_doubt.discard(number)
        assert len(in_doubt) <= 3


@pytest.mark.parametrize(
    ("attempt", "minutes"),
    [(1, 5), (2, 15), (3, 60), (4, 120), (5, 240), (6, 480), (7, 480), (40, 480)],
)
def test_deferred_messages_wait_longer_each_time(attempt: int, minutes: int) -> None:
    assert back_off(attempt) == timedelta(minutes=minutes)


def test_deferred_message_is_tried_again_when_it_is_due() -> None:
    ledger, clock = FakeDeliveries(ADA, BOB), FakeClock()
    transport = FakeTransport(behaviour={BOB: [GREYLISTED]})

    first = run(ledger, transport, clock=clock)
    assert first.counts == {ACCEPTED_: 1, DEFERRED: 1}
    assert first.next_due == clock.now() + timedelta(minutes=5)
    assert first.error == ""

    clock.advance(timedelta(minutes=4))
    assert run(ledger, transport, clock=clock).counts == {ACCEPTED_: 1, DEFERRED: 1}

    clock.advance(timedelta(minutes=1))
    last = run(ledger, transport, clock=clock)
    assert last.counts == {ACCEPTED_: 2}
    assert last.outcomes == {ACCEPTED_: 1}
    assert last.next_due is None


def test_message_is_given_up_after_its_last_attempt() -> None:
    ledger, clock = FakeDeliveries(ADA), FakeClock()
    transport = FakeTransport(behaviour={ADA: [GREYLISTED] * 9})

    for _ in range(3):
        report = run(ledger, transport, clock=clock, max_attempts=3)
        clock.advance(timedelta(days=1))

    assert report.counts == {REJECTED: 1}
    assert ledger.table[0].outcome.code == 450
    assert ledger.table[0].outcome.text == "given up after 3 attempts: 4.2.0 come back later"


def test_claims_of_killed_runs_are_no_attempts() -> None:
    ledger = FakeDeliveries(ADA)
    for _ in range(8):  # claimed, and then the process died
        ledger.claim(ledger.issue_id, limit=1, at=FakeClock().now())
        ledger.table[0].outcome = Outcome(state=QUEUED)

    report = run(ledger, FakeTransport(behaviour={ADA: [GREYLISTED]}), max_attempts=8)

    assert report.counts == {DEFERRED: 1}
    assert (ledger.table[0].delivery.claim, ledger.table[0].delivery.attempts) == (9, 1)
    assert report.next_due == FakeClock().now() + back_off(1)


def test_every_outcome_of_an_attempt_counts_once() -> None:
    ledger = FakeDeliveries(ADA, BOB, EVE, "doubtful@example.org")
    behaviour = {BOB: [GREYLISTED], EVE: [UNKNOWN_USER], "doubtful@example.org": [DOUBTFUL]}

    run(ledger, FakeTransport(behaviour=behaviour))

    assert [row.delivery.attempts for row in ledger.table] == [1, 1, 1, 1]


def test_refused_recipient_does_not_stop_the_others() -> None:
    ledger = FakeDeliveries(ADA, BOB, EVE)

    report = run(ledger, FakeTransport(behaviour={BOB: [UNKNOWN_USER]}))

    assert report.counts == {ACCEPTED_: 2, REJECTED: 1}
    assert ledger.table[1].outcome == UNKNOWN_USER
    assert report.error == ""


def test_doubtful_message_is_held() -> None:
    ledger, clock = FakeDeliveries(ADA), FakeClock()
    transport = FakeTransport(behaviour={ADA: [DOUBTFUL]})

    run(ledger, transport, clock=clock)
    clock.advance(timedelta(days=9))

    assert run(ledger, transport, clock=clock).counts == {UNCERTAIN: 1}
    assert ledger.table[0].outcome == DOUBTFUL


def test_doubtful_message_is_sent_again_if_that_is_wanted() -> None:
    ledger, clock = FakeDeliveries(ADA), FakeClock()
    transport = FakeTransport(behaviour={ADA: [DOUBTFUL]})

    assert run(ledger, transport, clock=clock, resend=True).counts == {DEFERRED: 1}
    assert ledger.table[0].outcome.text.startswith("may have arrived")
    clock.advance(timedelta(minutes=5))

    assert run(ledger, transport, clock=clock, resend=True).counts == {ACCEPTED_: 1}


def test_doubtful_message_stays_doubtful_after_its_last_attempt() -> None:
    ledger = FakeDeliveries(ADA)

    run(ledger, FakeTransport(behaviour={ADA: [DOUBTFUL]}), resend=True, max_attempts=1)

    assert ledger.table[0].outcome == DOUBTFUL


def test_address_that_is_none_is_rejected_without_its_text() -> None:
    ledger, transport = FakeDeliveries(ADA, BOB), FakeTransport()

    def refusing(delivery: Delivery) -> tuple[Envelope, bytes]:
        if delivery.email == ADA:
            raise MessageError(f"{ADA!r} is not an e-mail address")
        return compose(delivery)

    report = run(ledger, transport, compose=refusing)

    assert report.counts == {ACCEPTED_: 1, REJECTED: 1}
    assert ledger.table[0].outcome.text == "the address is not an e-mail address"


def test_relay_that_cannot_be_used_blames_nobody() -> None:
    ledger = FakeDeliveries(*people(700))

    report = run(ledger, FakeTransport(open_errors=[REFUSED_LOGIN] * 4), connections=4)

    assert report.error == "the relay refused the login"
    assert report.counts == {QUEUED: 700}
    assert {row.delivery.attempts for row in ledger.table} == {0}


def test_relay_that_refuses_the_sender_blames_nobody() -> None:
    ledger = FakeDeliveries(*people(40))
    transport = FakeTransport(behaviour={address: [REFUSED_LOGIN] for address in people(40)})

    report = run(ledger, transport, connections=4, max_attempts=1)

    assert report.error == "the relay refused the login"
    assert set(report.counts) == {QUEUED, DEFERRED}
    assert report.counts[DEFERRED] <= 4
    assert not transport.accepted


def test_refusal_is_reported_when_nothing_else_is_left() -> None:
    ledger, clock = FakeDeliveries(ADA), FakeClock()

    report = run(ledger, FakeTransport(behaviour={ADA: [REFUSED_LOGIN]}), clock=clock)

    assert report.error == "the relay refused the login"
    assert report.counts == {DEFERRED: 1}
    assert report.next_due == clock.now() + back_off(1)


def test_relay_that_is_out_of_order_for_long_uses_up_no_attempts() -> None:
    ledger, clock = FakeDeliveries(ADA), FakeClock()
    transport = FakeTransport(behaviour={ADA: [*[REFUSED_LOGIN] * 8, GREYLISTED]})

    for _ in range(9):
        report = run(ledger, transport, clock=clock, max_attempts=2)
        clock.advance(timedelta(minutes=5))

    assert report.counts == {DEFERRED: 1}
    assert ledger.table[0].delivery.attempts == 1


def test_relay_that_allows_fewer_connections_gets_fewer() -> None:
    ledger = FakeDeliveries(*people(300))

    report = run(ledger, FakeTransport(open_errors=[BUSY, BUSY]), connections=4)

    assert report.counts == {ACCEPTED_: 300}
    assert report.error == ""


@pytest.mark.parametrize("trouble", [HUNG_UP, DOUBTFUL], ids=["hangs up", "doubtful"])
def test_relay_that_fails_again_and_again_ends_the_run(trouble: Outcome) -> None:
    emails = people(500)
    ledger = FakeDeliveries(*emails)
    transport = FakeTransport(behaviour={address: [trouble] for address in emails})

    report = run(ledger, transport, connections=4)

    assert "in a row" in report.error
    assert report.counts[QUEUED] >= 500 - 20
    assert report.counts[trouble.state] <= 20


def test_trouble_now_and_then_does_not_end_the_run() -> None:
    emails = people(500)
    odd: dict[str, list[Behaviour]] = {address: [HUNG_UP] for address in emails[::2]}

    report = run(FakeDeliveries(*emails), FakeTransport(behaviour=odd), connections=1)

    assert report.counts == {ACCEPTED_: 250, DEFERRED: 250}
    assert report.error == ""


@pytest.mark.parametrize("connections", [1, 4])
def test_stop_finishes_what_is_in_flight_and_gives_back_the_rest(connections: int) -> None:
    emails = people(900)
    stop = threading.Event()

    def stopping() -> Outcome:
        stop.set()
        return ACCEPTED

    ledger = FakeDeliveries(*emails)
    transport = FakeTransport(behaviour={emails[50]: [stopping]})
    report = run(ledger, transport, connections=connections, stop=stop)

    assert set(report.counts) == {ACCEPTED_, QUEUED}
    assert 51 <= report.counts[ACCEPTED_] == len(transport.accepted) < 900
    assert {row.delivery.attempts for row in ledger.table[600:]} == {0}
    assert report.error == ""
    assert run(ledger, transport, connections=connections).counts == {ACCEPTED_: 900}
    assert Counter(address for address, _ in transport.accepted) == Counter(emails)


def test_stop_before_the_start_delivers_nothing() -> None:
    stop = threading.Event()
    stop.set()
    transport = FakeTransport()

    report = run(FakeDeliveries(ADA), transport, stop=stop)

    assert report.counts == {QUEUED: 1}
    assert transport.opened == 0


@pytest.mark.parametrize("connections", [1, 4])
@pytest.mark.parametrize("state", [CLAIMED, SENDING, ACCEPTED_], ids=str)
def test_ledger_that_fails_stops_the_run(state: DeliveryState, connections: int) -> None:
    ledger, transport = FakeDeliveries(*people(900)), FakeTransport()
    ledger.fails_at = lambda new: new is state and len(transport.accepted) >= 20

    with pytest.raises(LedgerError):
        run(ledger, transport, connections=connections)

    counts = ledger.counts(ledger.issue_id)
    assert set(counts) <= {ACCEPTED_, QUEUED, SENDING, CLAIMED}
    # What was sent and could not be written down is still known as SENDING.
    assert counts[ACCEPTED_] + counts[SENDING] == len(transport.accepted)


@pytest.mark.parametrize("connections", [1, 4])
def test_fault_of_ours_is_raised_and_nothing_is_lost(connections: int) -> None:
    emails = people(100)

    def broken() -> Outcome:
        raise ZeroDivisionError

    ledger = FakeDeliveries(*emails)
    transport = FakeTransport(behaviour={emails[30]: [broken]})
    with pytest.raises(ZeroDivisionError):
        run(ledger, transport, connections=connections)

    assert set(ledger.counts(ledger.issue_id)) == {ACCEPTED_, QUEUED}
    assert ledger.counts(ledger.issue_id)[ACCEPTED_] == len(transport.accepted)


def test_progress_counts_every_attempt_once() -> None:
    ledger = FakeDeliveries(*people(50))
    seen: list[DispatchProgress] = []

    run(
        ledger,
        FakeTransport(behaviour={people(50)[7]: [UNKNOWN_USER]}),
        progress=seen.append,
        connections=2,
    )

    attempted = [progress.attempted for progress in seen]
    assert attempted == sorted(attempted)
    assert seen[-1].outcomes == {ACCEPTED_: 49, REJECTED: 1}
