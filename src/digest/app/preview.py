"""`digest preview`: all editions of an issue on one page, as files or as a page that follows."""

from __future__ import annotations

import hashlib
import logging
import threading
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from digest.app.check import check
from digest.app.editions import as_published, mail_edition
from digest.app.publication import Publication, open_publication
from digest.config.load import CONFIG_NAME
from digest.errors import DigestError
from digest.files import write_atomic
from digest.model import Issue, Page
from digest.render.feed_items import FeedItem, gather_feed
from digest.render.mail import fill, personal_urls
from digest.render.preview import (
    INDEX,
    MAIL_HTML,
    MAIL_TEXT,
    Rendered,
    render_broken,
    render_preview_page,
)
from digest.render.theme import shipped_templates
from digest.render.view import view_issue
from digest.render.web import render_preview

_log = logging.getLogger(__name__)

#: Folder of the shipped templates that no edition is made from.
_NOT_RENDERED: Final = "starter"


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewReport:
    """Where the editions lie, as absolute paths."""

    page: Path  #: all of them in frames
    mail_html: Path
    mail_text: Path
    web_page: Path


def preview(publication: Publication, name: str, *, load_images: bool = False) -> PreviewReport:
    """Write the page and what it shows into `var/preview/NAME/`. Raises DigestError."""
    folder = publication.make_var().absolute() / "preview" / name
    for file in preview_files(publication, name, load_images=load_images):
        path = folder / file.path
        path.parent.mkdir(parents=True, exist_ok=True)
        write_atomic(path, file.body)
    return PreviewReport(
        page=folder / INDEX,
        mail_html=folder / MAIL_HTML,
        mail_text=folder / MAIL_TEXT,
        web_page=folder / "web" / name / "index.html",
    )


def preview_files(
    publication: Publication, name: str, *, load_images: bool = False, version: str = ""
) -> tuple[Page, ...]:
    """The page, `index.html`, and the files that it shows. Raises DigestError.

    `load_images` and `version` as in `render_preview_page`.
    """
    issue = publication.store.load(name).issue
    config = publication.config
    edition = mail_edition(publication, issue)
    html, text = fill(edition, personal_urls(config, token=""))
    rendered = Rendered(
        issue=view_issue(issue, publication=config.publication),
        html=html,
        text=text,
        site=render_preview(issue, config=config, theme=publication.theme),
        item=_feed_item(publication, issue),
        trims=edition.trims,
        sender=config.mail.from_name or "",
    )
    checked = check(publication, name, offline=True)
    return render_preview_page(
        rendered,
        findings=checked.findings,
        message_bytes=checked.message_bytes,
        publication=config.publication.title,
        load_images=load_images,
        version=version,
    )


def _feed_item(publication: Publication, issue: Issue) -> FeedItem:
    """The issue as feeds will have it, published now if it is not yet."""
    published = as_published(publication, issue)
    feed = gather_feed([published], config=publication.config, theme=publication.theme)
    return feed.items[0]


class LivePreview:
    """The files of an issue's preview, made anew when something that they are made of changes.

    They are made of the issue file, `digest.toml`, and the templates, words and `theme.toml` of
    the publication and of digest itself. Threads may share one.
    """

    def __init__(self, root: Path, name: str, *, load_images: bool = False) -> None:
        self._root = root
        self._name = name
        self.load_images = load_images
        self._lock = threading.Lock()
        self._version = ""
        self._files: Mapping[str, bytes] = {}
        self._publication = open_publication(root)

    def version(self) -> str:
        """A name for the present state of what the preview is made of."""
        return _fingerprint(self._watched())

    def files(self) -> Mapping[str, bytes]:
        """The files of the present version by path; raises nothing that a person can mend.

        While the issue cannot be rendered, the page says why.
        """
        with self._lock:
            version = self.version()
            if version != self._version:
                self._files = {page.path: page.body for page in self._make(version)}
                self._version = version
            return self._files

    def _make(self, version: str) -> tuple[Page, ...]:
        try:
            # Opened anew, since a publication keeps its configuration and its theme.
            self._publication = open_publication(self._root)
            return preview_files(
                self._publication, self._name, load_images=self.load_images, version=version
            )
        except (DigestError, OSError) as error:
            message = str(error)
        except Exception as error:  # noqa: BLE001  # a template may raise what it likes
            _log.exception("the preview of %s failed", self._name)
            message = f"{type(error).__name__}: {error}; the terminal shows where"
        return render_broken(message, name=self._name, version=version)

    def _watched(self) -> Iterator[Path]:
        publication = self._publication
        yield self._root / CONFIG_NAME
        yield publication.store.path(self._name)
        yield from _tree(self._root / publication.config.paths.templates)
        yield from _tree(shipped_templates(), without=_NOT_RENDERED)


def _tree(folder: Path, *, without: str = "") -> Iterator[Path]:
    for path in sorted(folder.rglob("*")):
        if path.relative_to(folder).parts[0] != without:
            yield path


def _fingerprint(paths: Iterable[Path]) -> str:
    state = hashlib.sha256()
    for path in paths:
        try:
            stat = path.stat()
        except OSError:  # an editor that is just saving, or a file that is not there yet
            state.update(f"{path} -\n".encode())
        else:
            state.update(f"{path} {stat.st_ino} {stat.st_size} {stat.st_mtime_ns}\n".encode())
    return state.hexdigest()
