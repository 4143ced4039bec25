"""`digest merge`: several stories of a draft on one event become one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from digest.app.publication import Publication
from digest.archive.format import format_issue
from digest.compose.story_merge import merge_stories
from digest.errors import IllegalMove, IssueError
from digest.model import Status


@dataclass(frozen=True, slots=True, kw_only=True)
class MergeStoriesReport:
    """Which story stayed, and what it is said to be «also covered by»."""

    name: str
    title: str
    also: tuple[str, ...]  #: titles


def merge(publication: Publication, name: str, *, slugs: Sequence[str]) -> MergeStoriesReport:
    """Let the first of these stories of a draft stand for all of them.

    The articles of the others are credited under it; their lines go. Raises IllegalMove for what
    is no draft, IssueError for a slug that no story has, IssueChanged.
    """
    with publication.changing_issues():
        stored = publication.store.load(name)
        issue = stored.issue
        if issue.status is not Status.DRAFT:
            raise IllegalMove(f"{name} is {issue.status}: only stories of a draft can be merged")
        titles = {story.slug: story.title for story in issue.stories}
        if strange := [slug for slug in slugs if slug not in titles]:
            raise IssueError(f"{name} has no story `{strange[0]}`; it has {', '.join(titles)}")
        into, *others = dict.fromkeys(slugs)
        if not others:
            raise IssueError("name two stories or more: the first stays, the others go into it")
        words = publication.wording(issue.language)
        merged = merge_stories(issue, into=into, others=others, words=words)
        publication.store.rewrite(stored, format_issue(merged))
    return MergeStoriesReport(
        name=name, title=titles[into], also=tuple(titles[slug] for slug in others)
    )
