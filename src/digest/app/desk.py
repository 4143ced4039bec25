"""An editor's steps with one issue: approve, publish, correct. Withdrawing is `app.withdraw`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from digest.app.editions import SiteReport, publish_site, sealed_message
from digest.app.publication import Publication
from digest.archive import life
from digest.archive.seal import seal
from digest.errors import IssueNotFound
from digest.model import Issue, Status
from digest.ports import StoredIssue


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskReport:
    """Where the issue stands after the step, and what changed on the site."""

    name: str
    title: str
    status: Status
    site: SiteReport | None = None


def resolve_name(publication: Publication, name: str | None) -> str:
    """The issue that is meant: `name`, or the newest that is not withdrawn where none is given.

    Raises IssueNotFound.
    """
    if name:
        return name.removesuffix(".md").rpartition("/")[2]
    for candidate in reversed(publication.store.names()):
        if publication.store.load(candidate).issue.status is not Status.WITHDRAWN:
            return candidate
    raise IssueNotFound("there is no issue yet; `digest compile` makes one")


def approve(publication: Publication, name: str) -> DeskReport:
    """DRAFT → APPROVED. Raises IllegalMove, IssueFileError."""
    return _step(publication, name, life.approve)


def publish(publication: Publication, name: str) -> DeskReport:
    """APPROVED → PUBLISHED: seal the text, then make web and feeds live.

    A second call for a published issue moves nothing; it renders the site again, which completes
    a run that died half-way. Raises IllegalMove, IssueFileError.
    """
    with publication.changing_issues():
        stored = publication.store.load(name)
        issue = stored.issue
        if issue.status is not Status.PUBLISHED:
            issue = life.publish(issue, at=publication.clock.now())
            seal_step(publication, stored, issue)
            publication.store.replace(stored, issue)
        return _report(issue, publish_site(publication))


def correct(publication: Publication, name: str, *, note: str) -> DeskReport:
    """Seal the edited text of a published issue anew, with a note that readers see.

    Mail that has not left yet changes too, so no delivery may be under way. Raises IllegalMove,
    IssueFileError, DigestError.
    """
    with publication.delivering(), publication.changing_issues():
        stored = publication.store.load(name)
        issue = life.correct(stored.issue, note=note, at=publication.clock.now())
        seal_step(publication, stored, issue)
        publication.store.replace(stored, issue)
        return _report(issue, publish_site(publication))


def _step(publication: Publication, name: str, move: Callable[[Issue], Issue]) -> DeskReport:
    with publication.changing_issues():
        stored = publication.store.load(name)
        issue = move(stored.issue)
        publication.store.replace(stored, issue)
    return _report(issue, None)


def seal_step(publication: Publication, stored: StoredIssue, issue: Issue) -> None:
    """Write down digest and message of what `issue` will be, before its file becomes it."""
    store = publication.store
    seal(
        publication.issues,
        issue=issue,
        markdown=store.rewritten(stored, issue),
        message=sealed_message(publication, issue),
    )


def _report(issue: Issue, site: SiteReport | None) -> DeskReport:
    return DeskReport(name=issue.name, title=issue.title, status=issue.status, site=site)
