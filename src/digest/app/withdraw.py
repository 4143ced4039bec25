"""`digest withdraw`: take an issue back."""

from __future__ import annotations

from dataclasses import dataclass

from digest.app.desk import seal_step
from digest.app.editions import SiteReport, publish_site
from digest.app.publication import Publication
from digest.archive import life
from digest.ledger.deliveries import Deliveries
from digest.model import Issue


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawReport:
    """What was taken back."""

    name: str
    title: str
    withheld: int  #: messages that had not left and never will
    site: SiteReport | None  #: None for an issue that was never published


def withdraw(publication: Publication, name: str) -> WithdrawReport:
    """Its page becomes a notice, feeds drop it, and mail that has not left stays.

    Raises IllegalMove, IssueFileError.
    """
    with publication.changing_issues():
        stored = publication.store.load(name)
        issue = life.withdraw(stored.issue)
        if issue.published_at is not None:
            seal_step(publication, stored, issue)
        publication.store.replace(stored, issue)
        withheld = _withhold(publication, issue)
        site = publish_site(publication) if issue.published_at is not None else None
    return WithdrawReport(name=issue.name, title=issue.title, withheld=withheld, site=site)


def _withhold(publication: Publication, issue: Issue) -> int:
    if not publication.ledger_path.exists():
        return 0
    with publication.ledger() as database:
        return Deliveries(database).skip(issue.id, at=publication.clock.now())
