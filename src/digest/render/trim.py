"""What of an issue's stories is left to the web page when its mail would be too large.

A story is shortened in four rounds: its outlook to the lead paragraph, its takeaways to three, to
two, and then all but the headline. The rounds run through the issue as waves, from the last story
up to the lead, each some stories behind the one before. So the lowest-ranked stories give most,
the first ones stay whole as long as they can, and the lead story is touched last. To take each
round through the whole issue before the next begins would shorten every story of an issue that is
a little too large, though rank says which ones matter; to take one story through all rounds before
the next would lose its takeaways, which are what a digest is for, to keep the outlook above it.

What editors write is not touched: introduction, sections, corrections. Only a note goes with its
story, and the report says so.
"""

from __future__ import annotations

import bisect
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from digest.render.view import IssueView, StoryView


@dataclass(frozen=True, slots=True, kw_only=True)
class Extent:
    """How much of a story stands in the mail, at most."""

    takeaways: int
    outlook: int  #: paragraphs


_ALL: Final = 1_000_000
_HEADLINE: Final = Extent(takeaways=0, outlook=0)
_ROUNDS: Final = (
    Extent(takeaways=_ALL, outlook=1),
    Extent(takeaways=3, outlook=1),
    Extent(takeaways=2, outlook=1),
    _HEADLINE,
)
_LAG: Final = 2  # how many stories a round is behind the one before
_TITLE: Final = 60  # characters of a headline that a report shows


def most_steps(issue: IssueView) -> int:
    """How many steps the plan for this issue has: each takes one story one round further."""
    return len(_ROUNDS) * len(issue.stories)


def trim(issue: IssueView, *, steps: int) -> IssueView:
    """The issue after so many steps of its plan; with none, the issue itself.

    A story that lost something says so (`is_cut`). No step gives anything back: a trimmed issue
    holds nothing that one with fewer steps has not.
    """
    if not steps:
        return issue
    rounds = Counter(_plan(len(issue.stories))[:steps])
    stories = tuple(
        _shortened(story, to=_ROUNDS[rounds[place] - 1]) if place in rounds else story
        for place, story in enumerate(issue.stories)
    )
    return replace(issue, stories=stories)


def _plan(count: int) -> list[int]:
    """The places of the stories in the order of the steps; each story comes once for each round."""
    steps = (
        (from_last + _LAG * number, from_last)
        for from_last in range(count)
        for number in range(len(_ROUNDS))
    )
    return [count - 1 - from_last for _, from_last in sorted(steps)]


def least_steps(fits: Callable[[int], bool], *, most: int) -> int:
    """The fewest steps that fit, where more steps never need more room; `most + 1` if none do.

    `fits` is asked for none at first, which is enough for most issues, then some log₂(most) times.
    """
    return 0 if fits(0) else bisect.bisect_left(range(most + 1), x=True, lo=1, key=fits)


def tell_trims(whole: IssueView, trimmed: IssueView) -> tuple[str, ...]:
    """A sentence for each story that lost something, for an editor."""
    return tuple(
        _sentence(before, after)
        for before, after in zip(whole.stories, trimmed.stories, strict=True)
        if after.is_cut
    )


def _shortened(story: StoryView, *, to: Extent) -> StoryView:
    is_headline = to is _HEADLINE
    shorter = replace(
        story,
        credits=story.credits[:1] if is_headline else story.credits,
        note=None if is_headline else story.note,
        standfirst=() if is_headline else story.standfirst,
        takeaways=story.takeaways[: to.takeaways],
        takeaway_places=story.takeaway_places[: to.takeaways],
        outlook=story.outlook[: to.outlook],
        outlook_places=story.outlook_places[: to.outlook],
        goes_on=story.goes_on and len(story.outlook) <= to.outlook,
    )
    return story if shorter == story else replace(shorter, is_cut=True)


def _sentence(before: StoryView, after: StoryView) -> str:
    title = before.title if len(before.title) <= _TITLE else f"{before.title[:_TITLE].rstrip()}…"
    left = [
        f"{len(kept)} of {len(had)} {what}"
        for had, kept, what in (
            (before.takeaways, after.takeaways, "takeaways"),
            (before.outlook, after.outlook, "paragraphs of its outlook"),
        )
        if kept and len(kept) < len(had)
    ]
    if after.is_headline:
        note = ", without its note" if before.note else ""
        return f"«{title}» stands in the mail with its headline and link only{note}"
    return f"«{title}» stands in the mail with {' and '.join(left)}"
