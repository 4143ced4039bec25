"""`digest compile`: articles in, one dated issue file out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from digest.app.publication import Publication
from digest.archive.format import format_issue
from digest.compose.issue import (
    ComposeRequest,
    Draft,
    LeftOut,
    compose_issue,
    issue_tag,
    known_by,
)
from digest.errors import IssueError
from digest.model import Article, ArticleRef, Issue, Unreadable

MANUAL = "manual"


@dataclass(frozen=True, slots=True, kw_only=True)
class CompileRequest:
    """What to compile."""

    on: date | None = None  #: the date that the issue bears; today where there is none
    slot: str = MANUAL
    dry_run: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CompileReport:
    """What came of it. `name` is empty when there was nothing new to say."""

    name: str
    path: str
    taken: tuple[ArticleRef, ...]
    left_out: tuple[LeftOut, ...]
    shortened: tuple[LeftOut, ...]  #: taken, but not with all of their takeaways
    dry_run: bool
    reason: str = ""  #: why there is no issue


def compile_issue(
    publication: Publication,
    request: CompileRequest,
    *,
    progress: Callable[[int], None] = lambda _read: None,
) -> CompileReport:
    """Compose the new articles of all sources into a draft and create its file.

    Creating the file is the commit point: a run that dies before it leaves nothing, and a run
    after it finds the articles used. `progress` is told how many articles have been read.
    Raises IssueFileError, DigestError.
    """
    with publication.changing_issues():
        if request.slot != MANUAL and (name := issue_of_slot(publication, request.slot)):
            return CompileReport(
                name=name,
                path=publication.shown(publication.store.path(name)),
                taken=(),
                left_out=(),
                shortened=(),
                dry_run=request.dry_run,
                reason="the issue of this slot is there already",
            )
        draft = _compose(publication, request, progress=progress)
        if draft.issue is None or request.dry_run:
            name = draft.issue.name if draft.issue else ""
        else:
            name = publication.store.create(draft.issue).issue.name
    return CompileReport(
        name=name,
        path=publication.shown(publication.store.path(name)) if name else "",
        taken=draft.taken,
        left_out=draft.left_out,
        shortened=draft.shortened,
        dry_run=request.dry_run,
        reason="" if draft.issue else draft.reason,
    )


def issue_of_slot(publication: Publication, slot: str) -> str:
    """The name of the issue that was compiled for a slot, or nothing."""
    for name in reversed(publication.store.names()):
        if publication.store.head(name).slot == slot:
            return name
    return ""


def _compose(
    publication: Publication, request: CompileRequest, *, progress: Callable[[int], None]
) -> Draft:
    """The draft, without the articles of which no issue file could be made."""
    refused: dict[str, str] = {}
    while True:
        wanted = _request(publication, request, refused=refused)
        draft = compose_issue(_collect(publication, progress=progress), request=wanted)
        if draft.issue is None:
            return draft
        try:
            format_issue(draft.issue)
        except IssueError:
            guilty = dict(_unwritable(draft.issue))
            if not guilty:
                raise  # the fault is the issue's own, in the configuration
            refused |= guilty
        else:
            return draft


def _unwritable(issue: Issue) -> Iterator[tuple[str, str]]:
    """The ids of the articles that no issue can hold, not even alone, each with the reason."""
    for story, article in zip(issue.stories, issue.articles, strict=True):
        alone = replace(
            issue, subject=issue.title, preheader="", stories=(story,), articles=(article,)
        )
        try:
            format_issue(alone)
        except IssueError as error:
            yield article.id, f"cannot stand in an issue ({error}); reword it"


def _request(
    publication: Publication, request: CompileRequest, *, refused: Mapping[str, str]
) -> ComposeRequest:
    store, config = publication.store, publication.config
    on = request.on or publication.today()
    name = store.next_name(on)
    used = {key: issue for issue, ref in store.used() for key in known_by(ref)}
    return ComposeRequest(
        name=name,
        id=issue_tag(config.publication.base_url, on=on, name=name),
        number=1 + max((store.head(known).number for known in store.names()), default=0),
        on=on,
        slot=request.slot,
        publication_title=config.publication.title,
        language=config.publication.language,
        used=used,
        min_stories=config.issue.min_stories,
        max_stories=config.issue.max_stories,
        max_takeaways=config.issue.max_takeaways,
        refused=refused,
    )


def _collect(
    publication: Publication, *, progress: Callable[[int], None]
) -> Iterator[Article | Unreadable]:
    collected = (item for source in publication.sources() for item in source.collect())
    for read, item in enumerate(collected, start=1):
        progress(read)
        yield item
