"""`digest withdraw`: take an issue back."""

from __future__ import annotations

from dataclasses import dataclass

from digest.app.desk import seal_and_show
from digest.app.editions import SiteReport, site_pages, write_site
from digest.app.publication import Publication
from digest.archive import life
from digest.model import Issue, Status


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawReport:
    """What was taken back."""

    name: str
    title: str
    withheld: int  #: messages that had not left and never will
    site: SiteReport | None  #: None for an issue that was never published


def withdraw(publication: Publication, name: str) -> WithdrawReport:
    """Its page becomes a notice, feeds drop it, and mail that has not left stays.

    A second call for a withdrawn issue completes a run that died half-way. Raises IllegalMove,
    IssueFileError, RenderError, and Busy while a delivery is under way.
    """
    with publication.delivering(), publication.changing_issues():
        stored = publication.store.load(name)
        issue = stored.issue
        is_new = issue.status is not Status.WITHDRAWN
        if is_new:
            issue = life.withdraw(issue)
        if issue.published_at is None:
            site = None
            if is_new:
                publication.store.replace(stored, issue)
        elif is_new:
            site = seal_and_show(publication, issue, stored=stored)
        else:
            site = write_site(publication, site_pages(publication))
        withheld = _withhold(publication, issue)
    return WithdrawReport(name=issue.name, title=issue.title, withheld=withheld, site=site)


def _withhold(publication: Publication, issue: Issue) -> int:
    if not publication.has_ledger:
        return 0
    with publication.deliveries() as deliveries:
        return deliveries.skip(issue.id, at=publication.clock.now())
