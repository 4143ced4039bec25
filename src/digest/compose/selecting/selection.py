"""Contenders in their order → the stories of an issue and its notes, within its budgets."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from digest.article import Article, Suggestion
from digest.compose.markdown import escape
from digest.compose.selecting.contender import Contender, decide
from digest.compose.selecting.decision import Decision, Verdict
from digest.compose.selecting.order import Ranked
from digest.compose.selecting.policy import policy_for
from digest.compose.selecting.ranking import Quality
from digest.compose.selecting.request import ComposeRequest
from digest.compose.text import one_line
from digest.errors import SuggestError
from digest.model import Mark, Provenance, Takeaway

_TAKEN = "story {} of the issue"
_NOTED = "over the limit of {} stories; «also noted»"
_AT_CAP = "over the limit of {} articles of its source; stays for the next issue"
_TOO_MANY = "over the limit of {} stories; stays for the next issue"
_TOO_MANY_NOTED = "over the limit of {} stories and {} notes; stays for the next issue"
_TOO_FEW = "an issue needs {} stories and there are {}"
_STAYS = "{}; stays for the next issue"
_NOTHING = "nothing new to say"
_NO_SUGGESTION = "has no key takeaways, and there is nothing in it to suggest any"
_NOT_SUGGESTED = "has no key takeaways, and no suggestion could be had: {}; waits"


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """What an issue is made of."""

    stories: tuple[Contender, ...]
    noted: tuple[Contender, ...]
    decisions: Mapping[int, Decision]  #: by arrival
    reason: str  #: why there are no stories; empty when there are


def select(
    ranked: Sequence[Ranked], *, pending: Mapping[int, Article], request: ComposeRequest
) -> Selection:
    """Fill an issue from the front of `ranked`.

    `pending` has, by arrival, the articles that need suggestions; these are asked for only when it
    is an article's turn. What waits because of a cap or a budget is not used by the issue.
    """
    choice = _Choice(request=request, pending=pending)
    for one in ranked:
        choice.offer(one)
    count, least = len(choice.stories), request.budget.min_stories
    if count >= least:
        return Selection(
            stories=tuple(choice.stories),
            noted=tuple(choice.noted),
            decisions=choice.decisions,
            reason="",
        )
    too_few = _TOO_FEW.format(least, count)
    for contender in choice.stories + choice.noted:
        choice.record(contender, verdict=Verdict.WAITS, reason=_STAYS.format(too_few))
    return Selection(
        stories=(), noted=(), decisions=choice.decisions, reason=too_few if count else _NOTHING
    )


@dataclass(slots=True, kw_only=True)
class _Choice:
    """An issue as it fills."""

    request: ComposeRequest
    pending: Mapping[int, Article]
    stories: list[Contender] = field(default_factory=list)
    noted: list[Contender] = field(default_factory=list)
    decisions: dict[int, Decision] = field(default_factory=dict)
    of_source: Counter[str] = field(default_factory=Counter)

    def offer(self, ranked: Ranked) -> None:
        """Take the next contender, note it, or say why not."""
        contender, budget = ranked.contender, self.request.budget
        cap = policy_for(contender.ref.source, self.request.sources).max_stories
        if cap is not None and self.of_source[contender.ref.source] >= cap:
            verdict, reason = Verdict.WAITS, _AT_CAP.format(cap)
        elif len(self.stories) < budget.max_stories:
            verdict, reason = self._take(contender)
        elif len(self.noted) < budget.max_noted:
            self.noted.append(contender)
            verdict, reason = Verdict.NOTED, _NOTED.format(budget.max_stories)
        else:
            over = _TOO_MANY_NOTED if budget.max_noted else _TOO_MANY
            verdict, reason = Verdict.WAITS, over.format(budget.max_stories, budget.max_noted)
        self.of_source[contender.ref.source] += verdict in {Verdict.TAKEN, Verdict.NOTED}
        decision = decide(contender, verdict=verdict, reason=reason)
        self.decisions[contender.arrival] = replace(decision, score=ranked.score)

    def record(self, contender: Contender, *, verdict: Verdict, reason: str) -> None:
        """Change the decision on a contender that had its turn."""
        known = self.decisions[contender.arrival]
        self.decisions[contender.arrival] = replace(known, verdict=verdict, reason=reason)

    def _take(self, contender: Contender) -> tuple[Verdict, str]:
        if contender.quality is Quality.SUGGESTED:
            try:
                suggested = self._suggestions(contender)
            except SuggestError as error:
                return Verdict.WAITS, _NOT_SUGGESTED.format(error)
            if not suggested:
                return Verdict.DROPPED, _NO_SUGGESTION
            contender = replace(contender, takeaways=suggested, found=len(suggested))
        self.stories.append(contender)
        return Verdict.TAKEN, _TAKEN.format(len(self.stories))

    def _suggestions(self, contender: Contender) -> tuple[Takeaway, ...]:
        request = self.request
        if request.suggester is None:  # nothing is pending then
            return ()
        count = min(request.suggestions, request.budget.max_takeaways)
        article = self.pending[contender.arrival]
        suggested = request.suggester.suggest(article, count=count)
        return tuple(_takeaway(one, article=article) for one in suggested[:count])


def _takeaway(suggestion: Suggestion, *, article: Article) -> Takeaway:
    spans = suggestion.evidence
    return Takeaway(
        markdown=escape(one_line(suggestion.text)),
        mark=Mark.SUGGESTED,
        provenance=Provenance(
            article_id=article.id,
            start=min(start for start, _ in spans),
            end=max(end for _, end in spans),
        )
        if spans
        else None,
    )
