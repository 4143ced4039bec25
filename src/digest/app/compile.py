"""`digest compile`: articles in, one dated issue file out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from digest.app.publication import Publication
from digest.compose.issue import (
    ComposeRequest,
    Draft,
    LeftOut,
    article_keys,
    compose_issue,
    issue_tag,
)
from digest.model import Article, ArticleRef, Unreadable

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
                path=_path(publication, name),
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
        path=_path(publication, name) if name else "",
        taken=draft.taken,
        left_out=draft.left_out,
        shortened=draft.shortened,
        dry_run=request.dry_run,
        reason="" if draft.issue else "nothing new to say",
    )


def issue_of_slot(publication: Publication, slot: str) -> str:
    """The name of the issue that was compiled for a slot, or nothing."""
    for name in reversed(publication.store.names()):
        if publication.store.load(name).issue.slot == slot:
            return name
    return ""


def _compose(
    publication: Publication, request: CompileRequest, *, progress: Callable[[int], None]
) -> Draft:
    store, config = publication.store, publication.config
    on = request.on or publication.today()
    name = store.next_name(on)
    names = store.names()
    used = {key: issue for issue, ref in store.used() for key in article_keys(ref)}
    return compose_issue(
        _collect(publication, progress=progress),
        request=ComposeRequest(
            name=name,
            id=issue_tag(config.publication.base_url, on=on, name=name),
            number=1 + max((store.load(name).issue.number for name in names[-1:]), default=0),
            on=on,
            slot=request.slot,
            publication_title=config.publication.title,
            language=config.publication.language,
            used=used,
            min_stories=config.issue.min_stories,
            max_stories=config.issue.max_stories,
            max_takeaways=config.issue.max_takeaways,
        ),
    )


def _collect(
    publication: Publication, *, progress: Callable[[int], None]
) -> Iterator[Article | Unreadable]:
    collected = (item for source in publication.sources() for item in source.collect())
    for read, item in enumerate(collected, start=1):
        progress(read)
        yield item


def _path(publication: Publication, name: str) -> str:
    return (publication.issues / f"{name}.md").relative_to(publication.root).as_posix()
