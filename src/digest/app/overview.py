"""What there is: all issues at a glance, one issue in full, and whether its seals hold."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from digest.app.lines import LineCounts, LineReview
from digest.app.publication import Publication
from digest.archive.seal import SUMS, Finding, verify_seals
from digest.errors import IssueError, IssueFileError
from digest.model import DeliveryState, Status

_NOT_ACCEPTED = (DeliveryState.UNCERTAIN, DeliveryState.REJECTED, DeliveryState.DEFERRED)


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueLine:
    """One issue in the list."""

    name: str
    number: int
    on: date | None
    status: Status | None  #: None for a file that cannot be parsed; `title` then says why
    title: str
    stories: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryLine:
    """One story of a shown issue."""

    slug: str
    title: str
    takeaways: int
    outlook_paragraphs: int
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryLine:
    """A message that the relay has not accepted, for the operator's eyes."""

    email: str  #: empty when the person was removed meanwhile
    state: DeliveryState
    code: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueOverview:
    """One issue in full: text, life, and what the ledger holds of its deliveries."""

    name: str
    path: str
    id: str
    number: int
    on: date
    slot: str
    status: Status
    title: str
    subject: str
    preheader: str
    published_at: datetime | None
    override: str  #: why it was approved in spite of errors
    corrections: tuple[str, ...]
    stories: tuple[StoryLine, ...]
    deliveries: Mapping[DeliveryState, int]
    not_accepted: tuple[DeliveryLine, ...]  #: refused, put off or uncertain, one by one


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifyReport:
    """What is not as it should be, and how much could be proven."""

    findings: tuple[Finding, ...]
    lines: tuple[LineCounts, ...]  #: of each issue that has readers, oldest first


def list_issues(publication: Publication) -> tuple[IssueLine, ...]:
    """All issues, newest first. A broken file is listed with its fault."""
    return tuple(_line(publication, name) for name in reversed(publication.store.names()))


def show_issue(publication: Publication, name: str) -> IssueOverview:
    """One issue in full. Raises IssueNotFound, IssueFileError."""
    issue = publication.store.load(name).issue
    counts, not_accepted = _deliveries(publication, issue.id)
    return IssueOverview(
        name=name,
        path=publication.shown(publication.store.path(name)),
        id=issue.id,
        number=issue.number,
        on=issue.on,
        slot=issue.slot,
        status=issue.status,
        title=issue.title,
        subject=issue.subject,
        preheader=issue.preheader,
        published_at=issue.published_at,
        override=issue.override,
        corrections=tuple(f"{item.at:%Y-%m-%d %H:%M}Z {item.note}" for item in issue.corrections),
        stories=tuple(
            StoryLine(
                slug=story.slug,
                title=story.title,
                takeaways=len(story.takeaways),
                outlook_paragraphs=len(story.outlook.paragraphs) if story.outlook else 0,
                sources=tuple(ref.source for ref in issue.articles if ref.story == story.slug),
            )
            for story in issue.stories
        ),
        deliveries=counts,
        not_accepted=not_accepted,
    )


def verify(publication: Publication, name: str = "") -> VerifyReport:
    """All that is wrong with issue files, their seals and their lines; of one issue, or of all.

    Raises IssueNotFound for a name that no issue has.
    """
    store = publication.store
    findings = verify_seals(store)
    names = store.names()
    if name:
        store.head(name)
        files = {name, SUMS}
        findings = tuple(
            each for each in findings if Path(each.file).name.partition(".")[0] in files
        )
        names = (name,)
    review = LineReview(publication=publication)
    for each in names:
        with contextlib.suppress(IssueFileError):  # its fault is among the findings already
            review.add(store.load(each).issue)
    return VerifyReport(findings=(*findings, *review.findings), lines=tuple(review.counts))


def _line(publication: Publication, name: str) -> IssueLine:
    try:
        issue = publication.store.load(name).issue
    except IssueError as error:
        return IssueLine(name=name, number=0, on=None, status=None, title=str(error), stories=0)
    return IssueLine(
        name=name,
        number=issue.number,
        on=issue.on,
        status=issue.status,
        title=issue.title,
        stories=len(issue.stories),
    )


def _deliveries(
    publication: Publication, issue_id: str
) -> tuple[Mapping[DeliveryState, int], tuple[DeliveryLine, ...]]:
    if not publication.has_ledger:
        return {}, ()
    with publication.deliveries() as deliveries:
        lines = tuple(
            DeliveryLine(
                email=delivery.email, state=outcome.state, code=outcome.code, text=outcome.text
            )
            for state in _NOT_ACCEPTED
            for delivery, outcome in deliveries.rows(issue_id, state)
        )
        return deliveries.counts(issue_id), lines
