"""A process that works on a ledger until it is done or killed: `ledger_worker.py TASK PATH …`."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import text

from digest.ledger.database import Database, open_ledger
from digest.ledger.deliveries import Deliveries
from digest.ledger.subscribers import NewSubscriber, Subscribers
from digest.model import DeliveryState, Outcome, SubscriberStatus

NOW = datetime(2026, 11, 23, 7, tzinfo=UTC)
SENDING = Outcome(state=DeliveryState.SENDING)
ACCEPTED = Outcome(state=DeliveryState.ACCEPTED, code=250, text="ok")


def say(*words: object) -> None:
    """Tell the parent."""
    sys.stdout.write(" ".join(map(str, words)) + "\n")
    sys.stdout.flush()


def count(database: Database, rounds: str) -> None:
    """Read a number and write it back, one higher; the first one finds none and begins."""
    for _ in range(int(rounds)):
        with database.write() as connection:
            value = connection.scalar(text("SELECT value FROM meta WHERE key = 'counter'"))
            higher = {"value": str(int(value or "0") + 1)}
            connection.execute(text("REPLACE INTO meta VALUES ('counter', :value)"), higher)


def claim(database: Database, issue_id: str) -> None:
    """Claim and accept all there is; print who was claimed."""
    deliveries = Deliveries(database)
    while claimed := deliveries.claim(issue_id, limit=7, at=NOW):
        deliveries.record([(item, SENDING, None) for item in claimed], at=NOW)
        deliveries.record([(item, ACCEPTED, None) for item in claimed], at=NOW)
        say(*(item.subscriber_id for item in claimed))


def churn(database: Database, seed: str) -> None:
    """Add people and plan issues for ever."""
    subscribers, deliveries, number = Subscribers(database), Deliveries(database), 0
    say("started")
    while True:
        number += 1
        rows = [
            NewSubscriber(
                line=line,
                email=f"p{seed}-{number}-{line}@example.org",
                status=SubscriberStatus.CONFIRMED,
            )
            for line in range(40)
        ]
        subscribers.add_many(rows, at=NOW, source="churn")
        deliveries.plan(f"issue-{seed}-{number}", at=NOW)


def hold(database: Database, _unused: str) -> None:
    """Keep the write lock until standard input ends."""
    with database.write():
        say("held")
        sys.stdin.read()


TASKS = {task.__name__: task for task in (count, claim, churn, hold)}

if __name__ == "__main__":
    with open_ledger(Path(sys.argv[2])) as ledger:
        TASKS[sys.argv[1]](ledger, sys.argv[3] if len(sys.argv) > 3 else "")
