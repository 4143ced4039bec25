"""Issues → the items that all three feeds carry, gathered once so that the formats cannot differ.

Everything here is a function of the issues and the configuration: no present time, no random id.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from digest.compose.text import clean_text, one_line
from digest.config.tables import Config, PublicationConfig
from digest.errors import RenderError
from digest.model import Issue, Status
from digest.render.clean import clean_html
from digest.render.theme import Theme
from digest.render.view import IssueView, view_issue

#: What a feed without issues says of its last change. Atom demands a date, the present time would
#: give other bytes on every run, and validators take a date before 1990 for a mistake.
NEVER: Final = datetime(2000, 1, 1, tzinfo=UTC)

_ID_LIMIT = 245  # characters; Tiny Tiny RSS cuts longer ids and then sees new items


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedItem:
    """One issue as an item (RSS, JSON Feed) or entry (Atom)."""

    id: str  #: tag URI of the issue
    url: str  #: the issue's page in the archive
    title: str  #: plain text on one line
    summary: str  #: plain text on one line
    content_html: str  #: sanitised, absolute addresses only
    published_at: datetime  #: UTC, whole seconds
    corrected_at: datetime | None  #: UTC, whole seconds; None when nothing was corrected

    @property
    def updated_at(self) -> datetime:
        """When the item last changed; only a correction moves it."""
        return self.corrected_at or self.published_at


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A publication's newest issues, before they get a format."""

    title: str
    description: str
    home_url: str  #: the archive's front page, ends in `/`
    language: str  #: BCP 47
    author: str  #: a name, never an address
    hub: str  #: WebSub hub, or empty
    items: tuple[FeedItem, ...]  #: newest first

    @property
    def updated_at(self) -> datetime:
        """The newest change of any item, else NEVER."""
        return max((item.updated_at for item in self.items), default=NEVER)


def gather_feed(issues: Iterable[Issue], *, config: Config, theme: Theme) -> Feed:
    """The feed of the newest `feeds.window` published issues, newest first.

    Drafts and withdrawn issues stay out. Raises RenderError naming the issue that no feed can
    carry: without a title, with a bad date, with an id that is missing, too long or used twice.
    """
    publication = config.publication
    title = one_line(publication.title)
    newest = _newest(issues, window=config.feeds.window)
    _refuse_shared_ids(newest)
    return Feed(
        title=title,
        description=one_line(publication.description) or title,
        home_url=publication.base_url,
        language=publication.language,
        author=one_line(publication.editor) or title,
        hub=config.feeds.hub or "",
        items=tuple(_item(issue, publication=publication, theme=theme) for issue in newest),
    )


def _newest(issues: Iterable[Issue], *, window: int) -> list[Issue]:
    published = [issue for issue in issues if issue.status is Status.PUBLISHED]
    published.sort(key=lambda issue: (_published_at(issue), issue.number, issue.name), reverse=True)
    return published[:window]


def _item(issue: Issue, *, publication: PublicationConfig, theme: Theme) -> FeedItem:
    view = view_issue(issue, publication=publication)
    title = one_line(view.title)
    if not title:
        raise RenderError(f"{issue.name}: has no title; write one into its front matter")
    if not 0 < len(issue.id) <= _ID_LIMIT or clean_text(issue.id) != issue.id:
        raise RenderError(
            f"{issue.name}: the id must be 1 to {_ID_LIMIT} characters without control characters;"
            " put the one back that the issue was compiled with"
        )
    stories = "; ".join(story.title for story in view.stories)
    return FeedItem(
        id=issue.id,
        url=view.permalink,
        title=title,
        summary=one_line(view.preheader or stories) or title,
        content_html=_content(view, publication=publication, theme=theme),
        published_at=_published_at(issue),
        corrected_at=_moment(issue.corrections[-1].at, issue) if issue.corrections else None,
    )


def _content(view: IssueView, *, publication: PublicationConfig, theme: Theme) -> str:
    html = theme.render(
        "feed/item.html.j2",
        issue=view,
        publication=publication,
        words=theme.wording(view.language),
    )
    # Cleaned before, since nh3 takes no lone surrogate; and after, since it resolves references.
    return clean_text(clean_html(clean_text(html), headings_from=2)).strip()


def _published_at(issue: Issue) -> datetime:
    if issue.published_at is None:
        raise RenderError(
            f"{issue.name}: is published, but published_at is missing;"
            " write the time of publication into its front matter"
        )
    return _moment(issue.published_at, issue)


def _moment(at: datetime, issue: Issue) -> datetime:
    """`at` in UTC and whole seconds, which is all that RSS can say."""
    if at.tzinfo is None:
        raise RenderError(f"{issue.name}: the time {at.isoformat()} needs an offset, like Z")
    return at.astimezone(UTC).replace(microsecond=0)


def _refuse_shared_ids(issues: Sequence[Issue]) -> None:
    first: dict[str, str] = {}
    for issue in issues:
        other = first.setdefault(issue.id, issue.name)
        if other != issue.name:
            raise RenderError(
                f"{issue.name}: has the same id as {other}; a reader would take one for the other."
                " Give the later one an id of its own"
            )
