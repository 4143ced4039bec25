"""What comes of compiling again into a draft that an editor has changed, case by case."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from digest.archive.format import format_issue
from digest.archive.merge import Merged, assumed_base, merge
from digest.archive.parse import parse_issue
from digest.compose.markdown import link
from digest.errors import IssueFileError
from digest.model import (
    ArticleRef,
    Issue,
    IssueSection,
    Mark,
    Outlook,
    Role,
    Status,
    Story,
    Takeaway,
)
from factories import article_ref_factory, issue_factory, story_factory


def items(*texts: str) -> tuple[Takeaway, ...]:
    """Takeaways; those that begin with «My» are marked as an editor's."""
    return tuple(
        Takeaway(markdown=text, mark=Mark.EDITED if text.startswith("My") else Mark.NONE)
        for text in texts
    )


def story(slug: str, *texts: str, **what_matters: Any) -> Story:
    fields: dict[str, Any] = {
        "slug": slug,
        "title": slug.capitalize(),
        "url": f"https://wire.example.org/{slug}",
        "takeaways": items(*(texts or (f"{slug} one.", f"{slug} two."))),
        "outlook": Outlook(paragraphs=(f"{slug} goes on.",)),
    }
    return story_factory(**{**fields, **what_matters})


def ref(slug: str, *, sha: str = "0", **what_matters: Any) -> ArticleRef:
    fields: dict[str, Any] = {
        "story": slug,
        "title": slug.capitalize(),
        "source": "wire",
        "sha256": (slug.encode().hex() + sha * 64)[:64],
        "url": f"https://wire.example.org/{slug}",
    }
    return article_ref_factory(**{**fields, **what_matters})


def issue(*stories: Story, noted: tuple[str, ...] = (), **what_matters: Any) -> Issue:
    """A draft of these stories, with an article for each, and what is also noted."""
    prose = "\n".join(
        f"- {link(slug.capitalize(), url=f'https://wire.example.org/{slug}')} — wire"
        for slug in noted
    )
    also = (IssueSection(role=Role.PROSE, heading="Also noted", markdown=prose),) if noted else ()
    fields: dict[str, Any] = {
        "status": Status.DRAFT,
        "stories": stories,
        "articles": (
            *(ref(each.slug) for each in stories),
            *(ref(slug, story="") for slug in noted),
        ),
        "sections": (
            IssueSection(role=Role.TAKEAWAYS, heading="Key takeaways"),
            IssueSection(role=Role.OUTLOOK, heading="Future outlook"),
            *also,
            IssueSection(role=Role.SOURCES, heading="Sources"),
        ),
    }
    return issue_factory(**{**fields, **what_matters})


def told(merged: Merged) -> dict[str, list[str]]:
    assert merged.issue is not None, merged.text
    return {
        each.slug: [takeaway.markdown for takeaway in each.takeaways]
        for each in merged.issue.stories
    }


BASE = issue(story("ash"), story("elm"))


def merged_one(base: Story, *, new: Story, edited: Story) -> Merged:
    return merge(issue(base), new=issue(new), edited=issue(edited))


@pytest.mark.parametrize(
    ("new", "edited", "expected"),
    [
        ("one|two|three", "one|My two", "one|My two|three"),
        ("one|new two", "My one|two", "My one|new two"),
        ("one|new two", "one|two|My three", "one|new two|My three"),
        ("one|new two", "My zero|one|two", "My zero|one|new two"),
        ("one|two|three", "one|two|My three", "one|two|My three|three"),
        ("one|two|three", "two", "two|three"),
        ("two", "one|two|My three", "two|My three"),
        ("new one|new two", "two|one", None),
        ("one|new two", "one|My two", None),
        ("one|new two", "one", None),
    ],
)
def test_takeaways_are_merged_one_by_one(new: str, edited: str, expected: str | None) -> None:
    merged = merged_one(
        story("ash", "one", "two"),
        new=story("ash", *new.split("|")),
        edited=story("ash", *edited.split("|")),
    )

    if expected is None:
        assert [conflict.field for conflict in merged.conflicts] == ["the takeaways of `ash`"]
    else:
        assert told(merged) == {"ash": expected.split("|")}


def test_conflict_is_shown_around_its_lines_alone() -> None:
    merged = merged_one(
        story("ash", "one", "two", "three"),
        new=story("ash", "one", "new two", "three", outlook=Outlook(paragraphs=("New.",))),
        edited=story("ash", "one", "My two", "three", outlook=Outlook(paragraphs=("My.",))),
    )

    assert (
        "- one\n<<<<<<< edited\n- My two {edited}\n=======\n- new two\n>>>>>>> compiled\n- three"
        in merged.text
    )
    assert "\n\n<<<<<<< edited\nMy.\n=======\nNew.\n>>>>>>> compiled\n\n## Sources" in merged.text
    assert [merged.text.split("\n")[each.line - 1] for each in merged.conflicts] == [
        "<<<<<<< edited"
    ] * 2
    with pytest.raises(IssueFileError, match="decide for one side"):
        parse_issue(merged.text, path="a.md", name=BASE.name)


def test_conflict_over_a_whole_outlook_holds_its_headline() -> None:
    merged = merged_one(
        story("ash"),
        new=story("ash", outlook=Outlook(paragraphs=("New.",))),
        edited=story("ash", outlook=None),
    )

    head = "### [Ash](https://wire.example.org/ash) {#ash}"
    assert f"<<<<<<< edited\n=======\n{head}\n\nNew.\n>>>>>>> compiled" in merged.text


def test_reworded_headline_conflicts_once_though_it_stands_twice() -> None:
    merged = merged_one(
        story("ash"), new=story("ash", title="Ashes"), edited=story("ash", title="My ash")
    )

    assert [conflict.field for conflict in merged.conflicts] == ["the headline of `ash`"]
    assert merged.text.count("### [My ash]") == 2


def test_new_story_comes_behind_the_last_where_the_editor_chose_the_order() -> None:
    edited = replace(BASE, stories=BASE.stories[::-1])
    new = issue(story("yew"), story("ash"), story("elm"))

    merged = merge(BASE, new=new, edited=edited)

    assert list(told(merged)) == ["elm", "ash", "yew"]
    assert merged.report.added == ("Yew",)
    assert merged.issue is not None
    assert {each.story for each in merged.issue.articles} == {"ash", "elm", "yew"}


def test_order_of_the_program_stays_the_programs() -> None:
    edited = replace(BASE, intro="My intro")
    new = issue(story("yew"), story("elm"), story("ash"))

    merged = merge(BASE, new=new, edited=edited)

    assert list(told(merged)) == ["yew", "elm", "ash"]
    assert merged.issue is not None
    assert merged.issue.intro == "My intro"


def test_deleted_story_stays_deleted_and_its_source_line_too() -> None:
    edited = replace(BASE, stories=BASE.stories[1:])
    without_line = replace(edited, articles=BASE.articles[1:])
    new = issue(story("ash", "changed"), story("elm"))

    merged = merge(BASE, new=new, edited=edited)
    again = merge(BASE, new=new, edited=without_line)

    assert list(told(merged)) == list(told(again)) == ["elm"]
    assert merged.report.deleted == again.report.deleted == ("Ash",)
    assert merged.issue is not None
    assert again.issue is not None
    assert [each.story for each in merged.issue.articles] == ["ash", "elm"]
    assert [each.story for each in again.issue.articles] == ["elm"]


def test_story_whose_article_is_gone_stays_also_the_next_time() -> None:
    edited = replace(BASE, intro="My intro")

    merged = merge(BASE, new=issue(story("elm")), edited=edited)
    assert merged.issue is not None
    again = merge(merged.base, new=issue(story("elm")), edited=merged.issue)

    assert list(told(merged)) == list(told(again)) == ["ash", "elm"]
    assert merged.report.gone == again.report.gone == ("Ash",)
    assert again.issue == merged.issue


def test_story_is_known_by_its_article_whatever_its_slug() -> None:
    base = replace(BASE, stories=(story("ash"),), articles=(ref("ash"),))
    new = replace(
        base,
        stories=(story("burnt-ash", "ash one.", "new two.", title="Burnt ash"),),
        articles=(ref("ash", story="burnt-ash", sha="1", title="Burnt ash"),),
    )
    edited = replace(base, stories=(replace(base.stories[0], note="My note"),))

    merged = merge(base, new=new, edited=edited)

    assert told(merged) == {"ash": ["ash one.", "new two."]}
    assert merged.issue is not None
    assert (merged.issue.stories[0].title, merged.issue.stories[0].note) == ("Burnt ash", "My note")
    assert merged.issue.articles == (ref("ash", sha="1", title="Burnt ash"),)
    assert merged.report.updated == ("Ash",)


def test_another_article_with_a_taken_slug_gets_one_of_its_own() -> None:
    other = ref("ash", url="https://wire.example.org/ash-2", sha256="2" * 64)
    new = replace(issue(story("ash", "another")), articles=(other,))

    merged = merge(BASE, new=new, edited=BASE)

    assert told(merged)["ash-2"] == ["another"]
    assert merged.report.added == ("Ash",)
    assert merged.issue is not None
    assert replace(other, story="ash-2") in merged.issue.articles


def test_stories_that_the_editor_merged_stay_one() -> None:
    one = replace(BASE, stories=BASE.stories[:1], articles=(ref("ash"), ref("elm", story="ash")))

    merged = merge(BASE, new=BASE, edited=one)

    assert merged.issue == one


def test_notes_are_merged_line_by_line() -> None:
    base = issue(story("ash"), noted=("bay", "box", "fig"))
    new = issue(story("ash"), noted=("bay", "box", "fig", "may"))
    section = base.sections[2]
    mine = section.markdown.split("\n")
    edited = replace(
        base,
        sections=(
            *base.sections[:2],
            replace(section, heading="Außerdem", markdown="\n".join([*mine[:2], "- My own"])),
            base.sections[3],
        ),
    )

    merged = merge(base, new=new, edited=edited)

    assert merged.issue is not None
    assert merged.issue.sections[2].heading == "Außerdem"
    assert [line.partition("](")[0] for line in merged.issue.sections[2].markdown.split("\n")] == [
        "- [Bay",
        "- [Box",
        "- My own",
        "- [May",
    ]
    assert [each.id for each in merged.issue.articles][-1] == "https://wire.example.org/may"


def test_story_that_finds_no_room_any_more_is_not_noted_as_well() -> None:
    edited = replace(BASE, stories=BASE.stories[:1], intro="My intro")
    new = issue(story("yew"), noted=("ash", "elm", "may"))

    merged = merge(BASE, new=new, edited=edited)

    assert list(told(merged)) == ["ash", "yew"]
    assert merged.issue is not None
    assert [s.markdown for s in merged.issue.sections if s.role is Role.PROSE] == [
        "- [May](https://wire.example.org/may) — wire"
    ]
    assert [each.story for each in merged.issue.articles] == ["yew", "ash", "elm", ""]


def test_article_that_is_a_story_and_noted_as_well_stays_both() -> None:
    empty = IssueSection(role=Role.PROSE, heading="To come")
    both = issue(story("ash"), noted=("ash",))
    both = replace(both, sections=(empty, *both.sections))

    assert merge(both, new=both, edited=both).issue == both


def test_noted_article_that_becomes_a_story_moves() -> None:
    base = issue(story("ash"), noted=("may",))
    new = issue(story("ash"), story("may"))

    merged = merge(base, new=new, edited=replace(base, intro="My intro"))

    assert list(told(merged)) == ["ash", "may"]
    assert merged.issue is not None
    assert all(section.role is not Role.PROSE for section in merged.issue.sections)
    assert [each.story for each in merged.issue.articles] == ["ash", "may"]


def test_summaries_of_the_editor_are_not_put_in_question() -> None:
    new = replace(BASE, subject="New subject", preheader="New preheader")
    edited = replace(BASE, subject="My subject", status=Status.DRAFT)

    merged = merge(BASE, new=new, edited=edited)

    assert merged.issue is not None
    assert (merged.issue.subject, merged.issue.preheader) == ("My subject", "New preheader")


def test_section_that_the_editor_deleted_takes_its_outlooks_along() -> None:
    edited = replace(
        BASE,
        sections=tuple(each for each in BASE.sections if each.role is not Role.OUTLOOK),
        stories=tuple(replace(each, outlook=None) for each in BASE.stories),
    )
    new = issue(story("ash"), story("elm"), story("yew"))

    merged = merge(BASE, new=new, edited=edited)

    assert merged.issue is not None
    assert [each.outlook for each in merged.issue.stories] == [None] * 3


def test_articles_are_listed_though_the_editor_deleted_the_list() -> None:
    edited = replace(
        BASE,
        sections=tuple(each for each in BASE.sections if each.role is not Role.SOURCES),
        articles=(),
    )

    merged = merge(BASE, new=issue(story("ash"), story("elm"), story("yew")), edited=edited)

    assert merged.issue is not None
    assert merged.issue.articles == (ref("yew"),)


def test_without_a_base_the_file_is_taken_as_it_is() -> None:
    edited = replace(
        BASE, stories=(story("ash", "My words"), BASE.stories[1]), subject="My subject"
    )
    new = issue(story("yew"), story("ash", "changed"), story("elm"))

    merged = merge(assumed_base(new=new, edited=edited), new=new, edited=edited)

    assert told(merged) == {
        "ash": ["My words"],
        "elm": ["elm one.", "elm two."],
        "yew": ["yew one.", "yew two."],
    }


def test_texts_that_join_to_one_block_are_written_as_they_read() -> None:
    def listed(*paragraphs: str) -> Story:
        return story("ash", outlook=Outlook(paragraphs=paragraphs))

    merged = merged_one(
        listed("Lead.", "End."),
        new=listed("Lead.", "- new", "End."),
        edited=listed("Lead.", "- mine", "End."),
    )

    assert merged.issue is not None
    assert merged.issue.stories[0].outlook == Outlook(
        paragraphs=("Lead.", "- mine\n\n- new", "End.")
    )
    assert format_issue(merged.issue) == merged.text
