"""Opening the ledger's file, and the two ways to use it: to read and to write.

A unit of writing begins with BEGIN IMMEDIATE: a deferred transaction that reads first and writes
later fails at once, whatever the timeout, when somebody else has written in between.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

from sqlalchemy import URL, Connection, Engine, Table, create_engine, event, inspect, select, text
from sqlalchemy.dialects import sqlite
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from digest.errors import LedgerBusy, LedgerError, LedgerTooNew
from digest.ledger.schema import SCHEMA_VERSION, meta, metadata

#: A whole unit of writing takes milliseconds; who waits longer than this meets a stuck process.
WAIT_SECONDS: Final = 10.0

_WRITES: Final = "digest_writes"
_MENDS: Final = {
    sqlite3.SQLITE_NOTADB: "is not a ledger; move it away, or put a backup in its place",
    sqlite3.SQLITE_CORRUPT: "is damaged; keep a copy of it and put the last backup in its place",
    sqlite3.SQLITE_FULL: "the disk is full; nothing was half written, make room and try again",
    sqlite3.SQLITE_READONLY: "cannot be written; give the user who runs digest the right to",
    sqlite3.SQLITE_CANTOPEN: "cannot be opened; check the folder and the rights on both",
    sqlite3.SQLITE_IOERR: "the disk reports an error; check it and try again",
}


class Database:
    """One ledger, shared by the threads of this process; closed by `close` or by `with`."""

    def __init__(self, engine: Engine, *, path: Path) -> None:
        self.path = path
        self._engine = engine
        # Threads of one process wait here in turn; SQLite would make them poll for its lock.
        self._writer = threading.Lock()

    @contextlib.contextmanager
    def read(self) -> Iterator[Connection]:
        """A connection that sees one consistent state and waits for nobody. Raises LedgerError."""
        with self._door(), self._engine.connect() as connection:
            yield connection

    @contextlib.contextmanager
    def write(self) -> Iterator[Connection]:
        """A transaction that nobody else writes beside; committed at the end, or not at all.

        Raises LedgerBusy when the lock is not to be had, LedgerError for other faults.
        """
        with self._door(), self._writer, self._engine.connect() as connection:
            connection.execution_options(**{_WRITES: True})
            with connection.begin():
                yield connection

    def check_integrity(self) -> None:
        """Read the whole file and compare it with itself. Raises LedgerError."""
        with self.read() as connection:
            found = connection.scalars(text("PRAGMA integrity_check")).all()
        if found != ["ok"]:
            raise LedgerError(f"{self.path}: {_MENDS[sqlite3.SQLITE_CORRUPT]} ({found[0]})")

    def close(self) -> None:
        """Give all connections back; the last one folds the write-ahead log into the file."""
        self._engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @contextlib.contextmanager
    def _door(self) -> Iterator[None]:
        try:
            yield
        except DBAPIError as error:
            raise _ledger_error(error.orig, self.path) from error
        except PoolTimeout as error:
            raise LedgerBusy(f"{self.path}: all connections are in use; try again") from error


def open_ledger(path: Path, *, wait_seconds: float = WAIT_SECONDS) -> Database:
    """Open the ledger at `path`, and make it first if there is none.

    A new file can be read by its owner only. `wait_seconds` bounds the wait for another process
    that writes. Raises LedgerTooNew, LedgerBusy, LedgerError.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with contextlib.suppress(FileExistsError):
            # Only ever a new file: to close one that SQLite has open would drop its locks.
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except OSError as error:
        raise LedgerError(f"{path}: the ledger cannot be made: {error.strerror}") from error
    engine = create_engine(
        URL.create("sqlite", database=str(path)),
        connect_args={"timeout": wait_seconds},
        hide_parameters=True,  # addresses must not get into messages
    )
    event.listen(engine, "connect", _prepare_connection)
    event.listen(engine, "begin", _begin)
    database = Database(engine, path=path)
    try:
        _prepare_schema(database)
    except BaseException:
        database.close()
        raise
    return database


def insert_new(table: Table) -> sqlite.Insert:
    """An INSERT that leaves alone what is known already; its row count says which it was.

    PostgreSQL's own insert takes its place, by the same name, once there is such a ledger.
    """
    return sqlite.insert(table).on_conflict_do_nothing()


def _prepare_connection(connection: DBAPIConnection, _record: Any) -> None:
    connection.isolation_level = None  # sqlite3 begins nothing by itself then
    cursor = connection.cursor()
    # WAL is a property of the file; to set it again would need a lock for nothing.
    cursor.execute("PRAGMA journal_mode")
    if cursor.fetchone() != ("wal",):
        cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA synchronous = FULL")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.execute("PRAGMA secure_delete = ON")  # who is erased is overwritten in the file too
    cursor.close()


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get(_WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _prepare_schema(database: Database) -> None:
    with database.read() as connection:
        version = _version(connection, database.path)
    if version is None or version < SCHEMA_VERSION:
        with database.write() as connection:
            version = _version(connection, database.path)  # another process may have been faster
            if version is None:
                version = _make(connection)
            elif version < SCHEMA_VERSION:
                version = _upgrade(connection)
    if version > SCHEMA_VERSION:
        raise LedgerTooNew(
            f"{database.path}: a later version of digest wrote this ledger (its tables are of "
            f"version {version}, this program knows {SCHEMA_VERSION}); install that version"
        )


def _make(connection: Connection) -> int:
    metadata.create_all(connection, checkfirst=False)
    rows = {"schema": str(SCHEMA_VERSION), "secret": secrets.token_hex(32)}
    values = [{"key": key, "value": value} for key, value in rows.items()]
    connection.execute(meta.insert(), values)
    return SCHEMA_VERSION


def _upgrade(connection: Connection) -> int:
    """Bring an earlier version's tables up to date: so far, every version only added tables."""
    metadata.create_all(connection)
    number = meta.update().where(meta.c.key == "schema").values(value=str(SCHEMA_VERSION))
    connection.execute(number)
    return SCHEMA_VERSION


def _version(connection: Connection, path: Path) -> int | None:
    """The version of the tables; None in an empty file."""
    tables = inspect(connection).get_table_names()
    if not tables:
        return None
    if meta.name in tables:
        value = connection.scalar(select(meta.c.value).where(meta.c.key == "schema"))
        if value is not None and value.isdecimal():
            return int(value)
    raise LedgerError(f"{path}: is another program's database; name another file for the ledger")


def _ledger_error(error: BaseException | None, path: Path) -> LedgerError:
    # Extended result codes carry the primary one in their low byte: https://sqlite.org/rescode.html
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
    if code in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
        return LedgerBusy(
            f"{path}: another process keeps the ledger locked; let it finish and try again"
        )
    return LedgerError(f"{path}: {_MENDS.get(code, error)}")
