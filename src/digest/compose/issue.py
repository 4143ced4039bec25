"""Articles → the draft of an issue: which are taken, in what order, and why others are not."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import urlsplit

from digest.article import Article, Unreadable
from digest.compose.markdown import escape, link
from digest.compose.selecting.contender import Contender, Intake, decide
from digest.compose.selecting.decision import Decision, Verdict
from digest.compose.selecting.duplicates import unpack
from digest.compose.selecting.order import Event, rank
from digest.compose.selecting.request import ComposeRequest
from digest.compose.selecting.same_article import Repeat, repeats
from digest.compose.selecting.selection import Selection, select
from digest.compose.subject import preheader_line, subject_line
from digest.compose.text import slugify
from digest.model import ArticleRef, Issue, IssueSection, Role, Story
from digest.wording.wording import Wording

_TAG_CHARS = 245
# What else bears an id on an issue's page: a story called «Contents» must not be taken for it.
_IDS_OF_THE_PAGE = frozenset({"content", "contents", "corrections"})


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """An article, or a part of one, that is not in the issue."""

    location: str
    reason: str
    is_used: bool = False  #: by an earlier issue: nothing is amiss


@dataclass(frozen=True, slots=True, kw_only=True)
class Cluster:
    """Stories that seem to tell of one event; only an editor merges them."""

    stories: tuple[str, ...]  #: slugs, the best of them first
    reasons: tuple[str, ...]  #: for each that is linked to the first


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What came of it."""

    issue: Issue | None  #: None when there are fewer than `min_stories`
    taken: tuple[ArticleRef, ...]  #: of stories, then noted ones; copies at other sources are not
    decisions: tuple[Decision, ...]  #: in the order in which the articles came
    reason: str  #: why there is no issue; empty when there is one
    shortened: tuple[LeftOut, ...]  #: taken, but with fewer takeaways than the article has
    clusters: tuple[Cluster, ...]
    texts: Mapping[str, str]  #: SHA-256 → normalised text, of all articles in the issue

    @property
    def left_out(self) -> tuple[LeftOut, ...]:
        """The articles that are neither taken nor noted, in the order in which they came."""
        return tuple(
            LeftOut(
                location=decision.location,
                reason=decision.reason,
                is_used=decision.verdict is Verdict.USED,
            )
            for decision in self.decisions
            if decision.verdict not in {Verdict.TAKEN, Verdict.NOTED}
        )


def compose_issue(articles: Iterable[Article | Unreadable], *, request: ComposeRequest) -> Draft:
    """The draft of an issue from `articles`, which are read once and not kept.

    A story needs takeaways; the outlook may be missing. The same articles and request give the
    same draft in whatever order the articles come.
    """
    intake = Intake(request=request)
    for arrival, item in enumerate(articles):
        intake.read(arrival, item=item)
    contenders = [*intake.contenders, *(contender for contender, _ in intake.pending)]
    given_way = repeats(contenders, earlier=request.earlier)
    repeated = {repeat.contender.arrival for repeat in given_way}
    ranked, events = rank([it for it in contenders if it.arrival not in repeated], request=request)
    pending = {contender.arrival: article for contender, article in intake.pending}
    selection = select(ranked, pending=pending, request=request)
    decisions = {
        **intake.decisions,
        **selection.decisions,
        **{
            it.contender.arrival: decide(it.contender, verdict=it.verdict, reason=it.reason)
            for it in given_way
        },
    }
    return _draft(
        selection,
        events=events,
        given_way=given_way,
        decisions=tuple(decisions[arrival] for arrival in sorted(decisions)),
        request=request,
    )


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


def mailbox_lines(
    stories: Sequence[Story], *, title: str, on: date, words: Wording
) -> tuple[str, str]:
    """The subject and the preheader of an issue with these stories."""

    def label() -> str:
        return words.say("issue_label", title=title, date=words.date(on))

    return subject_line(stories[0].title, label=label), preheader_line(stories, label=label)


def _draft(
    selection: Selection,
    *,
    events: Sequence[Event],
    given_way: Sequence[Repeat],
    decisions: tuple[Decision, ...],
    request: ComposeRequest,
) -> Draft:
    slugs = _slugs(selection.stories)
    copies = _copies(given_way)
    refs: list[ArticleRef] = []
    used: list[ArticleRef] = []
    texts: dict[str, str] = {}
    for contender in (*selection.stories, *selection.noted):
        slug = slugs.get(contender.arrival, "")
        same = (contender, *copies.get(contender.arrival, ()))
        refs.append(replace(contender.ref, story=slug))
        used += [replace(one.ref, story=slug) for one in same]
        texts |= {one.ref.sha256: unpack(one.packed) for one in same}
    issue = _issue(selection, slugs=slugs, articles=used, request=request) if refs else None
    return Draft(
        issue=issue,
        taken=tuple(refs),
        decisions=decisions,
        reason=selection.reason,
        shortened=tuple(_shortened(selection.stories)),
        clusters=tuple(_clusters(events, slugs=slugs)),
        texts=texts,
    )


def _copies(given_way: Sequence[Repeat]) -> Mapping[int, list[Contender]]:
    """The copies at other addresses, by the arrival of what they are copies of.

    They are credited beside it: so the issue itself says that they have been used.
    """
    copies: dict[int, list[Contender]] = {}
    for repeat in given_way:
        if repeat.copy_of is not None:
            copies.setdefault(repeat.copy_of.arrival, []).append(repeat.contender)
    return {
        arrival: sorted(found, key=lambda copy: copy.place) for arrival, found in copies.items()
    }


def _slugs(stories: Sequence[Contender]) -> dict[int, str]:
    """The slug of each story, by arrival."""
    slugs: dict[int, str] = {}
    taken = set(_IDS_OF_THE_PAGE)
    for contender in stories:
        slug = slugs[contender.arrival] = _unique(slugify(contender.ref.title), taken=taken)
        taken.add(slug)
    return slugs


def _unique(slug: str, *, taken: set[str]) -> str:
    candidate, count = slug, 1
    while candidate in taken:
        count += 1
        candidate = f"{slug}-{count}"
    return candidate


def _issue(
    selection: Selection,
    *,
    slugs: Mapping[int, str],
    articles: Sequence[ArticleRef],
    request: ComposeRequest,
) -> Issue:
    stories = tuple(
        Story(
            slug=slugs[contender.arrival],
            title=contender.ref.title,
            url=contender.ref.url,
            takeaways=contender.takeaways,
            outlook=contender.outlook,
        )
        for contender in selection.stories
    )
    words = request.words
    title = words.say("issue_title", title=request.publication_title, n=request.number)
    subject, preheader = mailbox_lines(stories, title=title, on=request.on, words=words)
    return Issue(
        id=request.id,
        name=request.name,
        number=request.number,
        on=request.on,
        slot=request.slot,
        language=request.language,
        title=title,
        subject=subject,
        preheader=preheader,
        sections=tuple(_sections(stories, noted=selection.noted, words=words)),
        stories=stories,
        articles=tuple(articles),
    )


def _sections(
    stories: Sequence[Story], *, noted: Sequence[Contender], words: Wording
) -> Iterator[IssueSection]:
    """Takeaways, outlook where some story has one, what is also noted, sources."""
    yield IssueSection(role=Role.TAKEAWAYS, heading=words.say("takeaways"))
    if any(story.outlook for story in stories):
        yield IssueSection(role=Role.OUTLOOK, heading=words.say("outlook"))
    if noted:
        lines = "\n".join(_note(contender.ref) for contender in noted)
        yield IssueSection(role=Role.PROSE, heading=words.say("also_noted"), markdown=lines)
    yield IssueSection(role=Role.SOURCES, heading=words.say("sources"))


def _note(ref: ArticleRef) -> str:
    title = link(ref.title, url=ref.url) if ref.url else escape(ref.title)
    return f"- {title} — {escape(ref.source)}"


def _shortened(stories: Iterable[Contender]) -> Iterator[LeftOut]:
    for contender in stories:
        kept = len(contender.takeaways)
        if contender.found > kept:
            reason = f"has {contender.found} takeaways; the first {kept} are taken"
            yield LeftOut(location=contender.location, reason=reason)


def _clusters(events: Sequence[Event], *, slugs: Mapping[int, str]) -> Iterator[Cluster]:
    """The events that several stories of the issue tell of."""
    for event in events:
        reasons = ("", *event.reasons)
        told = [
            (slugs[contender.arrival], reason)
            for contender, reason in zip(event.members, reasons, strict=True)
            if contender.arrival in slugs
        ]
        if len(told) > 1:
            yield Cluster(
                stories=tuple(slug for slug, _ in told),
                reasons=tuple(reason for _, reason in told if reason),
            )
