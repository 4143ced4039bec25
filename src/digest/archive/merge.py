"""Compile again into a draft that an editor has changed: base, new and edited issue → one.

Field by field: what the editor changed stays, what only the program changed comes in, and what both
changed in different ways is shown in the file as a conflict. A story that the editor deleted stays
deleted; one whose article is gone stays; new ones come behind the last. The front matter and the
headings of sections never conflict: they hold summaries of what stands in the issue, and an
editor's own is not put in question by a new one.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from digest.archive.conflicts import Conflict, show_conflicts
from digest.archive.format import body_pieces, compose_file, format_issue
from digest.archive.kinship import aligned, article_names
from digest.archive.merge_sections import merge_sections, without_repeats
from digest.archive.merge_sources import merge_sources
from digest.archive.merge_stories import merge_story
from digest.archive.parse import parse_issue
from digest.archive.three_way import merge_texts, merge_values, woven
from digest.errors import IssueError, IssueFileError
from digest.model import ArticleRef, Issue, Role, Story


@dataclass(frozen=True, slots=True, kw_only=True)
class MergeReport:
    """What became of the stories, by their titles."""

    added: tuple[str, ...]  #: new in this compile
    updated: tuple[str, ...]  #: whose lines changed with their articles
    gone: tuple[str, ...]  #: kept, though the compile does not give them any more
    deleted: tuple[str, ...]  #: left out, since the editor had deleted them


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """What came of it."""

    issue: Issue | None  #: None while there are conflicts
    text: str  #: of the file, with the conflicts
    conflicts: tuple[Conflict, ...]
    base: Issue  #: to be kept as the draft as compiled: the base of the next merge
    report: MergeReport


def merge(base: Issue, *, new: Issue, edited: Issue) -> Merged:
    """Merge a new compile into an edited draft. `base` is what the editor began with.

    Identity, number, slot and status are those of `edited`. Raises IssueError when the result could
    not be read; nothing is lost then, since nothing is written.
    """
    base = aligned(base, to=edited, is_slug_enough=True)
    new = aligned(new, to=_union(edited, base), is_slug_enough=False)
    stories = _Stories(base=_by_slug(base), new=_by_slug(new), edited=_by_slug(edited))
    added = _added(stories, base=base, new=new, edited=edited)
    slugs = _ordered(stories, added=added)
    pairs = [stories.merged(slug) for slug in slugs]
    told = without_repeats(new, shown=_names(edited, base) - _names(base, are_noted=True))
    sources = merge_sources(base, new=told, edited=edited, shown=slugs)
    ours, theirs = (
        replace(
            edited,
            title=merge_values(base.title, new=new.title, edited=edited.title)[0],
            subject=merge_values(base.subject, new=new.subject, edited=edited.subject)[0],
            preheader=merge_values(base.preheader, new=new.preheader, edited=edited.preheader)[0],
            intro=merge_texts(base.intro, new=new.intro, edited=edited.intro)[side],
            sections=merge_sections(base, new=told, edited=edited)[side],
            stories=tuple(pair[side] for pair in pairs),
            articles=sources,
        )
        for side in (0, 1)
    )
    return _merged(
        _complete(ours, new=new),
        theirs=_complete(theirs, new=new),
        base=_next_base(base, new=new),
        report=stories.report(added=added),
    )


def assumed_base(*, new: Issue, edited: Issue) -> Issue:
    """A base for a draft whose own was not kept: whatever the file may know is taken for edited.

    Nothing of the file changes then; stories of articles that it does not name come in.
    """
    new = aligned(new, to=edited, is_slug_enough=False)
    names = _names(edited)
    known = tuple(ref for ref in new.articles if article_names(ref) & names)
    slugs = {ref.story for ref in known}
    stories = tuple(story for story in new.stories if story.slug in slugs)
    return replace(new, stories=stories, articles=known)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Stories:
    """The stories of the three issues under the same slugs."""

    base: dict[str, Story]
    new: dict[str, Story]
    edited: dict[str, Story]

    def merged(self, slug: str) -> tuple[Story, Story]:
        """The story with conflicts decided for the editor, and for the compile."""
        base, new, edited = (each.get(slug) for each in (self.base, self.new, self.edited))
        if edited is None:
            return self.new[slug], self.new[slug]
        if base is None or new is None:
            return edited, edited
        return merge_story(base, new=new, edited=edited)

    def report(self, *, added: Collection[str]) -> MergeReport:
        """What became of them."""
        kept = [slug for slug in self.base if slug in self.edited]
        return MergeReport(
            added=tuple(self.new[slug].title for slug in added),
            updated=tuple(
                self.edited[slug].title
                for slug in kept
                if slug in self.new and self.merged(slug) != (self.edited[slug],) * 2
            ),
            gone=tuple(self.edited[slug].title for slug in kept if slug not in self.new),
            deleted=tuple(
                story.title
                for slug, story in self.new.items()
                if slug not in self.edited and slug not in added
            ),
        )


def _by_slug(issue: Issue) -> dict[str, Story]:
    return {story.slug: story for story in issue.stories}


def _union(edited: Issue, base: Issue) -> Issue:
    """All stories that a new one may be, under all names that their articles have."""
    slugs = {story.slug for story in edited.stories}
    return replace(
        edited,
        stories=(*edited.stories, *(story for story in base.stories if story.slug not in slugs)),
        articles=(*edited.articles, *base.articles),
    )


def _names(*issues: Issue, are_noted: bool = False) -> frozenset[str]:
    """What the articles of these issues' stories are known by, or those that are only noted."""
    refs = [ref for issue in issues for ref in issue.articles if bool(ref.story) != are_noted]
    return frozenset().union(*(article_names(ref) for ref in refs))


def _added(stories: _Stories, *, base: Issue, new: Issue, edited: Issue) -> list[str]:
    """The new stories that the editor has not seen, in their order."""
    seen = _names(base, edited)
    added = []
    for slug in stories.new:
        names = [article_names(ref) for ref in new.articles if ref.story == slug]
        is_known = slug in stories.base or slug in stories.edited
        if not is_known and not any(name & seen for name in names):
            added.append(slug)
    return added


def _ordered(stories: _Stories, *, added: Sequence[str]) -> tuple[str, ...]:
    """The editor's order with the new stories at its end; the program's where that was kept."""
    if tuple(stories.edited) != tuple(stories.base):
        return (*stories.edited, *added)
    shown = {*stories.edited, *added}
    return woven(tuple(stories.base), into=[slug for slug in stories.new if slug in shown])


def _complete(issue: Issue, *, new: Issue) -> Issue:
    """The issue with a Sources section if it needs one; without outlooks that have no place."""
    roles = {section.role for section in issue.sections}
    if Role.SOURCES not in roles and issue.articles:
        sources = tuple(section for section in new.sections if section.role is Role.SOURCES)
        issue = replace(issue, sections=(*issue.sections, *sources))
    if Role.OUTLOOK not in roles:
        stories = tuple(replace(story, outlook=None) for story in issue.stories)
        issue = replace(issue, stories=stories)
    return issue


def _merged(ours: Issue, *, theirs: Issue, base: Issue, report: MergeReport) -> Merged:
    """The file: without conflicts, or with both sides, each of which can be read by itself."""
    issue = _read_back(ours)
    if ours == theirs:
        return Merged(issue=issue, text=format_issue(issue), conflicts=(), base=base, report=report)
    _read_back(theirs)
    text, conflicts = show_conflicts(ours, theirs)
    return Merged(issue=None, text=text, conflicts=conflicts, base=base, report=report)


def _read_back(issue: Issue) -> Issue:
    """What the file says: texts of two sides may join to one block. Raises IssueError."""
    text = compose_file(issue, (piece.text for piece in body_pieces(issue)))
    try:
        return parse_issue(text, path=f"{issue.name}.md", name=issue.name)
    except IssueFileError as error:
        raise IssueError(
            f"issue {issue.name} cannot be merged: {error.expected} (line {error.line} of what it"
            " would become); nothing was written"
        ) from error


def _next_base(base: Issue, *, new: Issue) -> Issue:
    """The new compile, with what only the one before had: the editor's file has that still."""
    slugs = {story.slug for story in new.stories}
    stories = tuple(story for story in base.stories if story.slug not in slugs)
    gone = {story.slug for story in stories}
    refs: tuple[ArticleRef, ...] = tuple(ref for ref in base.articles if ref.story in gone)
    roles = {section.role for section in new.sections}
    sections = tuple(
        section
        for section in base.sections
        if section.role is Role.OUTLOOK and Role.OUTLOOK not in roles
    )
    return replace(
        new,
        stories=(*new.stories, *stories),
        articles=(*new.articles, *refs),
        sections=(*new.sections, *sections),
    )
