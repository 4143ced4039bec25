"""What every edition shows of an issue: text turned into safe HTML and plain text once, for all.

Templates of mail, text, web and feeds read only these values; none of them sees the raw Markdown.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from digest.compose.markdown import blocks_html, inline_html, plain
from digest.compose.text import clean_text
from digest.config import PublicationConfig
from digest.model import ArticleRef, Correction, Issue, Role, Story
from digest.render.clean import clean_html

_WORDS_PER_MINUTE = 220
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip


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
class Passage:
    """A piece of CommonMark in its two forms."""

    html: Markup  #: sanitised
    text: str  #: one line for inline passages; Markdown as it stands for blocks


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryView:
    """A story, ready for a template."""

    slug: str
    title: str
    url: str  #: the article's address, or the permalink where there is none
    permalink: str
    has_article: bool  #: whether `url` leads to the article itself
    language: str
    credits: tuple[Credit, ...]
    note: Passage | None
    takeaways: tuple[Passage, ...]
    outlook: tuple[Passage, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProseView:
    """A section that the editor wrote."""

    heading: str
    body: Passage


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueView:
    """An issue, ready for a template."""

    id: str
    name: str
    number: int
    on: date
    language: str
    title: str
    subject: str
    preheader: str
    permalink: str
    intro: Passage | None
    takeaways_heading: str
    outlook_heading: str
    stories: tuple[StoryView, ...]
    before: tuple[ProseView, ...]  #: the editor's sections in front of the stories
    after: tuple[ProseView, ...]  #: and behind them
    corrections: tuple[Correction, ...]
    reading_minutes: int


def issue_permalink(issue: Issue, *, publication: PublicationConfig) -> str:
    """Address of the issue's page in the web archive."""
    return f"{publication.base_url}{issue.name}/"


def view_issue(issue: Issue, *, publication: PublicationConfig) -> IssueView:
    """All that a template needs of an issue."""
    permalink = issue_permalink(issue, publication=publication)
    headings = {section.role: section.heading for section in issue.sections}
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
        title=clean_text(issue.title),
        subject=clean_text(issue.subject),
        preheader=clean_text(issue.preheader),
        permalink=permalink,
        intro=_blocks(issue.intro),
        takeaways_heading=headings.get(Role.TAKEAWAYS, "Key takeaways"),
        outlook_heading=headings.get(Role.OUTLOOK, "Future outlook"),
        stories=stories,
        before=before,
        after=after,
        corrections=issue.corrections,
        reading_minutes=_reading_minutes(issue),
    )


def format_date(on: date, *, language: str) -> str:
    """`23 November 2026` in English, ISO 8601 in every other language."""
    if language.partition("-")[0].lower() == "en":
        return f"{on.day} {_MONTHS[on.month - 1]} {on.year}"
    return on.isoformat()


def _story(
    story: Story, *, articles: Iterable[ArticleRef], permalink: str, language: str
) -> StoryView:
    refs = [article for article in articles if article.story == story.slug]
    own = f"{permalink}#{story.slug}"
    return StoryView(
        slug=story.slug,
        title=clean_text(story.title),
        url=story.url or own,
        permalink=own,
        has_article=bool(story.url),
        language=next((ref.language for ref in refs if ref.language), language),
        credits=tuple(
            Credit(
                title=ref.title,
                source=ref.source,
                author=ref.author,
                url=ref.url,
                on=ref.published_on,
                language=ref.language,
            )
            for ref in refs
        ),
        note=_blocks(story.note),
        takeaways=tuple(_item(takeaway.markdown) for takeaway in story.takeaways),
        outlook=tuple(
            passage
            for paragraph in (story.outlook.paragraphs if story.outlook else ())
            if (passage := _blocks(paragraph)) is not None
        ),
    )


def _item(markdown: str) -> Passage:
    """A takeaway: inline, unless the editor nested a list or a second paragraph in it."""
    markdown = clean_text(markdown)
    if "\n\n" in markdown or "\n- " in markdown or "\n* " in markdown or "\n1. " in markdown:
        return Passage(html=Markup(clean_html(blocks_html(markdown))), text=markdown)
    return Passage(html=Markup(clean_html(inline_html(markdown))), text=plain(markdown))


def _blocks(markdown: str) -> Passage | None:
    markdown = clean_text(markdown).strip()
    if not markdown:
        return None
    html = Markup(clean_html(blocks_html(markdown)))
    single_paragraph = "\n" not in markdown and html.startswith("<p>")
    return Passage(html=html, text=plain(markdown) if single_paragraph else markdown)


def _prose(issue: Issue) -> tuple[tuple[ProseView, ...], tuple[ProseView, ...]]:
    before: list[ProseView] = []
    after: list[ProseView] = []
    place = before
    for section in issue.sections:
        if section.role in {Role.TAKEAWAYS, Role.OUTLOOK}:
            place = after
        elif section.role is Role.PROSE and (body := _blocks(section.markdown)):
            place.append(ProseView(heading=clean_text(section.heading), body=body))
    return tuple(before), tuple(after)


def _reading_minutes(issue: Issue) -> int:
    texts: list[str] = [issue.intro, *(section.markdown for section in issue.sections)]
    for story in issue.stories:
        texts += [story.title, story.note, *(item.markdown for item in story.takeaways)]
        texts += story.outlook.paragraphs if story.outlook else ()
    return max(1, round(_word_count(texts) / _WORDS_PER_MINUTE))


def _word_count(texts: Sequence[str]) -> int:
    return sum(len(text.split()) for text in texts)
