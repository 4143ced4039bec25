"""What a poll changes in the state of a place, and when the next is due: only values in and out.

The rules are those of polite feed readers: validators go back as they came (RFC 9110 §13.1),
`max-age` (RFC 9111 §5.2.2.1), RSS's `ttl` and `Retry-After` (RFC 9110 §10.2.3) are honoured up to
a day, and who fails is asked ever less often.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from digest.errors import FetchError
from digest.ports import PausedBy, PlaceState

LONGEST_WAIT: Final = timedelta(hours=24)

_JITTER = 0.15
_SIGHTINGS = 3  # so many redirects in a row that say «for good» are believed
_MOST_DOUBLINGS = 20
_MAX_AGE = re.compile(r"(?:^|[,\s])max-age\s*=\s*\"?(\d{1,9})", re.IGNORECASE)


def is_due(state: PlaceState, *, at: datetime) -> bool:
    """Whether a place is to be polled at `at`; one polled in the future is: a clock went back."""
    if state.paused_by is not None:
        return False
    was_ahead = state.polled_at is not None and state.polled_at > at
    return was_ahead or state.next_at is None or state.next_at <= at


def has_moved(state: PlaceState) -> bool:
    """Whether its place is believed to have moved for good."""
    return state.moved_count >= _SIGHTINGS


def polled_address(state: PlaceState) -> str:
    """Where to ask: the new address once a move is believed."""
    return state.moved_to if has_moved(state) else state.key.url


def validators(state: PlaceState) -> dict[str, str]:
    """The headers that make a request conditional."""
    found = {"If-None-Match": state.etag, "If-Modified-Since": state.last_modified}
    return {name: value for name, value in found.items() if value}


def after_answer(
    state: PlaceState,
    *,
    status: int,
    headers: Mapping[str, str],
    body_sha256: str,
    permanent_url: str,
    at: datetime,
    interval: timedelta,
    ttl: timedelta = timedelta(),
) -> PlaceState:
    """The state after an answer that could be used; `headers` are found in any case.

    A 304 keeps the validators and the hash that it confirms. `ttl` is what the document asks for.
    """
    kept = status == 304
    wait = max(_jittered(interval, url=state.key.url), min(LONGEST_WAIT, max(ttl, _age(headers))))
    moved_to, moved_count = _moved(state, permanent_url)
    return replace(
        state,
        etag=headers.get("etag", state.etag if kept else ""),
        last_modified=headers.get("last-modified", state.last_modified if kept else ""),
        body_sha256=state.body_sha256 if kept else body_sha256,
        status=status,
        error="",
        polled_at=at,
        ok_at=at,
        next_at=at + wait,
        fail_count=0,
        moved_to=moved_to,
        moved_count=moved_count,
    )


def after_failure(
    state: PlaceState, error: Exception, *, reason: str, at: datetime, interval: timedelta
) -> PlaceState:
    """The state after a failure: 410 pauses, all else is tried again, ever later.

    What had moved is asked at its old address next time, which may know a newer one.
    """
    fetch = error if isinstance(error, FetchError) else None
    failed = replace(
        state,
        status=fetch.status if fetch else state.status,
        error=reason,
        polled_at=at,
        fail_count=state.fail_count + 1,
        moved_to="",
        moved_count=0,
    )
    if fetch and fetch.is_gone and not has_moved(state):
        why = "its server says that it is gone for good (410)"
        return replace(failed, paused_by=PausedBy.SERVER, paused_reason=why, next_at=None)
    wait = _jittered(interval * 2 ** min(state.fail_count, _MOST_DOUBLINGS), url=state.key.url)
    asked = (fetch.retry_after if fetch else None) or timedelta()
    return replace(failed, next_at=at + min(LONGEST_WAIT, max(wait, asked)))


def _moved(state: PlaceState, permanent_url: str) -> tuple[str, int]:
    """Sightings of a move; a place that has moved on begins anew at its first address."""
    if has_moved(state) and not permanent_url:
        return state.moved_to, state.moved_count
    if permanent_url in {"", state.key.url}:
        return "", 0
    again = permanent_url == state.moved_to and not has_moved(state)
    return permanent_url, state.moved_count + 1 if again else 1


def _age(headers: Mapping[str, str]) -> timedelta:
    found = _MAX_AGE.search(headers.get("cache-control", ""))
    return timedelta(seconds=int(found[1])) if found else timedelta()


def _jittered(wait: timedelta, *, url: str) -> timedelta:
    """`wait` ± 15 %, the same for the same address, so that not all are due at one moment."""
    share = int.from_bytes(hashlib.sha256(url.encode()).digest()[:4]) / 0xFFFF_FFFF
    return wait * (1 + _JITTER * (2 * share - 1))
