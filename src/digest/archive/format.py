"""Issue → issue file. The exact inverse of `digest.archive.parse`.

An issue is **valid** when its file reads back as the same issue, provenance apart. All that the
composer makes is (titles from `one_line`, text from `escape`). Not valid, for instance: a title of
two lines, a slug outside of `[a-z0-9-]{1,80}`, an open code fence, a `##` heading in an outlook,
stories without a TAKEAWAYS section. `format_issue` reads back what it wrote and refuses to give
out a file that says anything else.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator
from datetime import UTC, datetime

from digest.archive.credits import format_sources
from digest.archive.head import FENCE, FORMAT
from digest.archive.headline import format_headline
from digest.archive.parse import parse_issue
from digest.errors import IssueError, IssueFileError
from digest.model import Issue, IssueSection, Role, Story

_TOML_SPECIALS = re.compile(r'["\\\x00-\x1f\x7f]')


def format_issue(issue: Issue) -> str:
    """The canonical file of a valid issue. Raises IssueError for one that is not valid."""
    parts = [format_head(issue).rstrip("\n"), issue.intro, *_sections(issue)]
    text = "\n\n".join(part for part in parts if part) + "\n"
    try:
        again = parse_issue(text, path=f"{issue.name}.md", name=issue.name)
    except IssueFileError as error:
        raise IssueError(f"issue {issue.name} cannot be written as a file: {error}") from error
    if again != issue:
        where = _difference(issue, again)
        raise IssueError(f"issue {issue.name} cannot be written: {where} would read back otherwise")
    return text


def format_head(issue: Issue) -> str:
    """The front matter, from `+++` to `+++`. Raises IssueError for a time without its zone."""
    lines = [
        FENCE,
        f"format = {FORMAT}",
        f"id = {_string(issue.id)}",
        f"number = {issue.number}",
        f"date = {issue.on.isoformat()}",
        f"slot = {_string(issue.slot)}",
        f"language = {_string(issue.language)}",
        f"title = {_string(issue.title)}",
        f"subject = {_string(issue.subject)}",
        f"preheader = {_string(issue.preheader)}",
        f"status = {_string(issue.status)}",
    ]
    if issue.published_at is not None:
        lines.append(f"published_at = {_instant(issue.published_at)}")
    if issue.corrections:
        lines.append("corrections = [")
        lines += [
            f"  {{ at = {_instant(correction.at)}, note = {_string(correction.note)} }},"
            for correction in issue.corrections
        ]
        lines.append("]")
    return "\n".join([*lines, FENCE]) + "\n"


def _string(value: str) -> str:
    """A TOML basic string."""
    return '"' + _TOML_SPECIALS.sub(_escaped, value) + '"'


def _escaped(match: re.Match[str]) -> str:
    character = match[0]
    return f"\\{character}" if character in '"\\' else f"\\u{ord(character):04x}"


def _instant(at: datetime) -> str:
    if at.tzinfo is None:
        raise IssueError(f"{at} has no time zone; an issue holds times in UTC")
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _sections(issue: Issue) -> Iterator[str]:
    for section in issue.sections:
        yield _heading(section)
        if section.role is Role.TAKEAWAYS:
            yield from _takeaways(issue.stories)
        elif section.role is Role.OUTLOOK:
            yield from _outlooks(issue.stories)
        elif section.role is Role.SOURCES:
            yield format_sources(issue.articles)
        else:
            yield section.markdown


def _heading(section: IssueSection) -> str:
    text = format_headline(section.heading)
    return f"## {text}" if section.role is Role.PROSE else f"## {text} {{#{section.role}}}"


def _takeaways(stories: tuple[Story, ...]) -> Iterator[str]:
    """All stories but those at the end that have nothing but an outlook."""
    shown = len(stories)
    while shown and _is_outlook_only(stories[shown - 1]):
        shown -= 1
    for story in stories[:shown]:
        yield _story_heading(story)
        yield story.note
        yield "\n".join(_item(takeaway.markdown) for takeaway in story.takeaways)


def _is_outlook_only(story: Story) -> bool:
    return story.outlook is not None and not story.note and not story.takeaways


def _outlooks(stories: tuple[Story, ...]) -> Iterator[str]:
    for story in stories:
        if story.outlook is not None:
            yield _story_heading(story)
            yield from story.outlook.paragraphs


def _story_heading(story: Story) -> str:
    return f"### {format_headline(story.title, url=story.url)} {{#{story.slug}}}"


def _item(markdown: str) -> str:
    first, *rest = markdown.split("\n")
    return "\n".join([f"- {first}", *(f"  {line}" if line else "" for line in rest)])


def _difference(one: object, other: object, *, name: str = "") -> str:
    """Where two unequal values differ first, as a path like `stories[2].note`."""
    if type(one) is not type(other):
        return name
    if isinstance(one, tuple) and isinstance(other, tuple):
        if len(one) != len(other):
            return name
        pairs = [
            (f"{name}[{index}]", a, b) for index, (a, b) in enumerate(zip(one, other, strict=True))
        ]
    elif dataclasses.is_dataclass(one):
        fields = [field.name for field in dataclasses.fields(one) if field.compare]
        pairs = [
            (f"{name}.{field}".lstrip("."), getattr(one, field), getattr(other, field))
            for field in fields
        ]
    else:
        return name
    return next(_difference(a, b, name=path) for path, a, b in pairs if a != b)
