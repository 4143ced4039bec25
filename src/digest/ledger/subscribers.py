"""People and what they agreed to, in the ledger.

Two addresses are one person's when their keys are equal (`digest.ledger.address`). The ledger
compares keyed hashes of these keys, so that a suppression outlives the erasure of the person
without naming them.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any, Final

from sqlalchemy import Connection, Row, Select, delete, func, insert, literal, select, update

from digest.compose.text import one_line
from digest.errors import SubscriberError
from digest.ledger.address import Address, parse_address
from digest.ledger.database import Database, insert_new
from digest.ledger.schema import ConsentKind, consent_event, meta, subscriber, suppression
from digest.model import Subscriber, SubscriberStatus, SuppressionReason

_PAGE: Final = 1_000
_CHUNK: Final = 5_000  #: rows of an import that go in, or do not, together
_MAX_NAME: Final = 200

_ON_ADD: Final = {
    SubscriberStatus.PENDING: (ConsentKind.SUBSCRIBE,),
    SubscriberStatus.CONFIRMED: (ConsentKind.SUBSCRIBE, ConsentKind.CONFIRM),
    SubscriberStatus.UNSUBSCRIBED: (ConsentKind.UNSUBSCRIBE,),
}
_ON_CHANGE: Final = {
    SubscriberStatus.PENDING: ConsentKind.SUBSCRIBE,
    SubscriberStatus.CONFIRMED: ConsentKind.CONFIRM,
    SubscriberStatus.UNSUBSCRIBED: ConsentKind.UNSUBSCRIBE,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSubscriber:
    """A row of an import."""

    line: int  #: where it stands, for the report
    email: str
    name: str = ""
    status: SubscriberStatus = SubscriberStatus.PENDING


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportReport:
    """What became of the rows of an import; the four add up to their number."""

    new: int
    known: int  #: in the ledger before, or earlier in the same import; left as they were
    suppressed: int  #: must not be mailed, so they were not added
    invalid: tuple[tuple[int, str], ...]  #: line and reason


@dataclass(slots=True)
class _Tally:
    new: int = 0
    known: int = 0
    suppressed: int = 0


class Subscribers:
    """The `SubscriberLedger` in a database. Every method raises LedgerError."""

    def __init__(self, database: Database) -> None:
        self._database = database
        with database.read() as connection:
            value = connection.scalar(select(meta.c.value).where(meta.c.key == "secret"))
        self._secret = bytes.fromhex(value or "")

    def add(
        self,
        email: str,
        *,
        name: str,
        status: SubscriberStatus,
        at: datetime,
        source: str = "by hand",
    ) -> Subscriber:
        """Add one; a known address is left as it is and returned. Raises SubscriberError.

        Whoever unsubscribed stays so: only `set_status` brings a person back.
        """
        address = parse_address(email)
        with self._database.write() as connection:
            row = self._values(address, name=name, status=status, at=at)
            if connection.execute(insert_new(subscriber), row).rowcount:
                added = connection.scalars(self._find(address, subscriber.c.id)).one()
                for kind in _ON_ADD[status]:
                    _record(connection, added, kind, at=at, source=source)
            return _subscriber(connection.execute(self._find(address, *_COLUMNS)).one())

    def add_many(self, rows: Iterable[NewSubscriber], *, at: datetime, source: str) -> ImportReport:
        """Add many, 5,000 in a transaction; a known address is left as it is.

        `source` says where the consent comes from. A row whose address cannot be taken is
        reported and the others go in.
        """
        tally, invalid = _Tally(), list[tuple[int, str]]()
        remaining = iter(rows)
        while chunk := list(islice(remaining, _CHUNK)):
            parsed: dict[bytes, dict[str, Any]] = {}
            for row in chunk:
                try:
                    address = parse_address(row.email)
                except SubscriberError as error:
                    invalid.append((row.line, str(error)))
                    continue
                values = self._values(address, name=row.name, status=row.status, at=at)
                if parsed.setdefault(values["address_hash"], values) is not values:
                    tally.known += 1
            with self._database.write() as connection:
                _insert_chunk(connection, parsed, tally, at=at, source=source)
        return ImportReport(
            new=tally.new, known=tally.known, suppressed=tally.suppressed, invalid=tuple(invalid)
        )

    def find(self, email: str) -> Subscriber | None:
        """The subscriber of that address; None also for what is no address."""
        try:
            address = parse_address(email)
        except SubscriberError:
            return None
        with self._database.read() as connection:
            row = connection.execute(self._find(address, *_COLUMNS)).one_or_none()
        return None if row is None else _subscriber(row)

    def set_status(
        self,
        person: Subscriber,
        status: SubscriberStatus,
        *,
        at: datetime,
        source: str = "by hand",
    ) -> None:
        """Confirm or unsubscribe. Raises SubscriberError when the person has been removed."""
        changes = update(subscriber).where(
            subscriber.c.id == person.id, subscriber.c.status != status
        )
        known = select(subscriber.c.id).where(subscriber.c.id == person.id)
        with self._database.write() as connection:
            if connection.execute(changes.values(status=status)).rowcount:
                _record(connection, person.id, _ON_CHANGE[status], at=at, source=source)
            elif connection.scalar(known) is None:
                raise SubscriberError(
                    f"{person.email!r} has been removed from the subscribers; add it again first"
                )

    def suppress(self, email: str, *, reason: SuppressionReason, at: datetime) -> None:
        """Never mail this address again, also after removal and re-import.

        The first reason stays. Raises SubscriberError.
        """
        row = {"address_hash": self._hash(parse_address(email)), "reason": reason, "at": at}
        with self._database.write() as connection:
            connection.execute(insert_new(suppression), row)

    def remove(self, person: Subscriber, *, at: datetime, source: str = "by hand") -> None:
        """Erase the person; a second call does nothing.

        Suppressions stay, as hashes, and who had unsubscribed gets one, lest an old list bring
        them back. Their deliveries and consents stay under a number that names nobody any more.
        """
        erasure = (
            delete(subscriber)
            .where(subscriber.c.id == person.id)
            .returning(subscriber.c.address_hash, subscriber.c.status)
        )
        with self._database.write() as connection:
            erased = connection.execute(erasure).one_or_none()
            if erased is None:
                return
            _record(connection, person.id, ConsentKind.REMOVE, at=at, source=source)
            if erased.status is SubscriberStatus.UNSUBSCRIBED:
                row = {
                    "address_hash": erased.address_hash,
                    "reason": SuppressionReason.REQUEST,
                    "at": at,
                }
                connection.execute(insert_new(suppression), row)

    def subscribers(self) -> Iterator[Subscriber]:
        """All of them in the order of addition, page by page."""
        last = 0
        page = _people(*_COLUMNS).order_by(subscriber.c.id).limit(_PAGE)
        while True:
            with self._database.read() as connection:
                rows = connection.execute(page.where(subscriber.c.id > last)).all()
            if not rows:
                return
            yield from map(_subscriber, rows)
            last = rows[-1].id

    def count(self) -> int:
        """How many there are, in whatever status."""
        with self._database.read() as connection:
            return connection.scalar(select(func.count()).select_from(subscriber)) or 0

    def _hash(self, address: Address) -> bytes:
        return hmac.digest(self._secret, address.key.encode("utf-8"), "sha256")

    def _find(self, address: Address, *columns: Any) -> Select[Any]:
        return _people(*columns).where(subscriber.c.address_hash == self._hash(address))

    def _values(
        self, address: Address, *, name: str, status: SubscriberStatus, at: datetime
    ) -> dict[str, Any]:
        return {
            "public_id": secrets.token_hex(16),
            "email": address.email,
            "address_hash": self._hash(address),
            "name": one_line(name)[:_MAX_NAME],
            "status": status,
            "created_at": at,
        }


_COLUMNS: Final = (subscriber, suppression.c.reason.label("suppressed"))


def _people(*columns: Any) -> Select[Any]:
    is_same = subscriber.c.address_hash == suppression.c.address_hash
    return select(*columns).select_from(subscriber.outerjoin(suppression, is_same))


def _subscriber(row: Row[Any]) -> Subscriber:
    return Subscriber(
        id=row.id,
        public_id=row.public_id,
        email=row.email,
        status=row.status,
        name=row.name,
        created_at=row.created_at,
        suppressed=row.suppressed,
    )


def _record(
    connection: Connection, number: int, kind: ConsentKind, *, at: datetime, source: str
) -> None:
    row = {"subscriber_id": number, "kind": kind, "at": at, "source": source}
    connection.execute(insert(consent_event), row)


def _insert_chunk(
    connection: Connection,
    rows: dict[bytes, dict[str, Any]],
    tally: _Tally,
    *,
    at: datetime,
    source: str,
) -> None:
    suppressed = _present(connection, suppression.c.address_hash, rows)
    known = _present(connection, subscriber.c.address_hash, rows) - suppressed
    fresh = [row for found, row in rows.items() if found not in suppressed and found not in known]
    tally.suppressed += len(suppressed)
    tally.known += len(known)
    tally.new += len(fresh)
    if not fresh:
        return
    connection.execute(insert(subscriber), fresh)
    columns = (subscriber.c.id, literal(ConsentKind.IMPORT, consent_event.c.kind.type))
    events = select(*columns, literal(at, consent_event.c.at.type), literal(source)).where(
        subscriber.c.address_hash.in_([row["address_hash"] for row in fresh])
    )
    targets = ["subscriber_id", "kind", "at", "source"]
    connection.execute(insert(consent_event).from_select(targets, events))


def _present(connection: Connection, column: Any, hashes: Iterable[bytes]) -> set[bytes]:
    return set(connection.scalars(select(column).where(column.in_(list(hashes)))))
