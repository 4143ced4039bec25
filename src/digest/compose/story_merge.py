"""Stories on one event made one: what an editor's click does."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from digest.compose.issue import mailbox_lines
from digest.errors import IssueError
from digest.model import Issue, Role, Story
from digest.wording.wording import Wording


def merge_stories(issue: Issue, *, into: str, others: Collection[str], words: Wording) -> Issue:
    """The issue with the articles of the stories `others` credited to the story `into`.

    Headlines, notes, takeaways and outlooks of the others are dropped. Subject and preheader are
    made anew, with the `words` of the issue's language, as far as no editor has worded them.
    Stories go by their slugs. Raises IssueError when the issue has no such story, or `into` is
    one of the others.
    """
    known = {story.slug for story in issue.stories}
    for slug in (into, *others):
        if slug not in known:
            raise IssueError(f"issue {issue.name} has no story `{slug}`")
    if into in others:
        raise IssueError(f"story `{into}` cannot be merged into itself")
    stories = tuple(story for story in issue.stories if story.slug not in others)
    has_outlook = any(story.outlook for story in stories)
    subject, preheader = _lines(issue, issue.stories, words=words)
    new_subject, new_preheader = _lines(issue, stories, words=words)
    return replace(
        issue,
        subject=new_subject if issue.subject == subject else issue.subject,
        preheader=new_preheader if issue.preheader == preheader else issue.preheader,
        stories=stories,
        sections=tuple(
            section for section in issue.sections if has_outlook or section.role is not Role.OUTLOOK
        ),
        articles=tuple(
            replace(ref, story=into) if ref.story in others else ref for ref in issue.articles
        ),
    )


def _lines(issue: Issue, stories: Sequence[Story], *, words: Wording) -> tuple[str, str]:
    return mailbox_lines(stories, title=issue.title, on=issue.on, words=words)
