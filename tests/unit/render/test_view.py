"""An issue as templates see it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from digest.model import Correction, Issue, IssueSection, Mark, Outlook, Role, Takeaway
from digest.render.view import IssueView, view_issue
from factories import article_ref_factory, config_factory, issue_factory, story_factory


def viewed(issue: Issue, *, timezone: str = "UTC") -> IssueView:
    publication = config_factory(publication={"timezone": timezone}).publication
    return view_issue(issue, publication=publication)


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", "/relative", "ftp://e.org/x", "JAVASCRIPT:x"]
)
def test_only_addresses_of_the_web_become_links(url: str) -> None:
    issue = issue_factory(
        stories=(story_factory(url=url),), articles=(article_ref_factory(url=url),)
    )
    (story,) = viewed(issue).stories
    assert story.url == story.permalink == "https://loom.example.org/2026-10-05/#the-bell"
    assert not story.has_article
    assert [credit.url for credit in story.credits] == [""]


def test_an_address_of_the_web_is_kept() -> None:
    (story,) = viewed(issue_factory()).stories
    assert story.url == "https://articles.example.org/bell"
    assert story.has_article


def test_a_story_speaks_its_articles_language_else_the_issues() -> None:
    german = issue_factory(articles=(article_ref_factory(language="de"),))
    assert viewed(german).stories[0].language == "de"
    assert viewed(issue_factory(language="he")).stories[0].direction == "rtl"


def test_corrections_are_dated_in_the_publications_zone() -> None:
    late = Correction(at=datetime(2026, 10, 6, 23, 30, tzinfo=UTC), note="Late.")
    (correction,) = viewed(issue_factory(corrections=(late,)), timezone="Europe/Berlin").corrections
    assert correction.at.date() == date(2026, 10, 7)
    assert correction == late


def test_the_editors_sections_stand_before_and_behind_the_stories() -> None:
    def prose(heading: str, markdown: str = "Words.") -> IssueSection:
        return IssueSection(role=Role.PROSE, heading=heading, markdown=markdown)

    sections = (
        prose("First"),
        IssueSection(role=Role.TAKEAWAYS, heading="In short"),
        prose("Last"),
        prose("Empty", markdown=" "),
    )
    view = viewed(issue_factory(sections=sections))
    assert [part.heading for part in view.before] == ["First"]
    assert [part.heading for part in view.after] == ["Last"]


def test_headings_are_those_of_the_file() -> None:
    sections = (
        IssueSection(role=Role.TAKEAWAYS, heading="In short"),
        IssueSection(role=Role.SOURCES, heading="Quellen"),
    )
    view = viewed(issue_factory(sections=sections))
    headings = (view.takeaways_heading, view.outlook_heading, view.sources_heading)
    assert headings == ("In short", "", "Quellen")


def test_a_takeaway_is_inline_unless_the_editor_nested_blocks() -> None:
    takeaways = (Takeaway(markdown="One *word*."), Takeaway(markdown="Two\n> a"))
    (story,) = viewed(issue_factory(stories=(story_factory(takeaways=takeaways),))).stories
    assert story.takeaways[0] == "One <em>word</em>."
    assert story.takeaways[1] == "<p>Two</p>\n<blockquote>\n<p>a</p>\n</blockquote>\n"


def test_markup_of_an_editor_is_shown_and_not_obeyed() -> None:
    view = viewed(issue_factory(intro="<script>x</script>\n\n[a](javascript:x)"))
    assert view.intro is not None
    assert "<script" not in view.intro
    assert "href" not in view.intro


@pytest.mark.parametrize(("words", "minutes"), [(1, 1), (220, 1), (660, 3)])
def test_reading_time_counts_words(words: int, minutes: int) -> None:
    issue = issue_factory(intro="word " * words, stories=(), articles=())
    assert viewed(issue).reading_minutes == minutes


def test_reading_time_counts_characters_where_words_have_no_spaces() -> None:
    issue = issue_factory(intro="港" * 1320, stories=(), articles=())
    assert viewed(issue).reading_minutes == 3


def test_a_proposal_is_in_no_edition() -> None:
    proposal = Takeaway(markdown="Nobody took this.", mark=Mark.SUGGESTED)
    told = Takeaway(markdown="Told.")
    (story,) = viewed(issue_factory(stories=(story_factory(takeaways=(told, proposal)),))).stories
    assert story.takeaways == ("Told.",)
    assert "Nobody" not in str(story)


def test_a_standfirst_is_no_takeaway() -> None:
    line = Takeaway(markdown="A bell, and who hears it.", mark=Mark.STANDFIRST)
    (story,) = viewed(issue_factory(stories=(story_factory(takeaways=(line,)),))).stories
    assert (story.standfirst, story.takeaways) == (("A bell, and who hears it.",), ())


def test_lines_lead_to_their_place_in_the_article_unless_an_editor_wrote_them() -> None:
    lines = (Takeaway(markdown="Told."), Takeaway(markdown="Reworded.", mark=Mark.EDITED))
    outlook = Outlook(paragraphs=("One.", "Two."), edited=frozenset({1}), is_shortened=True)
    (story,) = viewed(
        issue_factory(stories=(story_factory(takeaways=lines, outlook=outlook),))
    ).stories
    assert story.takeaway_places == ("https://articles.example.org/bell#:~:text=Told.", "")
    assert story.outlook_places == ("https://articles.example.org/bell#:~:text=One.", "")
    assert story.goes_on


def test_the_article_that_a_story_is_made_of_is_credited_first() -> None:
    other = article_ref_factory(title="Another view", url="https://other.example/2")
    (story,) = viewed(issue_factory(articles=(other, article_ref_factory()))).stories
    assert [credit.title for credit in story.credits] == ["The bell of line four", "Another view"]


def test_a_story_that_was_cut_to_its_headline_is_told_from_one_that_has_no_more() -> None:
    (bare,) = viewed(issue_factory(stories=(story_factory(takeaways=(), outlook=None),))).stories
    view = replace(viewed(issue_factory()), stories=(bare, replace(bare, is_cut=True)))
    assert [story.is_headline for story in view.stories] == [False, True]
    assert (view.told, view.headlines) == (view.stories[:1], view.stories[1:])


def test_signs_that_turn_text_round_are_in_no_line() -> None:
    line = "\u202ea\u2066 \u200bb"
    view = viewed(
        issue_factory(
            title=line,
            subject=line,
            preheader=line,
            stories=(story_factory(title=line),),
            corrections=(Correction(at=datetime(2026, 10, 6, tzinfo=UTC), note=line),),
        )
    )

    lines = (view.title, view.subject, view.preheader, view.stories[0].title)
    assert {*lines, view.corrections[0].note} == {"a b"}
