"""`digest simulate`: the issues that a schedule would make, made in memory and sent to nobody."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from digest.app.composition import Memory, Place, collect, compose_from, remember
from digest.app.polling import poll_sources
from digest.app.publication import Publication
from digest.article import Article, Unreadable
from digest.compose.identity import published_on
from digest.compose.issue import LeftOut
from digest.model import Slot


@dataclass(frozen=True, slots=True, kw_only=True)
class SimulatedIssue:
    """What a slot would give."""

    slot: str
    number: int  #: 0 where there would be no issue
    subject: str
    stories: tuple[str, ...]  #: titles
    noted: tuple[str, ...]
    reason: str = ""  #: why there would be no issue


@dataclass(frozen=True, slots=True, kw_only=True)
class SimulateReport:
    """What a period would give."""

    issues: tuple[SimulatedIssue, ...]
    never: tuple[LeftOut, ...]  #: articles that no issue of the period would take, and why


def simulate(
    publication: Publication,
    slots: Sequence[Slot],
    *,
    has_editor: bool,
    progress: Callable[[int, int], None] = lambda _done, _total: None,
) -> SimulateReport:
    """Run the slots, oldest first, over what the sources hold now.

    An article is there from the day that it was published on; one without a date always was.
    Issues from before the first slot count as sent, later ones as not made. `has_editor` says
    whether somebody reads an issue before it goes out. Nothing is written but what polling keeps,
    and no model is asked. Raises IssueFileError, LedgerError, DigestError.
    """
    poll_sources(publication)
    first = slots[0].key[:10] if slots else ""
    kept = [pair for pair in remember(publication).refs if pair[0][:10] < first]
    memory = Memory.of(kept)
    articles = tuple(collect(publication, memory=memory))
    number = _last_number(publication, before=first)
    issues: list[SimulatedIssue] = []
    never: tuple[LeftOut, ...] = ()
    for done, slot in enumerate(slots, start=1):
        place = Place(
            name=slot.key[:10],
            number=number + 1,
            on=date.fromisoformat(slot.key[:10]),
            slot=slot.name,
            now=slot.due_at,
        )
        there = _there(articles, at=slot.due_at, zone=publication.config.publication.timezone)
        draft = compose_from(publication, there, place=place, memory=memory, has_editor=has_editor)
        issue, never = draft.issue, draft.left_out
        issues.append(
            SimulatedIssue(
                slot=slot.name,
                number=number + 1 if issue else 0,
                subject=issue.subject if issue else "",
                stories=tuple(story.title for story in issue.stories) if issue else (),
                noted=tuple(ref.title for ref in draft.taken if not ref.story),
                reason=draft.reason,
            )
        )
        if issue:
            number += 1
            kept += [(issue.name, ref) for ref in issue.articles]
            memory = Memory.of(kept)
        progress(done, len(slots))
    return SimulateReport(issues=tuple(issues), never=_unused(never))


def _there(
    articles: Sequence[Article | Unreadable], *, at: datetime, zone: str
) -> Iterator[Article | Unreadable]:
    """What a reader could have read by then."""
    today = at.astimezone(ZoneInfo(zone)).date()
    for item in articles:
        on = published_on(item) if isinstance(item, Article) else None
        if on is None or on <= today:
            yield item


def _last_number(publication: Publication, *, before: str) -> int:
    heads = (publication.store.head(name) for name in publication.store.names())
    return max((head.number for head in heads if head.name[:10] < before), default=0)


def _unused(left_out: Sequence[LeftOut]) -> tuple[LeftOut, ...]:
    return tuple(item for item in left_out if not item.is_used)
