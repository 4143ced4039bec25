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
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from digest.archive.credits import format_sources
from digest.archive.head import FENCE, FORMAT
from digest.archive.headline import format_headline
from digest.archive.marks import with_paragraph_marks, with_takeaway_mark
from digest.archive.parse import parse_issue
from digest.errors import IssueError, IssueFileError
from digest.model import Issue, IssueSection, Outlook, Role, Story, Takeaway

_TOML_SPECIALS = re.compile(r'["\\\x00-\x1f\x7f]')


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A field of an issue's body as it stands in the file."""

    field: str  #: what it is, for a person: ``the takeaways of `cranes` ``
    parts: tuple[str, ...]  #: items, paragraphs or lines; none for a field that is empty
    joint: str = "\n"  #: between parts
    is_repeated: bool = False  #: stands in another piece as well, which is the one that counts

    @property
    def text(self) -> str:
        """The whole field."""
        return self.joint.join(self.parts)


def format_issue(issue: Issue) -> str:
    """The canonical file of a valid issue. Raises IssueError for one that is not valid."""
    text = compose_file(issue, (piece.text for piece in body_pieces(issue)))
    try:
        again = parse_issue(text, path=f"{issue.name}.md", name=issue.name)
    except IssueFileError as error:
        raise IssueError(f"issue {issue.name} cannot be written as a file: {error}") from error
    if again != issue:
        where = _difference(issue, again)
        raise IssueError(f"issue {issue.name} cannot be written: {where} would read back otherwise")
    return text


def compose_file(issue: Issue, body: Iterable[str]) -> str:
    """A file of the issue's front matter and these texts, with a blank line between each two."""
    parts = [format_head(issue).rstrip("\n"), *body]
    return "\n\n".join(part for part in parts if part) + "\n"


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
    if issue.override:
        lines.append(f"override = {_string(issue.override)}")
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


def body_pieces(issue: Issue) -> Iterator[Piece]:
    """The fields of the body, in the order of the file; joined, they are the body."""
    yield _prose("the intro", issue.intro)
    for section in issue.sections:
        name = f"the section «{section.heading}»"
        yield Piece(field=f"the heading of {name}", parts=(_heading(section),))
        if section.role is Role.TAKEAWAYS:
            yield from _takeaways(issue.stories)
        elif section.role is Role.OUTLOOK:
            yield from _outlooks(issue.stories)
        elif section.role is Role.SOURCES:
            yield _prose(name, format_sources(issue.articles))
        else:
            yield _prose(name, section.markdown)


def _prose(field: str, text: str) -> Piece:
    return Piece(field=field, parts=tuple(text.split("\n")) if text else ())


def _heading(section: IssueSection) -> str:
    text = format_headline(section.heading)
    return f"## {text}" if section.role is Role.PROSE else f"## {text} {{#{section.role}}}"


def _takeaways(stories: tuple[Story, ...]) -> Iterator[Piece]:
    """All stories but those at the end that have nothing but an outlook."""
    for story in _told(stories):
        yield Piece(field=f"the headline of `{story.slug}`", parts=(_story_heading(story),))
        yield _prose(f"the note of `{story.slug}`", story.note)
        yield Piece(
            field=f"the takeaways of `{story.slug}`",
            parts=tuple(_item(takeaway) for takeaway in story.takeaways),
        )


def _told(stories: tuple[Story, ...]) -> tuple[Story, ...]:
    shown = len(stories)
    while shown and _is_outlook_only(stories[shown - 1]):
        shown -= 1
    return stories[:shown]


def _is_outlook_only(story: Story) -> bool:
    return story.outlook is not None and not story.note and not story.takeaways


def _outlooks(stories: tuple[Story, ...]) -> Iterator[Piece]:
    told = len(_told(stories))
    for at, story in enumerate(stories):
        if story.outlook is not None:
            yield Piece(
                field=f"the headline over the outlook of `{story.slug}`",
                parts=(_story_heading(story),),
                is_repeated=at < told,
            )
            yield Piece(
                field=f"the outlook of `{story.slug}`",
                parts=tuple(_paragraphs(story.outlook)),
                joint="\n\n",
            )


def _story_heading(story: Story) -> str:
    return f"### {format_headline(story.title, url=story.url)} {{#{story.slug}}}"


def _paragraphs(outlook: Outlook) -> Iterator[str]:
    last = len(outlook.paragraphs) - 1
    for at, paragraph in enumerate(outlook.paragraphs):
        yield with_paragraph_marks(
            paragraph,
            is_edited=at in outlook.edited,
            is_shortened=outlook.is_shortened and at == last,
        )


def _item(takeaway: Takeaway) -> str:
    first, *rest = with_takeaway_mark(takeaway.markdown, takeaway.mark).split("\n")
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
