"""`digest sources test`: read a source now, store nothing, and say what would be taken and why."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from itertools import islice
from typing import Final

from digest.app.publication import Publication
from digest.app.sources import find_places
from digest.article import Article, Findings, Unreadable
from digest.compose.finding.sections import find_sections
from digest.config.fields import Backlog
from digest.config.sources import FolderSourceConfig
from digest.errors import ArticleError
from digest.ports import PlaceKey, PlaceKind
from digest.sources.assemble import Origin
from digest.sources.feeds.article import read_page
from digest.sources.feeds.discover import Discovered, discover
from digest.sources.feeds.feed import read_feed
from digest.sources.feeds.match import match_items
from digest.sources.feeds.opml import read_opml
from digest.sources.fetching.fetch import Fetched
from digest.sources.polling.items import ItemReading
from digest.sources.polling.places import Place
from digest.sources.polling.web import Web

_ADDRESSES: Final = ("http://", "https://")


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """An article as a compile would see it."""

    location: str
    article: Article | None  #: None where there is none, for `fault`
    findings: Findings | None
    fault: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceTrial:
    """What is at a source now."""

    url: str  #: where it was read in the end; of a folder its path
    kind: str
    title: str
    tried: tuple[Tried, ...]
    more: int = 0  #: items that were not looked at
    feeds: tuple[str, ...] = ()  #: of a list or a page, the addresses of its feeds
    notes: tuple[str, ...] = ()


def try_source(publication: Publication, target: str, *, limit: int = 10) -> SourceTrial:
    """Read an address, or a source by its name, as a compile would; at most `limit` articles.

    Raises SourceError, ArticleError for the source as a whole.
    """
    with publication.known_places() as ledger:
        named = next(find_places(publication, target, ledger=ledger), None)
    if named and isinstance(source := named[0], FolderSourceConfig):
        return _try_folder(publication, source, place=named[1], limit=limit)
    place = named[1] if named else _stranger(publication, target)
    trial = _Trial(publication=publication, web=publication.web, place=place, limit=limit)
    if place.key.kind is PlaceKind.PAGE and named:
        return trial.page(trial.web.page(place.key.url, headers={}))
    return trial.any(trial.web.feed(place.key.url, headers={}))


def _stranger(publication: Publication, target: str) -> Place:
    """An address that is in no configuration yet."""
    if not target.startswith(_ADDRESSES):
        raise ArticleError(target, "is neither the name of a source nor a web address")
    return Place(
        key=PlaceKey(PlaceKind.FEED, target),
        source=target,
        language=publication.config.publication.language,
        interval=timedelta(hours=1),
        backlog=Backlog(),
        pages="auto",
    )


def _try_folder(
    publication: Publication, source: FolderSourceConfig, *, place: Place, limit: int
) -> SourceTrial:
    items = list(publication.whole_folder(source).collect())
    return SourceTrial(
        url=source.path,
        kind=source.kind,
        title=source.name,
        tried=tuple(_tried(item, place=place) for item in items[:limit]),
        more=max(0, len(items) - limit),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Trial:
    publication: Publication
    web: Web
    place: Place
    limit: int

    def any(self, answer: Fetched) -> SourceTrial:
        """Whatever it is: a feed, a list, or a page."""
        where = self.place.key.url
        look = partial(
            discover,
            answer.body,
            url=answer.url,
            media_type=answer.media_type,
            charset=answer.charset,
        )
        found = self.publication.reader.call(look, where=where)
        if found.kind is Discovered.OPML:
            listed = self.publication.reader.call(read_opml, answer.body, answer.url, where=where)
            return SourceTrial(
                url=answer.url,
                kind=found.kind,
                title=found.title,
                tried=(),
                feeds=tuple(feed.url for feed in listed.feeds),
                notes=(listed.note,) if listed.note else (),
            )
        if found.kind is Discovered.PAGE:
            # Asked for again as a poll would: its host may not want that.
            page = self.page(self.web.page(where, headers={}))
            return replace(page, feeds=tuple(link.url for link in found.feeds))
        return self._feed(answer)

    def _feed(self, answer: Fetched) -> SourceTrial:
        read = partial(read_feed, answer.body, url=answer.url, charset=answer.charset)
        document = self.publication.reader.call(read, where=self.place.key.url)
        matching = match_items(document.items, ())
        reading = ItemReading(
            place=self.place,
            web=self.web,
            reader=self.publication.reader,
            at=self.publication.clock.now(),
            pages_left=self.limit,
        )
        stored = (
            reading.stored(matched, is_backlog=False)
            for matched in islice(matching.matched, self.limit)
        )
        tried = tuple(
            _tried(
                one.article
                or Unreadable(location=one.known.link or one.known.key, reason=one.fault),
                place=self.place,
            )
            for one in stored
        )
        notes = (document.note, *matching.notes, *reading.notes)
        return SourceTrial(
            url=answer.url,
            kind=document.form,
            title=document.title,
            tried=tried,
            more=max(0, len(matching.matched) - self.limit),
            notes=tuple(filter(None, dict.fromkeys(notes))),
        )

    def page(self, answer: Fetched) -> SourceTrial:
        """The one article of a page."""
        origin = Origin(
            source=self.place.source,
            location=self.place.key.url,
            language=self.place.language,
            url=answer.url,
        )
        read = partial(
            read_page,
            answer.body,
            media_type=answer.media_type,
            charset=answer.charset,
            origin=origin,
        )
        article = self.publication.reader.call(read, where=self.place.key.url)
        return SourceTrial(
            url=answer.url,
            kind=PlaceKind.PAGE,
            title=article.title,
            tried=(_tried(article, place=self.place),),
        )


def _tried(item: Article | Unreadable, *, place: Place) -> Tried:
    if isinstance(item, Unreadable):
        return Tried(location=item.location, article=None, findings=None, fault=item.reason)
    found = find_sections(item, extra=place.extra)
    return Tried(location=item.location, article=item, findings=found)
