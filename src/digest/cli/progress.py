"""A progress display on a terminal, for what takes longer than a second; elsewhere nothing."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

_PATIENCE_SECONDS = 1.0


@contextmanager
def progress(
    what: str, *, patience_seconds: float = _PATIENCE_SECONDS
) -> Iterator[Callable[..., None]]:
    """Yield `advance(done, total=None)`; it draws on standard error once a second has gone by.

    Work that never calls it is shown as under way.
    """
    if not sys.stderr.isatty():
        yield lambda _done, _total=None: None
        return
    display = _Display(what)
    timer = threading.Timer(patience_seconds, display.show)
    timer.daemon = True
    timer.start()
    try:
        yield display.advance
    finally:
        timer.cancel()
        display.close()


class _Display:
    """What has been done, and the bar that shows it once there is one. For two threads."""

    def __init__(self, what: str) -> None:
        self._what = what
        self._done = 0
        self._total: int | None = None
        self._lock = threading.Lock()
        self._bar: _Bar | None = None
        self._is_closed = False

    def show(self) -> None:
        with self._lock:
            if not self._is_closed:
                self._bar = _Bar(self._what)
                self._bar.update(self._done, self._total)

    def advance(self, done: int, total: int | None = None) -> None:
        self._done, self._total = done, total
        if self._bar is not None:
            self._bar.update(done, total)

    def close(self) -> None:
        with self._lock:
            self._is_closed = True
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
