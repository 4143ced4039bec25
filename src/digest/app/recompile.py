"""`digest compile --into`: compile again into a draft that an editor may have changed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from digest.app.compile import keep_evidence
from digest.app.composition import Place, compose_draft, remember
from digest.app.polling import poll_sources
from digest.app.publication import Publication
from digest.archive.conflicts import Conflict
from digest.archive.merge import MergeReport, assumed_base, merge
from digest.errors import IllegalMove, NothingToDo
from digest.model import Status


@dataclass(frozen=True, slots=True, kw_only=True)
class RecompileReport:
    """What came into the draft."""

    name: str
    path: str
    has_changed: bool
    conflicts: tuple[Conflict, ...]
    stories: MergeReport


def recompile(
    publication: Publication, name: str, *, progress: Callable[[int], None] = lambda _read: None
) -> RecompileReport:
    """Merge a new compile into the draft `name`: an editor's words stay.

    What both changed is shown in the file as a conflict. Raises IllegalMove for what is no draft,
    NothingToDo when the sources have nothing for it, IssueFileError, IssueChanged, DigestError.
    """
    poll_sources(publication)
    with publication.changing_issues():
        stored = publication.store.load(name)
        edited = stored.issue
        if edited.status is not Status.DRAFT:
            raise IllegalMove(f"{name} is {edited.status}: only into a draft can be compiled")
        place = Place(
            name=name,
            number=edited.number,
            on=edited.on,
            slot=edited.slot,
            now=publication.clock.now(),
            id=edited.id,
        )
        memory = remember(publication, besides=name)
        draft = compose_draft(publication, place, memory=memory, has_editor=True, progress=progress)
        if draft.issue is None:
            raise NothingToDo(f"{name} stays as it is: {draft.reason}")
        base = publication.drafts.load(name) or assumed_base(new=draft.issue, edited=edited)
        merged = merge(base, new=draft.issue, edited=edited)
        keep_evidence(publication, draft)
        has_changed = publication.store.merge_into(stored, merged)
        # Behind it: a base with stories that the file has not yet would count as deleted by hand.
        publication.drafts.keep(merged.base)
    return RecompileReport(
        name=name,
        path=publication.shown(publication.store.path(name)),
        has_changed=has_changed,
        conflicts=merged.conflicts,
        stories=merged.report,
    )
