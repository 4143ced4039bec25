import os
import sqlite3
import stat
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import insert, text

from digest.errors import LedgerBusy, LedgerError, LedgerTooNew
from digest.ledger.database import Database, open_ledger
from digest.ledger.schema import SCHEMA_VERSION, meta


def pragma(database: Database, name: str) -> object:
    with database.read() as connection:
        return connection.scalar(text(f"PRAGMA {name}"))


def insert_meta(database: Database, **rows: str) -> None:
    with database.write() as connection:
        values = [{"key": key, "value": value} for key, value in rows.items()]
        connection.execute(insert(meta), values)


def value(database: Database, key: str) -> str | None:
    with database.read() as connection:
        return connection.scalar(text("SELECT value FROM meta WHERE key = :key"), {"key": key})


def test_ledger_is_durable_and_strict(database: Database) -> None:
    assert pragma(database, "journal_mode") == "wal"
    assert pragma(database, "synchronous") == 2  # FULL
    assert pragma(database, "foreign_keys") == 1


def test_ledger_file_is_its_owners_alone(path: Path) -> None:
    before = os.umask(0)
    try:
        with open_ledger(path) as database:
            insert_meta(database, key="value")
            made = sorted(path.parent.iterdir())
            modes = {stat.S_IMODE(file.stat().st_mode) for file in made}
    finally:
        os.umask(before)

    assert [file.name for file in made] == [path.name, f"{path.name}-shm", f"{path.name}-wal"]
    assert modes == {0o600}


def test_ledger_makes_its_folder(tmp_path: Path) -> None:
    with open_ledger(tmp_path / "var" / "deep" / "ledger.sqlite3") as database:
        database.check_integrity()


def test_ledger_is_still_there_when_opened_again(path: Path) -> None:
    with open_ledger(path) as database:
        insert_meta(database, kept="yes")
        secret = value(database, "secret")
    with open_ledger(path) as database:
        assert value(database, "kept") == "yes"
        assert value(database, "secret") == secret
    assert secret is not None
    assert len(bytes.fromhex(secret)) == 32


def test_ledger_unit_of_writing_leaves_nothing_after_an_exception(database: Database) -> None:
    def fail_after_writing() -> None:
        with database.write() as connection:
            connection.execute(insert(meta), {"key": "half", "value": "done"})
            raise KeyError("in the middle")

    with pytest.raises(KeyError):
        fail_after_writing()

    assert value(database, "half") is None
    insert_meta(database, half="whole")  # the lock is free again
    assert value(database, "half") == "whole"


def test_ledger_reader_sees_one_state_while_others_write(database: Database) -> None:
    count = text("SELECT count(*) FROM meta")
    with database.read() as connection:
        before = connection.scalar(count)
        insert_meta(database, meanwhile="written")
        assert connection.scalar(count) == before


def test_ledger_refuses_a_file_that_is_no_database(path: Path) -> None:
    path.write_bytes(b"Dear diary, " * 100)

    with pytest.raises(LedgerError, match="is not a ledger"):
        open_ledger(path)
    assert path.read_bytes() == b"Dear diary, " * 100


def test_ledger_refuses_the_database_of_another_program(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE diary (entry)")
    connection.close()

    with pytest.raises(LedgerError, match="another program's database"):
        open_ledger(path)


def test_ledger_refuses_a_later_version(path: Path) -> None:
    with open_ledger(path) as database, database.write() as connection:
        later = {"value": str(SCHEMA_VERSION + 1)}
        connection.execute(text("UPDATE meta SET value = :value WHERE key = 'schema'"), later)

    with pytest.raises(LedgerTooNew, match="a later version of digest wrote this ledger"):
        open_ledger(path)


def test_ledger_names_the_folder_that_it_cannot_use(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")

    with pytest.raises(LedgerError, match="the ledger cannot be made"):
        open_ledger(tmp_path / "file" / "ledger.sqlite3")
    with pytest.raises(LedgerError, match="cannot be opened"):
        open_ledger(tmp_path)


def test_ledger_that_is_locked_is_busy_for_writers_only(
    path: Path, database: Database, spawn: Callable[..., object]
) -> None:
    holder = spawn("hold")
    assert holder.stdout.readline() == "held\n"

    with open_ledger(path, wait_seconds=0.05) as impatient:
        assert value(impatient, "schema") == str(SCHEMA_VERSION)
        with pytest.raises(LedgerBusy, match="keeps the ledger locked"):
            insert_meta(impatient, key="value")
        holder.communicate()
        insert_meta(impatient, key="value")


def test_ledger_on_a_full_disk_says_so_and_keeps_what_it_had(database: Database) -> None:
    insert_meta(database, before="kept")
    with database.read() as connection:
        connection.execute(text("PRAGMA max_page_count = 1"))

    with pytest.raises(LedgerError, match="the disk is full"):
        insert_meta(database, **{f"key {number}": "x" * 200 for number in range(1000)})
    database.check_integrity()
    assert value(database, "before") == "kept"
    assert value(database, "key 0") is None


def test_ledger_that_is_damaged_says_so(path: Path) -> None:
    with open_ledger(path) as database:
        insert_meta(database, **{f"key {number}": "x" * 200 for number in range(1000)})
    with path.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * (path.stat().st_size - 3 * 4096))

    with (
        pytest.raises(LedgerError, match="put the last backup in its place"),
        open_ledger(path) as database,
    ):
        database.check_integrity()


def test_ledger_error_does_not_tell_values(database: Database) -> None:
    with pytest.raises(LedgerError) as failed:
        insert_meta(database, secret="anna@example.org")

    assert "anna@example.org" not in str(failed.value)
    assert "anna@example.org" not in str(failed.value.__cause__)


def test_ledger_made_by_four_processes_at_once_keeps_every_change_of_theirs(
    path: Path, spawn: Callable[..., object]
) -> None:
    workers = [spawn("count", "150") for _ in range(4)]

    assert [worker.wait() for worker in workers] == [0, 0, 0, 0]
    with open_ledger(path) as database:
        database.check_integrity()
        assert value(database, "counter") == "600"


def test_ledger_keeps_every_change_of_many_threads(database: Database) -> None:
    insert_meta(database, counter="0")

    def count() -> None:
        for _ in range(25):
            with database.write() as connection:
                found = connection.scalar(text("SELECT value FROM meta WHERE key = 'counter'"))
                higher = {"value": str(int(found) + 1)}
                connection.execute(
                    text("UPDATE meta SET value = :value WHERE key = 'counter'"), higher
                )

    threads = [threading.Thread(target=count) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert value(database, "counter") == "500"


def size(path: Path) -> int:
    return path.stat().st_size + path.with_name(f"{path.name}-wal").stat().st_size


def test_ledger_is_sound_after_kills_in_the_middle_of_writing(
    path: Path, spawn: Callable[..., object]
) -> None:
    for seed in range(3):
        worker = spawn("churn", str(seed))
        assert worker.stdout.readline() == "started\n"
        before = size(path)
        # Killed after it has written some, at a point that the machine's load decides.
        while size(path) <= before:
            os.sched_yield()
        worker.kill()
        worker.wait()

        with open_ledger(path) as database:
            database.check_integrity()
            with database.read() as connection:
                people = connection.scalar(text("SELECT count(*) FROM subscriber"))
                events = connection.scalar(text("SELECT count(*) FROM consent_event"))
                plans = connection.scalars(
                    text(
                        "SELECT (SELECT count(*) FROM delivery"
                        " WHERE delivery.issue_id = issue_plan.issue_id) FROM issue_plan"
                    )
                ).all()
            assert people == events
            assert people % 40 == 0
            assert all(rows > 0 and rows % 40 == 0 for rows in plans)
