"""Hypothesis strategies for a draft, a later compile of it, and what an editor made of it."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import date

from hypothesis import strategies as st

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
from factories import issue_factory

_words = st.text(alphabet="abcdefgh", min_size=1, max_size=3)
_phrases = st.lists(_words, min_size=1, max_size=4).map(" ".join)
_hand = _phrases.map(lambda text: f"My {text}")  # an editor's words, unlike any article's
_marks = st.sampled_from([Mark.NONE, Mark.NONE, Mark.STANDFIRST, Mark.SUGGESTED])


def _takeaways(texts: st.SearchStrategy[str]) -> st.SearchStrategy[list[Takeaway]]:
    one = st.builds(lambda text, mark: Takeaway(markdown=text, mark=mark), texts, _marks)
    return st.lists(one, max_size=3)


_outlooks = st.one_of(
    st.none(),
    st.builds(
        lambda texts, is_shortened: Outlook(paragraphs=tuple(texts), is_shortened=is_shortened),
        st.lists(_phrases, min_size=1, max_size=3),
        st.booleans(),
    ),
)


def article(slug: str, text: str = "") -> ArticleRef:
    return ArticleRef(
        story=slug,
        title=f"Title of {slug}",
        source="wire",
        sha256=hashlib.sha256(f"{slug} {text}".encode()).hexdigest(),
        url=f"https://wire.example.org/{slug}",
        published_on=date(2026, 11, 20),
    )


@st.composite
def _story(draw: st.DrawFn, slug: str) -> Story:
    return Story(
        slug=slug,
        title=f"Title of {slug}",
        url=f"https://wire.example.org/{slug}",
        takeaways=tuple(draw(_takeaways(_phrases))),
        outlook=draw(_outlooks),
    )


def _noted(texts: list[str]) -> IssueSection:
    lines = [f"- [Noted {text}](https://wire.example.org/noted)" for text in texts]
    return IssueSection(role=Role.PROSE, heading="Also noted", markdown="\n".join(lines))


_notes = st.lists(_phrases, max_size=3, unique=True)


@st.composite
def drafts(draw: st.DrawFn) -> Issue:
    """A draft as it is compiled."""
    slugs = draw(st.lists(st.sampled_from(["ash", "elm", "oak"]), unique=True))
    return issue_factory(
        status=Status.DRAFT,
        intro="",
        sections=(
            IssueSection(role=Role.TAKEAWAYS, heading="Key takeaways"),
            IssueSection(role=Role.OUTLOOK, heading="Future outlook"),
            _noted(draw(_notes)),
            IssueSection(role=Role.SOURCES, heading="Sources"),
        ),
        stories=tuple(draw(_story(slug)) for slug in slugs),
        articles=tuple(article(slug) for slug in slugs),
    )


@st.composite
def later(draw: st.DrawFn, base: Issue) -> Issue:
    """A compile after `base`: articles changed or came; in any order, none is gone."""
    stories, articles = [], []
    for story, ref in zip(base.stories, base.articles, strict=True):
        if draw(st.booleans()):
            fresh = draw(_story(story.slug))
            kept = story.takeaways[: draw(st.integers(0, len(story.takeaways)))]
            stories.append(replace(fresh, takeaways=(*kept, *fresh.takeaways)))
            articles.append(article(story.slug, draw(_words)))
        else:
            stories.append(story)
            articles.append(ref)
    for slug in draw(st.lists(st.sampled_from(["yew", "may"]), unique=True)):
        stories.append(draw(_story(slug)))
        articles.append(article(slug))
    order = draw(st.permutations(range(len(stories))))
    sections = tuple(
        _noted(draw(_notes)) if section.role is Role.PROSE else section for section in base.sections
    )
    return replace(
        base,
        subject=draw(st.sampled_from([base.subject, "Another subject"])),
        sections=sections,
        stories=tuple(stories[at] for at in order),
        articles=tuple(articles[at] for at in order),
    )


@st.composite
def _edited_story(draw: st.DrawFn, story: Story) -> Story:
    takeaways = list(story.takeaways)
    for _ in range(draw(st.integers(0, 3))):
        at = draw(st.integers(0, len(takeaways)))
        end = min(len(takeaways), at + draw(st.integers(0, 1)))
        words = [
            Takeaway(markdown=text, mark=Mark.EDITED) for text in draw(st.lists(_hand, max_size=1))
        ]
        takeaways[at:end] = words
    outlook = story.outlook
    if outlook is not None and draw(st.booleans()):
        at = draw(st.integers(0, len(outlook.paragraphs) - 1))
        paragraphs = list(outlook.paragraphs)
        paragraphs[at] = draw(_hand)
        outlook = replace(outlook, paragraphs=tuple(paragraphs), edited=frozenset({at}))
    elif draw(st.booleans()):
        outlook = None
    return replace(
        story,
        title=draw(st.sampled_from([story.title, f"My {story.slug}"])),
        note=draw(st.sampled_from(["", "My note"])),
        takeaways=tuple(takeaways),
        outlook=outlook,
    )


@st.composite
def edited(draw: st.DrawFn, base: Issue) -> Issue:
    """What an editor made of `base`: reworded, cut, added, moved, deleted."""
    stories = [draw(_edited_story(story)) for story in base.stories if draw(st.integers(0, 3))]
    own = draw(st.lists(st.sampled_from(["mine", "mine-too"]), unique=True))
    stories += [
        Story(
            slug=slug,
            title=f"My {slug}",
            takeaways=(Takeaway(markdown=draw(_hand), mark=Mark.EDITED),),
        )
        for slug in own
    ]
    if draw(st.booleans()):
        stories = draw(st.permutations(stories))
    deleted = {story.slug for story in base.stories if draw(st.integers(0, 5)) == 5}
    sections = list(base.sections)
    if draw(st.booleans()):
        lines = next(each.markdown for each in sections if each.role is Role.PROSE).split("\n")
        lines.insert(draw(st.integers(0, len(lines))), f"- {draw(_hand)}")
        at = next(at for at, each in enumerate(sections) if each.role is Role.PROSE)
        sections[at] = replace(sections[at], markdown="\n".join(line for line in lines if line))
    if draw(st.booleans()):
        own_section = IssueSection(role=Role.PROSE, heading="My section", markdown=draw(_hand))
        sections.insert(draw(st.integers(0, len(sections))), own_section)
    return replace(
        base,
        title=draw(st.sampled_from([base.title, "My title"])),
        subject=draw(st.sampled_from([base.subject, "My subject"])),
        intro=draw(st.sampled_from(["", "My intro"])),
        sections=tuple(sections),
        stories=tuple(stories),
        articles=tuple(ref for ref in base.articles if ref.story not in deleted),
    )


@st.composite
def triples(draw: st.DrawFn) -> tuple[Issue, Issue, Issue]:
    """A draft, a later compile, and an edited issue."""
    base = draw(drafts())
    return base, draw(later(base)), draw(edited(base))
