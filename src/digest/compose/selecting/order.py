"""Contenders in the order in which an issue would take them, and which tell of one event."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from digest.compose.selecting.clusters import Group, find_groups, report_of
from digest.compose.selecting.contender import Contender
from digest.compose.selecting.duplicates import unpack
from digest.compose.selecting.policy import age_of
from digest.compose.selecting.ranking import SCORE, UNDATED, factors
from digest.compose.selecting.request import ComposeRequest

_CLUSTERED = 300  # of those that stand first: no issue takes more than 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranked:
    """A contender with its score."""

    contender: Contender
    score: Mapping[str, float]

    @property
    def turn(self) -> tuple[object, ...]:
        """The highest score first; then the newest, undated last; then by title and id."""
        on, ref = self.contender.published_on, self.contender.ref
        newest = (on is None, -on.toordinal() if on else 0)
        place = (ref.title.casefold(), ref.id, self.contender.location)
        return (-self.score[SCORE], *newest, *place)


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Contenders that seem to tell of one event, the best of them first."""

    members: tuple[Contender, ...]
    reasons: tuple[str, ...]  #: for each but the first, why it is taken to be the same event


def rank(
    contenders: Sequence[Contender], *, request: ComposeRequest
) -> tuple[tuple[Ranked, ...], tuple[Event, ...]]:
    """The contenders by score, and the events that several of them tell of.

    Of an event only the best report is lifted by the size of its cluster, so that one event does
    not fill the top. An undated article counts as old as the oldest dated one, 7 days at least.
    """
    scores = _Scores(contenders, request=request)
    ranked = sorted((scores.ranked(it) for it in contenders), key=lambda one: one.turn)
    leading = [one.contender for one in ranked[:_CLUSTERED]]
    events = tuple(
        Event(members=tuple(leading[at] for at in group.members), reasons=group.reasons)
        for group in _groups(leading)
    )
    sizes = {event.members[0].arrival: len(event.members) for event in events}
    lifted = (scores.ranked(it, cluster=sizes.get(it.arrival, 1)) for it in contenders)
    return tuple(sorted(lifted, key=lambda one: one.turn)), events


class _Scores:
    """Scores contenders; knows how old the undated ones count."""

    def __init__(self, contenders: Sequence[Contender], *, request: ComposeRequest) -> None:
        self._request = request
        ages = (age_of(it.published_on, now=request.now) for it in contenders)
        self._undated = max((UNDATED, *(age for age in ages if age is not None)))

    def ranked(self, contender: Contender, *, cluster: int = 1) -> Ranked:
        age = age_of(contender.published_on, now=self._request.now)
        score = factors(
            weight=contender.weight,
            age=self._undated if age is None else age,
            quality=contender.quality,
            cluster=cluster,
            ranking=self._request.ranking,
        )
        return Ranked(contender=contender, score=score)


def _groups(contenders: Sequence[Contender]) -> tuple[Group, ...]:
    return find_groups(
        [
            report_of(unpack(it.packed), language=it.language, published_on=it.published_on)
            for it in contenders
        ]
    )
