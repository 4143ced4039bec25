"""Articles → the draft of an issue: which are taken, in what order, and why others are not."""

from __future__ import annotations

import re
from bisect import insort
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from urllib.parse import urlsplit

from digest.compose.sections import find_outlook, find_takeaways
from digest.compose.subject import preheader_line, subject_line
from digest.compose.text import comparison_key, slugify
from digest.model import (
    DEFAULT_HEADINGS,
    Article,
    ArticleRef,
    Issue,
    IssueSection,
    Outlook,
    Role,
    Story,
    Takeaway,
    Unreadable,
)

_TAG_CHARS = 245

_NO_TAKEAWAYS = "has no key takeaways; give them a heading, such as «Key takeaways», and a list"
_SAME = "the same article as {}"
_RIVAL = "claims the address of {} and differs from it; only one of them can be right"
_TOO_MANY = "over the limit of {} stories; stays for the next issue"
_TOO_FEW = "an issue needs {} stories and there are {}; stays for the next issue"


@dataclass(frozen=True, slots=True, kw_only=True)
class ComposeRequest:
    """What an issue is to be called and how long it may be."""

    name: str
    id: str  #: as `issue_tag` makes it
    number: int
    on: date
    slot: str
    publication_title: str
    language: str  #: BCP 47
    used: Mapping[
        str, str
    ]  #: each of what the articles of earlier issues are `known_by` → the issue's name
    min_stories: int
    max_stories: int
    max_takeaways: int  #: in one story
    refused: Mapping[str, str] = field(default_factory=dict)  #: article id → why not to take it


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """An article, or a part of one, that is not in the issue."""

    location: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What came of it."""

    issue: Issue | None  #: None when there are fewer than `min_stories`
    taken: tuple[ArticleRef, ...]
    left_out: tuple[LeftOut, ...]  #: in the order in which the articles came
    reason: str  #: why there is no issue; empty when there is one
    shortened: tuple[LeftOut, ...]  #: taken, but with fewer takeaways than the article has


@dataclass(frozen=True, slots=True, kw_only=True)
class _Candidate:
    """What is kept of an article that might become a story; its text is let go."""

    arrival: int
    location: str
    ref: ArticleRef  #: without the story's slug
    takeaways: tuple[Takeaway, ...]
    outlook: Outlook | None

    @property
    def rank(self) -> tuple[bool, int, str, str]:
        """Newest first, undated last, then by title; the id makes it certain."""
        on = self.ref.published_on
        return (on is None, -on.toordinal() if on else 0, self.ref.title.casefold(), self.ref.id)


@dataclass(slots=True, kw_only=True)
class _Selection:
    """The best candidates so far, and the reasons for all others."""

    request: ComposeRequest
    best: list[_Candidate] = field(default_factory=list)
    reasons: list[tuple[int, LeftOut]] = field(default_factory=list)
    seen: dict[str, str] = field(default_factory=dict)

    def leave_out(self, arrival: int, *, location: str, reason: str) -> None:
        self.reasons.append((arrival, LeftOut(location=location, reason=reason)))

    def offer(self, arrival: int, *, article: Article) -> None:
        reason = self.request.refused.get(article.id) or self._repeats(article)
        takeaways = () if reason else find_takeaways(article)
        if not takeaways:
            self.leave_out(arrival, location=article.location, reason=reason or _NO_TAKEAWAYS)
            return
        candidate = _Candidate(
            arrival=arrival,
            location=article.location,
            ref=_ref(article, language=self.request.language),
            takeaways=takeaways,
            outlook=find_outlook(article),
        )
        insort(self.best, candidate, key=lambda known: known.rank)
        if len(self.best) > self.request.max_stories:
            last = self.best.pop()
            reason = _TOO_MANY.format(self.request.max_stories)
            self.leave_out(last.arrival, location=last.location, reason=reason)

    def _repeats(self, article: Article) -> str:
        for key in known_by(article):
            if key in self.request.used:
                return f"already used in issue {self.request.used[key]}"
        keys = article_keys(article)
        address, text = keys[0], keys[-1]
        if text in self.seen:
            return _SAME.format(self.seen[text])
        if address in self.seen:
            return _RIVAL.format(self.seen[address])
        self.seen.update(dict.fromkeys(keys, article.location))
        return ""


def compose_issue(articles: Iterable[Article | Unreadable], *, request: ComposeRequest) -> Draft:
    """The draft of an issue from `articles`, which are read once and not kept.

    A story needs takeaways; the outlook may be missing. The order is: newest first, undated last,
    then by title. The same articles and request give the same draft, in whatever order they come
    (of two copies of one article the first is taken).
    """
    selection = _Selection(request=request)
    for arrival, item in enumerate(articles):
        if isinstance(item, Unreadable):
            selection.leave_out(arrival, location=item.location, reason=item.reason)
        else:
            selection.offer(arrival, article=item)
    best, why = selection.best, ""
    if len(best) < request.min_stories:
        reason = _TOO_FEW.format(request.min_stories, len(best))
        why = reason.partition(";")[0] if best else "nothing new to say"
        for candidate in best:
            selection.leave_out(candidate.arrival, location=candidate.location, reason=reason)
        best = []
    issue = _issue(best, request=request) if best else None
    return Draft(
        issue=issue,
        taken=issue.articles if issue else (),
        left_out=tuple(entry for _, entry in sorted(selection.reasons, key=lambda pair: pair[0])),
        reason=why,
        shortened=_shortened(best, limit=request.max_takeaways),
    )


def article_keys(article: Article | ArticleRef) -> tuple[str, ...]:
    """What an article is known by from one issue to the next: its id and its `sha256:…`."""
    return tuple(dict.fromkeys((article.id, f"sha256:{article.sha256}")))


def known_by(article: Article | ArticleRef) -> tuple[str, ...]:
    """What an article of an earlier issue is known by.

    One without an address is also known by source, title and date, so that it does not come back
    when a typo is mended.
    """
    if article.url:
        return article_keys(article)
    day = article.published_on.isoformat() if article.published_on else ""
    return (*article_keys(article), f"{article.source}\n{comparison_key(article.title)}\n{day}")


def issue_tag(base_url: str, *, on: date, name: str) -> str:
    """The tag URI (RFC 4151) of an issue: `tag:news.example.org,2026-11-23:issue/2026-11-23`.

    `base_url` is ASCII, as the configuration has it. At most 245 characters; of a longer host
    name the end is kept, which is its owner's.
    """
    host = urlsplit(base_url).hostname or ""
    rest = f",{on.isoformat()}:issue/{name}"
    room = _TAG_CHARS - len("tag:") - len(rest)
    # A literal IPv6 address is no authority in a tag; such a host is somebody's own machine.
    return f"tag:{re.sub('[^a-z0-9.-]', '-', host)[-room:].strip('.-')}{rest}"


def _ref(article: Article, *, language: str) -> ArticleRef:
    return ArticleRef(
        story="",
        title=article.title,
        source=article.source,
        sha256=article.sha256,
        url=article.url,
        author=article.author,
        language=article.language if article.language != language else "",
        published_on=article.published_on,
    )


def _issue(best: Sequence[_Candidate], *, request: ComposeRequest) -> Issue:
    stories: list[Story] = []
    refs: list[ArticleRef] = []
    slugs: set[str] = set()
    for candidate in best:
        slug = _unique(slugify(candidate.ref.title), taken=slugs)
        slugs.add(slug)
        refs.append(replace(candidate.ref, story=slug))
        stories.append(
            Story(
                slug=slug,
                title=candidate.ref.title,
                url=candidate.ref.url,
                takeaways=candidate.takeaways[: request.max_takeaways],
                outlook=candidate.outlook,
            )
        )
    title = f"{request.publication_title} #{request.number}"
    subject = subject_line(stories[0].title, label=f"{title}, {request.on}")
    return Issue(
        id=request.id,
        name=request.name,
        number=request.number,
        on=request.on,
        slot=request.slot,
        language=request.language,
        title=title,
        subject=subject,
        preheader=preheader_line(stories, label=f"{title}, {request.on}"),
        sections=_sections(stories),
        stories=tuple(stories),
        articles=tuple(refs),
    )


def _unique(slug: str, *, taken: set[str]) -> str:
    candidate, count = slug, 1
    while candidate in taken:
        count += 1
        candidate = f"{slug}-{count}"
    return candidate


def _sections(stories: Sequence[Story]) -> tuple[IssueSection, ...]:
    """Takeaways, outlook where some story has one, sources."""
    has_outlook = any(story.outlook for story in stories)
    return tuple(
        IssueSection(role=role, heading=heading)
        for role, heading in DEFAULT_HEADINGS.items()
        if has_outlook or role is not Role.OUTLOOK
    )


def _shortened(best: Iterable[_Candidate], *, limit: int) -> tuple[LeftOut, ...]:
    return tuple(
        LeftOut(
            location=candidate.location,
            reason=f"has {len(candidate.takeaways)} takeaways; the first {limit} are taken",
        )
        for candidate in best
        if len(candidate.takeaways) > limit
    )
