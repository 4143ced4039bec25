"""A publication on disk: its configuration, its folders, and the adapters that serve them."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from digest import __version__
from digest.app.exclusive import exclusive
from digest.archive.drafts import DraftFolder
from digest.archive.store import IssueFolder
from digest.archive.texts import TextFolder
from digest.article import Unreadable
from digest.config.load import CONFIG_NAME, load_config
from digest.config.sources import FolderSourceConfig, SourceConfig, backlog_of
from digest.config.tables import Config
from digest.errors import ConfigError
from digest.ports import Clock, PlaceKey, PlaceKind, PlaceState, Source, SourceLedger
from digest.sources.confined import Confined, Reader
from digest.sources.folder import FolderSource
from digest.sources.polling.places import Place, places_of
from digest.sources.polling.stored import BacklogSource, States, StoredSource
from digest.wording.load import load_wording
from digest.wording.wording import Wording

if TYPE_CHECKING:  # these cost more to import than most commands take
    from digest.ledger.database import Database
    from digest.ledger.deliveries import Deliveries
    from digest.ledger.slots import Slots
    from digest.ledger.sources import Sources
    from digest.ledger.subscribers import Subscribers
    from digest.render.theme import Theme
    from digest.sources.polling.web import Web


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """The present, aware, in UTC."""
        return datetime.now(UTC)


@dataclass(frozen=True)
class Publication:
    """What the use cases work on. Building one reads nothing but the configuration."""

    root: Path
    config: Config
    clock: Clock = field(default_factory=SystemClock)
    #: Where what others wrote is parsed; its child process starts with the first text.
    reader: Reader = field(default_factory=Confined)

    @property
    def issues(self) -> Path:
        """The dated Markdown files."""
        return self.root / self.config.paths.issues

    @property
    def public(self) -> Path:
        """What a web server shows."""
        return self.root / self.config.paths.public

    @property
    def templates(self) -> Path:
        """The publication's own templates and words; it need not be there."""
        return self.root / self.config.paths.templates

    @property
    def var(self) -> Path:
        """The ledger, locks, previews: private and never in git."""
        return self.root / self.config.paths.var

    @property
    def ledger_path(self) -> Path:
        """The ledger's file."""
        return self.var / "ledger.sqlite3"

    @cached_property
    def web(self) -> Web:
        """The way to what is not ours, by the rules of `[fetch]`; remembers each robots.txt."""
        from digest.sources.fetching.fetch import Fetcher, FetchPolicy
        from digest.sources.fetching.robots import Robots
        from digest.sources.polling.web import Web

        config = self.config.fetch
        policy = FetchPolicy(
            user_agent=f"digest/{__version__} (+{self.config.publication.base_url})",
            total_seconds=config.total_seconds,
            max_bytes=config.max_bytes,
            allowed_private=frozenset(config.allow_private),
        )
        fetcher = Fetcher(policy, clock=self.clock)
        robots = Robots(fetcher, user_agent=policy.user_agent, clock=self.clock)
        return Web(fetcher, rules=robots if config.robots else None, own=config.allow_private)

    @cached_property
    def store(self) -> IssueFolder:
        """The issues of this publication."""
        return IssueFolder(self.issues)

    @cached_property
    def texts(self) -> TextFolder:
        """The normalised texts of the articles in the issues, by hash: what lines are proved by."""
        return TextFolder(self.var / "articles")

    @cached_property
    def drafts(self) -> DraftFolder:
        """The drafts as they were compiled, before an editor changed them."""
        return DraftFolder(self.var / "drafts")

    @cached_property
    def theme(self) -> Theme:
        """The shipped theme under the publication's own templates."""
        from digest.render.theme import Theme

        return Theme(self.templates)

    def wording(self, language: str) -> Wording:
        """The fixed words of a language, the publication's own first. Raises RenderError."""
        return load_wording(language, templates=self.templates)

    def sources(self, *, used: Container[str] = ()) -> tuple[Source, ...]:
        """The places to collect from, in the order of the configuration.

        Those that are polled pass over an article of which `identity_keys` are in `used`.
        """
        known: dict[PlaceKey, PlaceState] = {}

        def states(ledger: SourceLedger) -> Mapping[PlaceKey, PlaceState]:
            if not known:  # read once: a thousand sources would read a thousand states each
                known.update(ledger.states())
            return known

        return tuple(
            self._source(source, states=states, used=used) for source in self.config.sources
        )

    def _source(self, source: SourceConfig, *, states: States, used: Container[str]) -> Source:
        if isinstance(source, FolderSourceConfig):
            return self.folder_source(source)
        return StoredSource(
            source.name,
            places=partial(self.places, source),
            open_ledger=self.known_places,
            states=states,
            used=used,
            alert_after=self.config.fetch.alert_after,
        )

    def folder_source(self, source: FolderSourceConfig) -> Source:
        """A folder, without what does not count of what was there first."""
        folder = self.whole_folder(source)
        if source.backlog == "all":
            return folder
        return BacklogSource(
            folder,
            place=PlaceKey(PlaceKind.FOLDER, source.path),
            backlog=backlog_of(source),
            open_ledger=self.known_places,
        )

    def whole_folder(self, source: FolderSourceConfig) -> FolderSource:
        """A folder with all that is in it."""
        return FolderSource(
            self.root / source.path,
            root=self.root,
            name=source.name,
            language=source.language or self.config.publication.language,
            besides=(self.issues, self.public, self.var, self.templates),
            reader=self.reader,
        )

    def places(
        self, source: SourceConfig, states: Mapping[PlaceKey, PlaceState]
    ) -> Iterator[Place | Unreadable]:
        """The places of a source; `states` know the feeds of lists on the web."""
        return places_of(
            source,
            root=self.root,
            language=self.config.publication.language,
            states=states,
            reader=self.reader,
        )

    def make_var(self) -> Path:
        """The folder of all that is private, made for its owner alone if it is not there."""
        self.var.mkdir(mode=0o700, parents=True, exist_ok=True)
        return self.var

    @property
    def has_ledger(self) -> bool:
        """Whether there is a ledger yet: reading from one should not make it."""
        return self.ledger_path.exists()

    @contextmanager
    def ledger(self) -> Iterator[Database]:
        """The open ledger, made if it is not there yet. Raises LedgerError."""
        from digest.ledger.database import open_ledger

        self.make_var()
        with open_ledger(self.ledger_path) as database:
            yield database

    @contextmanager
    def subscribers(self) -> Iterator[Subscribers]:
        """The people in the ledger."""
        from digest.ledger.subscribers import Subscribers

        with self.ledger() as database:
            yield Subscribers(database)

    @contextmanager
    def deliveries(self) -> Iterator[Deliveries]:
        """The deliveries in the ledger."""
        from digest.ledger.deliveries import Deliveries

        with self.ledger() as database:
            yield Deliveries(database)

    @contextmanager
    def slots(self) -> Iterator[Slots]:
        """The slots in the ledger."""
        from digest.ledger.slots import Slots

        with self.ledger() as database:
            yield Slots(database)

    @contextmanager
    def source_ledger(self) -> Iterator[Sources]:
        """What is known of the places that sources read."""
        from digest.ledger.sources import Sources

        with self.ledger() as database:
            yield Sources(database)

    @contextmanager
    def known_places(self) -> Iterator[Sources | None]:
        """The same, or None while there is no ledger."""
        if not self.has_ledger:
            yield None
            return
        with self.source_ledger() as ledger:
            yield ledger

    def shown(self, path: Path) -> str:
        """A path as messages name it: relative to the publication."""
        return path.relative_to(self.root).as_posix()

    def today(self) -> date:
        """The date in the publication's time zone."""
        zone = ZoneInfo(self.config.publication.timezone)
        return self.clock.now().astimezone(zone).date()

    def changing_issues(self) -> AbstractContextManager[None]:
        """Wait until no other process changes the issues, then keep others waiting."""
        return exclusive(self.make_var() / "issues.lock", wait=True, what="a change of the issues")

    def polling(self) -> AbstractContextManager[None]:
        """Wait until no other process polls the sources, then keep others waiting."""
        return exclusive(self.make_var() / "poll.lock", wait=True, what="a poll of the sources")

    def delivering(self) -> AbstractContextManager[None]:
        """Be the only process that delivers. Raises Busy at once if another one does."""
        return exclusive(self.make_var() / "deliver.lock", wait=False, what="a delivery")


def find_publication(start: Path) -> Path:
    """The folder of the nearest `digest.toml` from `start` upwards. Raises ConfigError."""
    for folder in (start, *start.resolve().parents):
        if (folder / CONFIG_NAME).is_file():
            return folder
    message = f"{start}: there is no {CONFIG_NAME} here or above; `digest init FOLDER` makes one"
    raise ConfigError((message,))


def open_publication(folder: Path, *, clock: Clock | None = None) -> Publication:
    """The publication whose `digest.toml` lies in `folder`. Raises ConfigError."""
    config = load_config(folder / CONFIG_NAME)
    return Publication(root=folder, config=config, clock=clock or SystemClock())
