"""People and what they agreed to, in the ledger.

Two addresses are one person's when their keys are equal (`digest.address`). The ledger
compares keyed hashes of these keys, so that a suppression outlives the erasure of the person
without naming them.
"""

from __future__ import annotations

import hmac
import re
import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any, Final

from sqlalchemy import Connection, Row, Select, delete, func, insert, literal, select, update

from digest.address import Address, parse_address
from digest.compose.text import one_line
from digest.errors import LedgerError, SubscriberError
from digest.ledger.database import Database, insert_new
from digest.ledger.schema import ConsentKind, consent_event, meta, subscriber, suppression
from digest.model import Subscriber, SubscriberStatus, SuppressionReason

_PAGE: Final = 1_000
_CHUNK: Final = 5_000  #: rows of an import that go in, or do not, together
_MAX_NAME: Final = 200
_SECRET: Final = re.compile(r"[0-9a-f]{64}")

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
    """People and what they agreed to, in a database. Every method raises LedgerError."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._secret = _secret(database)

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

        Whoever unsubscribed stays so: only `set_status` brings a person back. Who was removed and
        is added again as CONFIRMED has asked again, which lifts a suppression by REQUEST.
        """
        address = parse_address(email)
        with self._database.write() as connection:
            row = self._values(address, name=name, status=status, at=at)
            if connection.execute(insert_new(subscriber), row).rowcount:
                added = connection.scalars(self._find(address, subscriber.c.id)).one()
                for kind in _ON_ADD[status]:
                    _record(connection, added, kind=kind, at=at, source=source)
                if status is SubscriberStatus.CONFIRMED:
                    _lift_request(connection, row["address_hash"])
            return _subscriber(connection.execute(self._find(address, *_COLUMNS)).one())

    def add_many(self, rows: Iterable[NewSubscriber], *, at: datetime, source: str) -> ImportReport:
        """Add many, 5,000 in a transaction; a known address is left as it is.

        `source` says where the consent comes from. A row whose address cannot be taken is
        reported and the others go in. No suppression is lifted: a list may be an old one.
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
                _insert_chunk(connection, parsed, tally=tally, at=at, source=source)
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

    def find_token(self, public_id: str) -> Subscriber | None:
        """The subscriber whose messages carry that token."""
        found = _people(*_COLUMNS).where(subscriber.c.public_id == public_id)
        with self._database.read() as connection:
            row = connection.execute(found).one_or_none()
        return None if row is None else _subscriber(row)

    def set_status(
        self,
        person: Subscriber,
        status: SubscriberStatus,
        *,
        at: datetime,
        source: str = "by hand",
    ) -> None:
        """Confirm or unsubscribe. Raises SubscriberError when the person has been removed.

        Who confirms wants mail again: that lifts a suppression by REQUEST, and no other.
        """
        this = subscriber.c.id == person.id
        changes = update(subscriber).where(this, subscriber.c.status != status)
        with self._database.write() as connection:
            address_hash = connection.scalar(select(subscriber.c.address_hash).where(this))
            if address_hash is None:
                raise SubscriberError(
                    f"{person.email!r} has been removed from the subscribers; add it again first"
                )
            is_news = connection.execute(changes.values(status=status)).rowcount > 0
            if status is SubscriberStatus.CONFIRMED:
                is_news |= _lift_request(connection, address_hash)
            if is_news:
                _record(connection, person.id, kind=_ON_CHANGE[status], at=at, source=source)

    def suppress(self, email: str, *, reason: SuppressionReason, at: datetime) -> None:
        """Never mail this address again, also after removal and re-import.

        The first reason stays, but REQUEST, which the person can take back, gives way to any
        other. Raises SubscriberError.
        """
        row = {"address_hash": self._hash(parse_address(email)), "reason": reason, "at": at}
        weaker = update(suppression).where(
            suppression.c.address_hash == row["address_hash"],
            suppression.c.reason == SuppressionReason.REQUEST,
        )
        with self._database.write() as connection:
            if not connection.execute(insert_new(suppression), row).rowcount:
                connection.execute(weaker.values(reason=reason, at=at))

    def unsuppress(
        self, email: str, *, at: datetime, source: str = "by hand"
    ) -> SuppressionReason | None:
        """Lift the address's suppression, whatever its reason; the reason, if there was one.

        Nobody is confirmed by it. Raises SubscriberError.
        """
        address = parse_address(email)
        lifting = delete(suppression).where(suppression.c.address_hash == self._hash(address))
        with self._database.write() as connection:
            reason = connection.scalar(lifting.returning(suppression.c.reason))
            person = connection.scalar(self._find(address, subscriber.c.id))
            if reason is not None and person is not None:
                _record(connection, person, kind=ConsentKind.UNSUPPRESS, at=at, source=source)
        return reason

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
            _record(connection, person.id, kind=ConsentKind.REMOVE, at=at, source=source)
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


def _secret(database: Database) -> bytes:
    """The key of the address hashes. With another one no suppression would be known again."""
    with database.read() as connection:
        value = connection.scalar(select(meta.c.value).where(meta.c.key == "secret"))
    if value is None or not _SECRET.fullmatch(value):
        raise LedgerError(
            f"{database.path}: the key is lost by which suppressed addresses are known; "
            "put the last backup in its place"
        )
    return bytes.fromhex(value)


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


def _lift_request(connection: Connection, address_hash: bytes) -> bool:
    """Whether there was a suppression by REQUEST, which is lifted."""
    by_request = delete(suppression).where(
        suppression.c.address_hash == address_hash,
        suppression.c.reason == SuppressionReason.REQUEST,
    )
    return connection.execute(by_request).rowcount > 0


def _record(
    connection: Connection, number: int, *, kind: ConsentKind, at: datetime, source: str
) -> None:
    row = {"subscriber_id": number, "kind": kind, "at": at, "source": source}
    connection.execute(insert(consent_event), row)


def _insert_chunk(
    connection: Connection,
    rows: dict[bytes, dict[str, Any]],
    *,
    tally: _Tally,
    at: datetime,
    source: str,
) -> None:
    suppressed = _present(connection, suppression.c.address_hash, hashes=rows)
    known = _present(connection, subscriber.c.address_hash, hashes=rows) - suppressed
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


def _present(connection: Connection, column: Any, *, hashes: Iterable[bytes]) -> set[bytes]:
    return set(connection.scalars(select(column).where(column.in_(list(hashes)))))
