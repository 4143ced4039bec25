"""`digest doctor`: everything that can be wrong before it goes wrong, each with its mend."""

from __future__ import annotations

import stat
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from digest.app.deliver import open_transport
from digest.app.editions import sealed_message
from digest.app.overview import verify
from digest.app.publication import Publication
from digest.app.sources import Health, list_sources
from digest.article import Article
from digest.compose.issue import issue_tag
from digest.config.load import CONFIG_NAME, smtp_password
from digest.config.sources import FolderSourceConfig
from digest.errors import DigestError
from digest.model import Issue, IssueSection, Outlook, Role, Status, Story, Takeaway
from digest.ports import PlaceKind, Source
from digest.render.feeds import render_feeds
from digest.render.preflight.links import is_example
from digest.render.web import render_web
from digest.wording.load import own_languages


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One thing that was looked at."""

    name: str
    ok: bool
    detail: str  #: what was found; for a fault, also how to mend it
    is_warning: bool = False  #: worth knowing, and no reason to stop


Examiner = Callable[[Publication], Iterator[Check]]


def examine(
    publication: Publication, *, offline: bool = False, more: Sequence[tuple[str, Examiner]] = ()
) -> tuple[Check, ...]:
    """Look at configuration, templates, sources, issues, ledger and relay, and at `more`.

    `offline` leaves out what opens a connection.
    """
    examiners: list[tuple[str, Examiner]] = [
        ("configuration", _configuration),
        ("base_url", _base_url),
        ("templates", _templates),
        ("sources", _sources),
        ("issues", _issues),
        ("ledger", _ledger),
        *more,
    ]
    if not offline:
        examiners.append(("delivery", _delivery))
    checks: list[Check] = []
    for name, examiner in examiners:
        try:
            checks.extend(examiner(publication))
        except (DigestError, OSError) as error:
            checks.append(Check(name=name, ok=False, detail=str(error)))
    return tuple(checks)


def _configuration(publication: Publication) -> Iterator[Check]:
    path = publication.root / CONFIG_NAME
    yield Check(name="configuration", ok=True, detail=f"{path} has no fault")


def _base_url(publication: Publication) -> Iterator[Check]:
    url = publication.config.publication.base_url
    if is_example(urlsplit(url).hostname or ""):
        detail = f"{url} is an example; set publication.base_url to where public/ will be served"
        yield Check(name="base_url", ok=True, detail=detail, is_warning=True)
    else:
        yield Check(name="base_url", ok=True, detail=url)


def _templates(publication: Publication) -> Iterator[Check]:
    config, theme = publication.config, publication.theme
    issue = _specimen(publication)
    size = len(sealed_message(publication, issue))
    render_web([issue], config=config, theme=theme)
    render_feeds([issue], config=config, theme=theme)
    detail = f"mail, web and feeds render; a message of one story has {size / 1024:.0f} KiB"
    if languages := own_languages(publication.templates):
        detail += f"; own words for {', '.join(languages)}"
    yield Check(name="templates", ok=True, detail=detail)


def _sources(publication: Publication) -> Iterator[Check]:
    for source in publication.config.sources:
        if isinstance(source, FolderSourceConfig):
            yield from _folder(publication.whole_folder(source))
    for status in list_sources(publication):
        if status.kind != PlaceKind.FOLDER:
            detail = f"{status.name}: {status.health}{status.detail and f': {status.detail}'}"
            is_bad = status.health in {Health.FAILING, Health.UNREADABLE, Health.PAUSED}
            yield Check(name="sources", ok=True, detail=detail, is_warning=is_bad)


def _folder(source: Source) -> Iterator[Check]:
    articles, bad = 0, 0
    for item in source.collect():
        if isinstance(item, Article):
            articles += 1
            continue
        bad += 1
        detail = f"{item.location}: {item.reason}"
        yield Check(name="sources", ok=True, detail=detail, is_warning=True)
    detail = f"{source.name}: {articles} articles can be read"
    if not articles and not bad:
        detail = f"{source.name}: the folder is empty; put .txt, .md or .html articles into it"
    yield Check(name="sources", ok=bool(articles), detail=detail)


def _issues(publication: Publication) -> Iterator[Check]:
    names = publication.store.names()
    findings = verify(publication).findings
    if not findings:
        detail = f"every seal holds; issues: {len(names)}"
        yield Check(name="issues", ok=True, detail=detail)
    for finding in findings:
        yield Check(
            name="issues",
            ok=False,
            detail=str(finding),
        )


def _ledger(publication: Publication) -> Iterator[Check]:
    if not publication.has_ledger:
        yield Check(name="ledger", ok=True, detail="none yet; the first subscriber makes it")
        return
    with publication.ledger() as database:
        database.check_integrity()
    with publication.subscribers() as subscribers:
        count = subscribers.count()
    mode = stat.S_IMODE(publication.ledger_path.stat().st_mode)
    if mode & 0o077:
        detail = f"{publication.ledger_path} can be read by others; chmod 600 it"
        yield Check(name="ledger", ok=True, detail=detail, is_warning=True)
    yield Check(name="ledger", ok=True, detail=f"sound; subscribers: {count}")


def _delivery(publication: Publication) -> Iterator[Check]:
    config = publication.config.delivery
    if config.transport == "smtp" and config.smtp.username and smtp_password() is None:
        detail = f"there is no password for {config.smtp.username}; set DIGEST_SMTP_PASSWORD"
        yield Check(name="delivery", ok=False, detail=detail)
        return
    open_transport(publication).open().close()
    if config.transport == "folder":
        detail = f"messages go into {config.folder}/; set delivery.transport to smtp to mail them"
        yield Check(name="delivery", ok=True, detail=detail, is_warning=True)
        return
    smtp = config.smtp
    if smtp.security == "plain" and smtp.username:
        detail = "the password goes over the wire as it is; set security to starttls or tls"
        yield Check(name="delivery", ok=True, detail=detail, is_warning=True)
    login = f" as {smtp.username}" if smtp.username else ""
    detail = f"{smtp.host}:{smtp.port} ({smtp.security}) answers{login}"
    yield Check(name="delivery", ok=True, detail=detail)


def _specimen(publication: Publication) -> Issue:
    """An issue of one story, to try the templates on."""
    config, on = publication.config.publication, publication.today()
    words = publication.wording(config.language)
    story = Story(
        slug="specimen",
        title="A specimen story",
        takeaways=(Takeaway(markdown="A takeaway with *emphasis* and a & sign"),),
        outlook=Outlook(paragraphs=("An outlook.",)),
    )
    return Issue(
        id=issue_tag(config.base_url, on=on, name=on.isoformat()),
        name=on.isoformat(),
        number=1,
        on=on,
        slot="manual",
        language=config.language,
        title=words.say("issue_title", title=config.title, n=1),
        subject="A specimen story",
        preheader="What an issue of this publication looks like",
        status=Status.PUBLISHED,
        published_at=publication.clock.now(),
        sections=tuple(
            IssueSection(role=role, heading=words.say(role))
            for role in (Role.TAKEAWAYS, Role.OUTLOOK, Role.SOURCES)
        ),
        stories=(story,),
    )
