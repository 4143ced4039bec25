"""A progress display on a terminal, for what takes longer than a second; elsewhere nothing."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

_PATIENCE_SECONDS = 1.0


@contextmanager
def progress(what: str) -> Iterator[Callable[..., None]]:
    """Yield `advance(done, total=None)`; it draws on standard error once a second has gone by."""
    if not sys.stderr.isatty():
        yield lambda _done, _total=None: None
        return
    display = _Display(what)
    try:
        yield display.advance
    finally:
        display.close()


class _Display:
    def __init__(self, what: str) -> None:
        self._what = what
        self._started = time.monotonic()
        self._bar: _Bar | None = None

    def advance(self, done: int, total: int | None = None) -> None:
        if self._bar is None:
            if time.monotonic() - self._started < _PATIENCE_SECONDS:
                return
            self._bar = _Bar(self._what)
        self._bar.update(done, total)

    def close(self) -> None:
        if self._bar is not None:
            self._bar.stop()


class _Bar:
    """The door to rich, which takes longer to import than most commands run."""

    def __init__(self, what: str) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeElapsedColumn

        columns = ("{task.description}", BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        self._progress = Progress(*columns, console=Console(stderr=True), transient=True)
        self._task = self._progress.add_task(what, total=None)
        self._progress.start()

    def update(self, done: int, total: int | None) -> None:
        self._progress.update(self._task, completed=done, total=total)

    def stop(self) -> None:
        self._progress.stop()
