"""What is known of the places that sources read, and their articles."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields, replace
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, Row, and_, bindparam, delete, select, update
from sqlalchemy.dialects import sqlite

from digest.ledger.article_json import format_article, parse_article
from digest.ledger.database import Database
from digest.ledger.schema import place, place_article
from digest.ports import (
    KnownArticle,
    ListedFeed,
    PausedBy,
    PlaceKey,
    PlaceState,
    Polled,
    StoredArticle,
)

#: An article that its place has not shown for so long is forgotten.
KEPT_WHEN_GONE: Final = timedelta(days=90)

_LONGEST: Final = 500  #: characters of an error or a reason
_KEY: Final = ["kind", "url"]


class Sources:
    """The `SourceLedger` in a database. Every method raises LedgerError."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def states(self) -> Mapping[PlaceKey, PlaceState]:
        """All places that were polled or paused."""
        with self._database.read() as connection:
            return {state.key: state for state in map(_state, connection.execute(select(place)))}

    def known(self, place: PlaceKey) -> Sequence[KnownArticle]:
        """The articles of a place in the order of their arrival, without their texts."""
        with self._database.read() as connection:
            rows = connection.execute(_KNOWN, _of(place)).all()
        return [_known(row) for row in rows]

    def article(self, place: PlaceKey, key: str) -> StoredArticle | None:
        """One article of a place."""
        with self._database.read() as connection:
            row = connection.execute(_ARTICLE, {**_of(place), "of_key": key}).one_or_none()
        if row is None:
            return None
        known = _known(row)
        article = parse_article(row.article) if row.article else None
        if article:
            article = replace(article, changed_at=known.changed_at)
        return StoredArticle(known=known, article=article, fault=row.fault)

    def record(self, polled: Iterable[Polled], *, at: datetime) -> None:
        """Commit, in one transaction, what polls found: never a validator without its articles.

        An operator's pause is left as it is. Articles that have been gone for 90 days are dropped.
        """
        with self._database.write() as connection:
            for found in polled:
                _record_state(connection, found.state)
                key = found.state.key
                if found.stored:
                    rows = [_article_row(key, stored) for stored in found.stored]
                    connection.execute(_STORE, rows)
                for keys, gone_at in ((found.gone, at), (found.back, None)):
                    if keys:
                        rows = [{**_of(key), "of_key": of, "gone": gone_at} for of in keys]
                        connection.execute(_SET_GONE, rows)
            connection.execute(_FORGET, {"limit": at - KEPT_WHEN_GONE})

    def pause(self, places: Iterable[PlaceKey], *, reason: str) -> None:
        """Leave places alone until `resume`."""
        paused = {"paused_by": PausedBy.OPERATOR, "paused_reason": reason[:_LONGEST]}
        with self._database.write() as connection:
            for key in places:
                row = {**_state_row(PlaceState(key=key)), **paused}
                insert = sqlite.insert(place).values(row)
                connection.execute(insert.on_conflict_do_update(index_elements=_KEY, set_=paused))

    def resume(self, places: Iterable[PlaceKey]) -> int:
        """Lift any pause of places, and poll them next time; how many were paused."""
        with self._database.write() as connection:
            return sum(connection.execute(_RESUME, _of(key)).rowcount for key in places)


def _of(key: PlaceKey) -> dict[str, Any]:
    return {"of_kind": key.kind, "of_url": key.url}


_IS_PLACE: Final = and_(
    place.c.kind == bindparam("of_kind"),
    place.c.url == bindparam("of_url"),
)
_IS_IN_PLACE: Final = and_(
    place_article.c.kind == bindparam("of_kind"),
    place_article.c.place_url == bindparam("of_url"),
)
_KNOWN_NAMES: Final = tuple(field.name for field in fields(KnownArticle))
_KNOWN_COLUMNS: Final = [place_article.c[name] for name in _KNOWN_NAMES]

_KNOWN: Final = select(*_KNOWN_COLUMNS).where(_IS_IN_PLACE).order_by(place_article.c.id)
_ARTICLE: Final = select(*_KNOWN_COLUMNS, place_article.c.fault, place_article.c.article).where(
    _IS_IN_PLACE, place_article.c.key == bindparam("of_key")
)
_NEW_ARTICLE: Final = sqlite.insert(place_article)
_STORE: Final = _NEW_ARTICLE.on_conflict_do_update(
    index_elements=["kind", "place_url", "key"],
    set_={
        name: _NEW_ARTICLE.excluded[name]
        for name in (*_KNOWN_NAMES, "fault", "article")
        if name not in {"key", "first_seen_at"}
    },
)
_SET_GONE: Final = (
    update(place_article)
    .where(_IS_IN_PLACE, place_article.c.key == bindparam("of_key"))
    .values(gone_at=bindparam("gone"))
)
_FORGET: Final = delete(place_article).where(place_article.c.gone_at < bindparam("limit"))
_RESUME: Final = (
    update(place)
    .where(_IS_PLACE, place.c.paused_by.is_not(None))
    .values(paused_by=None, paused_reason="", fail_count=0, next_at=None)
)


def _record_state(connection: Connection, state: PlaceState) -> None:
    row = _state_row(state)
    # Who polled has not seen a pause that came meanwhile; only a server's own is theirs to note.
    kept = {"kind", "url"}
    if state.paused_by is not PausedBy.SERVER:
        kept |= {"paused_by", "paused_reason"}
    changed = {name: value for name, value in row.items() if name not in kept}
    insert = sqlite.insert(place).values(row)
    connection.execute(insert.on_conflict_do_update(index_elements=_KEY, set_=changed))


def _state_row(state: PlaceState) -> dict[str, Any]:
    row = {field.name: getattr(state, field.name) for field in fields(state)}
    key: PlaceKey = row.pop("key")
    listed = [[feed.title, feed.url] for feed in state.listed]
    return {
        **row,
        "kind": key.kind,
        "url": key.url,
        "error": state.error[:_LONGEST],
        "paused_reason": state.paused_reason[:_LONGEST],
        "listed": json.dumps(listed, ensure_ascii=False) if listed else "",
    }


def _state(row: Row[Any]) -> PlaceState:
    values = dict(row._mapping)  # noqa: SLF001  # SQLAlchemy's public name for it
    key = PlaceKey(values.pop("kind"), values.pop("url"))
    listed = json.loads(values.pop("listed") or "[]")
    feeds = tuple(ListedFeed(title=title, url=url) for title, url in listed)
    return PlaceState(key=key, listed=feeds, **values)


def _article_row(key: PlaceKey, stored: StoredArticle) -> dict[str, Any]:
    known = {name: getattr(stored.known, name) for name in _KNOWN_NAMES}
    return {
        **known,
        "kind": key.kind,
        "place_url": key.url,
        "fault": stored.fault[:_LONGEST],
        "article": format_article(stored.article) if stored.article else "",
    }


def _known(row: Any) -> KnownArticle:
    return KnownArticle(**{name: getattr(row, name) for name in _KNOWN_NAMES})
