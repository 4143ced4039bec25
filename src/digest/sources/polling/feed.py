"""One poll of a feed: its new and changed items as articles, and what it does not show any more."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import partial

from digest.ports import KnownArticle, PlaceState, Polled, SourceLedger, StoredArticle
from digest.sources.feeds.feed import read_feed
from digest.sources.feeds.item import FeedDocument
from digest.sources.feeds.match import Matching, match_items
from digest.sources.fetching.fetch import Fetched
from digest.sources.polling.backlog import outside
from digest.sources.polling.items import ItemReading
from digest.sources.polling.places import Place
from digest.sources.polling.state import polled_address, validators
from digest.sources.polling.tools import PlacePoll, Tools, answered, is_unchanged


def poll_feed(place: Place, state: PlaceState, *, tools: Tools, at: datetime) -> PlacePoll:
    """Ask for the feed; of an unchanged one, only pages that are still to be read are read.

    Raises FetchError, FeedError, ArticleError, LedgerError.
    """
    answer = tools.web.feed(polled_address(state), headers=validators(state))
    known = tools.ledger.known(place.key)
    reading = ItemReading(place=place, web=tools.web, reader=tools.reader, at=at)
    if is_unchanged(answer, state):
        return PlacePoll(
            place=place,
            polled=Polled(
                state=answered(answer, state, place=place, at=at),
                stored=tuple(_pending(known, reading=reading, ledger=tools.ledger)),
            ),
            is_unchanged=True,
            notes=tuple(reading.notes),
        )
    document = fetched_feed(answer, place=place, tools=tools)
    matching = match_items(document.items, known)
    stored = read_items(matching, reading=reading, is_first=state.ok_at is None)
    done = {one.known.key for one in stored}
    rest = [one for one in known if one.key not in done]
    again = _pending(rest, reading=reading, ledger=tools.ledger)
    new, changed = _counts(stored, known=known)
    return PlacePoll(
        place=place,
        polled=Polled(
            state=answered(answer, state, place=place, at=at, ttl=document.ttl),
            stored=(*stored, *again),
            gone=matching.gone,
            back=_back(matching),
        ),
        new=new,
        changed=changed,
        notes=_notes(document, matching, reading=reading),
    )


def fetched_feed(answer: Fetched, *, place: Place, tools: Tools) -> FeedDocument:
    """The feed in an answer. Raises FeedError, ArticleError."""
    read = partial(read_feed, answer.body, url=answer.url, charset=answer.charset)
    return tools.reader.call(read, where=place.key.url)


def read_items(matching: Matching, *, reading: ItemReading, is_first: bool) -> list[StoredArticle]:
    """The articles of new and changed items; with the first poll, some of them are backlog."""
    changed = [matched for matched in matching.matched if matched.is_changed]
    left_out = frozenset[str]()
    if is_first:
        days = ((matched.key, reading.published_on(matched.item)) for matched in changed)
        left_out = outside(reading.place.backlog, days)
    return [
        reading.stored(
            matched,
            is_backlog=matched.known.is_backlog if matched.known else matched.key in left_out,
        )
        for matched in changed
    ]


def _pending(
    known: Iterable[KnownArticle], *, reading: ItemReading, ledger: SourceLedger
) -> list[StoredArticle]:
    """Those whose page is still to be read, after another try."""
    found: list[StoredArticle] = []
    for one in known:
        if one.page_url and reading.pages_left > 0:
            stored = ledger.article(reading.place.key, one.key)
            if stored:
                found.append(reading.again(stored))
    return found


def _back(matching: Matching) -> tuple[str, ...]:
    """The keys of those that were gone; a changed one comes back by being stored."""
    return tuple(
        matched.key
        for matched in matching.matched
        if matched.known and matched.known.gone_at and not matched.is_changed
    )


def _counts(stored: Sequence[StoredArticle], *, known: Sequence[KnownArticle]) -> tuple[int, int]:
    """How many articles are new, and how many changed."""
    before = {one.key for one in known}
    taken = [one.known.key for one in stored if not one.known.is_backlog]
    new = sum(key not in before for key in taken)
    return new, len(taken) - new


def _notes(document: FeedDocument, matching: Matching, *, reading: ItemReading) -> tuple[str, ...]:
    notes = [document.note] if document.note else []
    return tuple(dict.fromkeys([*notes, *matching.notes, *reading.notes]))
