from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from composing import ENGLISH, article, compose
from digest.compose.story_merge import merge_stories
from digest.errors import IssueError
from digest.model import Issue, Role


def issue(*, outlooks: str = "ABC") -> Issue:
    made = compose(
        *(article(t, on=date(2026, 11, 20 - n), outlook=t in outlooks) for n, t in enumerate("ABC"))
    ).issue
    assert made is not None
    return made


def test_articles_of_the_others_are_credited_to_the_story_that_stays() -> None:
    merged = merge_stories(issue(), into="b", others=["a", "c"], words=ENGLISH)
    assert [story.slug for story in merged.stories] == ["b"]
    assert merged.stories[0] == issue().stories[1]
    assert [(ref.title, ref.story) for ref in merged.articles] == [
        ("A", "b"),
        ("B", "b"),
        ("C", "b"),
    ]


def test_subject_and_preheader_follow_unless_an_editor_worded_them() -> None:
    before = issue()
    merged = merge_stories(before, into="b", others=["a"], words=ENGLISH)
    assert before.subject.startswith("A –")
    assert merged.subject.startswith("B –")
    assert merged.preheader.startswith("C ")
    worded = replace(before, subject="Mine", preheader="And mine")
    merged = merge_stories(worded, into="b", others=["a"], words=ENGLISH)
    assert (merged.subject, merged.preheader) == ("Mine", "And mine")


def test_outlook_section_goes_with_the_last_outlook() -> None:
    merged = merge_stories(issue(outlooks="C"), into="a", others=["c"], words=ENGLISH)
    assert [section.role for section in merged.sections] == [Role.TAKEAWAYS, Role.SOURCES]


@pytest.mark.parametrize(
    ("into", "others", "fault"),
    [
        ("x", ["a"], "has no story `x`"),
        ("a", ["x"], "has no story `x`"),
        ("a", ["a", "b"], "cannot be merged into itself"),
    ],
)
def test_slugs_that_cannot_be_merged_are_told(into: str, others: list[str], fault: str) -> None:
    with pytest.raises(IssueError, match=fault):
        merge_stories(issue(), into=into, others=others, words=ENGLISH)
