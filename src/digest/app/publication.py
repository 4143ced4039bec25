"""A publication on disk: its configuration, its folders, and the adapters that serve them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from digest.app.exclusive import exclusive
from digest.archive.store import IssueFolder
from digest.config import CONFIG_NAME, Config, load_config
from digest.errors import ConfigError
from digest.ports import Clock, Source
from digest.sources.folder import FolderSource

if TYPE_CHECKING:  # these cost more to import than most commands take
    from digest.ledger.database import Database
    from digest.ledger.deliveries import Deliveries
    from digest.ledger.slots import Slots
    from digest.ledger.subscribers import Subscribers
    from digest.render.theme import Theme


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

    @property
    def issues(self) -> Path:
        """The dated Markdown files."""
        return self.root / self.config.paths.issues

    @property
    def public(self) -> Path:
        """What a web server shows."""
        return self.root / self.config.paths.public

    @property
    def var(self) -> Path:
        """The ledger, locks, previews: private and never in git."""
        return self.root / self.config.paths.var

    @property
    def ledger_path(self) -> Path:
        """The ledger's file."""
        return self.var / "ledger.sqlite3"

    @cached_property
    def store(self) -> IssueFolder:
        """The issues of this publication."""
        return IssueFolder(self.issues)

    @cached_property
    def theme(self) -> Theme:
        """The shipped theme under the publication's own templates."""
        from digest.render.theme import Theme

        return Theme(self.root / self.config.paths.templates)

    def sources(self) -> tuple[Source, ...]:
        """The places to collect from, in the order of the configuration."""
        return tuple(
            FolderSource(
                self.root / source.path,
                root=self.root,
                name=source.name,
                language=source.language or self.config.publication.language,
                besides=(
                    self.issues,
                    self.public,
                    self.var,
                    self.root / self.config.paths.templates,
                ),
            )
            for source in self.config.sources
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
