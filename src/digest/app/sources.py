"""`digest sources list`, `pause` and `resume`: the sources, and what is known of them."""

from __future__ import annotations

import enum
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from digest.app.publication import Publication
from digest.article import Unreadable
from digest.compose.identity import known_by
from digest.compose.text import one_line
from digest.config.sources import FolderSourceConfig, SourceConfig
from digest.errors import NothingToDo, SourceError
from digest.ports import PlaceKind, PlaceState, SourceLedger
from digest.sources.polling.places import Place
from digest.sources.polling.state import has_moved
from digest.sources.polling.stored import is_used


class Health(enum.StrEnum):
    """How a place is doing."""

    OK = "ok"
    FAILING = "failing"
    PAUSED = "paused"
    NEVER = "never polled"
    UNREADABLE = "unreadable"  #: a list in a file


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceStatus:
    """A place of a source, as the operator sees it. A plain folder has no history."""

    name: str
    kind: str
    url: str  #: or the path
    health: Health
    detail: str = ""  #: the last error, why it is paused, or where it has moved
    fail_count: int = 0
    ok_at: datetime | None = None
    next_at: datetime | None = None
    known: int = 0  #: articles in the ledger, without backlog
    unused: int = 0  #: of these, those that are in no issue yet


def list_sources(publication: Publication) -> tuple[SourceStatus, ...]:
    """All places in the order of the configuration. Raises IssueFileError, LedgerError."""
    used = frozenset(key for _, ref in publication.store.used() for key in known_by(ref))
    with publication.known_places() as ledger:
        states = ledger.states() if ledger else {}
        return tuple(
            _status(place, states.get(place.key), ledger=ledger, used=used)
            if isinstance(place, Place)
            else _unreadable(source, place)
            for source in publication.config.sources
            for place in publication.places(source, states)
        )


def pause_source(publication: Publication, name: str, *, reason: str) -> tuple[Place, ...]:
    """Leave a source alone until `resume`: no poll, no article. Raises SourceError."""
    with publication.source_ledger() as ledger:
        places = _named(publication, name, ledger=ledger)
        ledger.pause((place.key for place in places), reason=one_line(reason))
    return tuple(places)


def resume_source(publication: Publication, name: str) -> tuple[Place, ...]:
    """Poll a source again, whoever had it paused. Raises SourceError, NothingToDo."""
    with publication.source_ledger() as ledger:
        places = _named(publication, name, ledger=ledger)
        if not ledger.resume(place.key for place in places):
            raise NothingToDo(f"{name} is not paused")
    return tuple(places)


def find_places(
    publication: Publication, name: str, *, ledger: SourceLedger | None
) -> Iterator[tuple[SourceConfig, Place]]:
    """The places of the source, or of the feed of a list, that is called `name` or is there."""
    states = ledger.states() if ledger else {}
    wanted = name.casefold()
    for source in publication.config.sources:
        for place in publication.places(source, states):
            if isinstance(place, Unreadable):
                continue
            names = {source.name.casefold(), place.source.casefold(), place.key.url.casefold()}
            if wanted in names:
                yield source, place


def _named(publication: Publication, name: str, *, ledger: SourceLedger) -> Sequence[Place]:
    found = list(find_places(publication, name, ledger=ledger))
    if not found:
        names = ", ".join(source.name for source in publication.config.sources)
        raise SourceError(f"{name}: there is no source of that name; there are: {names}")
    if any(isinstance(source, FolderSourceConfig) for source, _ in found):
        message = "is a folder, which nobody polls; take it out of digest.toml instead"
        raise SourceError(f"{name}: {message}")
    return [place for _, place in found]


def _status(
    place: Place,
    state: PlaceState | None,
    *,
    ledger: SourceLedger | None,
    used: Collection[str],
) -> SourceStatus:
    is_folder = place.key.kind is PlaceKind.FOLDER
    state = state or PlaceState(key=place.key)
    stored = [one for one in ledger.known(place.key) if not one.is_backlog] if ledger else []
    return SourceStatus(
        name=place.source,
        kind=place.key.kind,
        url=place.key.url,
        health=Health.OK if is_folder else _health(state),
        detail=_detail(state),
        fail_count=state.fail_count,
        ok_at=state.ok_at,
        next_at=state.next_at,
        known=len(stored),
        unused=sum(not is_used(one, source=place.source, used=used) for one in stored),
    )


def _unreadable(source: SourceConfig, fault: Unreadable) -> SourceStatus:
    return SourceStatus(
        name=source.name,
        kind=source.kind,
        url=fault.location,
        health=Health.UNREADABLE,
        detail=fault.reason,
    )


def _health(state: PlaceState) -> Health:
    if state.paused_by:
        return Health.PAUSED
    if state.fail_count:
        return Health.FAILING
    return Health.OK if state.ok_at else Health.NEVER


def _detail(state: PlaceState) -> str:
    if state.paused_by or state.error:
        return state.paused_reason or state.error
    if has_moved(state):
        return f"has moved to {state.moved_to}; put that into digest.toml"
    return ""
