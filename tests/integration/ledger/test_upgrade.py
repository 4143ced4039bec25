"""A ledger of every earlier version is brought up to date, with all that is in it."""

import sqlite3
import threading
from datetime import UTC, datetime
from pathlib import Path

from digest.ledger.database import open_ledger
from digest.ledger.schema import SCHEMA_VERSION, metadata
from digest.ledger.sources import Sources
from digest.ledger.subscribers import Subscribers

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)

TABLES = Path(__file__).parents[2] / "data" / "ledger_v1.sql"


def make_version_1(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.executescript(TABLES.read_text(encoding="utf-8"))
    rows = [("schema", "1"), ("secret", "ab" * 32)]
    connection.executemany("INSERT INTO meta VALUES (?, ?)", rows)
    connection.execute(
        "INSERT INTO subscriber VALUES (7, 'token', 'ada@example.org', x'01', 'Ada', 'confirmed',"
        " '2026-11-01T06:00:00.000000Z')"
    )
    connection.commit()
    connection.close()


def described(path: Path) -> dict[str, str]:
    """Tables and indexes, each by what makes it, without white space."""
    connection = sqlite3.connect(path)
    rows = connection.execute("SELECT name, sql FROM sqlite_schema WHERE sql IS NOT NULL")
    found = {name: "".join(sql.split()) for name, sql in rows}
    connection.close()
    return found


def test_ledger_of_version_1_is_brought_up_to_date(path: Path) -> None:
    make_version_1(path)

    with open_ledger(path) as database:
        assert [one.email for one in Subscribers(database).subscribers()] == ["ada@example.org"]
        Sources(database).record([], at=NOON)
        assert Sources(database).states() == {}

    connection = sqlite3.connect(path)
    assert dict(connection.execute("SELECT key, value FROM meta")) == {
        "schema": str(SCHEMA_VERSION),
        "secret": "ab" * 32,
    }
    connection.close()


def test_upgraded_ledger_is_as_a_new_one(path: Path, tmp_path: Path) -> None:
    make_version_1(path)
    new = tmp_path / "new.sqlite3"

    for each in (path, new):
        open_ledger(each).close()

    assert described(path) == described(new)
    assert set(metadata.tables) <= set(described(new))


def test_ledger_is_upgraded_once_by_many_at_a_time(path: Path) -> None:
    make_version_1(path)
    errors: list[BaseException] = []

    def open_it() -> None:
        try:
            open_ledger(path).close()
        except BaseException as error:  # noqa: BLE001  # told below
            errors.append(error)

    threads = [threading.Thread(target=open_it) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert errors == []
