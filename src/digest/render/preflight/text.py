"""Rules about the editor's text: what is not finished, what stands twice, what is missing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from digest.compose.markdown import plain
from digest.compose.text import comparison_key
from digest.model import Issue, Mark, Role, Story, Takeaway
from digest.render.preflight.codes import found
from digest.render.preflight.editions import Editions
from digest.render.preflight.finding import Finding

_LEFTOVER: Final = re.compile(
    r"\b(?:TODO|FIXME|TKTK|TBD|TBC)\b|\bTK\b(?=[\s:.\])]|$)|\bXXX\b(?=\s*(?:[:.!\])]|$))"
    r"|(?i:\blorem ipsum\b)|\*\|[A-Z_:]+\|\*|%%[\w.]+%%"
    r"|\[(?i:insert|add|link|name|title|date|image|placeholder)(?: [^\[\]]*+)?\](?!\()"
)
# A code span (CommonMark §6.1): a run of backticks, up to the next one of its length.
_CODE: Final = re.compile(r"(?<!`)(`++)(?:[^`]++|(?!\1(?!`))`++)*+\1(?!`)")
_HEADLINE: Final = 120  # characters
_TAKEAWAY: Final = 60  # words
_SHOWN: Final = 70


def leftovers(editions: Editions) -> Iterator[Finding]:
    """Marks of unfinished work in what an editor wrote; what an article says stays as it is."""
    quoted = "\n".join(_quoted(editions))
    for place, text in _own(editions):
        marks = (match[0] for match in _LEFTOVER.finditer(_CODE.sub(" ", text)))
        for mark in dict.fromkeys(marks):  # one finding for each, however often it stands there
            if mark not in quoted:
                where = editions.lines.holding(_around(text, mark), otherwise=place)
                yield found("leftover", place=where, message=f"«{mark}» is left in the text")


def _around(text: str, word: str) -> str:
    return next((line for line in text.split("\n") if word in line), word)


def _own(editions: Editions) -> Iterator[tuple[str, str]]:
    """Where, and text of the editor's."""
    issue, lines = editions.issue, editions.lines
    for key in ("title", "subject", "preheader"):
        yield lines.key(key), getattr(issue, key)
    yield lines.path, issue.intro
    for section in issue.sections:
        yield lines.heading(section.heading), f"{section.heading}\n{section.markdown}"
    for story in issue.stories:
        yield lines.story(story.slug), f"{story.title}\n{story.note}"
        for takeaway in story.takeaways:
            if takeaway.mark is Mark.EDITED or takeaway.line in editions.own_lines:
                yield lines.at(takeaway.line), takeaway.markdown
        for markdown, line, is_edited in _outlook(story):
            if is_edited or line in editions.own_lines:
                yield lines.at(line), markdown


def _quoted(editions: Editions) -> Iterator[str]:
    """Text of the articles'."""
    issue = editions.issue
    yield from (article.title for article in issue.articles)
    for story in issue.stories:
        for takeaway in story.takeaways:
            if takeaway.mark is not Mark.EDITED and takeaway.line not in editions.own_lines:
                yield takeaway.markdown
        for markdown, line, is_edited in _outlook(story):
            if not is_edited and line not in editions.own_lines:
                yield markdown


def _outlook(story: Story) -> Iterator[tuple[str, int, bool]]:
    """Each paragraph with its line, 0 where none is known, and whether it is marked."""
    if story.outlook is not None:
        lines = story.outlook.lines or (0,) * len(story.outlook.paragraphs)
        for index, (paragraph, line) in enumerate(
            zip(story.outlook.paragraphs, lines, strict=False)
        ):
            yield paragraph, line, index in story.outlook.edited


def suggested(editions: Editions) -> Iterator[Finding]:
    """Lines that nobody has decided on."""
    for story in editions.issue.stories:
        for takeaway in story.takeaways:
            if takeaway.mark is Mark.SUGGESTED:
                place = editions.lines.at(takeaway.line)
                yield found("suggested", place=place, message=_only_suggested(takeaway))


def _only_suggested(takeaway: Takeaway) -> str:
    return f"«{_short(takeaway.markdown)}» is only suggested"


def substance(editions: Editions) -> Iterator[Finding]:
    """There is something in the issue, and under every heading of it."""
    issue = editions.issue
    if is_empty(issue):
        message = "the issue has no story and no text"
        yield found("issue-empty", place=editions.lines.path, message=message)
    for section in issue.sections:
        if section.role is Role.PROSE and not section.markdown.strip():
            place = editions.lines.heading(section.heading)
            message = f"«{_short(section.heading)}» has no text"
            yield found("section-empty", place=place, message=message)


def is_empty(issue: Issue) -> bool:
    """Whether there is nothing for anybody to read."""
    has_prose = any(section.role is Role.PROSE for section in issue.sections)
    return not issue.stories and not issue.intro and not has_prose


def stories(editions: Editions) -> Iterator[Finding]:
    """Each story has what makes one."""
    for story in editions.issue.stories:
        place, title = editions.lines.story(story.slug), f"«{_short(story.title)}»"
        told = [each for each in story.takeaways if each.mark is not Mark.SUGGESTED]
        if not told and not story.note and not story.outlook:
            yield found("story-empty", place=place, message=f"{title} has only its headline")
        elif not any(takeaway.mark is not Mark.STANDFIRST for takeaway in told):
            yield found("story-no-takeaways", place=place, message=f"{title} has no takeaways")
        if not story.outlook:
            yield found("story-no-outlook", place=place, message=f"{title} has no outlook")
        if not story.url:
            yield found("story-no-link", place=place, message=f"{title} leads to our own page")
        if len(story.title) > _HEADLINE:
            message = f"{title} has {len(story.title)} characters"
            yield found("headline-long", place=place, message=message)


def repetitions(editions: Editions) -> Iterator[Finding]:
    """No headline and no takeaway stands twice."""
    headlines: set[str] = set()
    takeaways: set[str] = set()
    for story in editions.issue.stories:
        if _known(story.title, headlines):
            place = editions.lines.story(story.slug)
            yield found("headline-repeated", place=place, message=_twice(story.title))
        for takeaway in story.takeaways:
            text = plain(takeaway.markdown)
            place = editions.lines.at(takeaway.line)
            if _known(text, takeaways):
                yield found("takeaway-repeated", place=place, message=_twice(text))
            if (count := len(text.split())) > _TAKEAWAY:
                yield found("takeaway-long", place=place, message=f"a takeaway has {count} words")


def _known(text: str, seen: set[str]) -> bool:
    key = comparison_key(text)
    is_known = key in seen
    seen.add(key)
    return is_known


def _twice(text: str) -> str:
    return f"«{_short(text)}» stands twice in the issue"


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
