"""Sources that are read from the ledger, where polling has put their articles."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import datetime

from digest.article import Article, Unreadable
from digest.compose.identity import identity_keys
from digest.config.fields import Backlog
from digest.model import ArticleRef
from digest.ports import (
    KnownArticle,
    PausedBy,
    PlaceKey,
    PlaceState,
    Polled,
    Source,
    SourceLedger,
    StoredArticle,
)
from digest.sources.polling.backlog import outside
from digest.sources.polling.places import Place

#: Opens the ledger for as long as it is read; None where there is none yet.
OpenLedger = Callable[[], AbstractContextManager[SourceLedger | None]]

States = Callable[[SourceLedger], Mapping[PlaceKey, PlaceState]]


class StoredSource:
    """Feeds, pages and lists: all articles that are known and not used yet, from the ledger.

    Not only what the last poll brought: a feed that answers 304 loses nothing.
    """

    def __init__(
        self,
        name: str,
        *,
        places: Callable[[Mapping[PlaceKey, PlaceState]], Iterable[Place | Unreadable]],
        open_ledger: OpenLedger,
        states: States = lambda ledger: ledger.states(),
        used: Container[str] = (),
        alert_after: int = 3,
    ) -> None:
        """`places` finds them from what is known; `used` holds keys as `identity_keys` makes.

        `states` reads what is known of all places: many sources may do with one reading.
        """
        self.name = name
        self._places = places
        self._open_ledger = open_ledger
        self._states = states
        self._used = used
        self._alert_after = alert_after

    def collect(self) -> Iterator[Article | Unreadable]:
        """A line for each place that cannot be read, and its articles in order of arrival."""
        with self._open_ledger() as ledger:
            states = self._states(ledger) if ledger else {}
            for place in self._places(states):
                if isinstance(place, Unreadable):
                    yield place
                    continue
                state = states.get(place.key) or PlaceState(key=place.key)
                if state.paused_by is PausedBy.OPERATOR:
                    continue
                if reason := fault_of(state, alert_after=self._alert_after):
                    where = f"{place.source} ({place.key.url})"
                    yield Unreadable(location=where, reason=reason)
                if ledger:
                    yield from self._articles(place, ledger=ledger)

    def _articles(self, place: Place, *, ledger: SourceLedger) -> Iterator[Article | Unreadable]:
        for known in ledger.known(place.key):
            if known.is_backlog or is_used(known, source=place.source, used=self._used):
                continue
            stored = ledger.article(place.key, known.key)
            if stored and stored.article:
                # The source may have been renamed since.
                yield replace(stored.article, source=place.source)
            elif stored and known.gone_at is None:
                # A guid may be any word, the name of another source among them.
                where = known.link or f"{place.key.url} ({known.key})"
                yield Unreadable(location=where, reason=stored.fault)


class BacklogSource:
    """A source whose older articles do not all count, such as a folder with `backlog = none`."""

    def __init__(
        self,
        source: Source,
        *,
        place: PlaceKey,
        backlog: Backlog,
        open_ledger: OpenLedger,
    ) -> None:
        self.name = source.name
        self._source = source
        self._place = place
        self._backlog = backlog
        self._open_ledger = open_ledger

    def collect(self) -> Iterator[Article | Unreadable]:
        """What has come since the first poll, and what of the rest counts; faults always."""
        with self._open_ledger() as ledger:
            state = ledger.states().get(self._place) if ledger else None
            known = ledger.known(self._place) if ledger and state and state.ok_at else None
        if known is None:
            yield from self._first()
            return
        left_out = {name for one in known for name in (one.key, one.url, one.sha256) if name}
        for item in self._source.collect():
            is_known = isinstance(item, Article) and not left_out.isdisjoint(
                (item.location, item.url, item.sha256)
            )
            if not is_known:
                yield item

    def _first(self) -> Iterator[Article | Unreadable]:
        items = list(self._source.collect())
        left_out = backlog_of_articles(items, backlog=self._backlog)
        for item in items:
            if item.location not in left_out:
                yield item


def backlog_of_articles(
    items: Iterable[Article | Unreadable], *, backlog: Backlog
) -> frozenset[str]:
    """The locations of the articles that were there first and do not count."""
    dated = ((it.location, it.published_on) for it in items if isinstance(it, Article))
    return outside(backlog, dated)


def first_look(source: Source, *, place: Place, state: PlaceState, at: datetime) -> Polled | None:
    """What to remember of a folder when it is first read: the articles that do not count.

    None when there was nothing but faults: whoever mends them may expect the first run still.
    """
    items = list(source.collect())
    if items and not any(isinstance(item, Article) for item in items):
        return None
    left_out = backlog_of_articles(items, backlog=place.backlog)
    stored = (
        StoredArticle(
            known=KnownArticle(
                key=item.location,
                url=item.url,
                sha256=item.sha256,
                first_seen_at=at,
                changed_at=at,
                is_backlog=True,
            )
        )
        for item in items
        if isinstance(item, Article) and item.location in left_out
    )
    seen = replace(state, polled_at=at, ok_at=at)
    return Polled(state=seen, stored=tuple(stored))


def is_used(known: KnownArticle, *, source: str, used: Container[str]) -> bool:
    """Whether something that only this article can be known by is among `used`."""
    ref = ArticleRef(
        story="", title="", source=source, sha256=known.sha256, url=known.url, guid=known.guid
    )
    return any(key in used for key in identity_keys(ref))


def fault_of(state: PlaceState, *, alert_after: int) -> str:
    """What an editor is told of a place that gives nothing new; empty when all is well."""
    if state.paused_by is PausedBy.SERVER:
        return f"{state.paused_reason}; take it out of digest.toml, or mend its address"
    if state.fail_count >= alert_after:
        last = f"last read {state.ok_at:%Y-%m-%d %H:%M} UTC" if state.ok_at else "never read"
        return f"could not be read {state.fail_count} times in a row ({last}): {state.error}"
    if state.fail_count:
        return f"could not be read this time, and is tried again: {state.error}"
    if state.ok_at is None:
        return "has not been read yet"
    return ""
