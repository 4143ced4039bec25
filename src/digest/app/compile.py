"""`digest compile`: articles in, one dated issue file out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from digest.app.composition import compose_draft, new_place, remember
from digest.app.decisions import keep_decisions
from digest.app.polling import poll_sources
from digest.app.publication import Publication
from digest.compose.issue import Cluster, Draft, LeftOut
from digest.model import ArticleRef

MANUAL = "manual"


@dataclass(frozen=True, slots=True, kw_only=True)
class CompileRequest:
    """What to compile."""

    on: date | None = None  #: the date that the issue bears; today where there is none
    slot: str = MANUAL
    dry_run: bool = False
    has_editor: bool = True  #: False when the issue goes out without anybody having read it


@dataclass(frozen=True, slots=True, kw_only=True)
class CompileReport:
    """What came of it. `name` is empty when there was nothing new to say."""

    name: str
    path: str
    taken: tuple[ArticleRef, ...]  #: of stories; a noted one has none
    left_out: tuple[LeftOut, ...]
    shortened: tuple[LeftOut, ...]  #: taken, but not with all of their takeaways
    dry_run: bool
    reason: str = ""  #: why there is no issue
    clusters: tuple[Cluster, ...] = ()  #: stories that seem to tell of one event
    notes: tuple[LeftOut, ...] = ()  #: what a source had to remark


def compile_issue(
    publication: Publication,
    request: CompileRequest,
    *,
    progress: Callable[[int], None] = lambda _read: None,
) -> CompileReport:
    """Poll the sources, compose what is new into a draft, and create its file.

    Creating the file is the commit point: a run that dies before it leaves no issue, and a run
    after it finds the articles used. `progress` is told how many articles have been read.
    Raises IssueFileError, LedgerError, DigestError.
    """
    polled = poll_sources(publication)
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
        draft = compose_draft(
            publication,
            new_place(publication, on=request.on, slot=request.slot),
            memory=remember(publication),
            has_editor=request.has_editor,
            progress=progress,
        )
        if draft.issue and not request.dry_run:
            keep_evidence(publication, draft)
            publication.drafts.keep(draft.issue)
            publication.store.create(draft.issue)
    name = draft.issue.name if draft.issue else ""
    return CompileReport(
        name=name,
        path=publication.shown(publication.store.path(name)) if name else "",
        taken=draft.taken,
        left_out=draft.left_out,
        shortened=draft.shortened,
        dry_run=request.dry_run,
        reason=draft.reason,
        clusters=draft.clusters,
        notes=tuple(LeftOut(location=it.location, reason=it.reason) for it in polled.notes),
    )


def issue_of_slot(publication: Publication, slot: str) -> str:
    """The name of the issue that was compiled for a slot, or nothing."""
    for name in reversed(publication.store.names()):
        if publication.store.head(name).slot == slot:
            return name
    return ""


def keep_evidence(publication: Publication, draft: Draft) -> None:
    """Keep what an issue is later proved and explained by. Raises DigestError.

    It is kept before the issue's file is written: without it the file would be worth less, and it
    does no harm without the file.
    """
    if draft.issue is None:
        return
    publication.make_var()
    for sha256, text in draft.texts.items():
        publication.texts.keep(sha256, text)
    keep_decisions(publication, draft.issue.name, decisions=draft.decisions)
