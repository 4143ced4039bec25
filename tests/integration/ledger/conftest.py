import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import workers
from digest.ledger.database import Database, open_ledger
from digest.ledger.deliveries import Deliveries
from digest.ledger.slots import Slots
from digest.ledger.subscribers import Subscribers

Spawn = Callable[..., subprocess.Popen[str]]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "ledger.sqlite3"


@pytest.fixture
def database(path: Path) -> Iterator[Database]:
    with open_ledger(path) as database:
        yield database


@pytest.fixture
def subscribers(database: Database) -> Subscribers:
    return Subscribers(database)


@pytest.fixture
def deliveries(database: Database) -> Deliveries:
    return Deliveries(database)


@pytest.fixture
def slots(database: Database) -> Slots:
    return Slots(database)


@pytest.fixture
def spawn(path: Path) -> Iterator[Spawn]:
    """Starts `ledger_worker.py TASK` on the ledger; whoever is left at the end is killed."""
    script = Path(workers.__path__[0]) / "ledger_worker.py"
    started: list[subprocess.Popen[str]] = []

    def start(task: str, *arguments: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, str(script), task, str(path), *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()
