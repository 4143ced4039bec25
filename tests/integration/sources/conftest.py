from collections.abc import Iterator
from pathlib import Path

import pytest

from digest.ledger.database import open_ledger
from digest.ledger.sources import Sources
from http_server import HttpServer, status
from polling import Desk


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with open_ledger(tmp_path / "ledger.sqlite3") as database, HttpServer() as server:
        server.add("/robots.txt", status(404))
        yield Desk(server=server, ledger=Sources(database))
