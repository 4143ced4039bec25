"""An editor's steps with one issue: approve, publish, correct. Withdrawing is `app.withdraw`."""

from __future__ import annotations

from dataclasses import dataclass, replace

from digest.app.check import offline_findings
from digest.app.editions import (
    SiteReport,
    mail_edition,
    sealed_message,
    site_pages,
    write_site,
)
from digest.app.lines import require_settled, settle_lines
from digest.app.publication import Publication
from digest.archive import life
from digest.archive.seal import is_as_sealed, require_same_id, require_sealed, seal
from digest.errors import IssueError, IssueNotFound, UnfitIssue
from digest.model import Issue, Status
from digest.ports import StoredIssue
from digest.render.preflight.finding import Finding, Severity
from digest.render.preflight.text import is_empty


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskReport:
    """Where the issue stands after the step, and what changed on the site."""

    name: str
    title: str
    status: Status
    site: SiteReport | None = None
    override: str = ""  #: why it was approved in spite of errors
    findings: tuple[Finding, ...] = ()  #: of `digest check --offline`, where it was approved
    marked: int = 0  #: lines that got the mark `{edited}`, since an editor wrote them
    not_proven: int = 0  #: lines whose articles' texts are not kept here


def resolve_name(
    publication: Publication, name: str | None, *, status: Status | None = None
) -> str:
    """The issue that is meant: `name`, else the newest one of `status`.

    Without a status, the newest that is not withdrawn. Raises IssueNotFound.
    """
    if name:
        return name.removesuffix(".md").rpartition("/")[2]
    for candidate in reversed(publication.store.names()):
        try:
            found = publication.store.head(candidate).status
        except IssueError:
            if status is None:
                raise
            continue  # a draft that an editor broke does not hide what was published before
        if found is status or (status is None and found is not Status.WITHDRAWN):
            return candidate
    if status is not None:
        raise IssueNotFound(f"there is no {status} issue; `digest list` shows what there is")
    raise IssueNotFound("there is no issue yet; `digest compile` makes one")


def approve(publication: Publication, name: str, *, override: str = "") -> DeskReport:
    """DRAFT → APPROVED. Lines that differ from their articles are marked as the editor's.

    An issue with errors is approved only with an `override`, the reason why they may stand, which
    the file then records. A reason without errors is not recorded: there was nothing to override.

    Raises IllegalMove, IssueFileError, IssueError for a line that is only suggested, UnfitIssue
    for errors: lines may have been marked then, which is true of them anyway.
    """
    with publication.changing_issues():
        stored = publication.store.load(name)
        issue = life.approve(stored.issue)
        if is_empty(issue):
            raise IssueError(f"{name} has no story; add one, or `digest withdraw {name}`")
        settled = settle_lines(publication, stored)
        findings = offline_findings(publication, settled.stored)
        errors = [str(each) for each in findings if each.severity is Severity.ERROR]
        if errors and not override:
            raise UnfitIssue(name, tuple(errors))
        issue = life.approve(settled.stored.issue, override=override if errors else "")
        publication.store.replace(settled.stored, issue)
    return replace(
        _report(issue),
        override=issue.override,
        findings=findings,
        marked=settled.marked,
        not_proven=settled.not_proven,
    )


def publish(publication: Publication, name: str) -> DeskReport:
    """APPROVED → PUBLISHED: seal the text, then make web and feeds live.

    A second call for a published issue moves nothing; it renders the site again, which completes
    a run that died half-way. Raises IllegalMove, IssueFileError, IssueChanged, RenderError, and
    IssueError for a line that was put in since the approval and is not marked as an editor's.
    """
    with publication.changing_issues():
        stored = publication.store.load(name)
        if stored.issue.status is Status.PUBLISHED:
            require_sealed(publication.store, stored)
            return _report(stored.issue, write_site(publication, site_pages(publication)))
        issue = life.publish(stored.issue, at=publication.clock.now())
        require_settled(publication, stored)
        return _report(issue, seal_and_show(publication, issue, stored=stored))


def correct(publication: Publication, name: str, *, note: str) -> DeskReport:
    """Seal the edited text of a published issue anew, with a note that readers see.

    Mail that has not left yet changes too, so no delivery may be under way. Lines that differ from
    their articles are marked as in `approve`. Raises IllegalMove, IssueFileError, IssueError,
    IssueChanged, RenderError, Busy.
    """
    with publication.delivering(), publication.changing_issues():
        stored = publication.store.load(name)
        at = publication.clock.now()
        issue = life.correct(stored.issue, note=note, at=at)
        message = sealed_message(publication, stored.issue)
        require_same_id(publication.store, issue, message=message)
        if is_as_sealed(publication.store, stored, message=message):
            raise IssueError(f"{name} has not changed since it was sealed; edit its file first")
        settled = settle_lines(publication, stored)
        issue = life.correct(settled.stored.issue, note=note, at=at)
        report = _report(issue, seal_and_show(publication, issue, stored=settled.stored))
    return replace(report, marked=settled.marked, not_proven=settled.not_proven)


def seal_and_show(publication: Publication, issue: Issue, *, stored: StoredIssue) -> SiteReport:
    """Turn `stored` into `issue`, sealed, and make web and feeds live.

    All is rendered first: what cannot be shown is not sealed. The issue file is replaced after
    its seal is written: that is the moment from which on it is published.
    """
    pages = site_pages(publication, instead=issue)
    edition = mail_edition(publication, issue)
    store = publication.store
    seal(
        publication.issues,
        issue=issue,
        markdown=store.rewritten(stored, issue),
        message=sealed_message(publication, issue, edition=edition),
    )
    store.replace(stored, issue)
    return replace(write_site(publication, pages), trims=edition.trims)


def _report(issue: Issue, site: SiteReport | None = None) -> DeskReport:
    return DeskReport(name=issue.name, title=issue.title, status=issue.status, site=site)
