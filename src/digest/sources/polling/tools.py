"""What every kind of poll works with, and gives."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from digest.ports import PlaceState, Polled, SourceLedger
from digest.sources.confined import Reader
from digest.sources.fetching.fetch import Fetched
from digest.sources.polling.places import Place
from digest.sources.polling.state import after_answer
from digest.sources.polling.web import Web


@dataclass(frozen=True, slots=True, kw_only=True)
class Tools:
    """What a poll works with; for any number of threads."""

    web: Web
    reader: Reader
    ledger: SourceLedger


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacePoll:
    """What came of one poll of one place."""

    place: Place
    polled: Polled
    is_unchanged: bool = False
    is_silent: bool = False  #: no answer came that could be read
    new: int = 0  #: articles, without backlog
    changed: int = 0
    notes: tuple[str, ...] = ()  #: what an operator may like to know


def is_unchanged(answer: Fetched, state: PlaceState) -> bool:
    """Whether the place holds what it held: 304, or the very same bytes as when it was last ok."""
    if answer.status == 304:
        return True
    return bool(answer.body) and state.body_sha256 == _sha256(answer)


def answered(
    answer: Fetched,
    state: PlaceState,
    *,
    place: Place,
    at: datetime,
    ttl: timedelta = timedelta(),
) -> PlaceState:
    """The place's state after an answer that could be used."""
    return after_answer(
        state,
        status=answer.status,
        headers=answer.headers,
        body_sha256=_sha256(answer),
        permanent_url=answer.permanent_url,
        at=at,
        interval=place.interval,
        ttl=ttl,
    )


def _sha256(answer: Fetched) -> str:
    return hashlib.sha256(answer.body).hexdigest()
