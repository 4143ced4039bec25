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
            )
            for source in self.config.sources
        )

    @contextmanager
    def ledger(self) -> Iterator[Database]:
        """The open ledger, made if it is not there yet. Raises LedgerError."""
        from digest.ledger.database import open_ledger

        self.var.mkdir(parents=True, exist_ok=True)
        database = open_ledger(self.ledger_path)
        try:
            yield database
        finally:
            database.close()

    def today(self) -> date:
        """The date in the publication's time zone."""
        zone = ZoneInfo(self.config.publication.timezone)
        return self.clock.now().astimezone(zone).date()

    def changing_issues(self) -> AbstractContextManager[None]:
        """Wait until no other process changes the issues, then keep others waiting."""
        return exclusive(self.var / "issues.lock", wait=True, what="a change of the issues")

    def delivering(self) -> AbstractContextManager[None]:
        """Be the only process that delivers. Raises DigestError at once if another one does."""
        return exclusive(self.var / "deliver.lock", wait=False, what="a delivery")


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
