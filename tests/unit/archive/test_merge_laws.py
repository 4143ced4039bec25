"""Whatever an editor and a later compile do, no word of the editor is lost."""

from __future__ import annotations

from hypothesis import given

from digest.archive.conflicts import BEGIN, END, MIDDLE
from digest.archive.format import format_issue
from digest.archive.merge import assumed_base, merge
from digest.archive.parse import parse_issue
from digest.model import Issue
from issue_strategies import issues
from merge_strategies import drafts, edited, later, triples

Triple = tuple[Issue, Issue, Issue]


def decided(text: str, *, for_editor: bool) -> str:
    """The text as one leaves it who decides every conflict for the same side."""
    kept, side = [], ""
    for line in text.split("\n"):
        if line in {BEGIN, MIDDLE, END}:
            side = "" if line == END else line
        elif not side or (side == BEGIN) is for_editor:
            kept.append(line)
    return "\n".join(kept)


def read(issue: Issue, text: str) -> Issue:
    return parse_issue(text, path="a.md", name=issue.name)


def words_of(issue: Issue) -> set[str]:
    """The lines of a body in which an editor writes, without marks."""
    body = format_issue(issue).split("+++\n", 2)[2].split("## Sources")[0]
    lines = {line.removesuffix(" {more}").removesuffix(" {edited}") for line in body.split("\n")}
    return lines - {""}


@given(issues())
def test_what_nobody_changed_stays(issue: Issue) -> None:
    merged = merge(issue, new=issue, edited=issue)

    assert merged.issue == issue
    assert merged.text == format_issue(issue)
    assert merged.base == issue


@given(drafts().flatmap(lambda base: edited(base).map(lambda changed: (base, changed))))
def test_without_a_new_compile_the_edited_issue_stays(pair: tuple[Issue, Issue]) -> None:
    base, changed = pair

    assert merge(base, new=base, edited=changed).issue == changed


@given(drafts().flatmap(lambda base: later(base).map(lambda new: (base, new))))
def test_without_an_edit_the_new_compile_comes_in(pair: tuple[Issue, Issue]) -> None:
    base, new = pair

    assert merge(base, new=new, edited=base).issue == new


@given(triples())
def test_no_word_of_the_editor_is_lost(triple: Triple) -> None:
    base, new, changed = triple
    merged = merge(base, new=new, edited=changed)
    result = read(changed, decided(merged.text, for_editor=True))

    assert words_of(changed) - words_of(base) <= words_of(result)
    assert (result.intro, result.title) == (changed.intro, changed.title)
    assert changed.subject in {base.subject, result.subject}


@given(triples())
def test_either_decision_can_be_read_and_tells_each_story_once(triple: Triple) -> None:
    base, new, changed = triple
    merged = merge(base, new=new, edited=changed)
    sides = [read(changed, decided(merged.text, for_editor=side)) for side in (True, False)]

    assert (sides[0] == sides[1]) is (not merged.conflicts)
    assert (merged.issue is None) is bool(merged.conflicts)
    lines = merged.text.split("\n")
    assert all(lines[conflict.line - 1] == BEGIN for conflict in merged.conflicts)
    slugs = [story.slug for story in sides[0].stories]
    fresh = {story.slug for story in new.stories} - {story.slug for story in base.stories}
    assert sorted(slugs) == sorted({story.slug for story in changed.stories} | fresh)


@given(triples())
def test_second_merge_of_the_same_compile_changes_nothing(triple: Triple) -> None:
    base, new, changed = triple
    merged = merge(base, new=new, edited=changed)
    if merged.issue is not None:
        again = merge(merged.base, new=new, edited=merged.issue)

        assert again.issue == merged.issue
        assert again.base == merged.base


@given(triples())
def test_without_the_base_only_unknown_stories_come_in(triple: Triple) -> None:
    _, new, changed = triple
    merged = merge(assumed_base(new=new, edited=changed), new=new, edited=changed)

    assert merged.issue is not None
    kept = {story.slug: story for story in changed.stories}
    assert {s.slug: s for s in merged.issue.stories if s.slug in kept} == kept
    assert merged.issue.subject == changed.subject
