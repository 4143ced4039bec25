"""`digest check`: what is wrong with an issue's editions, before anybody gets them."""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from digest.app.editions import as_published, longest_message, mail_edition, nonce
from digest.app.publication import Publication
from digest.archive.proof import prove
from digest.compose.text import comparison_key
from digest.errors import DigestError, IssueError, IssueNotFound, RenderError
from digest.model import Issue, MailEdition, Status
from digest.ports import StoredIssue
from digest.render.feed_check.check import check_feeds
from digest.render.feed_check.feed import FeedFile, Known
from digest.render.feeds import FEED_PATHS, render_feeds
from digest.render.mail import MAX_MESSAGE_BYTES, lint_mail, render_mail
from digest.render.preflight.codes import found
from digest.render.preflight.editions import WEB, Earlier, Editions
from digest.render.preflight.finding import Finding, Severity
from digest.render.preflight.lines import IssueLines
from digest.render.preflight.links import web_links
from digest.render.preflight.rules import Answer, Standing, link_findings, ordered, preflight
from digest.render.web import render_preview

#: Characters of both parts of a mail; of a longer one the size is all that is told.
_MOST_EXAMINED = 4 * MAX_MESSAGE_BYTES
_UNPUBLISHED = (Status.DRAFT, Status.APPROVED)


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckReport:
    """What was found, errors first, and what was measured."""

    name: str
    path: str  #: of the issue file, relative to the publication
    status: Status
    counts: Mapping[Severity, int]  #: of each severity, also of those that there are none of
    findings: tuple[Finding, ...]
    message_bytes: int  #: of the longest message that a recipient gets; 0 when there is none
    links_followed: int

    @property
    def is_fit(self) -> bool:
        """Whether `approve` would take it."""
        return not self.counts[Severity.ERROR]


def default_issue(publication: Publication) -> str:
    """The newest issue that is still to be published, else the newest published one.

    A file that cannot be parsed counts as a draft: who asks for a check is to hear of its fault.
    Raises IssueNotFound.
    """
    published = ""
    for name in reversed(publication.store.names()):
        try:
            status = publication.store.head(name).status
        except IssueError:
            return name
        if status in _UNPUBLISHED:
            return name
        if status is Status.PUBLISHED:
            published = published or name
    if not published:
        raise IssueNotFound("there is no issue to check; `digest compile` makes one")
    return published


def check(
    publication: Publication,
    name: str,
    *,
    offline: bool = False,
    progress: Callable[[int, int], None] = lambda _done, _total: None,
) -> CheckReport:
    """Render all editions of an issue and hold them against every rule; change nothing.

    Unless `offline`, every link to another site is asked for. A template that cannot be rendered
    is a finding. Raises IssueNotFound, IssueFileError.
    """
    stored = publication.store.load(name)
    editions, findings = _examined(publication, stored)
    answers: tuple[Answer, ...] = ()
    if editions and not offline:
        from digest.app.follow import follow_links  # requests is slow to import

        answers = follow_links(
            web_links(editions),
            web=publication.web,
            own=publication.config.fetch.allow_private,
            threads=publication.config.fetch.threads,
            progress=progress,
        )
        findings = ordered((*findings, *link_findings(answers)))
    counts = Counter(finding.severity for finding in findings)
    return CheckReport(
        name=name,
        path=publication.shown(publication.store.path(name)),
        status=stored.issue.status,
        counts={severity: counts[severity] for severity in Severity},
        findings=findings,
        message_bytes=len(editions.message) if editions else 0,
        links_followed=sum(each.standing is not Standing.NOT_ASKED for each in answers),
    )


def offline_findings(publication: Publication, stored: StoredIssue) -> tuple[Finding, ...]:
    """What all rules find that open no connection, errors first."""
    return _examined(publication, stored)[1]


def _examined(
    publication: Publication, stored: StoredIssue
) -> tuple[Editions | None, tuple[Finding, ...]]:
    """The editions, if there are any, and what was found."""
    try:
        editions = _editions(publication, stored)
    except DigestError as error:
        return None, tuple(_broken(fault) for fault in str(error).split("\n"))
    return editions, ordered((*preflight(editions), *_feed_findings(publication, editions)))


def _feed_findings(publication: Publication, editions: Editions) -> tuple[Finding, ...]:
    """What `digest check-feed` would say of the feeds with this issue alone in them."""
    base = publication.config.publication.base_url
    feeds = [
        FeedFile(name=name, body=text.encode("utf-8", "replace"), url=f"{base}{name}")
        for name, text in editions.public.items()
        if name in FEED_PATHS
    ]
    hub = publication.config.feeds.hub or ""
    return check_feeds(feeds, now=publication.clock.now(), known=Known(home_url=base, hub=hub))


def _broken(fault: str) -> Finding:
    """A sentence of ours names the place first, with a file's line as `…:12`."""
    place, colon, message = fault.partition(": ")
    return found(
        "edition-broken",
        place=place if colon else "editions",
        message=message or fault,
        mend="mend the file" if place.partition(":")[0].endswith(".toml") else "",
    )


def _editions(publication: Publication, stored: StoredIssue) -> Editions:
    """Raises DigestError when one of them cannot be rendered."""
    issue, config = stored.issue, publication.config
    mail = _mail(publication, issue)
    return Editions(
        issue=issue,
        config=config,
        lines=IssueLines(
            path=publication.shown(publication.store.path(issue.name)), text=stored.text
        ),
        mail=mail,
        mjml=lint_mail(issue, config=config, theme=publication.theme, nonces=nonce),
        message=longest_message(publication, issue, edition=mail),
        public=_public(publication, issue),
        today=publication.today(),
        earlier=_earlier(publication, issue),
        own_lines=_own_lines(publication, issue),
    )


def _mail(publication: Publication, issue: Issue) -> MailEdition:
    """The mail, also one that is too large to be sent: then its size is what is found.

    One that is too large by far is not looked at any further. Raises RenderError.
    """
    try:
        return mail_edition(publication, issue)
    except RenderError as error:
        with contextlib.suppress(RenderError):
            whole = render_mail(
                issue,
                config=publication.config,
                theme=publication.theme,
                nonces=nonce,
                measure=lambda _edition: 0,
            )
            if len(whole.html) + len(whole.text) <= _MOST_EXAMINED:
                return whole
        raise error from None


def _public(publication: Publication, issue: Issue) -> dict[str, str]:
    """What everybody will read, by name: as it would be published now."""
    published = as_published(publication, issue)
    config, theme = publication.config, publication.theme
    pages = (
        *render_preview(published, config=config, theme=theme),
        *render_feeds([published], config=config, theme=theme),
    )
    page = f"{issue.name}/index.html"
    return {
        WEB if each.path == page else each.path: each.body.decode("utf-8", "replace")
        for each in pages
    }


def _earlier(publication: Publication, issue: Issue) -> Earlier:
    """What the issues before this one have used. What cannot be read there is not our subject."""
    store = publication.store
    subjects: dict[str, str] = {}
    numbers: dict[int, str] = {}
    before: set[str] = set()
    for name in store.names():
        if name == issue.name:
            break
        with contextlib.suppress(IssueError):
            head = store.head(name)
            if head.status is not Status.WITHDRAWN:
                before.add(name)
                subjects[comparison_key(head.subject)] = name
                numbers[head.number] = name
    articles: dict[str, str] = {}
    with contextlib.suppress(IssueError):
        articles = {ref.url: name for name, ref in store.used() if ref.url and name in before}
    return Earlier(articles=articles, subjects=subjects, numbers=numbers)


def _own_lines(publication: Publication, issue: Issue) -> frozenset[int]:
    """Lines that differ from their articles and are not marked yet: `approve` marks them."""

    def text(sha256: str) -> str | None:
        try:
            return publication.texts.load(sha256)
        except IssueError:  # `digest verify` tells of it
            return None

    return frozenset(line.line for line in prove(issue, text).unproven)
