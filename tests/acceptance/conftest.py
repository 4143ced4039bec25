"""A whole publication in a folder of its own, with a clock that is set by hand."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from digest.app.init import init_publication
from digest.app.publication import Publication, open_publication
from digest.cli import digest
from fakes import FakeClock

MONDAY = datetime(2026, 11, 23, 6, tzinfo=UTC)


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(MONDAY)


@pytest.fixture
def publication(tmp_path: Path, clock: FakeClock) -> Publication:
    """The starter, as `digest init` makes it."""
    init_publication(tmp_path / "publication")
    return open_publication(tmp_path / "publication", clock=clock)


@pytest.fixture
def command(tmp_path: Path) -> Callable[..., Result]:
    """Run a command line inside `tmp_path/publication`."""

    def run(*arguments: str) -> Result:
        folder = str(tmp_path / "publication")
        environment = {"DIGEST_PUBLICATION": folder}
        return CliRunner(env=environment).invoke(digest, [*arguments], standalone_mode=False)

    return run


@pytest.fixture
def report(command: Callable[..., Result]) -> Callable[..., Any]:
    """Run a command line with `--json` and parse what it prints."""

    def run(*arguments: str) -> Any:
        result = command(*arguments, "--json")
        if result.exception is not None:
            raise result.exception
        return json.loads(result.stdout)

    return run
