"""Subscribers as a CSV file (RFC 4180), in and out."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TextIO

from digest.app.publication import Publication
from digest.errors import SubscriberError
from digest.ledger.subscribers import ImportReport, NewSubscriber
from digest.model import SubscriberStatus

_EMAIL_HEADINGS = ("email", "e-mail", "email address", "e-mail address", "mail")
_NAME_HEADINGS = ("name", "full name")
#: What an export writes beside them: who has left elsewhere is not confirmed here.
_STATUS_HEADINGS = ("status",)
_SUPPRESSED_HEADINGS = ("suppressed",)
_NOT_CONFIRMED = {
    status.value: status for status in (SubscriberStatus.UNSUBSCRIBED, SubscriberStatus.PENDING)
}
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def import_subscribers(
    publication: Publication,
    path: Path,
    *,
    confirmed: bool = False,
    progress: Callable[[int], None] = lambda _read: None,
) -> ImportReport:
    """Take in a CSV file with a heading line; nobody who left is brought back.

    With `confirmed`, rows are CONFIRMED, but for those that an export marked as unsubscribed,
    pending or suppressed. `progress` is told how many lines have been read. Raises
    SubscriberError when the file as a whole cannot be read; a bad row is reported, and the others
    go in.
    """
    status = SubscriberStatus.CONFIRMED if confirmed else SubscriberStatus.PENDING
    try:
        with (
            path.open(encoding="utf-8-sig", newline="") as file,
            publication.subscribers() as subscribers,
        ):
            return subscribers.add_many(
                _told(_rows(file, path=path, status=status), progress=progress),
                at=publication.clock.now(),
                source=f"import {path.name}",
            )
    except UnicodeDecodeError as error:
        message = f"{path}: is not UTF-8 (byte 0x{error.object[error.start]:02x}); save it as UTF-8"
        raise SubscriberError(message) from error
    except (OSError, csv.Error) as error:
        raise SubscriberError(f"{path}: cannot be read as a CSV file: {error}") from error


def export_subscribers(publication: Publication, file: TextIO) -> int:
    """Write all subscribers as CSV; how many. Cells that a spreadsheet would run are quoted."""
    writer = csv.writer(file)
    writer.writerow(["email", "name", "status", "created_at", "suppressed"])
    count = 0
    with publication.subscribers() as subscribers:
        for subscriber in subscribers.subscribers():
            created = subscriber.created_at.isoformat() if subscriber.created_at else ""
            row = [subscriber.email, subscriber.name, subscriber.status, created]
            writer.writerow([_harmless(cell) for cell in [*row, subscriber.suppressed or ""]])
            count += 1
    return count


def _rows(file: TextIO, *, path: Path, status: SubscriberStatus) -> Iterator[NewSubscriber]:
    reader = csv.reader(file)
    first = next(reader, [])
    headings = [cell.strip().casefold() for cell in first]
    email_at = _column(headings, _EMAIL_HEADINGS)
    if email_at is None:
        hint = "separate the columns by commas" if ";" in "".join(first) else "name it there"
        raise SubscriberError(f"{path}:1: no column is called `email` in the first line; {hint}")
    name_at = _column(headings, _NAME_HEADINGS)
    status_at = _column(headings, _STATUS_HEADINGS)
    suppressed_at = _column(headings, _SUPPRESSED_HEADINGS)
    for row in reader:
        if any(cell.strip() for cell in row):
            marked = "unsubscribed" if _cell(row, suppressed_at) else _cell(row, status_at)
            yield NewSubscriber(
                line=reader.line_num,
                email=_cell(row, email_at),
                name=_cell(row, name_at),
                status=_NOT_CONFIRMED.get(marked, status),
            )


def _told(
    rows: Iterable[NewSubscriber], *, progress: Callable[[int], None]
) -> Iterator[NewSubscriber]:
    for row in rows:
        progress(row.line)
        yield row


def _column(headings: Sequence[str], names: Sequence[str]) -> int | None:
    return next((at for at, heading in enumerate(headings) if heading in names), None)


def _cell(row: Sequence[str], at: int | None) -> str:
    cell = row[at].strip() if at is not None and at < len(row) else ""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(_FORMULA_STARTS) else cell


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA_STARTS) else cell
