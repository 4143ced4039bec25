"""What every edition shows of an issue: its CommonMark turned into safe HTML once, for all.

Templates of mail, text, web and feeds read only these values; none of them sees the raw Markdown.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from zoneinfo import ZoneInfo

from markupsafe import Markup

from digest.compose.length import count_words
from digest.compose.markdown import blocks_html, item_html
from digest.compose.text import clean_text, one_line
from digest.config.tables import PublicationConfig
from digest.model import (
    ArticleRef,
    Correction,
    Issue,
    Mark,
    Outlook,
    Role,
    Story,
)
from digest.render.clean import clean_html
from digest.render.place import place_in
from digest.wording.direction import text_direction

_WORDS_PER_MINUTE = 220


@dataclass(frozen=True, slots=True, kw_only=True)
class Credit:
    """Where a story comes from."""

    title: str
    source: str
    author: str
    url: str
    on: date | None
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryView:
    """A story, ready for a template."""

    slug: str
    title: str
    url: str  #: the article's address, or the permalink where there is none
    permalink: str
    has_article: bool  #: whether `url` leads to the article itself
    language: str
    direction: str  #: `ltr` or `rtl`
    credits: tuple[Credit, ...]  #: first the article that the story is made of
    note: Markup | None
    standfirst: tuple[Markup, ...]  #: instead of takeaways, where the article has none
    takeaways: tuple[Markup, ...]
    takeaway_places: tuple[str, ...]  #: for each, its address in the article, or nothing
    outlook: tuple[Markup, ...]
    outlook_places: tuple[str, ...]
    goes_on: bool  #: whether the article has more of its outlook
    is_cut: bool = False  #: whether some of it is only on the web

    @property
    def is_headline(self) -> bool:
        """Whether it was cut down to its headline."""
        return self.is_cut and not self.takeaways and not self.outlook


@dataclass(frozen=True, slots=True, kw_only=True)
class ProseView:
    """A section that the editor wrote."""

    heading: str
    body: Markup


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueView:
    """An issue, ready for a template."""

    id: str
    name: str
    number: int
    on: date
    language: str
    direction: str  #: `ltr` or `rtl`
    title: str
    subject: str
    preheader: str
    permalink: str
    intro: Markup | None
    takeaways_heading: str  #: as the issue file words it; empty where it has no such section
    outlook_heading: str
    sources_heading: str
    stories: tuple[StoryView, ...]
    before: tuple[ProseView, ...]  #: the editor's sections in front of the stories
    after: tuple[ProseView, ...]  #: and behind them
    corrections: tuple[Correction, ...]  #: their times in the publication's zone
    reading_minutes: int

    @property
    def told(self) -> tuple[StoryView, ...]:
        """The stories that are more than a headline here."""
        return tuple(story for story in self.stories if not story.is_headline)

    @property
    def headlines(self) -> tuple[StoryView, ...]:
        """Those that were cut down to their headlines."""
        return tuple(story for story in self.stories if story.is_headline)


def issue_permalink(issue: Issue, *, publication: PublicationConfig) -> str:
    """Address of the issue's page in the web archive."""
    return f"{publication.base_url}{issue.name}/"


def view_issue(issue: Issue, *, publication: PublicationConfig) -> IssueView:
    """All that a template needs of an issue."""
    permalink = issue_permalink(issue, publication=publication)
    headings = {part.role: one_line(part.heading) for part in issue.sections}
    stories = tuple(
        _story(story, articles=issue.articles, permalink=permalink, language=issue.language)
        for story in issue.stories
    )
    before, after = _prose(issue)
    return IssueView(
        id=issue.id,
        name=issue.name,
        number=issue.number,
        on=issue.on,
        language=issue.language,
        direction=text_direction(issue.language),
        title=one_line(issue.title),
        subject=one_line(issue.subject),
        preheader=one_line(issue.preheader),
        permalink=permalink,
        intro=_blocks(issue.intro),
        takeaways_heading=headings.get(Role.TAKEAWAYS, ""),
        outlook_heading=headings.get(Role.OUTLOOK, ""),
        sources_heading=headings.get(Role.SOURCES, ""),
        stories=stories,
        before=before,
        after=after,
        corrections=_local(issue.corrections, zone=ZoneInfo(publication.timezone)),
        reading_minutes=_reading_minutes(issue),
    )


def _local(corrections: Iterable[Correction], *, zone: ZoneInfo) -> tuple[Correction, ...]:
    return tuple(
        replace(each, at=each.at.astimezone(zone), note=one_line(each.note)) for each in corrections
    )


def _story(
    story: Story, *, articles: Iterable[ArticleRef], permalink: str, language: str
) -> StoryView:
    refs = [article for article in articles if article.story == story.slug]
    refs.sort(key=lambda ref: ref.url != story.url)
    own = f"{permalink}#{story.slug}"
    url = _web_address(story.url)
    language = next((ref.language for ref in refs if ref.language), language)
    told = [each for each in story.takeaways if each.mark in {Mark.NONE, Mark.EDITED}]
    standfirst = [each for each in story.takeaways if each.mark is Mark.STANDFIRST]
    outlook = story.outlook or Outlook(paragraphs=())
    passages = [
        (passage, "" if index in outlook.edited else place_in(url, paragraph))
        for index, paragraph in enumerate(outlook.paragraphs)
        if (passage := _blocks(paragraph)) is not None
    ]
    return StoryView(
        slug=story.slug,
        title=one_line(story.title),
        url=url or own,
        permalink=own,
        has_article=bool(url),
        language=language,
        direction=text_direction(language),
        credits=tuple(map(_credit, refs)),
        note=_blocks(story.note),
        standfirst=tuple(_item(each.markdown) for each in standfirst),
        takeaways=tuple(_item(each.markdown) for each in told),
        takeaway_places=tuple(
            "" if each.mark is Mark.EDITED else place_in(url, each.markdown) for each in told
        ),
        outlook=tuple(passage for passage, _ in passages),
        outlook_places=tuple(place for _, place in passages),
        goes_on=outlook.is_shortened and bool(url),
    )


def _credit(ref: ArticleRef) -> Credit:
    return Credit(
        title=one_line(ref.title),
        source=one_line(ref.source),
        author=one_line(ref.author),
        url=_web_address(ref.url),
        on=ref.published_on,
        language=ref.language,
    )


def _web_address(url: str) -> str:
    """The address, if it is one of the web's; a link of an article may hold anything."""
    return url if url.lower().startswith(("http://", "https://")) else ""


def _item(markdown: str) -> Markup:
    """A takeaway: inline, unless the editor nested blocks in it."""
    return Markup(clean_html(item_html(clean_text(markdown))))


def _blocks(markdown: str) -> Markup | None:
    markdown = clean_text(markdown).strip()
    return Markup(clean_html(blocks_html(markdown))) if markdown else None


def _prose(issue: Issue) -> tuple[tuple[ProseView, ...], tuple[ProseView, ...]]:
    before: list[ProseView] = []
    after: list[ProseView] = []
    place = before
    for section in issue.sections:
        if section.role in {Role.TAKEAWAYS, Role.OUTLOOK}:
            place = after
        elif section.role is Role.PROSE and (body := _blocks(section.markdown)):
            place.append(ProseView(heading=one_line(section.heading), body=body))
    return tuple(before), tuple(after)


def _reading_minutes(issue: Issue) -> int:
    texts: list[str] = [issue.intro, *(section.markdown for section in issue.sections)]
    for story in issue.stories:
        texts += [story.title, story.note]
        texts += [item.markdown for item in story.takeaways if item.mark is not Mark.SUGGESTED]
        texts += story.outlook.paragraphs if story.outlook else ()
    return max(1, round(sum(map(count_words, texts)) / _WORDS_PER_MINUTE))
