"""What an issue's stories lose when its mail would be too large."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.model import Outlook, Story, Takeaway
from digest.render.trim import least_steps, most_steps, tell_trims, trim
from digest.render.view import IssueView, StoryView, view_issue
from factories import article_ref_factory, config_factory, issue_factory


def story(slug: str, *, takeaways: int = 5, outlook: int = 3, note: str = "") -> Story:
    return Story(
        slug=slug,
        title=f"Title of {slug}",
        url=f"https://e.org/{slug}",
        note=note,
        takeaways=tuple(Takeaway(markdown=f"takeaway {n}") for n in range(takeaways)),
        outlook=Outlook(
            paragraphs=tuple(f"paragraph {n}" for n in range(outlook)), is_shortened=True
        ),
    )


def view(*stories: Story) -> IssueView:
    refs = [
        article_ref_factory(story=each.slug, url=f"https://e.org/{each.slug}{more}")
        for each in stories
        for more in ("", "-2")
    ]
    issue = issue_factory(stories=stories, articles=tuple(refs))
    return view_issue(issue, publication=config_factory().publication)


THREE = view(story("a"), story("b"), story("c"))


def extents(issue: IssueView) -> list[tuple[int, int]]:
    return [(len(each.takeaways), len(each.outlook)) for each in issue.stories]


@pytest.mark.parametrize(
    ("steps", "left"),
    [
        (0, [(5, 3), (5, 3), (5, 3)]),
        (1, [(5, 3), (5, 3), (5, 1)]),
        (2, [(5, 3), (5, 1), (5, 1)]),
        (3, [(5, 3), (5, 1), (3, 1)]),
        (4, [(5, 1), (5, 1), (3, 1)]),
        (5, [(5, 1), (3, 1), (3, 1)]),
        (6, [(5, 1), (3, 1), (2, 1)]),
        (9, [(3, 1), (2, 1), (0, 0)]),
        (11, [(2, 1), (0, 0), (0, 0)]),
        (12, [(0, 0), (0, 0), (0, 0)]),
    ],
)
def test_rounds_run_from_the_last_story_up_one_behind_the_other(
    steps: int, left: list[tuple[int, int]]
) -> None:
    assert most_steps(THREE) == 12
    assert extents(trim(THREE, steps=steps)) == left


def test_the_first_stories_of_a_long_issue_stay_whole_and_the_lead_is_touched_last() -> None:
    issue = view(*(story(f"s{number}") for number in range(20)))
    steps = range(most_steps(issue) + 1)
    first_cut = [
        next(step for step in steps if trim(issue, steps=step).stories[place].is_cut)
        for place in range(20)
    ]
    assert first_cut == sorted(first_cut, reverse=True)
    first_headline = next(step for step in steps if trim(issue, steps=step).headlines)
    assert sum(not each.is_cut for each in trim(issue, steps=first_headline).stories) == 14


def test_an_issue_that_fits_is_left_alone() -> None:
    assert trim(THREE, steps=0) is THREE
    assert tell_trims(THREE, THREE) == ()


def test_an_issue_without_stories_has_nothing_to_lose() -> None:
    empty = view()
    assert most_steps(empty) == 0
    assert trim(empty, steps=0) is empty


def test_a_story_that_lost_something_says_so() -> None:
    assert [each.is_cut for each in trim(THREE, steps=2).stories] == [False, True, True]


def test_a_short_story_is_cut_by_nothing_but_the_last_round() -> None:
    short = view(story("a", takeaways=2, outlook=1))
    assert trim(short, steps=3) == short
    assert extents(trim(short, steps=4)) == [(0, 0)]


def test_a_headline_has_one_credit_and_nothing_else() -> None:
    (left,) = trim(view(story("a", note="Ours.")), steps=4).stories
    assert left.is_headline
    assert (left.note, left.standfirst, left.takeaway_places, left.outlook_places) == (
        None, (), (), ()
    )  # fmt: skip
    assert len(left.credits) == 1
    assert (left.title, left.url) == ("Title of a", "https://e.org/a")


def test_a_cut_outlook_leads_to_the_web_and_not_on_in_the_article() -> None:
    whole, cut = trim(view(story("a", outlook=1), story("b")), steps=2).stories
    assert (whole.goes_on, cut.goes_on) == (True, False)


def test_what_editors_write_is_never_cut() -> None:
    trimmed = trim(THREE, steps=most_steps(THREE))
    assert replace(trimmed, stories=THREE.stories) == THREE


def test_the_report_says_what_each_story_lost() -> None:
    issue = view(story("a"), story("b", takeaways=0), story("c", note="Ours."), story("d" * 80))
    outlook = "1 of 3 paragraphs of its outlook"
    assert tell_trims(issue, trim(issue, steps=7)) == (
        f"«Title of a» stands in the mail with {outlook}",
        f"«Title of b» stands in the mail with {outlook}",
        f"«Title of c» stands in the mail with 3 of 5 takeaways and {outlook}",
        f"«Title of {'d' * 51}…» stands in the mail with 2 of 5 takeaways and {outlook}",
    )
    assert tell_trims(issue, trim(issue, steps=16))[1:3] == (
        "«Title of b» stands in the mail with its headline and link only",
        "«Title of c» stands in the mail with its headline and link only, without its note",
    )


def shown(each: StoryView) -> int:
    return len(each.takeaways) + len(each.outlook) + len(each.credits) + len(each.standfirst)


@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 4)), max_size=6))
def test_no_step_gives_anything_back(shapes: list[tuple[int, int]]) -> None:
    issue = view(
        *(
            story(f"s{number}", takeaways=takeaways, outlook=outlook)
            for number, (takeaways, outlook) in enumerate(shapes)
        )
    )
    before = [shown(each) for each in issue.stories]
    for steps in range(1, most_steps(issue) + 1):
        after = [shown(each) for each in trim(issue, steps=steps).stories]
        assert all(now <= was for now, was in zip(after, before, strict=True))
        before = after
    least = trim(issue, steps=most_steps(issue))
    assert not any(each.takeaways or each.outlook for each in least.stories)


@given(st.integers(0, 500), st.integers(0, 501))
def test_the_least_trimming_is_found_in_few_tries(most: int, needed: int) -> None:
    tries: list[int] = []

    def fits(steps: int) -> bool:
        tries.append(steps)
        return steps >= needed

    found = least_steps(fits, most=most)
    assert found == min(needed, most + 1)
    assert found == most + 1 or found in tries
    assert len(tries) == len(set(tries)) <= 1 + max(most, 1).bit_length()
