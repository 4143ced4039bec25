"""Polling the sources: feeds, pages, lists, and folders whose older articles do not count."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from digest.app.publication import Publication
from digest.article import Unreadable
from digest.config.sources import FolderSourceConfig
from digest.ports import PlaceKind, PlaceState, SourceLedger
from digest.sources.polling.places import Place
from digest.sources.polling.report import PollReport
from digest.sources.polling.stored import first_look


def poll_sources(
    publication: Publication,
    *,
    progress: Callable[[int, int], None] = lambda _done, _total: None,
) -> PollReport:
    """Poll all that is due and keep what is new in the ledger, for `Publication.sources`.

    What is wrong with one source is in the report and in the ledger; the others go on. Another
    process that polls is waited for. Without anything to poll no ledger is made. Raises
    LedgerError.
    """
    if not any(map(_is_polled, publication.config.sources)):
        return PollReport()
    # Only here does a compile cost an import of requests.
    from digest.sources.polling.poll import poll
    from digest.sources.polling.tools import Tools

    with publication.polling(), publication.source_ledger() as ledger:
        tools = Tools(web=publication.web, reader=publication.reader, ledger=ledger)
        report = PollReport()
        # The feeds of a list are known only when the list has been read.
        for lists in (True, False):
            places = [
                place
                for place in _places(publication, ledger)
                if (place.key.kind is PlaceKind.OPML) is lists
                and place.key.kind is not PlaceKind.FOLDER
            ]
            report += poll(
                places,
                tools=tools,
                clock=publication.clock,
                threads=publication.config.fetch.threads,
                progress=progress,
            )
        _look_at_folders(publication, ledger)
    return report


def _is_polled(source: object) -> bool:
    return not isinstance(source, FolderSourceConfig) or source.backlog != "all"


def _places(publication: Publication, ledger: SourceLedger) -> Iterator[Place]:
    states = ledger.states()
    for source in publication.config.sources:
        for place in publication.places(source, states):
            if not isinstance(place, Unreadable):
                yield place


def _look_at_folders(publication: Publication, ledger: SourceLedger) -> None:
    """Remember, once, what is in folders whose older articles do not count."""
    states = ledger.states()
    for source in publication.config.sources:
        if not isinstance(source, FolderSourceConfig) or not _is_polled(source):
            continue
        (place,) = publication.places(source, states)
        if isinstance(place, Unreadable):
            continue
        state = states.get(place.key) or PlaceState(key=place.key)
        if state.ok_at is None:
            at = publication.clock.now()
            folder = publication.whole_folder(source)
            if found := first_look(folder, place=place, state=state, at=at):
                ledger.record([found], at=at)
