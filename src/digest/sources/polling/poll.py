"""Polling: all places that are due, many hosts at a time, the places of one host in turn."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from queue import Empty, SimpleQueue
from typing import Final

from digest.article import Unreadable
from digest.ports import Clock, PlaceKey, PlaceState
from digest.sources.polling.place import poll_place
from digest.sources.polling.places import Place
from digest.sources.polling.report import PollReport
from digest.sources.polling.state import is_due, polled_address
from digest.sources.polling.tools import PlacePoll, Tools
from digest.sources.polling.web import host_of

#: Polls that are committed together at most: a crash costs no more than so many requests.
_BATCH: Final = 50

#: A host that was silent so many times in a row is not asked again in the same poll.
_SILENCES: Final = 3

#: After so many seconds of one poll nothing more is asked of a host. Each answer may come just in
#: time, and a list may name thousands of feeds of one host: the issue does not wait for them all.
HOST_SECONDS: Final = 180.0

_LONG_AGO: Final = datetime.min.replace(tzinfo=UTC)

_Due = tuple[Place, PlaceState]


_Result = PlacePoll | PollReport


def poll(
    places: Iterable[Place],
    *,
    tools: Tools,
    clock: Clock,
    threads: int,
    progress: Callable[[int, int], None] = lambda _done, _total: None,
) -> PollReport:
    """Poll the feeds, pages and lists that are due, and record what they gave.

    What is new and the validators that would hide it the next time are committed together, up to
    50 places in a transaction, so that nothing is lost whenever this process dies. `progress` is
    told how many of how many are done. Raises LedgerError.
    """
    states = tools.ledger.states()
    now = clock.now()
    hosts: defaultdict[str, dict[PlaceKey, _Due]] = defaultdict(dict)
    for place in places:
        state = states.get(place.key) or PlaceState(key=place.key)
        if is_due(state, at=now):
            # Of two sources that name the same place, the first says how it is read.
            hosts[host_of(polled_address(state))].setdefault(place.key, (place, state))
    total = sum(map(len, hosts.values()))
    report = PollReport()
    for batch in _batches(hosts, tools=tools, clock=clock, threads=threads):
        done = [found for found in batch if isinstance(found, PlacePoll)]
        if done:
            tools.ledger.record((found.polled for found in done), at=clock.now())
        for found in batch:
            report += _report(found) if isinstance(found, PlacePoll) else found
        progress(report.polled, total)
    return report


def _batches(
    hosts: Mapping[str, Mapping[PlaceKey, _Due]], *, tools: Tools, clock: Clock, threads: int
) -> Iterator[list[_Result]]:
    """The results as they come, as many as are there at once; the first error of any thread.

    Of a host that gives no answer, or takes too long over them, what is left stays due: it must
    not keep the issue waiting.
    """
    results: SimpleQueue[_Result | BaseException | None] = SimpleQueue()
    stopped = threading.Event()

    def work(host: str, group: Sequence[_Due]) -> None:
        silent, began = 0, tools.web.monotonic()
        try:
            for number, (place, state) in enumerate(group):
                if stopped.is_set():
                    return
                seconds = tools.web.monotonic() - began
                if why := _given_up(silent=silent, seconds=seconds):
                    results.put(_left_out(host, why=why, left=len(group) - number))
                    break
                found = poll_place(place, state, tools=tools, at=clock.now())
                silent = silent + 1 if found.is_silent else 0
                results.put(found)
            results.put(None)
        except BaseException as error:  # noqa: BLE001  # raised where the results are awaited
            results.put(error)

    pool = ThreadPoolExecutor(max_workers=max(1, min(threads, len(hosts))))
    try:
        # The longest queues first: they last longest.
        for host, due in sorted(hosts.items(), key=lambda pair: len(pair[1]), reverse=True):
            # What was left out the last time goes first now.
            pool.submit(work, host, sorted(due.values(), key=_polled_at))
        left = len(hosts)
        while left:
            batch, ended = _taken(results)
            left -= ended
            yield batch
    finally:
        stopped.set()
        pool.shutdown(wait=True, cancel_futures=True)


def _taken(
    results: SimpleQueue[_Result | BaseException | None],
) -> tuple[list[_Result], int]:
    """One result, for which it waits, and those that are there already; and how many hosts end."""
    batch: list[_Result] = []
    ended = 0
    while len(batch) < _BATCH:
        try:
            found = results.get(block=not batch and not ended)
        except Empty:
            break
        if isinstance(found, BaseException):
            raise found
        if found is None:
            ended += 1
        else:
            batch.append(found)
    return batch, ended


def _polled_at(due: _Due) -> datetime:
    return due[1].polled_at or _LONG_AGO


def _given_up(*, silent: int, seconds: float) -> str:
    """Why nothing more is asked of a host; empty while it goes on."""
    if silent >= _SILENCES:
        return f"gave no answer {_SILENCES} times in a row"
    return f"took more than {HOST_SECONDS:g} seconds" if seconds > HOST_SECONDS else ""


def _left_out(host: str, *, why: str, left: int) -> PollReport:
    reason = f"{why}; addresses of it that wait for the next poll: {left}"
    return PollReport(notes=(Unreadable(location=host, reason=reason),))


def _report(found: PlacePoll) -> PollReport:
    state, location = found.polled.state, found.place.source
    failed = Unreadable(location=f"{location} ({state.key.url})", reason=state.error)
    return PollReport(
        polled=1,
        unchanged=int(found.is_unchanged),
        new=found.new,
        changed=found.changed,
        failed=(failed,) if state.error else (),
        notes=tuple(Unreadable(location=location, reason=note) for note in found.notes),
    )
