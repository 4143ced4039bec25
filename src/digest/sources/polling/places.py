"""`digest.toml` → the places that are polled, each with how."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Final, Literal

from digest.article import Unreadable
from digest.compose.finding.headings import ExtraHeadings
from digest.config.fields import Backlog, parse_duration
from digest.config.sources import (
    FeedSourceConfig,
    FolderSourceConfig,
    OpmlSourceConfig,
    PageSourceConfig,
    SourceConfig,
    backlog_of,
)
from digest.errors import FeedError
from digest.ports import ListedFeed, PlaceKey, PlaceKind, PlaceState
from digest.sources.confined import Reader
from digest.sources.feeds.opml import read_opml

_LIMIT_BYTES: Final = 10_000_000

Pages = Literal["auto", "always", "never"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A place to poll, and how."""

    key: PlaceKey
    source: str  #: what its articles are credited to
    language: str  #: BCP 47, of texts that do not say
    interval: timedelta
    backlog: Backlog
    pages: Pages = "never"
    extra: ExtraHeadings = field(default_factory=ExtraHeadings)


def places_of(
    source: SourceConfig,
    *,
    root: Path,
    language: str,
    states: Mapping[PlaceKey, PlaceState],
    reader: Reader,
) -> Iterator[Place | Unreadable]:
    """The places of one source: of an OPML list, the list first and then its feeds.

    `root` is the folder of `digest.toml`; `language` is that of the publication; `states` know
    which feeds a list had that is on the web. A list that cannot be read is an Unreadable.
    """
    if isinstance(source, OpmlSourceConfig):
        yield from _list_places(source, root=root, language=language, states=states, reader=reader)
    else:
        for kind, url in _keys(source):
            yield _place(source, PlaceKey(kind, url), language=language)


def _keys(source: FolderSourceConfig | FeedSourceConfig | PageSourceConfig) -> list[PlaceKey]:
    if isinstance(source, FolderSourceConfig):
        return [PlaceKey(PlaceKind.FOLDER, source.path)]
    if isinstance(source, FeedSourceConfig):
        return [PlaceKey(PlaceKind.FEED, source.url)]
    return [PlaceKey(PlaceKind.PAGE, url) for url in dict.fromkeys(source.urls)]


def _list_places(
    source: OpmlSourceConfig,
    *,
    root: Path,
    language: str,
    states: Mapping[PlaceKey, PlaceState],
    reader: Reader,
) -> Iterator[Place | Unreadable]:
    feeds: tuple[ListedFeed, ...] = ()
    if source.url:
        key = PlaceKey(PlaceKind.OPML, source.url)
        yield _place(source, key, language=language)
        feeds = states[key].listed if key in states else ()
    elif source.path:
        try:
            feeds = listed_feeds(root / source.path, shown=source.path, reader=reader)
        except FeedError as error:
            yield Unreadable(location=error.where, reason=error.reason)
    for feed in feeds:
        key = PlaceKey(PlaceKind.FEED, feed.url)
        yield _place(source, key, language=language, name=f"{source.name}/{feed.title}")


def listed_feeds(path: Path, *, shown: str, reader: Reader) -> tuple[ListedFeed, ...]:
    """The feeds of a list in a file, which messages call `shown`. Raises FeedError."""
    try:
        with path.open("rb") as file:
            data = file.read(_LIMIT_BYTES + 1)
    except OSError as error:
        why = (error.strerror or str(error)).lower()
        raise FeedError(shown, f"cannot be read ({why}); mend its path in digest.toml") from error
    if len(data) > _LIMIT_BYTES:
        raise FeedError(shown, f"is longer than {_LIMIT_BYTES // 1_000_000} MB; divide it")
    return reader.call(read_opml, data, shown, where=shown).feeds


def _place(source: SourceConfig, key: PlaceKey, *, language: str, name: str = "") -> Place:
    return Place(
        key=key,
        source=name or source.name,
        language=source.language or language,
        interval=_interval(source),
        backlog=backlog_of(source),
        pages=source.pages if isinstance(source, FeedSourceConfig | OpmlSourceConfig) else "never",
        extra=ExtraHeadings(takeaways=source.takeaways_headings, outlook=source.outlook_headings),
    )


def _interval(source: SourceConfig) -> timedelta:
    if isinstance(source, FolderSourceConfig):
        return timedelta()
    return parse_duration(source.interval)
