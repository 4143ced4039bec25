"""SIGTERM and SIGINT as a wish to end, after what is under way."""

from __future__ import annotations

import contextlib
import logging
import signal
import threading
from collections.abc import Iterator

_log = logging.getLogger(__name__)


@contextlib.contextmanager
def ended_by_signals(stop: threading.Event) -> Iterator[None]:
    """Let SIGTERM and SIGINT set `stop` within the block; a second one does what it always does.

    Outside of the main thread, where Python takes no handlers, nothing changes.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    caught = (signal.SIGTERM, signal.SIGINT)
    before = {number: signal.getsignal(number) for number in caught}

    def restore() -> None:
        for number, handler in before.items():
            signal.signal(number, handler)

    def end(number: int, _frame: object) -> None:
        _log.info("%s: ending after what is under way", signal.Signals(number).name)
        stop.set()
        restore()

    for number in caught:
        signal.signal(number, end)
    try:
        yield
    finally:
        restore()
