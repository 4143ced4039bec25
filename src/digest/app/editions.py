"""All editions of an issue: the mail as a recipient gets it, the site as a web server shows it."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass

from digest.app.publication import Publication
from digest.archive.atomic import write_atomic
from digest.delivery.message import Sender, Skeleton, build_skeleton, sealed_values
from digest.model import Issue, Page, Status
from digest.render.feeds import render_feeds
from digest.render.mail import render_mail, unsubscribe_url
from digest.render.view import issue_permalink
from digest.render.web import render_web


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteReport:
    """What publishing changed on disk."""

    written: tuple[str, ...]
    unchanged: int


def nonce() -> str:
    """A placeholder that no article can guess: letters and digits, a letter at each end."""
    return f"n{secrets.token_hex(12)}n"


def skeleton(publication: Publication, issue: Issue, *, subject_prefix: str = "") -> Skeleton:
    """The issue's message, ready to be joined with each recipient's fields."""
    config = publication.config
    edition = render_mail(issue, config=config, theme=publication.theme, nonces=nonce)
    return build_skeleton(
        edition,
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


def sealed_message(publication: Publication, issue: Issue) -> bytes:
    """The issue's message as it is kept beside it: without recipient and token."""
    values = sealed_values(
        issue_id=issue.id,
        unsubscribe_url=unsubscribe_url(publication.config, token=""),
        domain=message_domain(publication),
    )
    return skeleton(publication, issue).message(values)


def message_domain(publication: Publication) -> str:
    """The right-hand side of our Message-IDs."""
    return publication.config.mail.from_address.rpartition("@")[2]


def publish_site(publication: Publication) -> SiteReport:
    """Render web archive and feeds of all issues and write what changed, feeds last."""
    store = publication.store
    issues = [store.load(name).issue for name in store.names()]
    live = [issue for issue in issues if issue.published_at is not None]
    pages = (
        *render_web(live, config=publication.config, theme=publication.theme),
        *render_feeds(
            [issue for issue in live if issue.status is Status.PUBLISHED],
            config=publication.config,
            theme=publication.theme,
        ),
    )
    return _write(publication, pages)


def _write(publication: Publication, pages: Iterable[Page]) -> SiteReport:
    written, unchanged = [], 0
    for page in sorted(pages, key=_order):
        path = publication.public / page.path
        path.parent.mkdir(parents=True, exist_ok=True)
        if write_atomic(path, page.body):
            written.append(page.path)
        else:
            unchanged += 1
    return SiteReport(written=tuple(written), unchanged=unchanged)


def _order(page: Page) -> tuple[int, str]:
    """Assets, issue pages, indexes, feeds: nothing is announced before it is there."""
    folder, _, name = page.path.rpartition("/")
    if name.startswith("feed."):
        return 3, page.path
    if name != "index.html":
        return 0, page.path
    return (2 if folder in {"", "latest"} else 1), page.path
