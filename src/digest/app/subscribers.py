"""`digest subscribers`: who gets the mail."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TextIO

from digest.app.publication import Publication
from digest.errors import SubscriberError
from digest.ledger.subscribers import ImportReport, NewSubscriber, Subscribers
from digest.model import Subscriber, SubscriberStatus, SuppressionReason

_EMAIL_HEADINGS = ("email", "e-mail", "email address", "e-mail address", "mail")
_NAME_HEADINGS = ("name", "full name")
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def add_subscriber(
    publication: Publication, email: str, *, name: str = "", confirmed: bool = False
) -> Subscriber:
    """Add one person; a known address is left as it is. Raises SubscriberError."""
    status = SubscriberStatus.CONFIRMED if confirmed else SubscriberStatus.PENDING
    with publication.ledger() as database:
        subscribers = Subscribers(database)
        return subscribers.add(email, name=name, status=status, at=publication.clock.now())


def confirm_subscriber(publication: Publication, email: str) -> Subscriber:
    """Take down that the person confirmed. Raises SubscriberError."""
    with publication.ledger() as database:
        subscribers = Subscribers(database)
        subscriber = _known(subscribers, email)
        now = publication.clock.now()
        subscribers.set_status(subscriber, SubscriberStatus.CONFIRMED, at=now)
        return _known(subscribers, email)


def remove_subscriber(
    publication: Publication, email: str, *, suppress: SuppressionReason | None = None
) -> Subscriber:
    """Erase a person; with `suppress` the address can never be mailed again, only as a hash."""
    with publication.ledger() as database:
        subscribers = Subscribers(database)
        subscriber = _known(subscribers, email)
        if suppress is not None:
            subscribers.suppress(email, reason=suppress, at=publication.clock.now())
        subscribers.remove(subscriber, at=publication.clock.now())
        return subscriber


def unsubscribe_subscriber(publication: Publication, email: str) -> Subscriber:
    """Take down that the person wants no more mail. Raises SubscriberError."""
    with publication.ledger() as database:
        subscribers = Subscribers(database)
        subscriber = _known(subscribers, email)
        now = publication.clock.now()
        subscribers.set_status(subscriber, SubscriberStatus.UNSUBSCRIBED, at=now)
        return _known(subscribers, email)


def list_subscribers(publication: Publication) -> tuple[Subscriber, ...]:
    """All of them, in the order of addition."""
    with publication.ledger() as database:
        return tuple(Subscribers(database).subscribers())


def import_subscribers(
    publication: Publication, path: Path, *, confirmed: bool = False
) -> ImportReport:
    """Take in a CSV file with a heading line; nobody who left is brought back.

    Raises SubscriberError when the file as a whole cannot be read; a bad row is reported, and the
    others go in.
    """
    status = SubscriberStatus.CONFIRMED if confirmed else SubscriberStatus.PENDING
    try:
        with (
            path.open(encoding="utf-8-sig", newline="") as file,
            publication.ledger() as database,
        ):
            return Subscribers(database).add_many(
                _rows(file, path=path, status=status),
                at=publication.clock.now(),
                source=f"import {path.name}",
            )
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise SubscriberError(
            f"{path}: cannot be read as a CSV file in UTF-8: {error}; nothing after it was taken in"
        ) from error


def export_subscribers(publication: Publication, file: TextIO) -> int:
    """Write all subscribers as CSV; how many. Cells that a spreadsheet would run are quoted."""
    writer = csv.writer(file)
    writer.writerow(["email", "name", "status", "created_at", "suppressed"])
    count = 0
    with publication.ledger() as database:
        for subscriber in Subscribers(database).subscribers():
            created = subscriber.created_at.isoformat() if subscriber.created_at else ""
            row = [subscriber.email, subscriber.name, subscriber.status, created]
            writer.writerow([_harmless(cell) for cell in [*row, subscriber.suppressed or ""]])
            count += 1
    return count


def _known(subscribers: Subscribers, email: str) -> Subscriber:
    subscriber = subscribers.find(email)
    if subscriber is None:
        raise SubscriberError(f"{email!r} is not among the subscribers")
    return subscriber


def _rows(file: TextIO, *, path: Path, status: SubscriberStatus) -> Iterator[NewSubscriber]:
    reader = csv.reader(file)
    headings = [cell.strip().casefold() for cell in next(reader, [])]
    email_at = _column(headings, _EMAIL_HEADINGS)
    if email_at is None:
        raise SubscriberError(f"{path}:1: no column is called `email`; name it in the first line")
    name_at = _column(headings, _NAME_HEADINGS)
    for row in reader:
        if any(cell.strip() for cell in row):
            yield NewSubscriber(
                line=reader.line_num,
                email=_cell(row, email_at),
                name=_cell(row, name_at),
                status=status,
            )


def _column(headings: Sequence[str], names: Sequence[str]) -> int | None:
    return next((at for at, heading in enumerate(headings) if heading in names), None)


def _cell(row: Sequence[str], at: int | None) -> str:
    cell = row[at].strip() if at is not None and at < len(row) else ""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(_FORMULA_STARTS) else cell


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA_STARTS) else cell
