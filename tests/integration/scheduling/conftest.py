import json
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import pytest

import workers
from digest.ledger.database import Database, open_ledger
from digest.ledger.slots import Slots

Spawn = Callable[..., subprocess.Popen[str]]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "ledger.sqlite3"


@pytest.fixture
def database(path: Path) -> Iterator[Database]:
    with open_ledger(path) as database:
        yield database


@pytest.fixture
def slots(database: Database) -> Slots:
    return Slots(database)


@pytest.fixture
def out(tmp_path: Path) -> Path:
    folder = tmp_path / "issues"
    folder.mkdir()
    return folder


@pytest.fixture
def spawn(path: Path, out: Path) -> Iterator[Spawn]:
    """Starts `slot_worker.py TASK` and waits until it is ready; the last ones are killed."""
    script = Path(workers.__path__[0]) / "slot_worker.py"
    started: list[subprocess.Popen[str]] = []

    def start(
        task: str, schedules: Sequence[Mapping[str, str]], *arguments: str
    ) -> subprocess.Popen[str]:
        told = [task, str(path), str(out), json.dumps(schedules), *arguments]
        process = subprocess.Popen(
            [sys.executable, str(script), *told],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()
