"""All editions of an issue: the mail as a recipient gets it, the site as a web server shows it."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

from digest.app.publication import Publication
from digest.archive.seal import require_sealed, sealed_names
from digest.archive.store import is_name
from digest.delivery.message import (
    Sender,
    Skeleton,
    build_skeleton,
    longest_values,
    sealed_values,
)
from digest.errors import IssueError
from digest.files import write_atomic
from digest.model import Issue, MailEdition, Page, Status
from digest.render.feeds import render_feeds
from digest.render.mail import LONGEST_TOKEN, personal_urls, render_mail
from digest.render.view import issue_permalink
from digest.render.web import render_web


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteReport:
    """What publishing changed on disk."""

    written: tuple[str, ...]
    unchanged: int
    stray: tuple[str, ...]  #: folders named like an issue of which none is published
    trims: tuple[str, ...] = ()  #: what the mail leaves to the web page, a sentence a story


def nonce() -> str:
    """A placeholder that no article can guess: letters and digits, a letter at each end."""
    return f"n{secrets.token_hex(12)}n"


def mail_edition(publication: Publication, issue: Issue) -> MailEdition:
    """The issue as mail, no larger for any recipient than a mail may be. Raises RenderError."""
    return render_mail(
        issue,
        config=publication.config,
        theme=publication.theme,
        nonces=nonce,
        measure=lambda edition: len(longest_message(publication, issue, edition=edition)),
    )


def longest_message(publication: Publication, issue: Issue, *, edition: MailEdition) -> bytes:
    """The issue's message as long as any recipient can get it; nobody gets this one."""
    values = longest_values(
        issue_id=issue.id,
        urls=personal_urls(publication.config, token=LONGEST_TOKEN),
        domain=message_domain(publication),
    )
    return skeleton(publication, issue, edition=edition).message(values)


def as_published(publication: Publication, issue: Issue) -> Issue:
    """The issue as it would be were it published now, or as it was when it was published."""
    published_at = issue.published_at or publication.clock.now()
    return replace(issue, status=Status.PUBLISHED, published_at=published_at)


def skeleton(
    publication: Publication,
    issue: Issue,
    *,
    edition: MailEdition | None = None,
    subject_prefix: str = "",
) -> Skeleton:
    """The issue's message, ready to be joined with each recipient's fields.

    `edition` spares the rendering where it has been done.
    """
    config = publication.config
    return build_skeleton(
        edition or mail_edition(publication, issue),
        sender=Sender(
            address=config.mail.from_address,
            name=config.mail.from_name or config.publication.title,
            reply_to=config.mail.reply_to or "",
        ),
        issue_id=issue.id,
        date=issue.published_at or publication.clock.now(),
        list_name=config.publication.title,
        language=issue.language,
        archived_at=issue_permalink(issue, publication=config.publication),
        subject_prefix=subject_prefix,
    )


def sealed_message(
    publication: Publication, issue: Issue, *, edition: MailEdition | None = None
) -> bytes:
    """The issue's message as it is kept beside it: without recipient and token.

    `edition` spares the rendering where it has been done.
    """
    values = sealed_values(
        issue_id=issue.id,
        urls=personal_urls(publication.config, token=""),
        domain=message_domain(publication),
    )
    return skeleton(publication, issue, edition=edition).message(values)


def message_domain(publication: Publication) -> str:
    """The right-hand side of our Message-IDs."""
    return publication.config.mail.from_address.rpartition("@")[2]


def site_pages(publication: Publication, *, instead: Issue | None = None) -> tuple[Page, ...]:
    """Web archive and feeds of all issues, with `instead` in the place of the one of its name.

    Nothing goes live but what was sealed: raises IssueChanged for an issue that was changed
    behind its back, IssueError for two of one id, RenderError.
    """
    live = _published(publication, but=instead.name if instead else "")
    if instead is not None and instead.published_at is not None:
        live.append(instead)
    names: dict[str, str] = {}
    for issue in live:
        if (twin := names.setdefault(issue.id, issue.name)) != issue.name:
            raise IssueError(
                f"{publication.store.path(issue.name)}: has the id of {twin}; an id never changes"
                " and belongs to one issue"
            )
    config, theme = publication.config, publication.theme
    return (
        *render_web(live, config=config, theme=theme),
        *render_feeds(live, config=config, theme=theme),
    )


def _published(publication: Publication, *, but: str) -> list[Issue]:
    """The issues whose sealed texts stand as they were sealed; drafts are not even read."""
    store = publication.store
    issues = []
    for name in sealed_names(store):
        if name != but:
            stored = store.load(name)
            require_sealed(store, stored)
            if stored.issue.published_at is not None:
                issues.append(stored.issue)
    return issues


def write_site(publication: Publication, pages: Iterable[Page]) -> SiteReport:
    """Write what changed, each file in one step, feeds last."""
    written, unchanged = [], 0
    pages = tuple(pages)
    for page in sorted(pages, key=_order):
        path = publication.public / page.path
        path.parent.mkdir(parents=True, exist_ok=True)
        if write_atomic(path, page.body):
            written.append(page.path)
        else:
            unchanged += 1
    stray = _stray(publication, {page.path.partition("/")[0] for page in pages})
    return SiteReport(written=tuple(written), unchanged=unchanged, stray=stray)


def _stray(publication: Publication, folders: Collection[str]) -> tuple[str, ...]:
    """What an issue left that was renamed or deleted by hand. Only its owner may remove it."""
    found = (path.name for path in publication.public.iterdir() if path.is_dir())
    return tuple(sorted(name for name in found if is_name(name) and name not in folders))


def _order(page: Page) -> tuple[int, str]:
    """Assets, issue pages, indexes, feeds: nothing is announced before it is there."""
    folder, _, name = page.path.rpartition("/")
    if name.startswith("feed."):
        return 3, page.path
    if name != "index.html":
        return 0, page.path
    return (2 if folder in {"", "latest"} else 1), page.path
