"""One poll of one place, of whatever kind: ask, compare with what is known, say what is new."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Final

from digest.article import Article
from digest.errors import ArticleError, FeedError, FetchError
from digest.ports import KnownArticle, PlaceKind, PlaceState, Polled, StoredArticle
from digest.sources.assemble import Origin
from digest.sources.feeds.article import read_page
from digest.sources.feeds.opml import read_opml
from digest.sources.polling.backlog import outside
from digest.sources.polling.feed import poll_feed
from digest.sources.polling.places import Place
from digest.sources.polling.state import after_failure, has_moved, polled_address, validators
from digest.sources.polling.tools import PlacePoll, Tools, answered, is_unchanged
from digest.sources.polling.web import is_silence


def poll_place(place: Place, state: PlaceState, *, tools: Tools, at: datetime) -> PlacePoll:
    """Poll one place and record nothing. What goes wrong with it is in the state of the result.

    Raises LedgerError.
    """
    try:
        found = _POLLS[place.key.kind](place, state, tools=tools, at=at)
    except (FetchError, FeedError, ArticleError) as error:
        failed = after_failure(state, error, reason=error.reason, at=at, interval=place.interval)
        return PlacePoll(place=place, polled=Polled(state=failed), is_silent=is_silence(error))
    now = found.polled.state
    if has_moved(now) and not has_moved(state):
        note = f"has moved for good to {now.moved_to}, and is read there; mend its address"
        return replace(found, notes=(*found.notes, note))
    return found


def _poll_page(place: Place, state: PlaceState, *, tools: Tools, at: datetime) -> PlacePoll:
    answer = tools.web.page(polled_address(state), headers=validators(state))
    polled = Polled(state=answered(answer, state, place=place, at=at))
    if is_unchanged(answer, state):
        return PlacePoll(place=place, polled=polled, is_unchanged=True)
    origin = Origin(
        source=place.source, location=place.key.url, language=place.language, url=answer.url
    )
    read = partial(
        read_page,
        answer.body,
        media_type=answer.media_type,
        charset=answer.charset,
        origin=origin,
    )
    article = tools.reader.call(read, where=place.key.url)
    before = next(iter(tools.ledger.known(place.key)), None)
    if before and before.sha256 == article.sha256:  # another advertisement around the same text
        return PlacePoll(place=place, polled=polled, is_unchanged=True)
    stored = _page_article(article, before=before, place=place, at=at)
    is_new = before is None and not stored.known.is_backlog
    return PlacePoll(
        place=place,
        polled=replace(polled, stored=(stored,)),
        new=int(is_new),
        changed=int(before is not None),
    )


def _page_article(
    article: Article, *, before: KnownArticle | None, place: Place, at: datetime
) -> StoredArticle:
    key = place.key.url
    dated = [(key, article.published_on)]
    is_backlog = before.is_backlog if before else key in outside(place.backlog, dated)
    known = KnownArticle(
        key=key,
        link=key,
        url=article.url,
        sha256=article.sha256,
        first_seen_at=before.first_seen_at if before else at,
        changed_at=at,
        is_backlog=is_backlog,
    )
    return StoredArticle(known=known, article=None if is_backlog else article)


def _poll_list(place: Place, state: PlaceState, *, tools: Tools, at: datetime) -> PlacePoll:
    answer = tools.web.feed(polled_address(state), headers=validators(state))
    now = answered(answer, state, place=place, at=at)
    if is_unchanged(answer, state):
        return PlacePoll(place=place, polled=Polled(state=now), is_unchanged=True)
    found = tools.reader.call(read_opml, answer.body, answer.url, where=place.key.url)
    notes = (found.note,) if found.note else ()
    return PlacePoll(
        place=place, polled=Polled(state=replace(now, listed=found.feeds)), notes=notes
    )


_Poll = Callable[..., PlacePoll]
_POLLS: Final[Mapping[PlaceKind, _Poll]] = {
    PlaceKind.FEED: poll_feed,
    PlaceKind.PAGE: _poll_page,
    PlaceKind.OPML: _poll_list,
}
