"""What is kept of an article that may come into the issue, and why others may not.

An article is read once and let go. Of 50,000 contenders 10 KB each are kept: the lines that an
issue would have, and the text, packed.
"""

from __future__ import annotations

from bisect import insort
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from digest.article import Article, Findings, Found, Unreadable
from digest.compose.finding import story_lines
from digest.compose.finding.sections import find_sections
from digest.compose.identity import known_by, published_on
from digest.compose.markdown import escape
from digest.compose.selecting.cross_post import original_hosts
from digest.compose.selecting.decision import Decision, Verdict
from digest.compose.selecting.duplicates import pack
from digest.compose.selecting.policy import SourcePolicy, age_of, policy_for
from digest.compose.selecting.ranking import SCORE, UNDATED, Quality, factors
from digest.compose.selecting.request import ComposeRequest
from digest.config.tables import IssueConfig
from digest.model import ArticleRef, Mark, Outlook, Provenance, Takeaway

_NO_TAKEAWAYS = "has no key takeaways; give them a heading, such as «Key takeaways», and a list"
_NO_STANDFIRST = "has neither key takeaways nor a standfirst"
_NO_EDITOR = (
    "has no key takeaways, and suggestions need an editor, whom this schedule does not wait for"
)
_NO_SUGGESTER = "has no key takeaways, and nothing is there to suggest any"
_OTHERS_FIRST = "has no key takeaways, and {} others come first for suggestions; waits"
_PENDING = 300  # whole articles that are kept for suggestions; no issue takes more than 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Contender:
    """What is kept of an article that may become a story."""

    arrival: int
    location: str
    ref: ArticleRef  #: without the story's slug
    language: str
    published_on: date | None  #: also by the file's time, which readers are not shown
    changed_at: datetime | None
    weight: float  #: of its source
    quality: Quality
    takeaways: tuple[Takeaway, ...]  #: at most as many as a story may have
    found: int  #: how many there are in the article
    outlook: Outlook | None
    findings: Findings  #: without passages
    original_hosts: frozenset[str]
    packed: bytes  #: the text, as `duplicates.pack` gives it

    @property
    def place(self) -> tuple[str, str, str, str]:
        """An order that does not depend on arrival: by title, then by where it was read."""
        return (self.ref.title.casefold(), self.ref.source, self.location, self.ref.sha256)


@dataclass(slots=True, kw_only=True)
class Intake:
    """Reads articles one by one, keeps contenders, and records why others are none."""

    request: ComposeRequest
    contenders: list[Contender] = field(default_factory=list)
    decisions: dict[int, Decision] = field(default_factory=dict)
    pending: list[tuple[Contender, Article]] = field(default_factory=list)
    #: those that need suggestions, in the order in which they would be asked for

    def read(self, arrival: int, *, item: Article | Unreadable) -> None:
        """Keep what is needed of the article that came as number `arrival`."""
        if isinstance(item, Unreadable):
            self.decisions[arrival] = Decision(
                location=item.location, verdict=Verdict.DROPPED, reason=item.reason
            )
            return
        policy = policy_for(item.source, self.request.sources)
        if barred := self._barred(item, policy=policy):
            verdict, reason = barred
            self.decisions[arrival] = _decision(item, verdict=verdict, reason=reason)
            return
        findings = find_sections(item, extra=policy.headings)
        quality, reason = self._quality(item, findings=findings, policy=policy)
        if quality is None:
            self.decisions[arrival] = _decision(
                item, verdict=Verdict.DROPPED, reason=reason, findings=_without_passages(findings)
            )
            return
        contender = self._contender(
            arrival, article=item, findings=findings, quality=quality, weight=policy.weight
        )
        if quality is Quality.SUGGESTED:
            self._await_suggestions(contender, article=item)
        else:
            self.contenders.append(contender)

    def _barred(self, article: Article, *, policy: SourcePolicy) -> tuple[Verdict, str] | None:
        request = self.request
        if reason := request.refused.get(article.id, ""):
            return Verdict.DROPPED, reason
        used = next((key for key in known_by(article) if key in request.used), None)
        if used is not None:
            return Verdict.USED, f"already used in issue {request.used[used]}"
        if reason := policy.must_settle(article, now=request.now):
            return Verdict.WAITS, reason
        if reason := policy.bars(article, now=request.now):
            return Verdict.DROPPED, reason
        return None

    def _quality(
        self, article: Article, *, findings: Findings, policy: SourcePolicy
    ) -> tuple[Quality | None, str]:
        """How the story comes by its takeaways, or else why it cannot."""
        if findings.takeaways:
            tier = findings.takeaways.tier
            return (Quality(tier.value) if tier else Quality.EXPLICIT), ""
        if policy.missing == "standfirst":
            return (Quality.STANDFIRST, "") if article.standfirst else (None, _NO_STANDFIRST)
        if policy.missing == "suggest":
            if not self.request.has_editor:
                return None, _NO_EDITOR
            return (Quality.SUGGESTED, "") if self.request.suggester else (None, _NO_SUGGESTER)
        return None, _NO_TAKEAWAYS

    def _contender(
        self,
        arrival: int,
        *,
        article: Article,
        findings: Findings,
        quality: Quality,
        weight: float,
    ) -> Contender:
        budget = self.request.budget
        takeaways = _takeaways(article, found=findings.takeaways, quality=quality)
        outlook = _apart(findings)
        return Contender(
            arrival=arrival,
            location=article.location,
            ref=_ref(article, language=self.request.language),
            language=article.language,
            published_on=article.published_on,
            changed_at=article.changed_at,
            weight=weight,
            quality=quality,
            takeaways=takeaways[: budget.max_takeaways],
            found=len(takeaways),
            outlook=_outlook(outlook, article=article, budget=budget) if outlook else None,
            findings=_without_passages(findings),
            original_hosts=original_hosts(article),
            packed=pack(article.text),
        )

    def _await_suggestions(self, contender: Contender, *, article: Article) -> None:
        """Keep the articles that stand first among those that need suggestions."""
        insort(self.pending, (contender, article), key=lambda kept: self._turn(kept[0]))
        if len(self.pending) > _PENDING:
            last, _ = self.pending.pop()
            reason = _OTHERS_FIRST.format(_PENDING)
            self.decisions[last.arrival] = decide(last, verdict=Verdict.WAITS, reason=reason)

    def _turn(self, contender: Contender) -> tuple[object, ...]:
        age = age_of(contender.published_on, now=self.request.now)
        parts = factors(
            weight=contender.weight,
            age=UNDATED if age is None else age,
            quality=contender.quality,
            ranking=self.request.ranking,
        )
        return (age is None, -parts[SCORE], *contender.place)


def decide(contender: Contender, *, verdict: Verdict, reason: str) -> Decision:
    """The decision on a contender, before it has a score."""
    return Decision(
        location=contender.location,
        title=contender.ref.title,
        source=contender.ref.source,
        id=contender.ref.id,
        verdict=verdict,
        reason=reason,
        findings=contender.findings,
    )


def _decision(
    article: Article, *, verdict: Verdict, reason: str, findings: Findings | None = None
) -> Decision:
    return Decision(
        location=article.location,
        title=article.title,
        source=article.source,
        id=article.id,
        verdict=verdict,
        reason=reason,
        findings=findings,
    )


def _takeaways(article: Article, *, found: Found | None, quality: Quality) -> tuple[Takeaway, ...]:
    if found:
        return story_lines.takeaways(found, article=article)
    if quality is not Quality.STANDFIRST:
        return ()
    start = max(0, article.text.find(article.standfirst))
    span = Provenance(article_id=article.id, start=start, end=start + len(article.standfirst))
    return (Takeaway(markdown=escape(article.standfirst), mark=Mark.STANDFIRST, provenance=span),)


def _apart(findings: Findings) -> Found | None:
    """The outlook, unless the takeaways are the same passages: a «Conclusion and outlook»."""
    takeaways, outlook = findings.takeaways, findings.outlook
    if takeaways is None or outlook is None:
        return outlook
    told = {passage.start for passage in takeaways.passages}
    return None if any(passage.start in told for passage in outlook.passages) else outlook


def _outlook(found: Found, *, article: Article, budget: IssueConfig) -> Outlook:
    """The outlook within the budget; in full where readers could not go on to the article."""
    max_words = budget.max_outlook_words if article.url else len(article.text)
    return story_lines.outlook(found, article=article, max_words=max_words)


def _without_passages(findings: Findings) -> Findings:
    """Why the finder chose so; the lines themselves are the story's."""
    takeaways, outlook = (
        replace(found, passages=()) if found else None
        for found in (findings.takeaways, findings.outlook)
    )
    return replace(findings, takeaways=takeaways, outlook=outlook)


def _ref(article: Article, *, language: str) -> ArticleRef:
    return ArticleRef(
        story="",
        title=article.title,
        source=article.source,
        sha256=article.sha256,
        url=article.url,
        guid=article.guid if article.guid != article.url else "",
        author=article.author,
        language=article.language if article.language != language else "",
        published_on=published_on(article),
    )
